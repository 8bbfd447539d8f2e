"""Count for each value of each filter how many cases it would leave, given the other filters.

A page shows these numbers beside the values, and each value leads to the selection with it. So a
number is that of the list that it leads to. In the view of people it counts the people killed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vigil.publication.record.columns import Columns, Ints, Mask
from vigil.publication.record.people import NOT_REPORTED
from vigil.publication.search import filters
from vigil.publication.search.selection import OF_PEOPLE, Selection, condition

Counts = Mapping[str, int]
YEARS: Final = ("year_from", "year_to")
LEFT_OUT: Final[Mapping[str, tuple[str, ...]]] = {
    "country": ("country", "admin1"),
    "decade": (*YEARS, "month"),
    "year": (*YEARS, "month"),
}
"""Parameters that a value of a filter replaces, where they are more than its own."""
FEW_YEARS: Final = 12
"""Years that are listed one by one, without decades."""


@dataclass(frozen=True, slots=True)
class ValueCount:
    """A value of a filter: what asks for it, and how many cases or people it would leave."""

    value: str
    asks: Mapping[str, Any]
    """Parameters to change in the selection; None removes one."""
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class FilterCounts:
    """The values of one filter that would leave anything, or are chosen. `name` is no parameter
    where several make it: `decade`, `year`."""

    name: str
    values: tuple[ValueCount, ...]


def value_counts(
    selection: Selection, columns: Columns, *, of_people: bool = False
) -> list[FilterCounts]:
    """Count the values of every filter: cases, or with `of_people` the people killed in them."""
    counting = _Counting(selection, columns, of_people)
    return [
        FilterCounts(name, values)
        for name, count in counting.filters()
        if (values := tuple(one for one in count() if one.count or one.chosen))
    ]


class _Counting:
    """The rows and people that meet each parameter, and what is left without some of them."""

    def __init__(self, selection: Selection, columns: Columns, of_people: bool) -> None:
        self.asked, self.columns, self.of_people = selection.asked, columns, of_people
        self.conditions = selection.conditions(columns)
        self.of_person = selection.conditions_of_people(columns)

    def filters(self) -> Iterator[tuple[str, Callable[[], Iterator[ValueCount]]]]:
        """Yield every filter, in the order of the page."""
        yield "country", self._countries
        if self.asked.get("country", filters.NO_COUNTRY) != filters.NO_COUNTRY:
            yield "admin1", self._divisions
        yield from self._of_time()
        for name in filters.CODED:
            if name != "outcome" or not self.of_people or "outcome" in self.asked:
                yield name, self._coded(name)
        yield "headline", lambda: self._each("headline", [True])
        yield "precision", lambda: self._each("precision", filters.PRECISIONS)
        yield "undated", lambda: self._each("undated", ("year", "month"))

    # What is left without some parameters

    @cached_property
    def all(self) -> Mask:
        """The rows that meet everything that is asked of a case."""
        return self._meeting(())

    @cached_property
    def all_rows(self) -> Ints:
        """The numbers of the rows of `all`."""
        return np.flatnonzero(self.all)

    def rows_without(self, *names: str) -> Mask:
        """Return the rows that meet all that is asked of a case, but for these parameters."""
        return self._meeting(names) if self.conditions.keys() & {*names} else self.all

    def _meeting(self, left_out: tuple[str, ...]) -> Mask:
        mask = self.columns.all()
        for name, met in self.conditions.items():
            if name not in left_out:
                mask &= met
        return mask

    @cached_property
    def in_all_rows(self) -> Mask:
        """The people in the rows of `all`."""
        return self.all[self.columns.people.row]

    def people_without(self, left_out: str) -> Mask:
        """Return the people who meet all that is asked of a person, but for one parameter."""
        people = self.columns.people
        mask = people.killed.copy() if self.of_people else people.all()
        for name, met in self.of_person.items():
            if name != left_out:
                mask &= met
        return mask

    @cached_property
    def weights(self) -> Ints | None:
        """How much each row counts: its people, or 1 if it has any; None where each counts 1."""
        if not self.of_people and not self.of_person:
            return None
        people = self.columns.people
        numbers = people.number_in_rows(self.people_without(""))
        return numbers if self.of_people else np.minimum(numbers, 1)

    def sum(self, rows: Mask) -> int:
        """Return how many cases or people are in these rows."""
        return int(rows.sum() if self.weights is None else self.weights[rows].sum())

    def by_code(self, codes: NDArray[Any], size: int, rows: Mask) -> list[int]:
        """Return how many cases or people there are in these rows, by code."""
        chosen = self.all_rows if rows is self.all else np.flatnonzero(rows)
        weights = None if self.weights is None else self.weights[chosen]
        counted = np.bincount(codes[chosen], weights=weights, minlength=size)
        return [int(number) for number in counted.tolist()]

    # The values of each filter

    def _each(self, name: str, values: Any) -> Iterator[ValueCount]:
        rows = self.rows_without(name)
        for value in values:
            count = self.sum(rows & condition(self.columns, name, value))
            written = "on" if value is True else str(value)
            yield ValueCount(written, {name: value}, count, self.asked.get(name) == value)

    def _countries(self) -> Iterator[ValueCount]:
        column = self.columns.coded["country"]
        counts = self.by_code(
            column.codes, len(column.values), self.rows_without(*LEFT_OUT["country"])
        )
        found = {
            code or filters.NO_COUNTRY: n for code, n in zip(column.values, counts, strict=True)
        }
        yield from self._of_parameter("country", found)

    def _divisions(self) -> Iterator[ValueCount]:
        column, country = self.columns.coded["admin1"], str(self.asked["country"])
        counts = self.by_code(column.codes, len(column.values), self.rows_without("admin1"))
        found = {
            key.partition("/")[2] or filters.NO_COUNTRY: number
            for key, number in zip(column.values, counts, strict=True)
            if not key or key.startswith(f"{country}/")
        }
        yield from self._of_parameter("admin1", found)

    def _coded(self, name: str) -> Callable[[], Iterator[ValueCount]]:
        def values() -> Iterator[ValueCount]:
            counts = self._of_people(name) if name in OF_PEOPLE else self._of_cases(name)
            asked = self.asked.get(name)
            known = [value for value, _label in filters.coded_choices(name)]
            for value in known:
                if value not in NOT_REPORTED:
                    yield ValueCount(value, {name: value}, counts.get(value, 0), value == asked)
            if unknown := next((value for value in known if value in NOT_REPORTED), ""):
                missing = sum(counts.get(value, 0) for value in NOT_REPORTED)
                yield ValueCount(unknown, {name: unknown}, missing, asked in NOT_REPORTED)

        return values

    def _of_cases(self, name: str) -> Counts:
        column = self.columns.coded[name]
        counts = self.by_code(column.codes, len(column.values), self.rows_without(name))
        return dict(zip(column.values, counts, strict=True))

    def _of_people(self, name: str) -> Counts:
        people = self.columns.people
        chosen = np.flatnonzero(self.people_without(name) & self.in_all_rows)
        codes, size = people.codes[name][chosen], len(people.values[name])
        if self.of_people:
            counts = np.bincount(codes, minlength=size)
        else:  # each case once for each value that somebody in it has
            there = np.zeros(people.rows * size, dtype=bool)
            there[people.row[chosen] * size + codes] = True
            counts = there.reshape(-1, size).sum(axis=0)
        return dict(zip(people.values[name], counts.tolist(), strict=True))

    def _of_time(self) -> Iterator[tuple[str, Callable[[], Iterator[ValueCount]]]]:
        """Yield decades, then the years of one decade, then the months of one year."""
        known = self.columns.year[self.rows_without(*LEFT_OUT["decade"])]
        known = known[known > 0]
        first, last = (int(known.min()), int(known.max())) if known.size else (0, -1)
        if last - first >= FEW_YEARS:
            yield "decade", lambda: self._decades(first // 10 * 10, last // 10 * 10)
        if last - first < FEW_YEARS or self._one_decade:
            yield "year", lambda: self._years(first, last)
        if self._one_year:
            yield "month", self._months

    @property
    def _one_decade(self) -> bool:
        first, last = self.asked.get("year_from"), self.asked.get("year_to")
        return bool(first and last and first // 10 == last // 10)

    def _decades(self, first: int, last: int) -> Iterator[ValueCount]:
        rows = self.rows_without(*LEFT_OUT["decade"])
        for year in range(last, first - 1, -10):
            yield self._span(rows, year, year + 9)

    def _years(self, first: int, last: int) -> Iterator[ValueCount]:
        if self._one_decade:
            start = self.asked["year_from"] // 10 * 10
            first, last = max(first, start), min(last, start + 9)
        rows = self.rows_without(*LEFT_OUT["year"])
        for year in range(last, first - 1, -1):
            yield self._span(rows, year, year)

    def _span(self, rows: Mask, first: int, last: int) -> ValueCount:
        asks = {"year_from": first, "year_to": last}
        within = rows.copy()
        for name, year in asks.items():
            within &= condition(self.columns, name, year)
        chosen = all(self.asked.get(name) == year for name, year in asks.items())
        return ValueCount(f"{first}", {**asks, "month": None}, self.sum(within), chosen)

    @property
    def _one_year(self) -> str:
        """The one year that is asked for, by itself or by a month of it; empty otherwise."""
        first, last = self.asked.get("year_from"), self.asked.get("year_to")
        return str(first) if first and first == last else str(self.asked.get("month", ""))[:4]

    def _months(self) -> Iterator[ValueCount]:
        return self._each("month", [f"{self._one_year}-{n:02d}" for n in range(1, 13)])

    def _of_parameter(self, name: str, counts: Counts) -> Iterator[ValueCount]:
        asked = self.asked.get(name)
        others = {other: None for other in LEFT_OUT.get(name, ()) if other != name}
        if asked and asked not in counts:
            counts = {**counts, str(asked): 0}
        for value, number in counts.items():
            yield ValueCount(value, {name: value, **others}, number, value == asked)
