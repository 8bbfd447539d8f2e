"""Check forms as Django does against other sites, but lose nothing of a form that is refused.

A session may have ended, or begun anew in another window, since a page was opened. What was sent is
then shown, to be sent once more: the browser may have no other copy.
"""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

UNSENT: Final = frozenset({"csrfmiddlewaretoken"})


def sent_again(request: HttpRequest) -> list[tuple[str, str]]:
    """Return name and value of everything that a form sent, but for its token."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in UNSENT
        for value in values
        if isinstance(value, str)
    ]


def refused_form(
    request: HttpRequest, view: Any, show: Callable[[HttpRequest], HttpResponse]
) -> HttpResponseBase | None:
    """Return the answer to a form that may come from another site; None to one that is ours.

    A form of our own pages with an old token is shown again by `show`.
    """
    refused: HttpResponseBase | None = _Check(_unused, show).process_view(request, view, (), {})
    return refused


class _Check(CsrfViewMiddleware):
    """Checks forms like the middleware, but shows a refused form of our own pages.

    A form from another site is refused as usual, and nothing of it is shown.
    """

    def __init__(
        self,
        get_response: Callable[[HttpRequest], HttpResponse],
        show: Callable[[HttpRequest], HttpResponse],
    ) -> None:
        super().__init__(get_response)
        self._show = show

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponseBase:
        if request.headers.get("Sec-Fetch-Site") == "same-origin":
            return self._show(request)
        refused: HttpResponseBase = super()._reject(request, reason)  # type: ignore[misc]
        return refused


def _unused(request: HttpRequest) -> HttpResponse:
    """Stand in for the view in the check; never called."""
    raise NotImplementedError(request.path)
