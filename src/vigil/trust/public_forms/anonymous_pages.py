"""Pages that know nobody: what strangers send us without a cookie, a session or a script.

Their forms hold a ticket in place of Django's token
(docs/decisions/2026-11-26-forms-without-cookies.md), and no browser keeps them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt

from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.doors import DoorClosed
from vigil.trust.public_forms.in_memory_uploads import InMemoryUploads
from vigil.trust.public_forms.tickets import Full, NoTicket, StaleTicket, Ticket, TooSoon, read

REFUSED, CONFLICT, MANY, BUSY, NOT_FOUND = 422, 409, 429, 503, 404
NO_SCRIPTS: Final = cast(dict[str, list[str]], settings.SECURE_CSP) | {
    "script-src": [CSP.NONE],
    "connect-src": [CSP.NONE],
}
ViewFunction = Callable[..., HttpResponse]


def anonymous_form(files: int) -> Callable[[ViewFunction], ViewFunction]:
    """Let anybody in, with no cookie and no script, and from our own pages alone.

    At most so many files of a form are kept, in memory. Where a browser says that a form was sent
    from another site it is refused: browsers say it in headers that no page can set.
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
                # Of a request that was cut no file is whole.
                request.upload_handlers = [
                    InMemoryUploads(request, 0 if is_cut(request) else files)
                ]
            response = view(request, *args, **kwargs)
            response["Referrer-Policy"] = "no-referrer"
            return response

        return served

    return guarded


def is_cut(request: HttpRequest) -> bool:
    """Say whether a form was so large that only its beginning was received."""
    return bool(request.META.get("HTTP_VIGIL_CUT"))


def is_foreign(request: HttpRequest) -> bool:
    """Say whether a form was sent from a page that is not ours."""
    said = request.headers.get("Sec-Fetch-Site", "")
    if said:
        return said not in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    # Our own pages send none ("null"), since they tell nobody where a reader came from.
    return origin not in ("null", f"{request.scheme}://{request.get_host()}")


def ticket_of(request: HttpRequest) -> Ticket:
    """Return the ticket that a form holds. Raises PermissionDenied (it is none of ours)."""
    try:
        return read(request.POST.get("ticket", ""))
    except NoTicket as error:
        raise PermissionDenied(str(error)) from error


def skipped_of(request: HttpRequest) -> int:
    """Return how many files of a form were not read at all, being too many or too large."""
    handler = request.upload_handlers[0]
    if is_cut(request):
        return max(1, handler.skipped) if isinstance(handler, InMemoryUploads) else 1
    return handler.skipped if isinstance(handler, InMemoryUploads) else 0


@dataclass(frozen=True)
class FormAnswer:
    """How an answer differs from a page that was only asked for."""

    status: int = 200
    ticket: str = ""
    """The ticket that the form keeps, because it only has to grow older."""
    wait: int = 0
    """Seconds until the same may be sent again."""
    done: str = ""
    troubles: tuple[str, ...] = ()
    unsure: bool = False


def answer_to(error: NotPossible, ticket: str) -> FormAnswer:
    """Return how a page is answered on which something could not be done."""
    if isinstance(error, TooSoon):
        return FormAnswer(MANY, ticket, error.wait)
    if isinstance(error, DoorClosed):
        return FormAnswer(BUSY, ticket)
    if isinstance(error, Full):
        return FormAnswer(BUSY, ticket, error.wait)
    return FormAnswer(CONFLICT if isinstance(error, StaleTicket) else REFUSED)
