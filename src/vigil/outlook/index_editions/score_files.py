"""Files with every score of an edition or an assessment: .csv, .xlsx and .json.

A file has one row for each country and term. It is written while it is sent, except a workbook.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from vigil.charts.numbers import number_for_programs
from vigil.files.formula_safety import safe_cell
from vigil.outlook.index_editions.country_scores import CountryScore, kind_of, whole_scores
from vigil.outlook.index_editions.score_sources import ScoreSource
from vigil.publication.api.responses import conditional_answer, etag_of_content, site_of

HEADS: Final = (
    *("country", "edition", "version", "judged_by", "is", "time", "kind", "term"),
    *("value", "low", "high", "n"),
)
"""Columns of a file. `low` to `high` is the middle half of the answers; `time` is the day that an
expected score is for."""
CSV, JSON = "text/csv; charset=utf-8", "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE: Final = 500
"""Rows that are sent at once."""
Row = tuple[Any, ...]


def score_rows(source: ScoreSource, scores: Iterable[CountryScore]) -> Iterator[Row]:
    """Yield the row of each score, in the order of `HEADS`; None where nothing is known."""
    for one in scores:
        yield (
            one.country,
            source.edition,
            source.version,
            source.maker,
            "expected" if one.day else source.state,
            one.day.isoformat() if one.day else None,
            kind_of(one.term),
            one.term,
            *(_number(value) for value in (one.value, one.low, one.high)),
            one.n,
        )


def _number(value: Any) -> float | None:
    return None if value is None else float(number_for_programs(value))


def file_answer(request: HttpRequest, source: ScoreSource, form: str) -> HttpResponseBase:
    """Return a file, or 304 where the reader has it. Raises KeyError for an unknown form."""
    write = FORMS[form]

    def make() -> HttpResponseBase:
        answer = write(source)
        name = f"index-{source.key}.{form}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    return conditional_answer(request, etag_of_content(_state(source, form, request)), make)


def _state(source: ScoreSource, form: str, request: HttpRequest) -> bytes:
    """Return what a file depends on: an edition never changes, results when they are made anew."""
    return "\0".join([site_of(request), source.key, source.token, source.label, form]).encode()


def _csv(source: ScoreSource) -> StreamingHttpResponse:
    return StreamingHttpResponse(_csv_parts(source), content_type=CSV)


def _csv_parts(source: ScoreSource) -> Iterator[str]:
    held = io.StringIO()
    writer = csv.writer(held)
    held.write("\ufeff")
    writer.writerow(HEADS)
    for n, row in enumerate(score_rows(source, whole_scores(source).listed), 1):
        writer.writerow(["" if cell is None else _cell(cell) for cell in row])
        if n % AT_ONCE == 0:
            yield held.getvalue()
            held.seek(0)
            held.truncate()
    yield held.getvalue()


def _cell(cell: Any) -> Any:
    return safe_cell(cell) if isinstance(cell, str) else cell


def _json(source: ScoreSource) -> StreamingHttpResponse:
    return StreamingHttpResponse(_json_parts(source), content_type=JSON)


def _json_parts(source: ScoreSource) -> Iterator[bytes]:
    """Yield the parts of {"source": {...}, "results": [...]}."""
    yield b'{"source":' + msgspec.json.encode(described(source)) + b',"results":['
    held: list[bytes] = []
    for n, row in enumerate(score_rows(source, whole_scores(source).listed)):
        held.append((b"," if n else b"") + msgspec.json.encode(dict(zip(HEADS, row, strict=True))))
        if len(held) == AT_ONCE:
            yield b"".join(held)
            held.clear()
    yield b"".join(held) + b"]}"


def described(source: ScoreSource) -> dict[str, Any]:
    """Return what programs need to know of a source."""
    return {
        "key": source.key,
        "label": source.label,
        "is": source.state,
        "edition": source.edition,
        "version": source.version,
        "judged_by": source.maker,
        "day": source.day.isoformat(),
    }


def _xlsx(source: ScoreSource) -> HttpResponse:
    import xlsxwriter  # here: only a request for a workbook waits for it

    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(held, options) as book:
        sheet = book.add_worksheet("Scores")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, HEADS, book.add_format({"bold": True}))
        for n, row in enumerate(score_rows(source, whole_scores(source).listed), 1):
            sheet.write_row(n, 0, row)
    return HttpResponse(held.getvalue(), content_type=XLSX)


FORMS: Final[Mapping[str, Callable[[ScoreSource], HttpResponseBase]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "json": _json,
}
"""What writes a file, by the ending of its address."""
