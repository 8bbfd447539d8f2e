"""The order of the cases of a selection, and where a page of it begins."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from django.utils.translation import gettext as _

from vigil.publication.record.columns import NEVER, Columns, Ints, Mask
from vigil.publication.search import filters
from vigil.publication.search.finding import Found

KEY: Final = re.compile(r"(?:(\d{1,2})\.)?(-|\d{4}-\d{2}-\d{2})\.(\d{1,10})")
RANKS_APART: Final = 53
"""A rank is this many bits above what orders cases of equal rank."""


@dataclass(frozen=True)
class Order:
    """An order of cases: newest or oldest first; with `found`, the best match first."""

    oldest: bool = False
    found: Found | None = None

    def rows(self, columns: Columns, mask: Mask) -> Ints:
        """Return the chosen rows in this order."""
        if self.oldest:
            return columns.oldest(mask)
        rows = columns.newest(mask)
        if self.found is None:
            return rows
        return rows[np.argsort(self.keys(columns, rows), kind="stable")]

    def keys(self, columns: Columns, rows: Ints) -> Ints:
        """Return numbers that order rows."""
        if self.oldest:
            return columns.age_key(rows)
        newness = columns.newness_key(rows)
        if self.found is None:
            return newness
        return (self.found.rank[rows].astype(np.int64) << RANKS_APART) + newness

    def key(self, text: str) -> int:
        """Read the key of a row, as `text_of` writes it. Raises ValueError."""
        read = KEY.fullmatch(text)
        if read is None or bool(read[1]) != (self.found is not None):
            raise ValueError(_("“%(key)s” is no place in this list.") % {"key": text})
        day = 0 if read[2] == "-" else filters.day(read[2]).toordinal()
        number = int(read[3])
        if self.oldest:
            return ((day or NEVER) << 32) + number
        return (int(read[1] or 0) << RANKS_APART) - ((day << 32) + number)

    def text_of(self, columns: Columns, row: int) -> str:
        """Write the key of a row. It stays valid when the case is withdrawn."""
        rank = "" if self.found is None else f"{self.found.rank[row]}."
        day = int(columns.day_from[row])
        return f"{rank}{filters.iso(day) if day else '-'}.{columns.number[row]}"
