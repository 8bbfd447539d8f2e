"""Read the values of each row of a sheet, by its layout. Pure."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from msgspec import Struct, field

from vigil.casefile.sheet_files.cells import CellFormat, read
from vigil.casefile.sheet_files.field_parts import (
    SOURCE_PARTS,
    VIGIL_ID,
    FieldPart,
    field_parts,
    source_part,
)
from vigil.casefile.sheet_files.layout import KEPT, LEFT_OUT, Layout
from vigil.casefile.sheet_files.reading import FileRow, Sheet
from vigil.casefile.sheet_files.vocabulary import simplified

KEY_PARTED_BY = " · "
MAX_KEY = 300


class RowProblem(Struct, frozen=True):
    """Why a row is not imported: the column, the text in it, and the reason."""

    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        quoted = f" {self.value!r}" if self.value else ""
        return f"{self.column}{quoted}: {self.reason}"


PartValues = dict[str, Any]
"""Name of a part -> value."""


class RowRead(Struct, kw_only=True):
    """The values of one row: of the attack, of one person in it, its sources; and its problems.

    `key` and `case_key` are folded (see `folded`). `written_key` is the key as it is written.
    """

    number: int
    key: str
    written_key: str
    case_key: str
    event: PartValues
    person: PartValues
    sources: list[dict[str, str]]
    cells: dict[str, str]
    digest: str
    vigil_id: str = ""
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def values(self) -> PartValues:
        """All values, of the attack and of the person."""
        return {**self.event, **self.person}


class RowReader:
    """Reader of the rows of one sheet by one layout."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self.sheet, self.layout = sheet, layout
        self.how = CellFormat(date_order=layout.date_order, words=layout.words)
        self.place = {name: number for number, name in enumerate(sheet.columns)}
        known = field_parts()
        self.read_parts: list[tuple[str, FieldPart]] = [
            (c.column, known[c.part])
            for c in layout.columns
            if c.part in known and c.column in self.place
        ]
        if not layout.said_in(VIGIL_ID):
            for name in sheet.columns:
                if simplified(name) == "vigil id":
                    self.read_parts.append((name, known[VIGIL_ID]))
        ours = {column for column, part in self.read_parts if part.name == VIGIL_ID}
        left_out = {*layout.said_in(LEFT_OUT), *ours} - {*layout.key, *layout.case_key}
        self.kept = [name for name in sheet.columns if name not in left_out]

    def missing_columns(self) -> list[str]:
        """Return the columns that the layout reads and the sheet does not have."""
        wanted = [c.column for c in self.layout.columns if c.part not in (KEPT, LEFT_OUT)]
        wanted += [*self.layout.key, *self.layout.case_key]
        return [name for name in dict.fromkeys(wanted) if name not in self.place]

    @cached_property
    def constants(self) -> PartValues:
        """The values that are the same for every row."""
        known = field_parts()
        return {
            name: read(known[name], text, CellFormat())
            for name, text in self.layout.constants.items()
            if text
        }

    def rows(self) -> list[RowRead]:
        """Return the values of every row, in order. A repeated key is a problem."""
        found = [self._row(row) for row in self.sheet.rows]
        first: dict[str, int] = {}
        for row in found:
            if not row.key:
                continue
            if row.key in first:
                reason = _("row %(row)s has this key already") % {"row": first[row.key]}
                row.problems.append(RowProblem(self._key_name(), row.written_key, reason))
            first.setdefault(row.key, row.number)
        return found

    def _row(self, row: FileRow) -> RowRead:
        problems: list[RowProblem] = []
        values: PartValues = dict(self.constants)
        sources: dict[str, dict[str, Any]] = {}
        vigil_id = ""
        for column, part in self.read_parts:
            text = row.cells[self.place[column]]
            try:
                value = read(part, text, self.how)
            except ValueError as error:
                problems.append(RowProblem(column, text, str(error)))
                continue
            if part.of_source:
                group, name = source_part(part.name)
                sources.setdefault(group, {})[name] = value
            elif part.name == VIGIL_ID:
                vigil_id = value or ""
            elif value is not None:
                values[part.name] = value
        problems += self._half_a_point(row, values)
        if "place.precision" in self.constants and not values.get("place.name"):
            del values["place.precision"]  # the constant is only for places with a name
        written = self._key(row, self.layout.key)
        key = folded(written)
        if not key:
            problems.append(RowProblem(self._key_name(), "", _("the row has no key")))
        elif len(key) > MAX_KEY:
            problems.append(RowProblem(self._key_name(), key[:60], _("too long for a key")))
        person = {name: value for name, value in values.items() if name.startswith("victim.")}
        event = {name: value for name, value in values.items() if name not in person}
        cells = {name: row.cells[self.place[name]] for name in self.kept}
        return RowRead(
            number=row.number,
            key=key,
            written_key=written,
            case_key=folded(self._key(row, self.layout.case_key)) or key,
            event=event,
            person=person,
            sources=list(_sources(sources.values())),
            cells=cells,
            digest=_digest(cells, self._layout_digest),
            vigil_id=vigil_id,
            problems=problems,
        )

    def _half_a_point(self, row: FileRow, values: PartValues) -> Iterator[RowProblem]:
        for column, part in self.read_parts:
            other = {"place.lat": "place.lon", "place.lon": "place.lat"}.get(part.name)
            if other and part.name in values and other not in values:
                reason = _("latitude and longitude are given together or not at all")
                yield RowProblem(column, row.cells[self.place[column]], reason)

    @cached_property
    def _layout_digest(self) -> str:
        return self.layout.digest()

    def _key(self, row: FileRow, columns: Sequence[str]) -> str:
        texts = [row.cells[self.place[name]] for name in columns if name in self.place]
        return KEY_PARTED_BY.join(texts) if any(texts) else ""

    def _key_name(self) -> str:
        return KEY_PARTED_BY.join(self.layout.key)


def folded(key: str) -> str:
    """Return a key without extra blanks, invisible characters and upper case.

    Programs that save a sheet may change these.
    """
    visible = (
        char for char in unicodedata.normalize("NFKC", key) if unicodedata.category(char) != "Cf"
    )
    return " ".join("".join(visible).casefold().split())


def _digest(cells: Mapping[str, str], layout: str) -> str:
    return hashlib.sha256(msgspec.json.encode([layout, sorted(cells.items())])).hexdigest()


def _sources(groups: Iterable[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """Yield each source of a row: the first address belongs to the first title, and so on."""
    for group in groups:
        lists = {name: list(group.get(name) or []) for name in SOURCE_PARTS}
        for number in range(max(map(len, lists.values()), default=0)):
            said = {
                name: entries[number]
                for name, entries in lists.items()
                if number < len(entries) and entries[number]
            }
            # A publisher that is given once is the publisher of all addresses of the group.
            for name in ("publisher", "language", "date"):
                if name not in said and len(lists[name]) == 1 and "url" in said:
                    said[name] = lists[name][0]
            if said.get("url") or said.get("title"):
                yield said
