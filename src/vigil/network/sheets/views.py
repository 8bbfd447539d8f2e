"""Import a sheet of members at the desk: upload it, review its plan, apply or drop it."""

import csv
import io
from dataclasses import astuple, fields
from functools import partial
from typing import Final

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import CONFLICT, READ_AND_ACT, Act, Data, ScreenState, perform
from vigil.files.formula_safety import safe_cell
from vigil.network.models import MemberSheet
from vigil.network.sheets.forms import ApplyForm, BrokenRowsForm, SheetForm
from vigil.network.sheets.verbs.broken_rows import (
    BrokenRow,
    broken_rows,
    has_broken_rows,
    kept_broken_rows,
)
from vigil.network.sheets.verbs.importing import (
    BROKEN,
    CHANGED,
    NEW,
    apply,
    begin_import,
    drop,
    plan_of,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User
from vigil.trust.uploads.verbs.files import FileRefused

IMPORT = "network.import_members"
SHOWN = 300
"""So many rows of a kind are shown on a page; all of them are counted."""
LATEST = 30
APPLY: Final = Act[MemberSheet](
    form=ApplyForm,
    verb=lambda sheet, data, by: apply(sheet, by=by, seen=data["seen"]),
    done=_("Imported. Nobody sees the data yet."),
)
DROP: Final = Act[MemberSheet](
    form=Form,
    verb=lambda sheet, _data, by: drop(sheet, by=by),
    done=_("Dropped. Its rows are deleted."),
    next=lambda _sheet, _answer: reverse("desk_members:sheets"),
)


@room_view(IMPORT)
@require_http_methods(READ_AND_ACT)
def sheets(request: HttpRequest) -> HttpResponseBase:
    """List the sheets that were uploaded; upload one and show its plan."""

    def upload(_item: None, data: Data, by: User) -> HttpResponseBase:
        try:
            begun = begin_import(data["file"].read(), by=by)
        except NotPossible as error:
            raise FileRefused(str(error)) from error
        return _plan(request, begun)

    show = partial(_list, request)
    if request.method != "POST":
        return show(ScreenState())
    act = Act(form=SheetForm, verb=upload)
    return perform(request, None, "upload", act, show=show, back=reverse("desk_members:sheets"))


def _list(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    context = {
        "form": screen.forms.get("upload") or SheetForm(),
        "sheets": MemberSheet.objects.select_related("sent_by")[:LATEST],
    }
    return render(request, "network/sheets/list.html", context, status=screen.status)


@room_view(IMPORT)
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a sheet, and its result once it is imported or dropped."""
    return _show(request, get_object_or_404(MemberSheet, pk=pk), ScreenState())


@room_view(IMPORT)
@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Open the sheet and show what importing it would change. Who opened it is recorded."""
    return _plan(request, get_object_or_404(MemberSheet, pk=pk))


def _plan(request: HttpRequest, begun: MemberSheet) -> HttpResponseBase:
    try:
        planned = plan_of(begun, by=person(request))
    except NotPossible as error:
        return _show(request, begun, ScreenState(CONFLICT, problem=str(error)))
    context = {
        "sheet": begun,
        "plan": planned,
        "counts": planned.counts,
        "new": planned.of(NEW)[:SHOWN],
        "changed": planned.of(CHANGED)[:SHOWN],
        "broken": broken_rows(row.read for row in planned.of(BROKEN))[:SHOWN],
    }
    return render(request, "network/sheets/plan.html", context)


@room_view(IMPORT)
@require_POST
def apply_sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Import a sheet, if this would still change what was shown."""
    return _perform(request, pk, "apply", APPLY)


@room_view(IMPORT)
@require_POST
def broken(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the rows that were not imported, or download them. Who opened them is recorded."""

    def read(sheet: MemberSheet, data: Data, by: User) -> HttpResponseBase:
        rows = kept_broken_rows(sheet, by=by)
        if data["do"] == "csv":
            return _csv(rows)
        context = {"sheet": sheet, "broken": rows}
        return render(request, "network/sheets/broken_rows.html", context)

    return _perform(request, pk, "broken", Act(form=BrokenRowsForm, verb=read))


def _csv(rows: list[BrokenRow]) -> HttpResponse:
    """Return a sheet (RFC 4180) in which no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([one.name for one in fields(BrokenRow)])
    writer.writerows([safe_cell(str(cell)) for cell in astuple(row)] for row in rows)
    return HttpResponse(
        text.getvalue().encode("utf-8-sig"),  # spreadsheets read UTF-8 only with its mark
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="broken-rows.csv"'},
    )


@room_view(IMPORT)
@require_POST
def drop_sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Remove a sheet without importing it."""
    return _perform(request, pk, "drop", DROP)


def _perform(request: HttpRequest, pk: int, name: str, act: Act[MemberSheet]) -> HttpResponseBase:
    begun, back = get_object_or_404(MemberSheet, pk=pk), reverse("desk_members:sheet", args=[pk])
    return perform(request, begun, name, act, show=partial(_show, request, begun), back=back)


def _show(request: HttpRequest, begun: MemberSheet, screen: ScreenState) -> HttpResponseBase:
    context = {
        "sheet": begun,
        "problem": screen.problem,
        "refused": screen.forms.values(),
        "counts": begun.counts,
        "has_broken": begun.state == MemberSheet.State.APPLIED and has_broken_rows(begun),
    }
    return render(request, "network/sheets/sheet.html", context, status=screen.status)
