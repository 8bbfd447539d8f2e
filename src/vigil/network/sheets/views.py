"""Taking in a sheet of members at the desk: sent, looked at, taken in or dropped."""

import csv
import io
from dataclasses import astuple, fields

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.files.formula_safety import safe_cell
from vigil.network.models import MemberSheet
from vigil.network.sheets.forms import SheetForm
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

IMPORT = "network.import_members"
CONFLICT, REFUSED = 409, 422
SHOWN = 300
"""So many rows of a kind are shown on a page; all of them are counted."""
LATEST = 30


@room_view(IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def sheets(request: HttpRequest) -> HttpResponseBase:
    """List the sheets that were sent, and take one to look at."""
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if request.method == "POST" and form.is_valid():
        try:
            begun = begin_import(form.cleaned_data["file"].read(), by=person(request))
        except NotPossible as error:
            form.add_error("file", str(error))
        else:
            return _plan(request, begun)
    context = {"form": form, "sheets": MemberSheet.objects.select_related("sent_by")[:LATEST]}
    status = REFUSED if form.errors else 200
    return render(request, "network/sheets/list.html", context, status=status)


@room_view(IMPORT)
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a sheet: once it is in or dropped, what came of it; before, see `look`."""
    return _show(request, get_object_or_404(MemberSheet, pk=pk))


@room_view(IMPORT)
@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Open the sheet and show what taking it in would change. That it was opened is kept."""
    return _plan(request, get_object_or_404(MemberSheet, pk=pk))


def _plan(request: HttpRequest, begun: MemberSheet) -> HttpResponseBase:
    try:
        planned = plan_of(begun, by=person(request))
    except NotPossible as error:
        return _show(request, begun, trouble=str(error), status=CONFLICT)
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
    """Take a sheet in, if it would still do what was seen."""
    begun = get_object_or_404(MemberSheet, pk=pk)
    try:
        apply(begun, by=person(request), seen=request.POST.get("seen", ""))
    except NotPossible as error:
        return _show(request, begun, trouble=str(error), status=CONFLICT)
    messages.success(request, _("Taken in. Nobody sees anything of it yet."))
    return redirect("desk_members:sheet", pk)


@room_view(IMPORT)
@require_POST
def broken(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the rows that were not taken in, or give them out as CSV. That it was opened is kept."""
    begun = get_object_or_404(MemberSheet, pk=pk)
    try:
        rows = kept_broken_rows(begun, by=person(request))
    except NotPossible as error:
        return _show(request, begun, trouble=str(error), status=CONFLICT)
    if request.POST.get("do") == "csv":
        return _csv(rows)
    return render(request, "network/sheets/broken_rows.html", {"sheet": begun, "broken": rows})


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
    """Remove a sheet without taking it in."""
    begun = get_object_or_404(MemberSheet, pk=pk)
    try:
        drop(begun, by=person(request))
    except NotPossible as error:
        return _show(request, begun, trouble=str(error), status=CONFLICT)
    messages.success(request, _("Dropped. Its rows are removed."))
    return redirect("desk_members:sheets")


def _show(
    request: HttpRequest, begun: MemberSheet, *, trouble: str = "", status: int = 200
) -> HttpResponseBase:
    context = {
        "sheet": begun,
        "trouble": trouble,
        "counts": begun.counts,
        "has_broken": begun.state == MemberSheet.State.APPLIED and has_broken_rows(begun),
    }
    return render(request, "network/sheets/sheet.html", context, status=status)
