"""Read which compiled cases were verified here, and what is left to check."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from vigil.casefile.models import AcceptedValue, Basis, Case, Origin, Stage, Victim
from vigil.reading import codebook
from vigil.trust.models import User

PEOPLE: Final = 2
"""How many people must have confirmed every value of a compiled case."""
SUMMARY: Final = "summary"
"""The key of the sentences of a compiled case, among its values."""


@dataclass(frozen=True, slots=True)
class ValueToCheck:
    """A value of a compiled case. `key` is its name in the findings of a review.

    `coded` says why the compilers coded it so, where no source states it in so many words.
    """

    key: str
    field: str
    value: Any
    victim: Victim | None = None
    coded: str = ""


def is_compiled(case: Case) -> bool:
    """Say whether the values of a case come from the open case file, and nobody replaced them."""
    return any(row.basis == Basis.COMPILED for row in case.accepted.all())


def is_confirmed(case: Case) -> bool:
    """Say whether two people confirmed every value of a compiled case, as they are now."""
    return sum(review.confirmed for review in case.reviews.all()) >= PEOPLE


def values_to_check(case: Case) -> list[ValueToCheck]:
    """Return the public values of a compiled case in the codebook's order, and its sentences."""
    book = codebook.current()
    order = {field: place for place, field in enumerate(book.fields)}
    rows = [r for r in case.accepted.all() if r.field in order and book.fields[r.field].public]
    rows.sort(key=lambda row: order[row.field])
    coded = case.compiled.get("coded_by_us") or {}
    why = coded.get("case") or {}
    found = [
        ValueToCheck(r.field, r.field, r.value, coded=why.get(r.field, ""))
        for r in rows
        if r.victim_id is None
    ]
    if sentences := case.compiled.get(SUMMARY):
        found.append(ValueToCheck(SUMMARY, SUMMARY, sentences))
    people = coded.get("victims") or []
    for number, victim in enumerate(case.victims.all()):
        found += _of_person(rows, number, victim, people[number] if number < len(people) else {})
    return found


def digest_of(values: Sequence[ValueToCheck]) -> str:
    """Return a digest of values. A form carries it: nobody confirms what they did not see."""
    said = json.dumps([[value.key, value.value] for value in values], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _of_person(
    rows: Sequence[AcceptedValue], number: int, victim: Victim, why: Mapping[str, str]
) -> list[ValueToCheck]:
    own = (row for row in rows if row.victim_id == victim.pk)
    return [
        ValueToCheck(f"{number}/{r.field}", r.field, r.value, victim, why.get(r.field, ""))
        for r in own
    ]


def compiled_cases() -> QuerySet[Case]:
    """Return the cases with compiled values, in the order of their numbers."""
    compiled = AcceptedValue.objects.filter(basis=Basis.COMPILED).values("case")
    return Case.objects.filter(
        origin=Origin.COMPILED, stage=Stage.VERIFIED, superseded_by=None, pk__in=compiled
    ).order_by("public_id")


def unconfirmed_cases() -> QuerySet[Case]:
    """Return the compiled cases that two people have not confirmed yet."""
    confirmed = Count("reviews", filter=Q(reviews__confirmed=True))
    return compiled_cases().annotate(n=confirmed).filter(n__lt=PEOPLE)


def next_to_check(user: User, after: Case | None = None) -> Case | None:
    """Return the next case that a person may check and has not, and that lacks confirmations.

    It comes after `after` in the order of numbers; behind the last one it begins anew.
    """
    left = unconfirmed_cases().exclude(pk__in=user.case_reviews.values("case"))
    cases = [case for case in left if after is None or case.pk != after.pk]
    number = after.public_id or "" if after else ""
    later = [case for case in cases if (case.public_id or "") > number]
    may = (case for case in (*later, *cases) if user.has_perm("casefile.verify", case))
    return next(may, None)
