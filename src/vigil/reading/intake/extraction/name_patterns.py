"""Patterns of the names of persons, in Latin, Cyrillic and Arabic script."""

import re
from collections.abc import Iterator
from functools import cache

from vigil.reading.intake.extraction.lexicon import (
    read_words,
    words,
)
from vigil.reading.intake.extraction.person_mentions import Span
from vigil.reading.intake.gazetteer import fold

_PARTICLE = (
    r"(?:de\s+la|de\s+las|de\s+los|de|del|da|das|do|dos|di|dalla|della|dello|degli|von|van\s+der"
    r"|van|la|el|al|bin|ben)"
)


# Letters of the languages read and of the names of their neighbours: "Petrićević".
_UP = "A-ZÀ-ÖØ-ÞĆČĐĎĚŁŃŇŘŚŠŞŤŮŹŻŽĞİА-ЯЁ"
_LOW = "a-zß-öø-ÿĀ-žа-яё"
_CAP = (
    rf"(?:(?:Mc|Mac|De|La|Le|Di|O'|O’|D'|D’|d'|d’)?[{_UP}][{_LOW}]+"
    rf"(?:[-'’](?!s\b)[{_UP}]?[{_LOW}]+)*|[{_UP}]\.)"
)
NAME = re.compile(
    # "d'Antoine", "l'Anna": the elided word before it is no part of a name.
    rf"(?:(?<![\w'’])|(?<=\b[dDlL]['’])|(?<=\bell['’]))(?!d['’])"
    rf"{_CAP}(?:(?:\s[\"“]\s?\w+\s?[\"”])?[ \n]+(?:{_PARTICLE}\s+)?{_CAP}){{0,5}}"
    r"(?:,?\s(?:Jr|Sr)\b\.?|\s(?:II|III|IV)\b)?"
)
_NAME_START = re.compile(rf"[{_UP}](?<!\w[{_UP}])")
"""With what every match of `NAME` begins: looked for first, it spares trying each letter."""


def find_names(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the spans that are written like names, as `NAME.finditer` finds them."""
    at = start
    while first := _NAME_START.search(text, at, end):
        match = NAME.match(text, first.start(), end)
        at = match.end() if match else first.end()
        if match:
            yield match.span()


UPPER = re.compile(
    r"(?<![\w'’-])(?:Mc|Mac)?[A-ZÀ-ÖØ-Þ](?:[A-ZÀ-ÖØ-Þ]|-(?!-)|['’](?!S(?!\w)))*\.?(?=['’]S(?!\w)|(?![\w'’]))"
)
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
ARABIC = re.compile(r"[\u0600-\u06ff]")


@cache
def arabic_name() -> re.Pattern[str]:
    """Return the pattern of a name in Arabic script: a given name, then others."""
    given = "|".join(sorted(w for w in read_words("given_names_other.txt") if ARABIC.match(w)))
    link = "بن|ابن|بنت|ابو|ام|عبد|ال"
    return re.compile(
        rf"(?<!\w)(?:{given}|ابو\s+\w+|عبد\s+ال\w+)"
        rf"(?:\s+(?:(?:{link})\s+[^\W\d_]+|(?:{given})|ال[^\W\d_]{{3,}})(?!\w))+"
    )


BRANDS = words("brands")
_TAILS = words("name_tails")
_HEADS = words("name_heads")


_BEHIND = re.compile(r" +([^\W\d_]+)")
_BEFORE = re.compile(r"([^\W\d_]+|[^\W\d_]{1,5}\.)\s+(?:(?:de|del|de la|do|da|du)\s+)?$")


def is_part_of_more(text: str, span: Span) -> bool:
    """Return whether a name only names something else: "colonia X", "the X High School"."""
    after = _BEHIND.match(text, span[1], span[1] + 24)
    if after and fold(after[1]) in _TAILS:
        return True
    before = _BEFORE.search(text[max(0, span[0] - 30) : span[0]])
    return before is not None and fold(before[1]).rstrip(".") in _HEADS


SMALL = words("small")
SAINTS = frozenset(("san", "santa", "santo", "fort", "port", "puerto", "villa"))
