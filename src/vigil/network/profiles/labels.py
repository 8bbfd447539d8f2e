"""Labels for codes, in the language of the page."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

from vigil.network.profiles.values import language_label
from vigil.publication.record.labels import country_name
from vigil.reading.codebook.terms import markets, regions, responses


def market_name(code: str) -> str:
    """Return the name of a market, or the code if no version lists it."""
    term = markets().terms.get(code)
    return term.named(_language()) if term else code


def response_name(code: str) -> str:
    """Return the name of a kind of response."""
    term = responses().terms.get(code)
    return term.named(_language()) if term else code


def region_name(code: str) -> str:
    """Return the name of a region of the world (UN M49), as CLDR writes it."""
    region = regions().terms.get(code)
    return _territories(_language()).get(code) or (region.name if region else code)


def tag_name(tag: str) -> str:
    """Return the name of a language (BCP 47)."""
    return language_label(tag, _language())


def named(field: str, codes: Iterable[str]) -> list[str]:
    """Return the names of the codes in a field."""
    return [NAMES[field](code) for code in codes]


NAMES: Final[Mapping[str, Callable[[str], str]]] = {
    "markets": market_name,
    "responses": response_name,
    "regions": region_name,
    "region": region_name,
    "country": country_name,
    "languages": tag_name,
}


@cache
def _territories(language: str) -> Mapping[str, str]:
    try:
        return Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        return {}


def _language() -> str:
    return get_language() or "en"
