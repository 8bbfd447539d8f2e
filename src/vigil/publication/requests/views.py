"""The page to report an error or ask for removal. It stores no cookie and no network address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from vigil.publication.requests.forms import ITEM, ReportForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.organisation.queries import organisation
from vigil.trust.public_forms.anonymous_pages import (
    REFUSED,
    FormAnswer,
    anonymous_form,
    answer_to,
    render_form,
    ticket_of,
)
from vigil.trust.public_forms.tickets import Ticket
from vigil.trust.requests.verbs import CORRECTION, receive_request


@anonymous_form(0)
@require_http_methods(["GET", "HEAD", "POST"])
def report_error(request: HttpRequest) -> HttpResponse:
    """Show the form, or receive a request."""
    if request.method != "POST":
        about = request.GET.get("case") or request.GET.get("story", "")
        known = about if ITEM.fullmatch(about) else ""
        return _form(request, ReportForm(initial={"case": known}))
    ticket, form = ticket_of(request), ReportForm(request.POST)
    if not form.is_valid():
        return _form(request, form, FormAnswer(REFUSED, request.POST["ticket"]))
    try:
        _take_in(form.cleaned_data, ticket)
    except NotPossible as error:
        form.add_error(None, str(error))
        return _form(request, form, answer_to(error, request.POST["ticket"]))
    urgent = "?urgent=on" if form.cleaned_data["urgent"] else ""
    return redirect(reverse("report_sent") + urgent)


@never_cache
@require_safe
def report_sent(request: HttpRequest) -> HttpResponse:
    """Say what happens next. The browser stores nothing."""
    urgent = request.GET.get("urgent") == "on"
    context = {"urgent": urgent, "contact": organisation().contact}
    return render(request, "publication/requests/report_sent.html", context)


def _form(request: HttpRequest, form: ReportForm, answer: FormAnswer | None = None) -> HttpResponse:
    context = {"form": form, "contact": organisation().contact}
    return render_form(
        request, "publication/requests/report_error.html", context, answer, CORRECTION
    )


def _take_in(data: dict[str, Any], ticket: Ticket) -> None:
    receive_request(
        _kind_of(data["case"]),
        data["case"],
        data["wants"],
        data["text"],
        contact=data["contact"],
        urgent=data["urgent"],
        language=get_language() or "",
        ticket=ticket,
    )


def _kind_of(number: str) -> str:
    """Return whether a number is of a case or a story; an empty text without a number."""
    return {"V": "case", "S": "story"}.get(number[:1], "")
