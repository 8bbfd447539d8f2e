"""Words for codes, in the language of the screen."""

from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from django.utils.translation import get_language

from vigil import codebook
from vigil.codebook.iso import COUNTRIES
from vigil.desk.coding_form import labelled

NOT_IN_CLDR = {"XKX": "XK"}
"""Kosovo's user-assigned code, which CLDR lists only in its two-letter form."""


def country_name(code: str) -> str:
    """Return the name of a country (ISO 3166-1 alpha-3); an unknown code stands for itself."""
    two = NOT_IN_CLDR.get(code) or (get_global("territory_aliases").get(code) or [""])[0]
    return _locale(get_language() or "en").territories.get(two) or code


def country_choices() -> list[tuple[str, str]]:
    """Return code and name of every country, by name."""
    return sorted(((code, country_name(code)) for code in COUNTRIES), key=lambda pair: pair[1])


def language_name(tag: str) -> str:
    """Return the name of a language (BCP 47 tag); an unknown one stands for itself."""
    main = tag.partition("-")[0].lower()
    return _locale(get_language() or "en").languages.get(main) or tag


def said(field: str, value: Any) -> str:
    """Write a value of a field in words."""
    return labelled(codebook.current(), field, value)


def field_label(field: str) -> str:
    """Return the codebook's name of a field."""
    known = codebook.current().fields.get(field)
    return known.label(get_language() or "en") if known else field


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
