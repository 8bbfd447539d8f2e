"""Print what `vigil sheet` would do or did, and how it read a sheet."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from vigil.casefile.models import SheetImport
    from vigil.casefile.sheet_files.layout import Layout
    from vigil.casefile.sheet_files.reading import Sheet
    from vigil.casefile.sheets.verbs.importing import ImportPlan


def remarks_on(layout: "Layout", sheet: "Sheet") -> Iterator[str]:
    """Yield how a sheet was read, and what its proposal leaves open."""
    from vigil.casefile.sheet_files.layout import KEPT
    from vigil.casefile.sheet_files.layout_proposals import (
        is_numbered,
        missing_companions,
        open_words,
    )

    read = f"worksheet {sheet.name!r}" if sheet.name else f"encoding {sheet.encoding}"
    yield f"read: {read}, {len(sheet.rows):,} rows, names of columns in row {sheet.header_row}"
    if sheet.others:
        yield f"not read: worksheets {_named(sheet.others)} (see --worksheet)"
    if not is_numbered(layout):
        yield "no column numbers the rows: one whose name or day is corrected would be a new row"
    kept = [column.column for column in layout.columns if column.part == KEPT]
    if kept:
        yield f"kept with the rows, not understood: {_named(kept)}"
    for field, needed in missing_companions(layout).items():
        yield f"open: {field} needs {needed} beside it: name a column, or one of the constants"
    for part, words in open_words(layout, sheet).items():
        for word, number in words.items():
            yield f"open: {part} {word!r} ({number} rows)"


def plan_as_json(planned: "ImportPlan") -> dict[str, Any]:
    """Return what an import would do, for `--json`."""

    def changes(kind: str) -> list[dict[str, Any]]:
        return [
            {
                "case": str(case.case.public_id) if case.case else None,
                "row": change.row,
                "part": change.part,
                "old": change.old,
                "new": change.new,
            }
            for case in planned.of("changed", "conflict")
            for change in getattr(case, kind)
        ]

    return {
        "counts": planned.counts.plain(),
        "changes": changes("changes"),
        "conflicts": changes("conflicts"),
        "broken": [
            {"row": row.number, "column": p.column, "value": p.value, "reason": p.reason}
            for row in planned.broken
            for p in row.problems
        ],
    }


def print_plan(planned: "ImportPlan") -> None:
    """Print what an import would do."""
    counts = planned.counts
    click.echo(
        f"{counts.rows:,} rows: {counts.new:,} new, {counts.changed:,} changed, "
        f"{counts.unchanged:,} unchanged, {counts.conflicts:,} in conflict, "
        f"{counts.broken:,} broken; {counts.absent:,} not in this file"
    )
    for case in planned.of("changed", "conflict"):
        for change in case.changes:
            click.echo(f"  {case.case}: {change.part}: {change.old!r} -> {change.new!r}")
        for change in case.conflicts:
            said = f"{change.old!r} here, {change.new!r} in the sheet"
            click.echo(f"  conflict in {case.case}: {change.part}: {said}")
    if again := len(planned.unpublished):
        click.echo(f"  {again:,} verified cases would have to be verified again")
    for row in planned.broken:
        for problem in row.problems:
            click.echo(f"vigil: row {row.number}, {problem}", err=True)
    _sum_up(planned.frequent)


def print_import(done: "SheetImport") -> None:
    """Print what an import did."""
    counts = done.counts
    click.echo(
        f"{done.file_name}: {counts['new']:,} rows new in {counts['new_cases']:,} cases, "
        f"{counts['changed']:,} changed, {counts['unchanged']:,} unchanged, "
        f"{counts['conflicts']:,} in conflict, {counts['broken']:,} broken"
    )
    for row in done.broken:
        for p in row["problems"]:
            quoted = f" {p['value']!r}" if p["value"] else ""
            click.echo(f"vigil: row {row['row']}, {p['column']}{quoted}: {p['reason']}", err=True)
    from vigil.casefile.sheets.verbs.importing import frequent

    _sum_up(frequent((p["column"], p["reason"]) for row in done.broken for p in row["problems"]))


def _sum_up(problems: Sequence[tuple[str, str, int]]) -> None:
    for column, reason, number in problems:
        click.echo(f"  {number:,} rows: {column}: {reason}")


def _named(names: Sequence[str]) -> str:
    return ", ".join(names)
