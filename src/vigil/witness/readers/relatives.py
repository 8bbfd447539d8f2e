"""Words that tell relatives apart without a name: "a sister", "an aunt".

A word is kept as a code of `RELATIVES`, which is shown in the language of the page, or as the
editor's own words, which `relative_checks` checks: nothing in them may be a name.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

RELATIVES: Final[Mapping[str, str | Promise]] = {
    "mother": gettext_lazy("their mother"),
    "father": gettext_lazy("their father"),
    "daughter": gettext_lazy("a daughter"),
    "son": gettext_lazy("a son"),
    "sister": gettext_lazy("a sister"),
    "brother": gettext_lazy("a brother"),
    "wife": gettext_lazy("their wife"),
    "husband": gettext_lazy("their husband"),
    "partner": gettext_lazy("their partner"),
    "grandmother": gettext_lazy("a grandmother"),
    "grandfather": gettext_lazy("a grandfather"),
    "granddaughter": gettext_lazy("a granddaughter"),
    "grandson": gettext_lazy("a grandson"),
    "aunt": gettext_lazy("an aunt"),
    "uncle": gettext_lazy("an uncle"),
    "niece": gettext_lazy("a niece"),
    "nephew": gettext_lazy("a nephew"),
    "cousin": gettext_lazy("a cousin"),
    "friend": gettext_lazy("a friend"),
    "colleague": gettext_lazy("a colleague"),
    "neighbour": gettext_lazy("a neighbour"),
}
"""Code -> word, from near to far."""


def relative_choices() -> list[tuple[str, str | Promise]]:
    """Return the words to choose from, after none."""
    return [("", gettext_lazy("not needed")), *RELATIVES.items()]


def relative_word(kept: str) -> str:
    """Return a kept word in the language of the page."""
    return str(RELATIVES[kept]) if kept in RELATIVES else kept


def speaker_in(by: str, language: str) -> str:
    """Return whose words a quote is in the language of its text.

    A word of the list is translated, in whichever language of the site it was written: so a
    translator can leave "a sister" as it is. Everything else stays.
    """
    code = _codes().get(by.strip().casefold())
    if code is None:
        return by
    with override(language):
        return str(RELATIVES[code])


@cache
def _codes() -> dict[str, str]:
    """Return the codes of all words in all languages of the site."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {str(word).casefold(): code for code, word in RELATIVES.items()}
    return found
