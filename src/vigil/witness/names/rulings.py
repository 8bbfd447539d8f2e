"""Find what editors decided about remembering a person, also after a merge or a split.

A person's row in the case file is another one after a merge or a split. A decision to leave
somebody out must not be lost by that: it is found by the person's uid, and within the cases that
a case came from by the digest of any spelling of the name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from django.db.models import Q

from vigil.casefile.models import Case
from vigil.casefile.people.name_matching import fold
from vigil.casefile.people.name_visibility import case_with_predecessors
from vigil.trust.vault.digests import identifier_digest
from vigil.witness.models import Ruling


@dataclass(frozen=True)
class RulingInForce:
    """What editors decided about one person."""

    admission: str = ""
    excluded: bool = False


@dataclass(frozen=True)
class Rulings:
    """The decisions that may hold for people in some cases."""

    by_case: Mapping[int, Sequence[Ruling]] = field(default_factory=dict)

    @classmethod
    def of(cls, cases: Sequence[Case]) -> Self:
        """Read them for these cases, and for those that each came from or that went into it."""
        if not Ruling.objects.exists():
            return cls()
        kin = _with_kin(case.pk for case in cases)
        wanted = {
            case.pk: case_with_predecessors(case) if case.pk in kin else {case.pk} for case in cases
        }
        every = {pk for some in wanted.values() for pk in some}
        rows = list(Ruling.objects.filter(case__in=every).order_by("pk"))
        return cls({pk: [row for row in rows if row.case_id in of] for pk, of in wanted.items()})

    def on(self, case: Case, uid: UUID, names: Sequence[str]) -> RulingInForce:
        """Return the decision about a person: their own, else that about somebody of their name.

        Of several decisions the one that shows less counts.
        """
        rulings = self.by_case.get(case.pk, ())
        if not rulings:
            return RulingInForce()
        held = [ruling for ruling in rulings if ruling.uid == uid]
        if not held:
            marks = {*marks_of(names)}
            held = [ruling for ruling in rulings if not marks.isdisjoint(ruling.marks)]
        admissions = {ruling.admission for ruling in held}
        order = (Ruling.Admission.LEFT_OUT, Ruling.Admission.ADMITTED)
        return RulingInForce(
            admission=next((one for one in order if one in admissions), ""),
            excluded=any(ruling.excluded for ruling in held),
        )


def marks_of(names: Iterable[str]) -> list[str]:
    """Return digests of spellings, by which a person is found again without their name."""
    folded = dict.fromkeys(fold(name) for name in names)
    return [identifier_digest(f"name {one}") for one in folded]


def _with_kin(pks: Iterable[int]) -> set[int]:
    rows = Case.objects.filter(
        Q(superseded__isnull=False) | Q(split_off__isnull=False) | Q(split_from__isnull=False),
        pk__in=list(pks),
    )
    return set(rows.values_list("pk", flat=True))
