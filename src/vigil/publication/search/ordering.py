"""The order of the cases of a selection, and where a page of it begins."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from vigil.casefile.people.name_matching import fold
from vigil.publication.record.columns import NEVER, Columns, Ints, Mask
from vigil.publication.record.labels import country_name
from vigil.publication.search import filters
from vigil.publication.search.finding import Found
from vigil.reading.codebook.country_codes import COUNTRIES

KEY: Final = re.compile(
    r"(?:(?P<first>\d{1,4}|[A-Z]{3}|none)\.)?(?P<day>-|\d{4}-\d{2}-\d{2})\.(?P<number>\d{1,10})"
)
CHANGED_KEY: Final = re.compile(r"(?P<second>\d{1,10})\.(?P<number>\d{1,10})")
APART: Final = 53
"""What orders cases first is this many bits above what orders those that it finds equal."""
MOST_KILLED: Final = 999
"""Cases with more people killed are ordered as if they had this many."""


def orders(*, searched: bool, of_people: bool) -> list[tuple[str, Any]]:
    """List the orders of a page with their labels; "" is the one that no address names."""
    by_date = [("oldest", gettext_lazy("Earliest first"))]
    by_date.insert(0, (filters.NEWEST if searched else "", gettext_lazy("Latest first")))
    best = [("", gettext_lazy("Best match first"))] if searched else []
    of_cases = [
        ("killed", gettext_lazy("Most people killed")),
        ("changed", gettext_lazy("Recently changed")),
    ]
    by_country = ("country", gettext_lazy("By country"))
    return [*best, *by_date, by_country, *([] if of_people else of_cases)]


@dataclass(frozen=True)
class Order:
    """An order of cases. `by` is the parameter `sort`; with `found`, the best match comes first."""

    by: str = ""
    found: Found | None = None

    def rows(self, columns: Columns, mask: Mask) -> Ints:
        """Return the chosen rows in this order."""
        if self.by == "oldest":
            return columns.oldest(mask)
        rows = columns.newest(mask)
        if self.found is None and self.by not in filters.OTHER_ORDERS:
            return rows
        return rows[np.argsort(self.keys(columns, rows), kind="stable")]

    def keys(self, columns: Columns, rows: Ints) -> Ints:
        """Return numbers that order rows."""
        if self.by == "oldest":
            return columns.age_key(rows)
        if self.by == "changed":
            return -((columns.changed[rows] << 32) + columns.number[rows])
        newness = columns.newness_key(rows)
        first = self._first(columns, rows)
        return newness if first is None else (first << APART) + newness

    def _first(self, columns: Columns, rows: Ints) -> Ints | None:
        """Return what orders rows before their date does; None where nothing does."""
        if self.by == "killed":
            return MOST_KILLED - np.minimum(columns.counts["n_killed"][rows], MOST_KILLED)
        if self.by == "country":
            column, ranks = columns.coded["country"], _ranks_of_countries(get_language() or "en")
            of_codes = np.array([_rank(ranks, code) for code in column.values], dtype=np.int64)
            return of_codes[column.codes[rows]]
        return None if self.found is None else self.found.rank[rows].astype(np.int64)

    def key(self, text: str) -> int:
        """Read the key of a row, as `text_of` writes it. Raises ValueError."""
        if self.by == "changed":
            read = CHANGED_KEY.fullmatch(text)
            if read is None:
                raise _no_place(text)
            return -((int(read["second"]) << 32) + int(read["number"]))
        read = KEY.fullmatch(text)
        if read is None:
            raise _no_place(text)
        day = 0 if read["day"] == "-" else filters.day(read["day"]).toordinal()
        number = int(read["number"])
        first = self._first_of_key(read["first"], text)
        if self.by == "oldest":
            return ((day or NEVER) << 32) + number
        return (first << APART) - ((day << 32) + number)

    def _first_of_key(self, first: str | None, text: str) -> int:
        """Read what orders a row before its date does."""
        if self.by == "country" and first is not None and not first.isdigit():
            return _rank(_ranks_of_countries(get_language() or "en"), first)
        if self.by == "killed" and first is not None and first.isdigit():
            return MOST_KILLED - min(int(first), MOST_KILLED)
        ranked = self.found is not None and first is not None and first.isdigit()
        if ranked or (self.found is None and first is None and self.by not in filters.OTHER_ORDERS):
            return int(first or 0)
        raise _no_place(text)

    def text_of(self, columns: Columns, row: int) -> str:
        """Write the key of a row. It stays valid when the case is withdrawn."""
        number = int(columns.number[row])
        if self.by == "changed":
            return f"{columns.changed[row]}.{number}"
        first = ""
        if self.by == "killed":
            first = f"{min(int(columns.counts['n_killed'][row]), MOST_KILLED)}."
        elif self.by == "country":
            column = columns.coded["country"]
            first = f"{column.values[column.codes[row]] or filters.NO_COUNTRY}."
        elif self.found is not None:
            first = f"{self.found.rank[row]}."
        day = int(columns.day_from[row])
        return f"{first}{filters.iso(day) if day else '-'}.{number}"


def _no_place(text: str) -> ValueError:
    return ValueError(_("“%(key)s” is no place in this list.") % {"key": text})


@cache
def _ranks_of_countries(language: str) -> Mapping[str, int]:
    """Return the place of each country among all, by their names in a language."""
    return {
        code: place
        for place, code in enumerate(sorted(COUNTRIES, key=lambda code: fold(country_name(code))))
    }


def _rank(ranks: Mapping[str, int], code: str) -> int:
    """Return the place of a country; cases without one come last."""
    return ranks.get(code, len(ranks) + (not code or code == filters.NO_COUNTRY))
