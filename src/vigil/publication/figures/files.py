"""The table of a figure as CSV, and everything that it states as JSON."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from vigil.charts.coverage import Coverage
from vigil.charts.table import csv_text
from vigil.files.formula_safety import safe_cell
from vigil.language.punctuation import without_marks
from vigil.publication.downloads.citation_files import CITATION_FORMATS
from vigil.publication.downloads.files import BOM
from vigil.publication.figures.columns import FigureColumn, column
from vigil.publication.figures.figure_page import FORMS, FigurePage
from vigil.publication.figures.tables import NO_NUMBER, FigureCell, FigureRow

STATES: Final = frozenset(Coverage)
FILE_FORMAT: Final = 1
"""Raise it when a name in the JSON changes its meaning."""


def table_columns(page: FigurePage) -> list[FigureColumn]:
    """Return the columns of the file: what a row is, its numbers, and what they count."""
    return [column("value"), column("label"), *page.figure.columns, column("readme")]


def readme_of(page: FigurePage) -> str:
    """Return the line that says what the table counts, and where it is from."""
    figure = page.figure
    said = [
        _("Filter: %(filter)s.") % {"filter": page.provenance.filter_in_words},
        *figure.count_notes,
        *page.sentences,
        f"{page.provenance.day.isoformat()}, {page.provenance.state}, {figure.digest},",
        page.address,
    ]
    return without_marks(" ".join(said))


def figure_csv(page: FigurePage) -> bytes:
    """Write the table as CSV (RFC 4180): one header line, then a line for each row.

    The last column says in every row what the table counts, so that each program reads the file
    as it is, and no row loses its filter. Where there is no row, one stands for the filter alone.
    """
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow([one.name for one in table_columns(page)])
    readme = safe_cell(readme_of(page))
    rows = page.figure.all_rows or [FigureRow("", "", [FigureCell("")] * len(page.figure.columns))]
    for row in rows:
        cells = (csv_text(cell_value(cell)) for cell in row.cells)
        label = safe_cell(without_marks(row.label))
        writer.writerow([safe_cell(row.value), label, *cells, readme])
    return (BOM + held.getvalue()).encode()


def cell_value(cell: FigureCell) -> str:
    """Return what a cell says to a program; empty where nothing is known."""
    return "" if cell.shown == NO_NUMBER else without_marks(cell.value or cell.shown)


def figure_json(page: FigurePage) -> dict[str, Any]:
    """Describe a figure, with its table. Each number has the filter of the cases that it counts."""
    figure, about = page.figure, page.provenance
    return {
        "format": FILE_FORMAT,
        "figure": figure.key,
        "title": without_marks(page.title),
        "sentence": without_marks(figure.sentence),
        "address": page.address,
        "filter": about.query,
        "filter_in_words": without_marks(about.filter_in_words),
        "unit": figure.unit,
        "denominator": {"n": figure.of, "in_words": without_marks(figure.denominator)},
        "not_reported": _missing(page),
        "coverage": {
            "in_words": [without_marks(sentence) for sentence in page.sentences],
            **page.coverage.as_dict(),
        },
        "notes": [without_marks(note) for note in (figure.caveat, *figure.notes) if note],
        "state": {
            "record": about.state,
            "figure": figure.digest,
            "day": about.day.isoformat(),
            "status": about.status,
            "codebook": about.codebook,
            "cases": about.count,
            "verified_here": about.verified,
            "release": _release(page),
        },
        "licence": about.licence,
        "citation": {
            "short": without_marks(page.short_citation),
            "full": without_marks(page.full_citation),
            **{form: page.site + page.path("figure_cite", form) for form in CITATION_FORMATS},
        },
        "files": {view.removeprefix("figure_"): page.site + page.path(view) for view in FORMS},
        "columns": [
            {"name": one.name, "label": one.label, "description": one.meaning}
            for one in table_columns(page)
        ],
        "rows": list(_rows(page)),
    }


def _missing(page: FigurePage) -> dict[str, Any] | None:
    missing = page.figure.missing
    if missing is None or not missing.counts.total:
        return None
    return {
        "field": missing.counts.label,
        "n": missing.counts.missing,
        "of": missing.counts.total,
        "share": round(missing.counts.missing / missing.counts.total, 10),
        "cases": missing.cases,
        "filter": missing.url.partition("?")[2] if missing.url else None,
    }


def _release(page: FigurePage) -> dict[str, Any] | None:
    """Return the newest release: a number that must not change is taken from one."""
    if page.release is None:
        return None
    return {
        "number": page.release.number,
        "kind": page.release.kind,
        "frozen_at": page.release.frozen_at.isoformat(),
        "sha256": page.release.manifest.get("sha256", ""),
    }


def _rows(page: FigurePage) -> Iterator[dict[str, Any]]:
    columns = page.figure.columns
    for row in page.figure.all_rows:
        cells = zip(columns, row.cells, strict=True)
        yield {
            "value": row.value,
            "label": without_marks(row.label),
            "cells": {one.name: _cell(cell) for one, cell in cells},
        }


def _cell(cell: FigureCell) -> dict[str, Any]:
    """Write a cell: its value, and for a number with a list the filter and length of the list."""
    value = cell_value(cell)
    if not value or value in STATES:
        return {"value": value or None}
    number: int | float = float(value) if "." in value else int(value)
    if not cell.url:
        return {"value": number}
    return {"value": number, "filter": cell.url.partition("?")[2], "cases": cell.cases}
