"""One selection of public cases: what the query parameters of an address select.

Lists, maps, figures, the API, feeds and files take the same parameters and show the same cases. So
every number leads to its cases, and every view can be cited by its address.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, Self
from urllib.parse import quote_plus

import numpy as np
from django.http import QueryDict
from django.utils.translation import ngettext

from vigil.publication.record import people
from vigil.publication.record.columns import Columns, Ints, Mask
from vigil.publication.record.people import NOT_REPORTED
from vigil.publication.search import filters
from vigil.publication.search.code_words import YEAR
from vigil.publication.search.finding import Found, find
from vigil.publication.search.ordering import Order
from vigil.publication.search.phrases import label_in_words, phrase_of

VALUES = (
    *("event", "method", "motive", "why_targeted", "place_type", "impunity", "years_to_check"),
    *("years_to_judgement", "organised_crime_link", "contract_or_reward"),
)
"""Parameters that name a value of the case."""
OF_PEOPLE = people.FIELDS
"""Parameters that name a value of a person: a case is selected if one person meets them all."""


@dataclass(frozen=True)
class NotReported:
    """In how many cases the value that a filter asks for is not reported."""

    label: str
    missing: int
    total: int

    def __str__(self) -> str:
        return ngettext(
            "%(label)s is not reported in %(missing)d of the %(total)d case that meets the rest.",
            "%(label)s is not reported in %(missing)d of the %(total)d cases that meet the rest.",
            self.total,
        ) % {"label": self.label, "missing": self.missing, "total": self.total}


@dataclass(frozen=True)
class SelectionPage:
    """A page of a selection: primary keys in order, and where the next one begins."""

    pks: list[int]
    count: int
    next: str
    """The `after` of the next page; empty on the last."""


@dataclass(frozen=True)
class Chosen:
    """What a selection chooses: cases, and the people in them who meet what it asks of people.

    `everybody` says that it asks nothing of people: everybody in these cases is chosen.
    """

    cases: Mask
    people: Mask
    everybody: bool


@dataclass(frozen=True)
class Selection:
    """The valid parameters with their values (`asked`), and the errors of the others."""

    asked: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, list[str]] = field(default_factory=dict)

    @classmethod
    def from_query(cls, query: QueryDict, columns: Columns) -> Self:
        """Read the parameters of an address. An invalid value is left out and named in `errors`."""
        form = filters.CaseFilter(query, columns)
        asked = form.asked()
        return cls(
            asked, {name: list(map(str, messages)) for name, messages in form.errors.items()}
        )

    def query(self, **changes: Any) -> str:
        """Return the query string of this selection, in a fixed order, with parameters changed.

        A change to None removes the parameter.
        """
        parts = {**self._parts, **{name: _part(name, changes[name]) for name in changes}}
        return "&".join(parts[name] for name in filters.PARAMETERS if parts.get(name))

    def fields(self, *without: str) -> list[tuple[str, str]]:
        """Return the parameters as hidden fields of a form, but for these."""
        return [
            (name, _parameter_text(value))
            for name, value in self.asked.items()
            if name not in without
        ]

    @cached_property
    def _parts(self) -> dict[str, str]:
        """The parameters as they are written. A page asks for hundreds of other queries too."""
        return {name: _part(name, value) for name, value in self.asked.items()}

    def narrowed(self, **more: Any) -> "Selection":
        """Return the selection with parameters added or replaced (None removes one)."""
        asked = {**self.asked, **more}
        return replace(self, asked={name: value for name, value in asked.items() if value})

    @property
    def left_out(self) -> list[str]:
        """Return the labels of the parameters that could not be understood."""
        return [filters.label_of(name) for name in self.errors]

    @property
    def what_is_wrong(self) -> list[str]:
        """Return what is wrong with these parameters, each message once."""
        return list(dict.fromkeys(text for texts in self.errors.values() for text in texts))

    @property
    def is_everything(self) -> bool:
        """Say whether the selection includes all public cases."""
        return not self.asked.keys() - {"sort"}

    def mask(self, columns: Columns) -> Mask:
        """Return which rows are selected."""
        mask = columns.all()
        for met in self.conditions(columns).values():
            mask &= met
        if self._asks_of_people:
            mask &= columns.people.rows_of(self._people(columns))
        return mask

    def conditions(self, columns: Columns) -> dict[str, Mask]:
        """Return for each parameter that asks for something of the case the rows that meet it."""
        return {
            name: condition(columns, name, value)
            for name, value in self.asked.items()
            if name in _CONDITIONS and name not in OF_PEOPLE
        }

    def conditions_of_people(self, columns: Columns) -> dict[str, Mask]:
        """Return for each parameter that asks for something of a person the people who meet it."""
        return {
            name: _having(columns, name, value)
            for name, value in self.asked.items()
            if name in OF_PEOPLE
        }

    def chosen(self, columns: Columns) -> Chosen:
        """Return which rows are selected, and which people in them are counted."""
        mask = self.mask(columns)
        return Chosen(
            mask, self._people(columns) & mask[columns.people.row], not self._asks_of_people
        )

    @property
    def _asks_of_people(self) -> bool:
        return any(name in OF_PEOPLE for name in self.asked)

    def _people(self, columns: Columns) -> Mask:
        """Return the people, in any case, who meet everything that is asked of a person."""
        mask = columns.people.all()
        for met in self.conditions_of_people(columns).values():
            mask &= met
        return mask

    def rows(self, columns: Columns) -> Ints:
        """Return the selected rows in the order asked for."""
        return self._order(columns).rows(columns, self.mask(columns))

    def found(self, columns: Columns) -> Found | None:
        """Return what a search by words finds; None if no words are searched for."""
        text = self.asked.get("q")
        return find(text, columns, _SEARCHED) if text else None

    def page(self, columns: Columns, *, after: str = "", limit: int) -> SelectionPage:
        """Return the cases after a key, which is that of the last case of the page before.

        A key stays valid when its case is withdrawn, so paging continues. Raises ValueError for an
        invalid key.
        """
        order, start = self._order(columns), 0
        rows = order.rows(columns, self.mask(columns))
        if after:
            start = int(np.searchsorted(order.keys(columns, rows), order.key(after), side="right"))
        chosen = rows[start : start + limit]
        more = start + limit < len(rows)
        return SelectionPage(
            pks=columns.pk[chosen].tolist(),
            count=len(rows),
            next=order.text_of(columns, int(chosen[-1])) if more and len(chosen) else "",
        )

    def _order(self, columns: Columns) -> Order:
        sort = str(self.asked.get("sort", ""))
        return Order(sort, None if sort else self.found(columns))

    def phrases(self) -> list[str]:
        """Return the selection in words, one phrase for each parameter."""
        return [phrase_of(name, value) for name, value in self.asked.items() if name != "sort"]

    def not_reported(self, columns: Columns) -> list[NotReported]:
        """Return for each filter how many cases it leaves out because the value is not reported."""
        found: list[NotReported] = []
        for name, unknown in _UNKNOWN.items():
            if name in self.asked and self.asked[name] not in NOT_REPORTED:
                rest = self.narrowed(**dict.fromkeys(_TOGETHER.get(name, (name,))))
                mask = rest.mask(columns)
                label = label_in_words(name)
                if all(label != one.label for one in found):
                    missing = int((mask & unknown(columns)).sum())
                    found.append(NotReported(label, missing, int(mask.sum())))
        for name in OF_PEOPLE:
            if name in self.asked and self.asked[name] not in NOT_REPORTED:
                rest = self.narrowed(**{name: None})
                found.append(rest.people_without(columns, name))
        return found

    def people_without(self, columns: Columns, name: str) -> NotReported:
        """Return in how many of the cases no chosen person has a known value of a field."""
        chosen = self.chosen(columns)
        unknown = columns.people.having(name, *NOT_REPORTED)
        known = columns.people.rows_of(chosen.people & ~unknown)
        missing = int((chosen.cases & ~known).sum())
        return NotReported(label_in_words(name), missing, int(chosen.cases.sum()))


def _part(name: str, value: Any) -> str:
    return f"{name}={quote_plus(_parameter_text(value))}" if value else ""


def _parameter_text(value: Any) -> str:
    if value is True:
        return "on"
    return ",".join(map(filters.degrees, value)) if isinstance(value, tuple) else str(value)


# What each parameter selects


def condition(columns: Columns, name: str, value: Any) -> Mask:
    """Return the rows that meet one parameter."""
    return _CONDITIONS[name](columns, value)


def _of_value(name: str) -> Callable[[Columns, str], Mask]:
    def selected(columns: Columns, value: str) -> Mask:
        wanted = NOT_REPORTED if value in NOT_REPORTED else (value,)
        return columns.coded[name].equal(*wanted)

    return selected


def _no_value(columns: Columns, name: str) -> Mask:
    return columns.coded[name].equal(*NOT_REPORTED)


def _having(columns: Columns, name: str, value: str) -> Mask:
    """Return the people with a value of a field."""
    wanted = NOT_REPORTED if value in NOT_REPORTED else (value,)
    return columns.people.having(name, *wanted)


def _of_somebody(name: str) -> Callable[[Columns, str], Mask]:
    def selected(columns: Columns, value: str) -> Mask:
        return columns.people.rows_of(_having(columns, name, value))

    return selected


def _of_division(columns: Columns, value: str) -> Mask:
    division = columns.coded["admin1"]
    if value == filters.NO_COUNTRY:
        return division.equal("")
    wanted = [key for key in division.values if key.partition("/")[2] == value]
    return division.equal(*wanted)


def _from_year(columns: Columns, year: int) -> Mask:
    return columns.day_from >= filters.first_day(year)


def _to_year(columns: Columns, year: int) -> Mask:
    return (columns.day_from > 0) & (columns.day_to < filters.first_day(year + 1))


def _within_year(columns: Columns, year: str) -> Mask:
    """Return the cases whose attack was, or may have been, in a year."""
    first, after = filters.first_day(int(year)), filters.first_day(int(year) + 1)
    return (columns.day_from > 0) & (columns.day_from < after) & (columns.day_to >= first)


def _in_month(columns: Columns, month: str) -> Mask:
    year, _dash, number = month.partition("-")
    return columns.month == int(year) * 12 + int(number) - 1


def _in_box(columns: Columns, box: tuple[float, float, float, float]) -> Mask:
    west, south, east, north = box
    within = (columns.lat >= south) & (columns.lat <= north)
    if west <= east:
        return within & (columns.lon >= west) & (columns.lon <= east)
    return within & ((columns.lon >= west) | (columns.lon <= east))  # across the antimeridian


def _found(columns: Columns, text: str) -> Mask:
    return find(text, columns, _SEARCHED).mask


_CONDITIONS: dict[str, Callable[[Columns, Any], Mask]] = {
    "headline": lambda columns, _on: columns.headline,
    "country": lambda columns, code: columns.coded["country"].equal(
        "" if code == filters.NO_COUNTRY else code
    ),
    "admin1": _of_division,
    "precision": lambda columns, value: columns.coded["place_precision"].equal(
        *filters.PRECISIONS[value]
    ),
    "year_from": _from_year,
    "year_to": _to_year,
    "month": _in_month,
    "undated": lambda columns, what: (columns.year if what == "year" else columns.month) == 0,
    **{name: _of_value(name) for name in VALUES},
    **{name: _of_somebody(name) for name in OF_PEOPLE},
    "bbox": _in_box,
    "q": _found,
}
_SEARCHED: Mapping[str, Callable[[Columns, str], Mask]] = {
    YEAR: _within_year,
    **{
        name: _CONDITIONS[name]
        for name in (
            *("country", "event", "method", "motive", "why_targeted", "organised_crime_link"),
            *("contract_or_reward", "target_category", "outcome"),
        )
    },
}
"""Fields whose values a search by words finds."""


def _undated(columns: Columns) -> Mask:
    return columns.day_from == 0


_UNKNOWN: dict[str, Callable[[Columns], Mask]] = {
    "country": lambda columns: columns.coded["country"].equal(""),
    "admin1": lambda columns: columns.coded["admin1"].equal(""),
    "bbox": lambda columns: np.isnan(columns.lat),
    "year_from": lambda columns: columns.year == 0,
    "year_to": lambda columns: columns.year == 0,
    "month": lambda columns: columns.month == 0,
    **{name: partial(_no_value, name=name) for name in VALUES},
}
_TOGETHER = {"year_from": ("year_from", "year_to"), "year_to": ("year_from", "year_to")}
