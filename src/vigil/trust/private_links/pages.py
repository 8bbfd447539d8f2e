"""Serve the pages that a private link opens.

They need no cookie and no script. They tell no host their address, are kept by no cache and no
search engine, and their titles name nobody. A link that is unknown, expired, revoked or of another
purpose has one answer.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from vigil.trust.organisation.queries import organisation
from vigil.trust.private_links.tokens import link_by_token
from vigil.trust.public_forms.anonymous_pages import anonymous_form, ticket_of

GONE = 410
METHODS = ["GET", "HEAD", "POST"]
type View = Callable[..., HttpResponseBase]


def behind_private_link(purpose: str) -> Callable[[Callable[..., HttpResponse]], View]:
    """Pass the link of a token to a view, as its second argument; show one page to others.

    The route has the token as its parameter `token`. Forms need no field but the `ticket` of
    `render_form`.
    """

    def made(view: Callable[..., HttpResponse]) -> View:
        @anonymous_form(0)
        @require_http_methods(METHODS)
        @wraps(view)
        def served(request: HttpRequest, token: str, **names: Any) -> HttpResponse:
            if request.method == "POST":
                ticket_of(request)  # a form of ours holds one; it need not be young
            link = link_by_token(token, purpose)
            response = link_is_gone(request) if link is None else view(request, link, **names)
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return served

    return made


def file_behind_private_link(purpose: str) -> Callable[[View], View]:
    """Pass the link of a token to a view that gives out a file of its subject."""

    def made(view: View) -> View:
        @require_safe
        @wraps(view)
        def served(request: HttpRequest, token: str, **names: Any) -> HttpResponseBase:
            link = link_by_token(token, purpose)
            response = link_is_gone(request) if link is None else view(request, link, **names)
            response["X-Robots-Tag"] = "noindex, nofollow"
            response["Referrer-Policy"] = "no-referrer"
            response["Cache-Control"] = "private, no-store"
            return response

        return served

    return made


def link_is_gone(request: HttpRequest) -> HttpResponse:
    """Give one answer for a link that expired, one that was revoked, and one that never was."""
    context = {"contact": organisation().contact}
    return render(request, "trust/private_links/gone.html", context, status=GONE)
