"""Fill the index of the search anew from the stored reports and notes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import transaction

from vigil.casefile.searching.index import empty, keep_words, searched_parts

if TYPE_CHECKING:
    from vigil.casefile.models import CaseNote, Report


def rebuild() -> int:
    """Write the whole index again. Return how many reports and notes it holds."""
    from vigil.casefile.models import CaseNote, Report

    with transaction.atomic():
        empty()
        return fill(Report, CaseNote)


def fill(reports: type["Report"], notes: type["CaseNote"]) -> int:
    """Write the words of all reports and notes. Return how many reports and notes."""
    of_notes = notes._default_manager.order_by("pk").values_list("pk", "text")
    done = keep_words("note", ((pk, [text]) for pk, text in of_notes.iterator()))
    return done + keep_words("report", _of_reports(reports))


def _of_reports(reports: type["Report"]) -> Iterator[tuple[int, Any]]:
    rows = reports._default_manager.order_by("pk").select_related("outlet")
    for report in rows.iterator(chunk_size=500):
        if parts := searched_parts(report):
            yield report.pk, parts
