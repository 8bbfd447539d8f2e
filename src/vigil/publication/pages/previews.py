"""Show a page that is not published as readers will see it: by its own template, with a mark.

`base.html` shows the mark wherever a page has `unpublished`. Such a page says nothing of itself in
its head: whoever passes its address on passes no title and no picture on with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, get_language_info, override

from vigil.trust.organisation.queries import organisation


@dataclass(frozen=True, slots=True)
class PreviewLanguage:
    """A language in which a preview can be read, and how far its text is, in words."""

    code: str
    name: str
    url: str
    shown: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What the mark says of a page that is not published.

    `missing` are sentences on what readers would not see yet; paper does not show them. `back`
    leads to the screen where it is written; empty where the reader has none. `below` names a
    template that follows the page.
    """

    languages: Sequence[PreviewLanguage] = ()
    missing: Sequence[str] = ()
    back: str = ""
    is_published: bool = False
    """Whether readers see a version of it."""
    is_current: bool = False
    """Whether this is the version that they see."""
    has_draft_parts: bool = False
    """Whether readers see the rest of the page already, without the drafts on it."""
    below: str = ""


def preview_languages(
    route: str, arguments: Iterable[Any], notes: Mapping[str, str]
) -> list[PreviewLanguage]:
    """Return the addresses of a preview in each language of the site.

    `notes` says by language how far its text is.
    """
    args = list(arguments)
    return [
        PreviewLanguage(
            code,
            str(get_language_info(code)["name_local"].capitalize()),
            _in_language(code, route, args),
            code == get_language(),
            notes.get(code, ""),
        )
        for code in organisation().languages
    ]


def preview_response(
    request: HttpRequest, template: str, context: Mapping[str, Any], preview: Preview
) -> HttpResponse:
    """Draw a page as a preview. Nobody keeps a copy of it, and no search engine lists it."""
    response = render(request, template, {**context, "unpublished": preview})
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _in_language(code: str, route: str, args: list[Any]) -> str:
    with override(code):
        return reverse(route, args=args)
