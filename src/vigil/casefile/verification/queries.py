"""Read which compiled cases were verified here, and what is left to check."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from vigil.casefile.cases.compiled_texts import corrected_texts, texts_of
from vigil.casefile.models import (
    AcceptedValue,
    Basis,
    Case,
    CaseReview,
    Finding,
    Origin,
    Stage,
    Victim,
)
from vigil.reading import codebook
from vigil.trust.models import Decision, User

PEOPLE: Final = 2
"""How many people must have confirmed every value of a compiled case."""


@dataclass(frozen=True, slots=True)
class ValueToCheck:
    """A value of a compiled case. `key` is its name in the findings of a review.

    `coded` says why the compilers coded it so, where no source states it in so many words.
    `corrected` says that two people here replaced the compiled value.
    """

    key: str
    field: str
    value: Any
    victim: Victim | None = None
    coded: str = ""
    corrected: bool = False
    row: int = 0
    """The key of its accepted value; 0 for a text."""
    reason: str = ""
    """Why people here chose it, where they replaced the compiled value."""


@dataclass(frozen=True, slots=True)
class CheckedByPeople:
    """A value of a compiled case, and what each person found who checked it."""

    value: ValueToCheck
    by: Mapping[int, str]
    """What somebody found, by the key of the person."""

    @property
    def confirmations(self) -> int:
        """How many people confirmed it. Who corrected it and who verified that are two."""
        said = list(self.by.values()).count(Finding.CONFIRMED)
        return max(said, PEOPLE) if self.value.corrected else said

    @property
    def wrong(self) -> bool:
        """Whether somebody says that it is wrong."""
        return Finding.WRONG in self.by.values()

    @property
    def verified(self) -> bool:
        """Whether two people confirmed it, and nobody says that it is wrong."""
        return self.confirmations >= PEOPLE and not self.wrong

    @property
    def disputed(self) -> bool:
        """Whether people found different things."""
        found = set(self.by.values())
        return len(found | {Finding.CONFIRMED.value} if self.value.corrected else found) > 1


def is_compiled(case: Case) -> bool:
    """Say whether values of a case come from the open case file, and nobody replaced them."""
    return any(row.basis == Basis.COMPILED for row in case.accepted.all())


def is_confirmed(case: Case) -> bool:
    """Say whether two people confirmed each value of a compiled case, and nobody objects."""
    return is_compiled(case) and all(value.verified for value in checked_by_people(case))


def checked_by_people(case: Case) -> list[CheckedByPeople]:
    """Return the values of a compiled case with what people found on each."""
    reviews = list(case.reviews.all())
    return [
        CheckedByPeople(
            value, {r.by_id: r.findings[value.key] for r in reviews if r.findings.get(value.key)}
        )
        for value in values_to_check(case)
    ]


def confirms_all(values: Iterable[ValueToCheck], findings: Mapping[str, str]) -> bool:
    """Say whether findings confirm every value; what was corrected here may be left out."""
    return all(
        findings.get(value.key, Finding.CONFIRMED if value.corrected else "") == Finding.CONFIRMED
        for value in values
    )


def values_to_check(case: Case) -> list[ValueToCheck]:
    """Return the public values of a compiled case in the codebook's order, and its texts."""
    book = codebook.current()
    order = {field: place for place, field in enumerate(book.fields)}
    rows = [r for r in case.accepted.all() if r.field in order and book.fields[r.field].public]
    rows.sort(key=lambda row: order[row.field])
    coded = case.compiled.get("coded_by_us") or {}
    why = coded.get("case") or {}
    found = [_value(r, r.field, why) for r in rows if r.victim_id is None]
    corrected = corrected_texts(case)
    found += [
        ValueToCheck(name, name, paragraphs, corrected=name in corrected)
        for name, paragraphs in texts_of(case).items()
    ]
    people = coded.get("victims") or []
    for victim in case.victims.all():
        place = victim.position
        found += _of_person(rows, victim, people[place] if place < len(people) else {})
    return found


def digest_of(values: Sequence[ValueToCheck]) -> str:
    """Return a digest of values. A form carries it: nobody confirms what they did not see."""
    said = json.dumps([[value.key, value.value] for value in values], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _of_person(
    rows: Sequence[AcceptedValue], victim: Victim, why: Mapping[str, str]
) -> list[ValueToCheck]:
    own = (row for row in rows if row.victim_id == victim.pk)
    return [_value(r, f"{victim.position}/{r.field}", why, victim) for r in own]


def _value(
    row: AcceptedValue, key: str, why: Mapping[str, str], victim: Victim | None = None
) -> ValueToCheck:
    corrected = row.basis == Basis.ADJUDICATED
    coded = "" if corrected else why.get(row.field, "")
    return ValueToCheck(key, row.field, row.value, victim, coded, corrected, row.pk, row.reason)


def compiled_cases() -> QuerySet[Case]:
    """Return the cases with compiled values, in the order of their numbers."""
    compiled = AcceptedValue.objects.filter(basis=Basis.COMPILED, case=OuterRef("pk"))
    return Case.objects.filter(
        Exists(compiled), origin=Origin.COMPILED, stage=Stage.VERIFIED, superseded_by=None
    ).order_by("public_id")


def unconfirmed_cases() -> QuerySet[Case]:
    """Return the compiled cases of which two people have not confirmed every value."""
    return compiled_cases().exclude(pk__in=_confirmed(*_state_of_checks()))


def _state_of_checks() -> tuple[tuple[int, ...], int, datetime | None, str]:
    """Return the cases that several people checked, and the last decision on one of them.

    Nothing of a case changes without a decision, so what is read of this state stays true.
    """
    several = CaseReview.objects.values("case").annotate(n=Count("pk")).filter(n__gte=PEOPLE)
    checked = compiled_cases().filter(pk__in=several.values("case"))
    keys = list(checked.values_list("pk", "public_id"))
    last = Decision.objects.filter(
        target_kind="case", target_key__in=[number for _key, number in keys if number]
    ).aggregate(Max("pk"), Max("at"))
    cases = tuple(key for key, _number in keys)
    return cases, last["pk__max"] or 0, last["at__max"], codebook.current().version


@lru_cache(maxsize=8)
def _confirmed(
    cases: tuple[int, ...], decision: int, at: datetime | None, version: str
) -> frozenset[int]:
    rows = Case.objects.filter(pk__in=cases).prefetch_related("accepted", "victims", "reviews")
    return frozenset(case.pk for case in rows if is_confirmed(case))


def next_to_check(user: User, after: Case | None = None) -> Case | None:
    """Return the next case with a value that lacks confirmations and that a person may check.

    It is a value on which they have said nothing.

    It comes after `after` in the order of numbers; behind the last one it begins anew.
    """
    mine = dict(user.case_reviews.values_list("case", "findings"))
    cases = [case for case in unconfirmed_cases() if after is None or case.pk != after.pk]
    number = after.public_id or "" if after else ""
    later = [case for case in cases if (case.public_id or "") > number]
    return next(
        (
            case
            for case in (*later, *cases)
            if user.has_perm("casefile.verify", case) and _lacks(case, mine.get(case.pk))
        ),
        None,
    )


def _lacks(case: Case, findings: Mapping[str, str] | None) -> bool:
    return findings is None or left_to_check(checked_by_people(case), findings) > 0


def left_to_check(values: Iterable[CheckedByPeople], findings: Mapping[str, str]) -> int:
    """Count the values that lack confirmations and that these findings do not mention."""
    return sum(not row.verified and not findings.get(row.value.key) for row in values)
