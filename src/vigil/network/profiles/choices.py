"""Choices of markets, regions, countries and languages, in the language of the page."""

from django.utils.text import capfirst

from vigil.network.profiles import labels
from vigil.network.profiles.values import known_languages
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.reading.codebook.terms import markets, regions, responses

INTERFACE = ("en", "es", "fr", "pt", "ar")


Choices = list[tuple[str, str]]


def with_larger_regions(codes: set[str]) -> set[str]:
    """Return regions, and the larger regions that contain them."""
    known = regions().terms
    return codes | {known[code].within for code in codes if code in known} - {""}


def named_and_sorted(codes: set[str], field: str) -> Choices:
    """Return the codes of a field with their names, sorted by name."""
    return sorted(((code, labels.NAMES[field](code)) for code in codes), key=lambda c: c[1])


def named_choices(field: str) -> Choices:
    """Return the codes of a list of terms with their names, in the order of the list."""
    terms = (markets() if field == "markets" else responses()).terms
    return [(code, capfirst(labels.NAMES[field](code))) for code in terms]


def region_choices() -> Choices:
    """Return the regions of the world: each continent, followed by its parts."""
    known = regions().terms
    whole = [code for code, region in known.items() if not region.within]
    order = [c for w in whole for c in (w, *(c for c, r in known.items() if r.within == w))]
    return [
        (code, ("– " if known[code].within else "") + labels.region_name(code)) for code in order
    ]


def country_choices() -> Choices:
    """Return all countries by their names."""
    return named_and_sorted(set(COUNTRIES), "country")


def language_choices() -> Choices:
    """Return languages: those of the interface first, then all that CLDR names."""
    first = [(tag, labels.tag_name(tag)) for tag in INTERFACE]
    rest = {tag for tag in known_languages() if len(tag) == 2 and tag not in INTERFACE}
    return [*first, *named_and_sorted(rest, "languages")]
