"""After a sheet is in: conflicts settled one by one, cases verified by a second person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from vigil.casefile.models import Case, SheetImport
from vigil.casefile.sheets.verbs.resolving_conflicts import OURS, THEIRS, settle_conflicts
from vigil.casefile.sheets.verbs.verifying import publish_imported, verify_imported
from vigil.desk.cases.views.case import CONFLICT
from vigil.desk.screens.access import desk_view, person
from vigil.desk.sheets import queries
from vigil.trust.access.errors import NotPossible

SHOWN = 100


@desk_view("casefile.import_sheet")
@require_http_methods(["GET", "HEAD", "POST"])
def conflicts(request: HttpRequest) -> HttpResponseBase:
    """Show what a sheet and people changed differently, case by case, and let it be settled."""
    status = 200
    if request.method == "POST":
        case = get_object_or_404(Case, pk=_number(request.POST.get("case")))
        chosen = {}
        for name, side in request.POST.items():
            number, colon, part = name.partition(":")
            if colon and number.isdigit() and side in (OURS, THEIRS):
                chosen[int(number), part] = str(side)
        try:
            settle_conflicts(case, chosen, by=person(request), why=request.POST.get("why", ""))
            messages.success(request, _("Settled in %(id)s.") % {"id": case.public_id})
            return redirect("desk:sheet_conflicts")
        except NotPossible as error:
            messages.error(request, str(error))
            status = CONFLICT
    rows = queries.conflicted_rows(person(request))
    by_case: dict[int, list[object]] = {}
    for row in rows:
        by_case.setdefault(row.case_id, []).append(row)
    context = {"cases": list(by_case.values())[:SHOWN], "number": len(by_case)}
    return render(request, "desk/sheets/conflicts.html", context, status=status)


@desk_view("casefile.verify")
@require_http_methods(["GET", "HEAD", "POST"])
def verify_sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let a second person verify what a sheet brought in, all that can be."""
    sheet = get_object_or_404(SheetImport.objects.select_related("sheet"), pk=pk).sheet
    waiting = queries.imported_waiting(sheet, person(request))
    outcome, status = None, 200
    if request.method == "POST":
        try:
            outcome = verify_imported(waiting, by=person(request), why=request.POST.get("why", ""))
            said = ngettext(
                "%(n)d case is verified.", "%(n)d cases are verified.", len(outcome.done)
            )
            messages.success(request, said % {"n": len(outcome.done)})
            waiting = queries.imported_waiting(sheet, person(request))
        except NotPossible as error:
            messages.error(request, str(error))
            status = CONFLICT
    context = {
        "sheet": sheet,
        "pk": pk,
        "waiting": waiting[:SHOWN],
        "number": len(waiting),
        "left_out": outcome.left_out[:SHOWN] if outcome else [],
        "to_publish": len(queries.imported_unpublished(sheet)),
    }
    return render(request, "desk/sheets/verify.html", context, status=status)


@desk_view("casefile.publish")
@require_POST
def publish_sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the verified cases of a sheet to the public."""
    sheet = get_object_or_404(SheetImport.objects.select_related("sheet"), pk=pk).sheet
    outcome = publish_imported(
        queries.imported_unpublished(sheet), by=person(request), why=request.POST.get("why", "")
    )
    said = ngettext("%(n)d case is public.", "%(n)d cases are public.", len(outcome.done))
    messages.success(request, said % {"n": len(outcome.done)})
    for case, reason in outcome.left_out[:10]:
        messages.warning(request, f"{case}: {reason}")
    return redirect("desk:sheet_verify", pk=pk)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 15 else 0
