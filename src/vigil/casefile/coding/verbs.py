"""Coding a case twice, adjudicating where the codings differ, verifying by a second person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.queries import coding_version
from vigil.casefile.cases.verbs.opening_and_publishing import locked, record_on_case
from vigil.casefile.cases.verbs.recomputing import rewrite_index_columns
from vigil.casefile.coding.accepted_values import UNDECIDED
from vigil.casefile.disclosure.holds import hold_if_more_people_named
from vigil.casefile.models import (
    AcceptedValue,
    Adjudication,
    Basis,
    Case,
    Coding,
    Origin,
    Stage,
    Victim,
    VictimName,
)
from vigil.casefile.people.name_matching import fold, same_person
from vigil.casefile.people.name_visibility import keep_uids, uids_of
from vigil.reading import codebook
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Decision, User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords

Values = dict[str, Any]


class InvalidCoding(NotPossible):
    """A coding that the codebook does not allow; `problems` names each field."""

    def __init__(self, problems: Sequence[codebook.Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class FieldComparison:
    """One field of a case, or of one person in it, as each coder has it."""

    field: str
    person: int | None
    values: dict[int, Any]
    """Coder's primary key -> their value (None when left empty)."""

    @property
    def agree(self) -> bool:
        """Say whether all coders gave the same value."""
        first, *rest = self.values.values()
        return all(value == first for value in rest)


@verb
def draft_coding(case: Case, *, by: User) -> Coding:
    """Return the person's coding of the case, begun now if need be.

    It starts from what the machine read, never from another coder's values: two codings
    must be independent. Raises NotAllowed, NotPossible (not accepted; adjudicated already).
    """
    case = locked(case)
    require(by, "casefile.code_case", case)
    version = codebook.current().version
    coding = Coding.objects.filter(case=case, coder=by, codebook_version=version).first()
    if coding is not None:
        return coding
    if case.stage not in (Stage.OPEN, Stage.CODED):
        raise NotPossible(_("Accept the case before you code it."))
    _require_not_adjudicated(case, version)
    return Coding.objects.create(
        case=case, coder=by, codebook_version=version, values=starting_values(case)
    )


def starting_values(case: Case) -> Values:
    """Return the values that the machine's rules accept, in the shape of a coding."""
    rows = [row for row in case.accepted.select_related("victim") if _can_start(row)]
    event = {row.field: row.value for row in rows if row.victim is None}
    victims = [
        {row.field: row.value for row in rows if row.victim_id == victim.pk}
        for victim in case.victims.all()
    ]
    return {"case": event, "victims": victims}


def _can_start(row: AcceptedValue) -> bool:
    """Say whether a value is one that a coder could have chosen: a tie of reports may be none."""
    try:
        codebook.current().check(row.field, row.value)
    except codebook.InvalidValue:
        return False
    return row.value != UNDECIDED or UNDECIDED in codebook.current().fields[row.field].values


@verb
def save_draft(coding: Coding, values: Values, note: str = "", *, by: User) -> Coding:
    """Keep an unfinished form as it is, unchecked. Raises NotAllowed, NotPossible."""
    coding = _own(coding, by)
    coding.values, coding.note = values, note
    coding.save(update_fields=["values", "note"])
    return coding


@verb
def keep_draft(case: Case, values: Values, note: str, *, by: User, version: str = "") -> Coding:
    """Keep an unfinished form as the person's coding, which is begun now if need be.

    With a `version` (`queries.coding_version`) only if reports and draft are as they were when
    the form was opened. Raises NotAllowed, NotPossible.
    """
    case = locked(case)
    mine = case.codings.filter(coder=by, codebook_version=codebook.current().version).first()
    if version and version != coding_version(case, mine):
        raise NotPossible(
            _(
                "The reports in this case, or your own draft in another window, changed since you "
                "opened this form. Nothing you typed is lost: look again, then send once more."
            )
        )
    return save_draft(draft_coding(case, by=by), values, note, by=by)


@verb
def submit_coding(coding: Coding, values: Values, note_: str = "", *, by: User) -> Coding:
    """Hand in a coding. With the second coder's the case counts as coded.

    Raises NotAllowed, NotPossible, InvalidCoding (the codebook's objections), NeedsSecondPerson
    (whoever handed in before seems to be the same person).
    """
    case = locked(coding.case)  # before the coding, as who keeps a draft does
    coding = _own(coding, by)
    _require_not_adjudicated(case, coding.codebook_version)
    problems = check(values, coding.codebook_version)
    if problems:
        raise InvalidCoding(problems)
    for other in submitted(case):
        require_two_people(other.coder, by)
    coding.values, coding.note, coding.submitted_at = values, note_, timezone.now()
    coding.save()
    # Without the note: decisions are read by the other coder, who must not be told anything yet.
    record_on_case("submit_coding", case, by=by, after={"codebook": coding.codebook_version})
    coders = submitted(case).values_list("coder_id", flat=True)
    if case.stage == Stage.OPEN and len(set(coders)) >= 2:
        case.stage = Stage.CODED
        case.save()
        record_on_case(
            "coded", case, by=by, before={"stage": Stage.OPEN}, after={"stage": Stage.CODED}
        )
    return coding


def check(values: Values, version: str) -> list[codebook.Problem]:
    """Return what the codebook of that version objects to; empty when all is well."""
    return codebook.load(version).check_coding(values, complete=True)


def submitted(case: Case) -> Any:
    """Return the submitted codings of a case, oldest first."""
    return case.codings.exclude(submitted_at=None).order_by("submitted_at").select_related("coder")


def compare_codings(case: Case) -> list[FieldComparison]:
    """Set the submitted codings side by side, field by field, in the codebook's order.

    Persons are those of the first coding, in its order; another coder's person stands beside
    the one with a like name, else beside the one in the same place, else after them.
    """
    codings = list(submitted(case))
    victims = align_people_of_codings([coding.values.get("victims", []) for coding in codings])
    parts: list[tuple[int | None, list[Values]]] = [
        (None, [dict(coding.values.get("case", {})) for coding in codings]),
        *enumerate(victims),
    ]
    coders = [coding.coder_id for coding in codings]
    return [
        FieldComparison(
            field=field,
            person=person,
            values={coder: part.get(field) for coder, part in zip(coders, sides, strict=True)},
        )
        for person, sides in parts
        for field in codebook.current().fields
        if any(field in side for side in sides)
    ]


def align_people_of_codings(codings: Sequence[Sequence[Values]]) -> list[list[Values]]:
    """Return, for each person of any coding, how each coding has them ({} where it does not)."""
    rows: list[list[Values]] = []
    for number, persons in enumerate(codings):
        free = [row for row in rows if len(row) == number]
        left = []
        for person in persons:
            row = next((r for r in free if _same_names(r, person)), None)
            if row is None:
                left.append(person)
            else:
                row.append(person)
                free.remove(row)
        for person in left:
            row = next((r for r in free if not (_named(r) and person.get("names"))), None)
            if row is None:
                rows.append([{}] * number + [person])
            else:
                row.append(person)
                free.remove(row)
        for row in rows:
            if len(row) == number:
                row.append({})
    return rows


def _named(row: Sequence[Values]) -> list[str]:
    return [name for person in row for name in person.get("names") or []]


def _same_names(row: Sequence[Values], person: Values) -> bool:
    return same_person(_named(row), person.get("names") or [])


@verb
def adjudicate(case: Case, values: Values, reasons: Mapping[str, str], *, by: User) -> Adjudication:
    """Propose the values to accept. They count once a second person has verified them.

    Raises NotAllowed, NotPossible (not coded twice; a difference settled without a reason),
    InvalidCoding.
    """
    case = locked(case)
    require(by, "casefile.adjudicate", case)
    if case.stage not in (Stage.CODED, Stage.VERIFIED):
        raise NotPossible(_("Two people code a case before it is adjudicated."))
    problems = check(values, codebook.current().version)
    if problems:
        raise InvalidCoding(problems)
    if case.origin not in (Origin.COMPILED, Origin.IMPORTED):
        _require_reasons(case, reasons)
    case.adjudications.filter(verified_at=None, replaced_at=None).update(replaced_at=timezone.now())
    adjudication = Adjudication.objects.create(
        case=case,
        by=by,
        codebook_version=codebook.current().version,
        values=values,
        reasons=dict(reasons),
    )
    record_on_case("adjudicate", case, by=by, after={"adjudication": adjudication.pk})
    return adjudication


@verb
def verify(adjudication: Adjudication, *, by: User, why: str = "") -> Case:
    """Accept the adjudicated values as a second person; the case is verified.

    A public case that names more people by it is held until a third person publishes it. Raises
    NotAllowed, NeedsSecondPerson (the adjudicator themself), NotPossible.
    """
    case = locked(adjudication.case)  # before the adjudication, as `adjudicate` does
    adjudication = Adjudication.objects.select_for_update().get(pk=adjudication.pk)
    require(by, "casefile.verify", case)
    if adjudication.by_id == by.pk:
        raise NeedsSecondPerson(_("You adjudicated this case: somebody else has to verify it."))
    require_two_people(adjudication.by, by)
    if adjudication.verified_at or adjudication.replaced_at:
        raise NotPossible(_("This adjudication was verified or replaced already."))
    adjudication.verified_by, adjudication.verified_at = by, timezone.now()
    adjudication.save()
    before = {"stage": case.stage}
    with hold_if_more_people_named(case, by=by):
        case.stage = Stage.VERIFIED
        case.save()
        after = {"stage": Stage.VERIFIED, "adjudication": adjudication.pk}
        decision = record_on_case("verify", case, by=by, before=before, after=after, why=why)
        write_values(
            case,
            adjudication.values,
            basis=Basis.ADJUDICATED,
            reasons=adjudication.reasons,
            decision=decision,
        )
    return case


def write_values(
    case: Case,
    values: Values,
    *,
    basis: Basis,
    decision: Decision,
    reasons: Mapping[str, str] | None = None,
) -> None:
    """Make `values` the accepted ones of a case, all of them, and rebuild its persons."""
    support = {row.field: row.support for row in case.accepted.filter(victim=None)}
    people = uids_of(case)
    case.accepted.all().delete()
    case.victims.all().delete()
    reasons = reasons or {}

    def accept(victim: Victim | None, field: str, value: Any, reason: str) -> None:
        AcceptedValue.objects.create(
            case=case,
            victim=victim,
            field=field,
            value=value,
            basis=basis,
            reason=reason,
            support=support.get(field, {}) if victim is None else {},
            decision=decision,
        )

    for field, value in values.get("case", {}).items():
        accept(None, field, value, reasons.get(field, ""))
    for position, person in enumerate(values.get("victims", [])):
        victim = Victim.objects.create(case=case, position=position)
        for field, value in person.items():
            accept(victim, field, value, reasons.get(f"{position}/{field}", ""))
        VictimName.objects.bulk_create(
            VictimName(victim=victim, name=name[:200], folded=fold(name)[:200])
            for name in person.get("names", [])
        )
    keep_uids(case, people)
    rewrite_index_columns(case)


def is_adjudicated(case: Case, version: str) -> bool:
    """Say whether somebody adjudicated the case under that codebook, verified or not."""
    return case.adjudications.filter(codebook_version=version).exists()


def _require_not_adjudicated(case: Case, version: str) -> None:
    if is_adjudicated(case, version):
        raise NotPossible(_("This case is adjudicated: a coding now would not be independent."))


def _own(coding: Coding, by: User) -> Coding:
    coding = Coding.objects.select_for_update().get(pk=coding.pk)
    require(by, "casefile.code_case", coding.case)
    if coding.coder_id != by.pk:
        raise NotPossible(_("This is somebody else's coding."))
    if coding.submitted_at is not None:
        raise NotPossible(_("This coding was handed in already."))
    return coding


def _require_reasons(case: Case, reasons: Mapping[str, str]) -> None:
    for difference in compare_codings(case):
        person = difference.person
        name = difference.field if person is None else f"{person}/{difference.field}"
        if not difference.agree and not reasons.get(name, "").strip():
            raise NotPossible(
                _("The codings differ in %(name)s: say by which rule or reason you chose.")
                % {"name": name}
            )


LOG: Final = LogWords(
    verbs={
        "adjudicate": pgettext_lazy("decision", "adjudicate"),
        "coded": pgettext_lazy("decision", "coded twice"),
        "submit_coding": pgettext_lazy("decision", "hand in a coding"),
        "verify": pgettext_lazy("decision", "verify"),
    },
    parts={
        "adjudication": pgettext_lazy("decision", "adjudication"),
        "codebook": pgettext_lazy("decision", "codebook"),
    },
)
