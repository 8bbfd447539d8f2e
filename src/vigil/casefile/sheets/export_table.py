"""Make a table of cases, in the columns and words of a team's sheet or in a plain form. Reads only.

Importing the table again changes nothing. A row of the sheet that nobody has changed here has the
same cells as at its import.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from django.db.models import Q

from vigil.casefile.cases.decisions import case_reference
from vigil.casefile.models import Case, SheetMapping, SheetRow
from vigil.casefile.sheet_files.cells import canonical, write
from vigil.casefile.sheet_files.field_parts import VIGIL_ID, choices, field_parts, source_part
from vigil.casefile.sheet_files.layout import KEPT, LEFT_OUT, ColumnMeaning, Layout
from vigil.casefile.sheet_files.vocabulary import label_words, simplified
from vigil.casefile.sheets.case_parts import (
    CaseParts,
    case_parts_of,
    event_of,
    person_of,
    person_places,
)

VIGIL_COLUMN = "Vigil ID"
ROW_COLUMN = "Row"
AT_ONCE = 300


@dataclass
class Table:
    """A sheet to write: the names of its columns, and rows of texts."""

    columns: list[str]
    rows: list[list[str]] = field(default_factory=list)


def plain_layout() -> Layout:
    """Return the layout of the plain form: a column for each part, with the name of the part."""
    columns = [ColumnMeaning(VIGIL_COLUMN, VIGIL_ID), ColumnMeaning(ROW_COLUMN, KEPT)]
    columns += [
        ColumnMeaning(name, name)
        for name, part in field_parts().items()
        if name != VIGIL_ID and not name.startswith("source") and part.kind != "perpetrators"
    ]
    columns.append(ColumnMeaning("source.url", "source.url"))
    return Layout(
        columns=tuple(columns), key=(ROW_COLUMN,), case_key=(VIGIL_COLUMN,), date_order="ymd"
    )


def table_of(cases: Iterable[Case], mapping: SheetMapping | None, layout: Layout) -> Table:
    """Return cases in the columns and words of a layout: a row for each person.

    Rows of the sheet itself keep the order of their last import. Cases that the sheet does not hold
    come after them, with their number in a separate column.
    """
    writer = _TableWriter(layout, _columns_of(mapping, layout), mapping)
    pks = [case.pk for case in cases]
    own: list[tuple[int, list[str]]] = []
    others: list[list[str]] = []
    for some in batched(pks, AT_ONCE):
        fetched = Case.objects.filter(pk__in=some).prefetch_related(
            "accepted",
            "victims__accepted",
            "victims__names",
            "memberships__account__report__outlet",
        )
        by_case = _rows_of(mapping, some)
        for case in sorted(fetched, key=lambda c: some.index(c.pk)):
            current = case_parts_of(case)
            if rows := by_case.get(case.pk):
                own += writer.own_rows(rows, current)
            else:
                others += writer.other_rows(current)
    table = Table(writer.columns)
    table.rows = [cells for _, cells in sorted(own, key=lambda pair: pair[0])] + others
    if others and VIGIL_COLUMN not in table.columns and not layout.said_in(VIGIL_ID):
        table.columns = [*table.columns, VIGIL_COLUMN]
        width = len(table.columns)
        table.rows = [cells + [""] * (width - len(cells)) for cells in table.rows]
    return table


def _columns_of(mapping: SheetMapping | None, layout: Layout) -> list[str]:
    """Return the columns of the newest file of the sheet, else those of the layout."""
    newest = (
        mapping.imports.exclude(columns=[]).values_list("columns", flat=True).first()
        if mapping
        else None
    )
    left_out = set(layout.said_in(LEFT_OUT))
    columns = list(newest or dict.fromkeys(column.column for column in layout.columns))
    return [name for name in columns if name not in left_out]


def _rows_of(mapping: SheetMapping | None, pks: Sequence[int]) -> dict[int, list[SheetRow]]:
    found: dict[int, list[SheetRow]] = {}
    if mapping is not None:
        for row in SheetRow.objects.filter(Q(sheet=mapping), case__in=pks).order_by("number", "id"):
            found.setdefault(row.case_id, []).append(row)
    return found


class _TableWriter:
    def __init__(self, layout: Layout, columns: list[str], mapping: SheetMapping | None) -> None:
        self.layout, self.columns = layout, columns
        self.said = {
            name: [c.part for c in layout.columns if c.column == name and c.part in field_parts()]
            for name in columns
        }
        self.words = {part: _first_words(words) for part, words in layout.words.items() if words}
        for part, words in _words_used(mapping, layout).items():
            self.words[part] = {**self.words.get(part, {}), **words}

    def own_rows(self, rows: Sequence[SheetRow], current: CaseParts) -> list[tuple[int, list[str]]]:
        """Return the rows of the sheet, with the values that were changed here since."""
        places = person_places({row.key: row for row in rows}, current)
        event = event_of([row.values for row in rows])
        found = []
        for row in rows:
            place = places.get(row.key)
            person = current.people[place] if place is not None else person_of(row.values)
            base = {**event, **row.values}
            now = {**current.event, **person}
            found.append((row.number, [self._cell(name, row, base, now) for name in self.columns]))
        return found

    def _cell(
        self, name: str, row: SheetRow, base: Mapping[str, Any], now: Mapping[str, Any]
    ) -> str:
        said = [part for part in self.said[name] if not part.startswith(("source", "vigil"))]
        changed = [
            part
            for part in said
            if now.get(part) != base.get(part)
            and canonical(field_parts()[part], now.get(part))
            != canonical(field_parts()[part], base.get(part))
        ]
        # A value in conflict stays as it was in the sheet: nobody has decided yet.
        if not changed or any(part in row.conflicts for part in said):
            return str(row.cells.get(name, ""))
        return self._text(changed[0], now)

    def other_rows(self, current: CaseParts) -> list[list[str]]:
        """Return the rows of a case that the sheet does not hold: one for each person, or one."""
        number = case_reference(current.case)
        sources = _sources_of(current)
        rows = []
        for place, person in enumerate(current.people or [{}]):
            now = {**current.event, **person, VIGIL_ID: number}
            cells = [self._new_cell(name, now, sources, place == 0) for name in self.columns]
            for name in (*self.layout.key, *self.layout.case_key):
                at = self.columns.index(name)
                if not cells[at]:
                    cells[at] = f"{number}/{place + 1}" if name in self.layout.key else number
            if VIGIL_COLUMN not in self.columns and not self.layout.said_in(VIGIL_ID):
                cells.append(number)
            rows.append(cells)
        return rows

    def _new_cell(
        self, name: str, now: Mapping[str, Any], sources: Sequence[str], first: bool
    ) -> str:
        for part in self.said[name]:
            if part.startswith("source"):
                group, said = source_part(part)
                if group or not first:
                    return ""
                return "\n".join(sources) if said == "url" else ""
            if text := self._text(part, now):
                return text
        return ""

    def _text(self, name: str, now: Mapping[str, Any]) -> str:
        part, value = field_parts()[name], now.get(name)
        if choices(part) and value:
            keys = value if isinstance(value, list) else [value]
            return "; ".join(self._word(name, str(key)) for key in keys)
        return write(part, value)

    def _word(self, part: str, key: str) -> str:
        """Return the sheet's own word for a value, else our label if the sheet would read it so."""
        own = self.words.get(part, {})
        if key in own:
            return own[key]
        label = (
            choices(field_parts()[part])[key].label()
            if key in choices(field_parts()[part])
            else key
        )
        field = field_parts()[part].field if part != "place.precision" else "place_precision"
        layout_words = self.layout.words.get(part, {})
        plain = (
            label_words(field).get(simplified(label)) == key
            and simplified(label) not in layout_words
        )
        return label if plain else key


def _words_used(mapping: SheetMapping | None, layout: Layout) -> dict[str, dict[str, str]]:
    """Return part -> value -> the first word for it in the rows of the sheet, as it was written."""
    found: dict[str, dict[str, str]] = {}
    if mapping is None:
        return found
    known = field_parts()
    columns = {
        c.part: c.column for c in layout.columns if c.part in known and choices(known[c.part])
    }
    for values, cells in SheetRow.objects.filter(sheet=mapping).values_list("values", "cells"):
        for part, column in columns.items():
            key = values.get(part)
            if isinstance(key, str) and cells.get(column):
                found.setdefault(part, {}).setdefault(key, cells[column])
    return found


def _first_words(words: Mapping[str, str]) -> dict[str, str]:
    """Return value -> the first word for it in the layout."""
    found: dict[str, str] = {}
    for word, key in words.items():
        found.setdefault(key, word)
    return found


def _sources_of(current: CaseParts) -> list[str]:
    reports = {
        m.account.report.pk: m.account.report
        for m in current.case.memberships.all()
        if not m.suggested and not m.account.superseded and m.account.report.url
    }
    ordered = sorted(reports.values(), key=lambda report: (report.published, report.key))
    return list(dict.fromkeys(report.url for report in ordered))
