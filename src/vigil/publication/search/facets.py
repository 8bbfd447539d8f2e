"""Count the cases and the people of a selection by each field that can be filtered.

Cases are counted as cases, and each person once, under their own values. Every facet states its
denominator, and in how many cases or of how many people the field is not reported. A total without
these has contradicted the text beside it before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vigil.publication.record.columns import Columns, Headcounts, Ints
from vigil.publication.record.people import FIELDS as OF_PEOPLE
from vigil.publication.record.people import NOT_REPORTED
from vigil.publication.search.selection import Chosen

CODED: Final = (
    *("country", "event", "method", "motive", "why_targeted", "place_type", "impunity"),
    *("years_to_check", "years_to_judgement", "organised_crime_link", "contract_or_reward"),
    "admin1",
)
PEOPLE: Final = ("people", "killed", "targets", "targets_survived")
"""The numbers of people in a tally."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One value of a field, of cases or of people.

    Of a value of cases: the cases with this value, and the people in them. Of a value of people:
    the people with this value, and the cases that they are in.
    """

    value: str
    cases: int
    people: int
    killed: int
    targets: int
    targets_survived: int

    @property
    def survived_share(self) -> float | None:
        """The share of targets who survived; None without targets."""
        return self.targets_survived / self.targets if self.targets else None

    def as_json(self) -> dict[str, Any]:
        """Write the tally, with the share to ten decimals."""
        share = self.survived_share
        return {
            "value": self.value,
            "cases": self.cases,
            **{name: getattr(self, name) for name in PEOPLE},
            "targets_survived_share": None if share is None else round(share, 10),
        }


@dataclass(frozen=True, slots=True)
class Facet:
    """A field of the selection: its values, most frequent first, and what has no value.

    `of_people` means that the facet counts people. A case may then be in several tallies, each
    person is in one.
    """

    field: str
    values: tuple[Tally, ...]
    missing: Tally
    all: Tally
    of_people: bool = False

    @property
    def denominator(self) -> int:
        """The cases, or the people, of the selection."""
        return self.number(self.all)

    @property
    def not_reported(self) -> int:
        """The cases, or the people, without a value."""
        return self.number(self.missing)

    def number(self, tally: Tally) -> int:
        """Return the number of a tally that this facet counts."""
        return tally.people if self.of_people else tally.cases

    def as_json(self) -> dict[str, Any]:
        """Write the facet."""
        return {
            "counts": "people" if self.of_people else "cases",
            "denominator": self.denominator,
            "not_reported": self.not_reported,
            "several": self.of_people,
            "values": [tally.as_json() for tally in self.values],
        }


def totals(columns: Columns, chosen: Chosen) -> dict[str, int | float | None]:
    """Return the totals of a selection: cases, and every count of the people in them."""
    tally = total(columns, chosen).as_json()
    del tally["value"]
    return tally


def total(columns: Columns, chosen: Chosen) -> Tally:
    """Return the whole selection as one tally."""
    people = columns.people
    parts = (people.killed, people.target, people.target_survived)
    counts = (int((chosen.people & part).sum()) for part in parts)
    return Tally("", int(chosen.cases.sum()), int(chosen.people.sum()), *counts)


def facets(columns: Columns, chosen: Chosen) -> list[Facet]:
    """Return the tallies of a selection for every field."""
    return list(_Counting(columns, chosen).facets())


def pairs(columns: Columns, chosen: Chosen, one: str, other: str) -> dict[str, dict[str, int]]:
    """Count the selected cases by two fields: value of the first, value of the second, cases."""
    first, second = columns.coded[one], columns.coded[other]
    width = len(second.values)
    keys = first.codes[chosen.cases].astype(np.int64) * width + second.codes[chosen.cases]
    counted = np.bincount(keys, minlength=len(first.values) * width)
    grid = counted.reshape(len(first.values), width)
    found: dict[str, dict[str, int]] = {}
    for n, m in np.argwhere(grid).tolist():
        value = "" if second.values[m] in NOT_REPORTED else second.values[m]
        counts = found.setdefault(first.values[n], {})
        counts[value] = counts.get(value, 0) + int(grid[n, m])
    return found


class _Counting:
    """The selected rows, and the people counted in them."""

    def __init__(self, columns: Columns, chosen: Chosen) -> None:
        self.columns, self.chosen = columns, chosen
        self.rows: Ints = np.flatnonzero(chosen.cases)
        self.all = total(columns, chosen)
        if chosen.everybody:
            self.heads, self.table = columns.headcounts.of_row[self.rows], columns.headcounts.table
        else:
            heads = Headcounts.of(columns.people, chosen.people, self.rows)
            self.heads, self.table = heads.of_row, heads.table

    def facets(self) -> Iterable[Facet]:
        columns = self.columns
        for name in CODED:
            column = columns.coded[name]
            yield self._of_cases(name, column.codes[self.rows], column.values)
        for name in OF_PEOPLE:
            yield self._of_people(name)
        yield self._ordinal("year", columns.year[self.rows], str)
        yield self._ordinal("month", columns.month[self.rows], _month)
        yield self._of_cases("headline", columns.headline[self.rows], ["no", "yes"])

    def _of_cases(self, name: str, codes: NDArray[Any], values: list[str]) -> Facet:
        different = len(self.table)
        keys = codes.astype(np.int64) * different + self.heads
        counted = np.bincount(keys, minlength=len(values) * different)
        grid = counted.reshape(len(values), different)
        cases, people = grid.sum(axis=1), grid @ self.table
        tallies = [
            Tally(values[n], int(cases[n]), *map(int, people[n])) for n in np.flatnonzero(cases)
        ]
        return self._facet(name, tallies)

    def _of_people(self, name: str) -> Facet:
        counted = self.columns.people.count(
            name, self.chosen.people, everybody=self.chosen.everybody
        )
        tallies = [
            Tally(value, n.cases, n.people, n.killed, n.targets, n.targets_survived)
            for value, n in counted.items()
        ]
        return self._facet(name, tallies, of_people=True)

    def _facet(self, name: str, tallies: list[Tally], *, of_people: bool = False) -> Facet:
        missing = summed([tally for tally in tallies if tally.value in NOT_REPORTED])
        known = [tally for tally in tallies if tally.value not in NOT_REPORTED]
        known.sort(key=lambda t: (-(t.people if of_people else t.cases), t.value))
        return Facet(name, tuple(known), missing, self.all, of_people)

    def _ordinal(self, name: str, numbers: Ints, written: Any) -> Facet:
        """Count by year or month, in their order. 0 means that it is not reported."""
        known = numbers[numbers > 0]
        first = int(known.min()) if known.size else 0
        codes = np.where(numbers > 0, numbers - first + 1, 0)
        labels = ["", *(written(first + n) for n in range(int(codes.max(initial=0))))]
        facet = self._of_cases(name, codes, labels)
        ordered = tuple(sorted(facet.values, key=lambda tally: tally.value))
        return Facet(name, ordered, facet.missing, facet.all)


def summed(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies."""
    rows = list(tallies)
    return Tally(
        "",
        sum(row.cases for row in rows),
        sum(row.people for row in rows),
        sum(row.killed for row in rows),
        sum(row.targets for row in rows),
        sum(row.targets_survived for row in rows),
    )


def _month(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
