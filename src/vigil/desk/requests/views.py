"""What the public asked: the list, one request, opening its contact, answering it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vigil.casefile.models import Case
from vigil.desk.requests.forms import AnswerForm, RequestFilter
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.forms import ReasonForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Request
from vigil.trust.requests.verbs import answer_request, decline_request
from vigil.trust.vault.verbs.sealing import open_sealed, sealed_for

PAGE = 50
REFUSED, CONFLICT = 422, 409


@desk_view("trust.see_requests")
@require_safe
def requests(request: HttpRequest) -> HttpResponseBase:
    """List the requests: urgent ones first, then the oldest."""
    filters = RequestFilter(request.GET)
    state = filters.cleaned_data["state"] if filters.is_valid() else ""
    rows = Request.objects.all()
    if state != "all":
        rows = rows.filter(state=state or Request.State.OPEN)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/requests/requests.html", {"filters": filters, "page": page})


@desk_view("trust.see_requests")
@require_safe
def one_request(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one request."""
    return _show(request, get_object_or_404(Request, pk=pk))


@desk_view("trust.answer_request")
@require_POST
def contact(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show how to reach the person, once; that it was opened, and why, is a decision."""
    found, form = get_object_or_404(Request, pk=pk), ReasonForm(request.POST, prefix="open")
    if not form.is_valid():
        return _show(request, found, {"open": form}, status=REFUSED)
    sealed = next((s for s in sealed_for("request", str(pk)) if s.field == "contact"), None)
    if sealed is None:
        form.add_error(None, _("No contact was left, or it was removed."))
        return _show(request, found, {"open": form}, status=CONFLICT)
    try:
        text = open_sealed(sealed, by=person(request), why=form.cleaned_data["why"])
    except NotPossible as error:
        form.add_error(None, str(error))
        return _show(request, found, {"open": form}, status=CONFLICT)
    return _show(request, found, {"contact": text})


@desk_view("trust.answer_request")
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Close a request with an answer, or decline it."""
    found, form = get_object_or_404(Request, pk=pk), AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, found, {"answer": form}, status=REFUSED)
    close = decline_request if request.POST.get("do") == "decline" else answer_request
    try:
        close(found, form.cleaned_data["answer"], by=person(request))
    except NotPossible as error:
        form.add_error(None, str(error))
        return _show(request, found, {"answer": form}, status=CONFLICT)
    messages.success(request, _("The request is closed. The answer is sent by a person."))
    return redirect("desk:request", pk)


def _show(
    request: HttpRequest,
    found: Request,
    given: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponseBase:
    given = given or {}
    about = found.item_kind == "case" and Case.objects.filter(public_id=found.item_key).first()
    context = {
        "asked": found,
        "about": about or None,
        "contact": given.get("contact"),
        "open_form": given.get("open") or ReasonForm(prefix="open"),
        "answer_form": given.get("answer") or AnswerForm(),
    }
    return render(request, "desk/requests/request.html", context, status=status)
