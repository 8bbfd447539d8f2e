"""What an unknown column of a file may mean: guesses, and the choices of a person. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final

from vigil.casefile.sheet_files.reading import FileRow, Sheet
from vigil.outlook.index_editions.headers import (
    ACTORS,
    AVERAGES,
    COUNTRY,
    ISO,
    MARKETS,
    PASSED_OVER,
    RESILIENCE,
    YEAR,
    bare_title,
    known_titles,
    meaning,
    terms_by_kind,
)

LEAST_ALIKE: Final = 72.0
"""How alike a title and a known one must be for a guess, from 0 to 100 (rapidfuzz)."""


class Ignored(StrEnum):
    """Why a column is not imported. New terms are not in the codebook; averages include them."""

    OTHER = "ignored"
    NEW_MARKET = "new_markets"
    NEW_ACTOR = "new_actors"
    NEW_BLOCK = "new_resilience"


LIST_OF: Final[Mapping[str, str]] = {
    Ignored.NEW_MARKET: MARKETS,
    Ignored.NEW_ACTOR: ACTORS,
    Ignored.NEW_BLOCK: RESILIENCE,
}
"""The average that includes a new term."""


def meaning_of(title: str) -> str:
    """Return the known meaning of a column; empty if nobody knows it."""
    return meaning(title.removesuffix(" (1)")) or meaning(title)


def unknown_titles(sheet: Sheet) -> list[str]:
    """Return the titles without a known meaning, except of empty columns."""
    return [
        title
        for n, title in enumerate(sheet.columns)
        if not meaning_of(title) and any(n < len(row.cells) and row.cells[n] for row in sheet.rows)
    ]


def guess(title: str) -> str:
    """Return the meaning of the known title that is most like this one; empty if none is."""
    from rapidfuzz import fuzz, process  # imported here: only this screen compares titles

    known = known_titles()
    found = process.extractOne(
        bare_title(title), list(known), scorer=fuzz.token_sort_ratio, score_cutoff=LEAST_ALIKE
    )
    return known[found[0]] if found else ""


def meanings() -> list[str]:
    """Return the codes that a column can be mapped to, in the order of the lists."""
    terms = (code for codes in terms_by_kind().values() for code in codes)
    return [*terms, *AVERAGES, COUNTRY, ISO, YEAR, PASSED_OVER, *Ignored]


def first_cells(sheet: Sheet, title: str, most: int = 3) -> list[str]:
    """Return the first values of a column, by which a person recognises it."""
    at = sheet.columns.index(title)
    filled = (row.cells[at] for row in sheet.rows if at < len(row.cells) and row.cells[at])
    return [cell[:40] for cell, _n in zip(filled, range(most), strict=False)]


def stored(sheet: Sheet) -> dict[str, object]:
    """Return a sheet as it is stored until its columns are mapped."""
    return {
        "name": sheet.name,
        "columns": sheet.columns,
        "header_row": sheet.header_row,
        "rows": [[row.number, row.cells] for row in sheet.rows],
    }


def read_again(kept: Mapping[str, object]) -> Sheet:
    """Return the sheet that was stored."""
    return Sheet(
        name=str(kept["name"]),
        columns=list(_texts(kept["columns"])),
        rows=list(_rows(kept["rows"])),
        header_row=int(str(kept["header_row"])),
        others=[],
    )


def _texts(value: object) -> Iterator[str]:
    assert isinstance(value, Sequence)
    yield from map(str, value)


def _rows(value: object) -> Iterator[FileRow]:
    assert isinstance(value, Sequence)
    for number, cells in value:
        yield FileRow(int(number), list(_texts(cells)))
