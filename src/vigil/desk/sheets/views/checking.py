"""After a sheet was imported: resolve its conflicts, verify its cases, publish them."""

from functools import partial
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from vigil.casefile.models import Case, SheetImport, SheetMapping
from vigil.casefile.sheets.verbs import verifying
from vigil.casefile.sheets.verbs.resolving_conflicts import settle_conflicts
from vigil.casefile.sheets.verbs.verifying import BatchOutcome, verify_imported
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, perform
from vigil.desk.screens.forms import NoteForm
from vigil.desk.sheets import queries
from vigil.desk.sheets.forms import ConflictsForm
from vigil.trust.models import Task, User

SHOWN = 100


def _settle(case: Case, data: Data, by: User) -> Case:
    settle_conflicts(case, data["chosen"], by=by, why=data["why"])
    return case


SETTLE: Final = Act(
    form=ConflictsForm,
    verb=_settle,
    done=lambda case: _("Conflicts resolved in %(id)s.") % {"id": case.public_id},
)


@desk_view("casefile.import_sheet")
@require_http_methods(READ_AND_ACT)
def conflicts(request: HttpRequest) -> HttpResponseBase:
    """Show where a sheet and people differ, case by case; let each case be decided."""
    show = partial(_conflicts, request)
    if request.method != "POST":
        return show(ScreenState())
    case = get_object_or_404(Case, pk=_number(request.POST.get("case")))
    return perform(request, case, "settle", SETTLE, show=show, back=reverse("desk:sheet_conflicts"))


def _conflicts(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    by_case: dict[int, list[object]] = {}
    for row in queries.conflicted_rows(person(request)):
        by_case.setdefault(row.case_id, []).append(row)
    context = {
        "cases": list(by_case.values())[:SHOWN],
        "number": len(by_case),
        "refused": screen.forms.get("settle"),
    }
    return render(request, "desk/sheets/conflicts.html", context, status=screen.status)


def _verify(sheet: SheetMapping, data: Data, by: User) -> dict[str, BatchOutcome]:
    waiting = queries.imported_waiting(sheet, by)
    return {"outcome": verify_imported(waiting, by=by, why=data["why"])}


def _verified(answer: dict[str, BatchOutcome]) -> str:
    number = len(answer["outcome"].done)
    return ngettext("%(n)d case is verified.", "%(n)d cases are verified.", number) % {"n": number}


VERIFY: Final = Act(form=NoteForm, verb=_verify, done=_verified)


@desk_view("casefile.verify")
@require_http_methods(READ_AND_ACT)
def verify_sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let a second person verify all imported cases of a sheet that can be verified."""
    show = partial(_verification, request, pk)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk:sheet_verify", args=[pk])
    return perform(request, _sheet(pk), "verify", VERIFY, show=show, back=back)


def _verification(request: HttpRequest, pk: int, screen: ScreenState) -> HttpResponseBase:
    sheet = _sheet(pk)
    waiting = queries.imported_waiting(sheet, person(request))
    outcome = screen.revealed.get("outcome")
    context = {
        "sheet": sheet,
        "pk": pk,
        "waiting": waiting[:SHOWN],
        "number": len(waiting),
        "left_out": outcome.left_out[:SHOWN] if outcome else [],
        "to_publish": len(queries.imported_unpublished(sheet)),
        "publishing": queries.publishing(sheet),
        "refused": screen.forms.values(),
    }
    return render(request, "desk/sheets/verify.html", context, status=screen.status)


@desk_view("casefile.publish")
@require_POST
def publish_sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Publish the verified cases of a sheet."""

    def publish(sheet: SheetMapping, data: Data, by: User) -> BatchOutcome | Task:
        cases = queries.imported_unpublished(sheet)
        return verifying.publish_sheet(sheet, cases, by=by, why=data["why"])

    act = Act(form=NoteForm, verb=publish, done=partial(_published, request))
    show, back = partial(_verification, request, pk), reverse("desk:sheet_verify", args=[pk])
    return perform(request, _sheet(pk), "publish", act, show=show, back=back)


def _published(request: HttpRequest, answer: BatchOutcome | Task) -> str:
    """Say how many cases are public, or that a worker publishes them; warn about those left."""
    if isinstance(answer, Task):
        return _("The cases are being published in the background.")
    for case, reason in answer.left_out[:10]:
        messages.warning(request, f"{case}: {reason}")
    number = len(answer.done)
    return ngettext("%(n)d case is public.", "%(n)d cases are public.", number) % {"n": number}


def _sheet(pk: int) -> SheetMapping:
    return get_object_or_404(SheetImport.objects.select_related("sheet"), pk=pk).sheet


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 15 else 0
