"""Lead from what a form sends to the one address of a selection: no field in it is empty.

A form without scripts sends all its fields, and a reader types the name of a country where the
address has its code.
"""

from typing import Final

from django.http import HttpRequest, HttpResponseRedirect, QueryDict

from vigil.publication.record.columns import current
from vigil.publication.search.country_search import countries_like, divisions_like
from vigil.publication.search.filters import NO_COUNTRY
from vigil.publication.search.links import with_query

TYPED: Final = ("country", "admin1")
"""Parameters that a reader can type."""


def to_clean_address(request: HttpRequest) -> HttpResponseRedirect | None:
    """Return the way to the clean address; None for a request that has it already."""
    clean = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        if kept := [value for value in values if value.strip()]:
            clean.setlist(name, kept)
    for name in TYPED:
        if name in clean:
            clean.setlist(name, [_meant(name, one) for one in clean.getlist(name)])
    if clean == request.GET:
        return None
    return HttpResponseRedirect(with_query(request.path, clean.urlencode()))


def _meant(name: str, text: str) -> str:
    """Return the value that a reader typed; the text itself if it is none, or may be several."""
    if text == NO_COUNTRY:
        return text
    found = countries_like(text) if name == "country" else divisions_like(text, current())
    return found[0] if len(found) == 1 else text
