"""The sitemap and robots.txt: which pages search engines may list, in which languages.

The rooms say their addresses (`vigil.publication.pages.sitemap`); here they are written down as
sitemaps.org tells, a page at a time, for every language. No kept copy is used without asking
again: who was withdrawn is off the list with the next reading.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from vigil.publication.api.responses import (
    conditional_answer,
    etag_of_content,
    open_to_programs,
    site_of,
)
from vigil.publication.pages.sitemap import Address, sitemap_sections
from vigil.trust.organisation.queries import organisation

_XML: Final = "application/xml; charset=utf-8"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMES: Final = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)
CLOSED: Final = (
    *(
        "desk/",
        "cms/",
        "account/",
        "healthz",
        "readyz",
        "network/me/",
        "network/members/",
        "network/join/",
    ),
    *("programme/registration/", "programme/messages/", "mine/", "outlook/panels/"),
)
"""Where a program that reads the web finds nothing: what is behind a sign-in, or a link."""


@open_to_programs
def robots(request: HttpRequest) -> HttpResponseBase:
    """Tell programs where not to go, and where the sitemap is."""
    prefixes = ["/", *(f"/{code}/" for code in _others())]
    lines = ["User-agent: *", *(f"Disallow: {one}{at}" for one in prefixes for at in CLOSED)]
    lines += ["", f"Sitemap: {site_of(request)}{reverse('sitemap')}", ""]
    return _answer(request, "\n".join(lines), "text/plain; charset=utf-8")


@open_to_programs
def index(request: HttpRequest) -> HttpResponseBase:
    """List the pages of the sitemap."""
    site = site_of(request)
    pages = (
        f"<sitemap><loc>{site}{reverse('sitemap_page', args=[name, number])}</loc></sitemap>"
        for name, part in sitemap_sections().items()
        for number in range(1, part.pages + 1)
    )
    listed = "\n".join(pages)
    return _answer(request, f"{_HEAD}<sitemapindex {_NAMES}>\n{listed}\n</sitemapindex>\n")


@open_to_programs
def page(request: HttpRequest, part: str, number: int) -> HttpResponseBase:
    """List the addresses of one page of the sitemap; 404 after the last one."""
    known = sitemap_sections().get(part)
    # The first is there even when nothing is on it: a program may have its address. What lies
    # behind the last is not asked of the database, which counts no further than its own limit.
    if known is None or not 1 <= number <= max(known.pages, 1):
        raise Http404
    addresses = known.page(number)
    listed = "\n".join(_entries(addresses, site_of(request)))
    return _answer(request, f"{_HEAD}<urlset {_NAMES}>\n{listed}\n</urlset>\n")


def _entries(addresses: Iterable[Address], site: str) -> Iterator[str]:
    """Yield each address in each language, with its address in all others."""
    for address in addresses:
        offered = organisation().languages
        versions = {settings.LANGUAGE_CODE: f"{site}{address.path}"}
        versions |= {code: f"{site}/{code}{address.path}" for code in _others()}
        versions = {code: at for code, at in versions.items() if code in offered}
        beside = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{at}"/>'
            for code, at in versions.items()
        )
        changed = f"<lastmod>{address.changed_on}</lastmod>" if address.changed_on else ""
        for at in versions.values():
            yield f"<url><loc>{at}</loc>{changed}{beside}</url>"


def _others() -> list[str]:
    """Return the languages whose addresses have a prefix."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def _answer(request: HttpRequest, text: str, kind: str = _XML) -> HttpResponseBase:
    response = HttpResponse(text, content_type=kind)
    return conditional_answer(request, etag_of_content(response.content), lambda: response)
