"""Fold the table of a figure into parts that fit a width, each with the labels of its rows. Pure.

Widths are in millimetres of print, with letters of 8.5 points. A page and an EPUB use the same
parts with another width.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

PRINTED: Final = 142.0
"""The width of the text on a printed page."""
LETTER: Final = 1.72
"""About how wide a letter of a table is."""
PADDING: Final = 3.6
"""The space in a cell beside its letters, on both sides."""
WIDEST_CELL, WIDEST_LABEL, WIDEST_WORD = 34, 64, 20
"""Letters after which a cell, a label and a word are broken into lines."""


@dataclass(frozen=True)
class TablePart:
    """Some columns of a table with the labels of all rows.

    `heads` and `widths` include the column of the labels. `first` is the number of the first other
    column, from 1. Every row has as many cells.
    """

    heads: list[str]
    rows: list[tuple[str, list[Mapping[str, Any]]]]
    widths: list[float]
    first: int

    @property
    def aligned(self) -> list[str]:
        """Where each column stands: "end" for numbers, "start" for words and the labels."""
        columns = [
            [cells[at]["shown"] for _label, cells in self.rows] for at in range(len(self.heads) - 1)
        ]
        return ["start", *("end" if all(map(_is_number, one)) else "start" for one in columns)]

    @property
    def last(self) -> int:
        """The number of its last column."""
        return self.first + len(self.heads) - 2


def _is_number(shown: str) -> bool:
    """Say whether a cell has a number in it, or nothing."""
    return len(shown) < WIDEST_CELL and (not shown or bool(_NUMBER.match(shown)))


_NUMBER: Final = re.compile(r"[^\w]*(?:\d|$)")
_EMPTY: Final[Mapping[str, Any]] = {"shown": "", "url": "", "value": ""}


def table_parts(figure: Mapping[str, Any], width: float = PRINTED) -> list[TablePart]:
    """Return the table of a figure in as few parts as fit the width, about equally wide."""
    heads, rows = _even(figure)
    columns = [
        [heads[at + 1], *(cells[at]["shown"] for _label, cells in rows)]
        for at in range(len(heads) - 1)
    ]
    labels = [heads[0], *(label for label, _cells in rows)]
    narrowest = [_narrowest(column) for column in columns]
    rest = max(width - min(_narrowest(labels) + 12, width / 3), max(narrowest, default=0))
    return [
        TablePart(
            [heads[0], *heads[start + 1 : end + 1]],
            [(label, cells[start:end]) for label, cells in rows],
            _widths([labels, *columns[start:end]], width),
            start + 1,
        )
        for start, end in _runs(narrowest, rest)
    ]


def _even(figure: Mapping[str, Any]) -> tuple[list[str], list[tuple[str, list[Mapping[str, Any]]]]]:
    """Return heads and rows of a figure, each as long as the longest."""
    rows = [(label, list(cells)) for label, cells in figure["rows"]]
    heads = list(figure["heads"])
    width = max([len(cells) for _label, cells in rows] + [len(heads) - 1, 1])
    if len(heads) < width + 1:
        heads = ["", *heads]
    return (
        [*heads, *[""] * (width + 1 - len(heads))][: width + 1],
        [(label, [*cells, *[_EMPTY] * (width - len(cells))]) for label, cells in rows],
    )


def _runs(narrowest: Sequence[float], room: float) -> list[tuple[int, int]]:
    """Return from where to where each part goes: even parts if they fit, else as full as can be."""
    full: list[tuple[int, int]] = []
    start = 0
    for at in range(1, len(narrowest) + 1):
        if at == len(narrowest) or sum(narrowest[start : at + 1]) > room:
            full.append((start, at))
            start = at
    each = ceil(len(narrowest) / len(full))
    even = [(at, min(at + each, len(narrowest))) for at in range(0, len(narrowest), each)]
    return even if all(sum(narrowest[a:b]) <= room for a, b in even) else full


def _narrowest(texts: Sequence[str]) -> float:
    """Return how wide a column must be for its longest word."""
    longest = max((len(word) for text in texts for word in text.split()), default=1)
    return min(longest, WIDEST_WORD) * LETTER + PADDING


def _widths(columns: Sequence[Sequence[str]], width: float) -> list[float]:
    """Return the width of each column: what its words need, and of the rest what it could use."""
    least = [_narrowest(column) for column in columns]
    wanted = [
        max(low, min(max(map(len, column)), WIDEST_CELL if at else WIDEST_LABEL) * LETTER + PADDING)
        for at, (low, column) in enumerate(zip(least, columns, strict=True))
    ]
    rest = width - sum(least)
    if rest <= 0:
        return [width * low / sum(least) for low in least]
    # First the labels, up to a third of the width; then what the others could use.
    label = min(wanted[0], max(least[0], width / 3), least[0] + rest)
    rest -= label - least[0]
    more = [0.0, *(want - low for want, low in zip(wanted[1:], least[1:], strict=True))]
    share = min(1.0, rest / sum(more)) if sum(more) else 0.0
    given = [low + share * one for low, one in zip([label, *least[1:]], more, strict=True)]
    left = width - sum(given)
    # The labels take of the rest what they could use; then all get as much.
    given[0] += (first := min(left, max(0.0, wanted[0] - label)))
    return [one + (left - first) / len(given) for one in given]
