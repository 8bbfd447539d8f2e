"""Template tags for the frame of every page: menus, style sheets, who runs this, what is shared."""

from dataclasses import dataclass
from typing import Final

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, override

from vigil.publication.pages.navigation import menu
from vigil.site.sign_in.first_sign_in import next_address
from vigil.site.styles import bundles
from vigil.site.styles.identity import Identity, identity
from vigil.trust.confirmations.verbs import waiting_for
from vigil.trust.models import User
from vigil.trust.organisation.queries import closed_rooms, is_closed_route, organisation
from vigil.trust.sessions.recent_sign_in import is_kept

register = template.Library()

LINE: Final = 780
"""Pixels that the name and the menu have beside the languages and the search."""
NAME_LETTER: Final = 11.5
MENU_LETTER: Final = 8.2
MENU_GAP: Final = 21


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One entry of the language menu: the language's own name, and this page in it."""

    code: str
    name: str
    url: str
    current: bool


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[LanguageLink]:
    """List this page in every language that the organisation offers.

    A page without an address of its own (an error page) links to the home pages.
    """
    request: HttpRequest | None = context.get("request")
    return [
        LanguageLink(
            code,
            get_language_info(code)["name_local"].capitalize(),
            _in_language(request, code),
            code == get_language(),
        )
        for code in organisation().languages
    ]


def _in_language(request: HttpRequest | None, code: str) -> str:
    """Return the address of the page in another language, with its query.

    The request knows already which route it is: looking for it anew, as Django's `translate_url`
    does, took a tenth of the time of a page.
    """
    match = request.resolver_match if request is not None else None
    with override(code):
        if request is None or match is None:
            return reverse("home")
        try:
            path = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        except NoReverseMatch:
            return request.get_full_path()
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{iri_to_uri(query)}" if query else path


@register.simple_tag(takes_context=True)
def current(context: template.Context, *prefixes: str) -> str:
    """Return `page` if this page is at one of these addresses (for aria-current), else ""."""
    request: HttpRequest | None = context.get("request")
    return "page" if request is not None and request.path.startswith(prefixes) else ""


@dataclass(frozen=True, slots=True)
class MenuLink:
    """An entry of the menu of rooms, and whether this page belongs to it."""

    label: str
    url: str
    current: bool


@register.simple_tag(takes_context=True)
def menu_links(context: template.Context) -> list[MenuLink]:
    """List the rooms in which the public finds something."""
    request: HttpRequest | None = context.get("request")
    path = request.path if request is not None else ""
    entries = menu()
    urls = [(reverse(entry.route), *map(reverse, entry.also)) for entry in entries]
    here = [max((len(url) for url in some if path.startswith(url)), default=0) for some in urls]
    return [
        # Where one room is below the address of another, the page belongs to the inner one.
        MenuLink(str(entry.label), some[0], 0 < depth == max(here))
        for entry, some, depth in zip(entries, urls, here, strict=True)
    ]


@register.simple_tag
def on_one_line(name: str, links: list[MenuLink]) -> bool:
    """Return whether the menu fits beside the name at 1280 pixels, by the length of its words."""
    wide = NAME_LETTER * len(name) + sum(MENU_LETTER * len(one.label) + MENU_GAP for one in links)
    return wide <= LINE


@register.simple_tag
def is_long(name: str) -> bool:
    """Return whether the name of those who run this is too long to be set large."""
    return NAME_LETTER * len(name) > LINE


@register.simple_tag
def installation() -> Identity:
    """Return who runs this installation."""
    return identity()


@register.simple_tag
def styles(*names: str) -> SafeString:
    """Link to style sheets as one; without names, to what all pages share."""
    return format_html('<link rel="stylesheet" href="{}">', bundles.bundle_url(*names))


@register.simple_tag
def waiting_confirmations(user: User) -> int:
    """Count the acts that wait for this person to confirm them."""
    return sum(not asked.is_asked_by(user) for asked in waiting_for(user))


@register.simple_tag
def after_sign_in(user: User) -> str:
    """Return what follows for somebody who signed in: what they still lack, or their page."""
    return next_address(user)


@register.simple_tag(takes_context=True)
def form_is_kept(context: template.Context, address: str) -> bool:
    """Return whether a form that was sent to this address waits for who has to prove themselves."""
    return is_kept(context["request"], address)


@register.simple_tag
def url_if(name: str) -> str:
    """Return the address of a route; "" where this installation lacks its room, or closed it."""
    if is_closed_route(*name.rpartition(":")[::2]):
        return ""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag
def closed() -> list[str]:
    """Return the names of the rooms that the organisation closed."""
    return sorted(closed_rooms())


@register.simple_tag
def closed_desks(user: User) -> list[tuple[str, str]]:
    """Return the label and the address of the screens of closed rooms that somebody may see."""
    return [
        (str(one.label), reverse(one.desk))
        for one in closed_rooms().values()
        if user.has_perm(one.permission)
    ]
