"""Find the countries that a text names, in the languages of the product."""

from functools import cache
from typing import Final

from django.conf import settings
from django.utils.translation import override

from vigil.casefile.disclosure.unknown_names import LETTERS
from vigil.casefile.people.name_matching import fold
from vigil.desk.screens.labels import country_name
from vigil.reading.codebook.country_codes import COUNTRIES

LONGEST: Final = 5
"""Words of the longest name of a country that is looked for."""


def countries_in(text: str) -> list[str]:
    """Return the ISO codes of the countries that a text names, as they first appear."""
    words = LETTERS.findall(text)
    found: list[str] = []
    for begin, word in enumerate(words):
        if word[0].islower():
            continue
        for length in range(LONGEST, 0, -1):
            code = country_names().get(fold(" ".join(words[begin : begin + length])))
            if code is not None:
                found.append(code)
                break
    return list(dict.fromkeys(found))


@cache
def country_names() -> dict[str, str]:
    """Return the code of each country by its folded name in each language of the product."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for code in COUNTRIES:
                found.setdefault(" ".join(LETTERS.findall(fold(country_name(code)))), code)
    return found
