"""Serve forms that anybody can send without a cookie, a session or a script.

A ticket (`tickets`) replaces Django's token. Browsers do not store these pages. The reasons are in
docs/decisions/2026-11-26-forms-without-cookies.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt

from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.doors import DoorClosed, is_open, referral
from vigil.trust.public_forms.in_memory_uploads import InMemoryUploads
from vigil.trust.public_forms.tickets import (
    NoTicket,
    ReserveReached,
    StaleTicket,
    Ticket,
    TooSoon,
    new_ticket,
    read,
)
from vigil.trust.rooms.doors import Door

REFUSED, CONFLICT, MANY, BUSY, NOT_FOUND = 422, 409, 429, 503, 404
NO_SCRIPTS: Final = cast(dict[str, list[str]], settings.SECURE_CSP) | {
    "script-src": [CSP.NONE],
    "connect-src": [CSP.NONE],
}
ViewFunction = Callable[..., HttpResponse]


def anonymous_form(files: int) -> Callable[[ViewFunction], ViewFunction]:
    """Serve a form to anybody, without cookies or scripts. Refuse forms sent from other sites.

    At most `files` uploaded files are kept, in memory. Browsers say in headers, which no page can
    set, whether a form was sent from another site.
    """

    def guarded(view: ViewFunction) -> ViewFunction:
        @csrf_exempt
        @never_cache
        @csp_override(NO_SCRIPTS)
        @wraps(view)
        def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                if is_foreign(request):
                    raise PermissionDenied(_("This form was sent from another site."))
                # A request that was cut off has no complete file.
                request.upload_handlers = [
                    InMemoryUploads(request, 0 if is_cut(request) else files)
                ]
            response = view(request, *args, **kwargs)
            response["Referrer-Policy"] = "no-referrer"
            return response

        return served

    return guarded


def is_cut(request: HttpRequest) -> bool:
    """Say whether the server received only the beginning of a form that was too large."""
    return bool(request.META.get("HTTP_VIGIL_CUT"))


def is_foreign(request: HttpRequest) -> bool:
    """Say whether a form was sent from another site."""
    said = request.headers.get("Sec-Fetch-Site", "")
    if said:
        return said not in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    # Our own pages send "null", because their referrer policy hides their address.
    return origin not in ("null", f"{request.scheme}://{request.get_host()}")


def ticket_of(request: HttpRequest) -> Ticket:
    """Return the ticket of a form. Raises PermissionDenied if it is not one of ours."""
    try:
        return read(request.POST.get("ticket", ""))
    except NoTicket as error:
        raise PermissionDenied(str(error)) from error


def skipped_of(request: HttpRequest) -> int:
    """Return how many files of a form were not read, because they are too many or too large."""
    handler = request.upload_handlers[0]
    if is_cut(request):
        return max(1, handler.skipped) if isinstance(handler, InMemoryUploads) else 1
    return handler.skipped if isinstance(handler, InMemoryUploads) else 0


@dataclass(frozen=True)
class FormAnswer:
    """How the answer to a form that was sent differs from the first view of its page."""

    status: int = 200
    ticket: str = ""
    """The ticket that the form keeps, because it is only too new."""
    wait: int = 0
    """Seconds until the same form may be sent again."""
    done: str = ""
    troubles: tuple[str, ...] = ()
    unsure: bool = False


def answer_to(error: NotPossible, ticket: str) -> FormAnswer:
    """Return the status of the answer to a refused form, and whether it keeps its ticket."""
    if isinstance(error, TooSoon):
        return FormAnswer(MANY, ticket, error.wait)
    if isinstance(error, DoorClosed):
        return FormAnswer(BUSY, ticket)
    if isinstance(error, ReserveReached):
        return FormAnswer(BUSY, ticket, error.wait)
    return FormAnswer(CONFLICT if isinstance(error, StaleTicket) else REFUSED)


def render_form(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    answer: FormAnswer | None = None,
    door: Door | None = None,
) -> HttpResponse:
    """Show the page of a form with a ticket, and whether its door is open.

    `answer` gives the status of a form that was sent. Templates find it as `told`.
    """
    answer = answer or FormAnswer()
    context = {**context, "told": answer, "ticket": answer.ticket or new_ticket()}
    if door is not None:
        context |= {"closed": not is_open(door), "referral": referral(door)}
    response = render(request, template, context, status=answer.status)
    if answer.wait:
        response["Retry-After"] = str(answer.wait)
    return response
