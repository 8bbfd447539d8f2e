"""Find the country, or the state, province or region, that a reader typed."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from django.utils.translation import get_language

from vigil.casefile.people.name_matching import fold
from vigil.publication.record.columns import Columns
from vigil.publication.record.labels import country_name
from vigil.reading.codebook.country_codes import COUNTRIES

MOST_SUGGESTED: Final = 5
LONGEST: Final = 60


def countries_like(text: str) -> list[str]:
    """Return the countries that a text may mean, by code: one if it names one.

    It may be a code, a name in the language of the page, or a part of one.
    """
    code = text.strip().upper()
    return [code] if code in COUNTRIES else _like(text, _countries(get_language() or "en"))


def divisions_like(text: str, columns: Columns) -> list[str]:
    """Return the states, provinces and regions of the record that a text may mean."""
    names = {key.partition("/")[2] for key in columns.coded["admin1"].values if key}
    return [text] if text in names else _like(text, tuple((name, fold(name)) for name in names))


@cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    return tuple((code, fold(country_name(code))) for code in COUNTRIES)


def _like(text: str, known: Iterable[tuple[str, str]]) -> list[str]:
    wanted = fold(text[:LONGEST])
    if not wanted:
        return []
    same = [key for key, name in known if name == wanted]
    begins = [key for key, name in known if name.startswith(wanted)]
    return same or begins or [key for key, name in known if wanted in name]
