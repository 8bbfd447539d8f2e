"""Decide which people in several accounts are the same person, and which names match."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from anyascii import anyascii

SAME_NAME = 86
"""Token-set similarity (0..100) from which two names count as one person's within one case."""
ALMOST = 93
"""Similarity of two whole names from which they differ only by a spelling mistake."""


@dataclass
class PersonInAccount:
    """One person in one account: the values by field."""

    account: str
    values: dict[str, Any]

    @property
    def names(self) -> list[str]:
        """All forms of the name that this account gives."""
        return list(self.values.get("names") or [])


@dataclass
class PersonInCase:
    """One person in a case: their values in each account that mentions them."""

    readings: list[PersonInAccount] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """All forms of the name in all accounts, in order of first appearance."""
        return list(dict.fromkeys(name for r in self.readings for name in r.names))


def fold(name: str) -> str:
    """Return a name in lower-case ASCII, for comparing and searching across scripts."""
    return " ".join(anyascii(name).lower().replace(".", " ").split())


def same_person(left: Sequence[str], right: Sequence[str]) -> bool:
    """Say whether any two forms are similar enough for one name; a part of a name matches it."""
    from rapidfuzz import fuzz  # imported here, because public pages compare no names

    return any(
        fuzz.token_set_ratio(fold(a), fold(b)) >= SAME_NAME for a in left for b in right if a and b
    )


def surely_same(left: Sequence[str], right: Sequence[str]) -> bool:
    """Say whether any two forms are certainly one name.

    They have the same words, or one has at least two words that are all in the other. `same_person`
    may take brothers and sisters for one person; this function does not.
    """
    return any(_within(fold(a).split(), fold(b).split()) for a in left for b in right if a and b)


def _within(left: list[str], right: list[str]) -> bool:
    short, long = sorted((left, right), key=len)
    return short == long or (len(short) > 1 and set(short) <= set(long))


def same_full_name(left: Sequence[str], right: Sequence[str], least: int = SAME_NAME) -> bool:
    """Say whether any two forms are similar as whole names. A part of a name does not match."""
    from rapidfuzz import fuzz

    return any(
        fuzz.token_sort_ratio(fold(a), fold(b)) >= least for a in left for b in right if a and b
    )


def align(accounts: Sequence[Sequence[PersonInAccount]]) -> list[PersonInCase]:
    """Group the people in several accounts of one attack.

    The account with most people comes first. A named person joins the person with a similar name.
    An unnamed person joins somebody whom this account has not mentioned yet and whose gender does
    not differ. Otherwise they are a new person. Nobody is left out.
    """
    persons: list[PersonInCase] = []
    for readings in sorted(accounts, key=_most_people_first):
        taken: set[int] = set()
        for reading in sorted(readings, key=lambda r: not r.names):
            found = _find(reading, persons, taken)
            if found is None:
                found = len(persons)
                persons.append(PersonInCase())
            persons[found].readings.append(reading)
            taken.add(found)
    return persons


def _most_people_first(readings: Sequence[PersonInAccount]) -> tuple[int, int, str]:
    named = sum(bool(r.names) for r in readings)
    return -len(readings), -named, readings[0].account if readings else ""


def _find(reading: PersonInAccount, persons: Sequence[PersonInCase], taken: set[int]) -> int | None:
    free = [number for number in range(len(persons)) if number not in taken]
    if reading.names:
        for number in free:
            if same_person(reading.names, persons[number].names):
                return number
        free = [number for number in free if not persons[number].names]
    return next((n for n in free if not _contradict(reading, persons[n])), None)


def _contradict(reading: PersonInAccount, person: PersonInCase) -> bool:
    gender = reading.values.get("gender")
    known = {r.values.get("gender") for r in person.readings} - {None, "unknown"}
    return gender not in (None, "unknown") and bool(known) and gender not in known
