"""What the frame of every page needs: the language menu and the links to rooms that exist."""

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language, get_language_info

register = template.Library()


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One entry of the language menu: its own name for itself, and this page in it."""

    code: str
    name: str
    url: str
    current: bool


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[LanguageLink]:
    """List this page in every language of the interface.

    A page without an address of its own (an error page) links to the home pages.
    """
    from django.conf import settings

    request: HttpRequest | None = context.get("request")
    path = request.get_full_path() if request is not None and request.resolver_match else "/"
    return [
        LanguageLink(
            code,
            get_language_info(code)["name_local"].capitalize(),
            translate_url(path, code),
            code == get_language(),
        )
        for code, _ in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def current(context: template.Context, *prefixes: str) -> str:
    """Say `page` if this page lies at one of these addresses (for aria-current), else nothing."""
    request: HttpRequest | None = context.get("request")
    return "page" if request is not None and request.path.startswith(prefixes) else ""


@register.simple_tag
def url_if(name: str) -> str:
    """Address of a route, or nothing where the room that serves it is not built yet."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
