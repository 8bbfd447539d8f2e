"""Clean addresses that were copied out of a text, and remember the site's for letters."""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from vigil.trust.outbox.site_address import served_at

_MARKS: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks of direction (UAX #9): invisible, and in no address of ours."""
_READING: Final = ("GET", "HEAD")


def redirect_without_marks(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Redirect an address that contains marks of direction to the one without them."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method in _READING and _MARKS.search(request.path):
            path = re.sub("//+", "/", _MARKS.sub("", request.path))
            query = request.META.get("QUERY_STRING", "")
            return HttpResponseRedirect(quote(path) + (f"?{query}" if query else ""))
        return get_response(request)

    return middleware


def remember_site_address(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let letters use the address at which the request came."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with served_at(request):
            return get_response(request)

    return middleware
