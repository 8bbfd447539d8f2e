"""Requests from the public: the list; one request, its contact and its answer."""

from functools import partial
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from vigil.casefile.models import Case
from vigil.desk.requests.forms import AnswerForm, RequestFilter
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import Act, Data, ScreenState, forms_of, perform
from vigil.desk.screens.forms import ReasonForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Request, User
from vigil.trust.requests.verbs import answer_request, decline_request
from vigil.trust.vault.verbs.sealing import open_sealed, sealed_for

PAGE = 50


def _open_contact(asked: Request, data: Data, by: User) -> dict[str, str]:
    sealed = next((s for s in sealed_for("request", str(asked.pk)) if s.field == "contact"), None)
    if sealed is None:
        raise NotPossible(_("There is no contact: none was left, or it was removed."))
    return {"contact": open_sealed(sealed, by=by, why=data["why"])}


def _close(asked: Request, data: Data, by: User) -> None:
    close = decline_request if data["do"] == "decline" else answer_request
    close(asked, data["answer"], by=by)


ACTS: Final = {
    "contact": Act[Request](form=partial(ReasonForm, prefix="open"), verb=_open_contact),
    "answer": Act[Request](
        form=AnswerForm,
        verb=_close,
        done=gettext_lazy("The request is closed. Send the answer to the person yourself."),
    ),
}


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
    return _show(request, get_object_or_404(Request, pk=pk), ScreenState())


@desk_view("trust.answer_request")
@require_POST
def contact(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show how to reach the person, once. Who opened it, and why, is recorded."""
    return _perform(request, pk, "contact")


@desk_view("trust.answer_request")
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Close a request: with an answer, or declined."""
    return _perform(request, pk, "answer")


def _perform(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    found = get_object_or_404(Request, pk=pk)
    back = reverse("desk:request", args=[pk])
    show = partial(_show, request, found)
    return perform(request, found, name, ACTS[name], show=show, back=back)


def _show(request: HttpRequest, found: Request, screen: ScreenState) -> HttpResponseBase:
    about = found.item_kind == "case" and Case.objects.filter(public_id=found.item_key).first()
    context = {
        "asked": found,
        "about": about or None,
        "contact": screen.revealed.get("contact"),
        "forms": forms_of(ACTS, found, person(request), screen),
    }
    return render(request, "desk/requests/request.html", context, status=screen.status)
