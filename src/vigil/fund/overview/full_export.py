"""Export all data of the fund as a ZIP of sheets, without sealed text.

It holds only parties that the officer may know of. A column names the sealed fields of each row.
Names appear only for open parties. File names are neutral.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.files.formula_safety import safe_cell
from vigil.fund import models
from vigil.fund.access.rules import WORK
from vigil.fund.overview.export_sheets import SEALED, TABLES, ExportSheet
from vigil.fund.parties import queries as party_queries
from vigil.fund.payments import money
from vigil.fund.reviews import queries as review_queries
from vigil.fund.reviews.verbs import reviewing
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Level, Sealed, User
from vigil.trust.rooms.log_words import LogWords

FORMATS: Final = ("csv", "json")
ROWS_AT_ONCE: Final = 2000


def export_all(shape: str, *, by: User) -> Iterator[bytes]:
    """Return the ZIP in chunks while it is made. The export is recorded.

    Raises NotAllowed, or NotPossible for an unknown format, before the first chunk.
    """
    require(by, WORK)
    if shape not in FORMATS:
        raise NotPossible(_("It is handed out as CSV or as JSON."))
    with transaction.atomic():
        record("export_fund", "fund", "everything", by=by, after={"what": shape})
    return _pieces(shape, by)


def _pieces(shape: str, by: User) -> Iterator[bytes]:
    out = _Pieces()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in TABLES:
            with archive.open(f"{table.name}.{shape}", "w", force_zip64=True) as file:
                for piece in _as_csv(table, by) if shape == "csv" else _as_json(table, by):
                    file.write(piece)
                    yield out.take()
        archive.writestr("README.txt", _readme())
    yield out.take()


class _Pieces(io.RawIOBase):
    """A stream for a ZIP that cannot seek: written bytes are taken out as chunks."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        return self._at

    def take(self) -> bytes:
        """Return what was written since the last call."""
        held, self._held = bytes(self._held), bytearray()
        return held


def _rows(table: ExportSheet, by: User) -> Iterator[dict[str, Any]]:
    """Yield the rows of a sheet by column."""
    seen = party_queries.visible_to(by).values("pk")
    rows: QuerySet[Any] = table.model._default_manager.order_by("pk")
    rows = _sent(table, rows.filter(**{f"{table.of or 'pk'}__in": seen}))
    sealed = _sealed_of(table.kind) if table.kind else {}
    paths = [amount.partition(":")[::2] for amount in table.amounts]
    wanted = dict.fromkeys([*table.columns, *(one for path in paths for one in path)])
    closed = _closed(by) if table.model is models.Review else set()
    for row in rows.values(*wanted).iterator(ROWS_AT_ONCE):
        told = {_column(name): row[name] for name in table.columns}
        for minor, currency in paths:
            value = row[minor]
            told["amount"] = (
                "" if value is None else money.format_for_machines(value, row[currency])
            )
        if "name" in told and told["level"] != Level.OPEN:
            told["name"] = ""
        if closed and row["uid"] in closed:
            told |= {"scores": {}, "says": ""}
        if table.kind:
            told[SEALED] = " ".join(sealed.get(row["uid"], ()))
        yield told


def _sent(table: ExportSheet, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Leave out drafts, and applicants who have nothing but drafts."""
    draft = models.Application.State.DRAFT
    if table.model is models.Application:
        return rows.exclude(state=draft)
    if table.model is models.ApplicationFile:
        return rows.exclude(report__state=models.Report.State.DUE)
    if table.model is models.Party:
        begun = models.Application.objects.filter(state=draft).values("party")
        more: list[QuerySet[Any]] = [
            models.Application.objects.exclude(state=draft),
            models.Nomination.objects.all(),
            models.EmergencyRequest.objects.all(),
            models.Grant.objects.all(),
        ]
        known = Q(pk__in=more[0].order_by().values("party"))
        for kind in more[1:]:
            known |= Q(pk__in=kind.order_by().values("party"))
        return rows.filter(known | ~Q(pk__in=begun))
    return rows


def _closed(by: User) -> set[str]:
    """Return the reviews whose points nobody may see yet."""
    rows = models.Review.objects.exclude(
        application__in=review_queries.seen_in_full(by).values("pk")
    )
    return set(rows.values_list("uid", flat=True))


def _column(path: str) -> str:
    return path.replace("__", "_")


def columns_of(table: ExportSheet) -> list[str]:
    """Return the column names of a sheet."""
    columns = [_column(name) for name in table.columns]
    return columns + ["amount"] * bool(table.amounts) + [SEALED] * bool(table.kind)


def _sealed_of(kind: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    rows = Sealed.objects.filter(subject_kind=kind).values_list("subject_key", "field")
    for key, field in rows.order_by("field").iterator(ROWS_AT_ONCE):
        # Who has an interest is said nowhere but on the screen.
        # A review that is not handed in is its writer's alone.
        if not field.startswith("conflict") and (kind, field) != ("review", reviewing.DRAFT):
            found.setdefault(key, []).append(field)
    return found


def _as_csv(table: ExportSheet, by: User) -> Iterator[bytes]:
    """Yield a sheet as CSV (RFC 4180), with cells safe from formulas."""
    columns = columns_of(table)
    yield _line(columns).encode("utf-8-sig")  # spreadsheets read UTF-8 only with its mark
    for some in _some(_rows(table, by)):
        text = "".join(_line([safe_cell(_cell(row[c])) for c in columns]) for row in some)
        yield text.encode()


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _as_json(table: ExportSheet, by: User) -> Iterator[bytes]:
    yield b"["
    first = True
    for some in _some(_rows(table, by)):
        text = ",\n".join(json.dumps(row, ensure_ascii=False, default=_plain) for row in some)
        yield (text if first else ",\n" + text).encode()
        first = False
    yield b"]\n"


def _some(rows: Iterable[dict[str, Any]], n: int = 500) -> Iterator[list[dict[str, Any]]]:
    held: list[dict[str, Any]] = []
    for row in rows:
        held.append(row)
        if len(held) == n:
            yield held
            held = []
    if held:
        yield held


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(_plain(value)) if isinstance(value, (date, datetime)) else str(value)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _readme() -> str:
    return _(
        "Everything the fund holds that you may know of. The column “sealed” names what the vault "
        "keeps of a row: it is not in these files. People of the fund stand by their numbers. "
        "Keep these files as carefully as the fund itself, and destroy them after use."
    )


LOG: Final = LogWords(
    verbs={
        "export_fund": pgettext_lazy("decision", "hand out everything in the fund"),
    },
    kinds={
        "fund": pgettext_lazy("decision", "fund"),
    },
)
