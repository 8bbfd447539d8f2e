"""Answer as the organisation chose: closed rooms, and languages that are not offered."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path, override

from vigil.trust.organisation.queries import is_closed_route, organisation

READING = ("GET", "HEAD")


class OrganisationMiddleware:
    """Answer 404 for public pages of closed rooms, and lead to a language that is offered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; the address is known only in `process_view`."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
    ) -> HttpResponseBase | None:
        """Raise Http404 for a closed room; return where the page is in a language that is offered.

        What a form sends is taken in any language.
        """
        match = request.resolver_match
        if match is None:
            return None
        if is_closed_route(match.namespace, match.url_name or ""):
            raise Http404
        if request.method not in READING or not (language := _better_language(request)):
            return None
        with override(language):
            try:
                path = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
            except NoReverseMatch:
                return None
        if path == request.path:  # a page that is the same in every language
            return None
        query = request.META.get("QUERY_STRING", "")
        answer = HttpResponseRedirect(f"{path}?{query}" if query else path)
        patch_vary_headers(answer, ["Referer"])
        answer["Cache-Control"] = "private, no-cache"
        return answer


def _better_language(request: HttpRequest) -> str:
    """Return the language to which a page leads; "" where it is right as it is.

    Who comes to the first page from elsewhere gets it in the first language of the organisation.
    Who chose English in the menu of languages comes from a page of ours.
    """
    own = organisation()
    here = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    if here not in own.languages:
        return own.default_language
    from_here = urlsplit(request.headers.get("Referer", "")).netloc == request.get_host()
    if request.path_info == "/" and own.default_language != here and not from_here:
        return own.default_language
    return ""
