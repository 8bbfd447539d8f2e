"""Streets, blocks and quarters in a text: where in a town an attack was.

Two reports that name one street or block tell of one attack more often than their towns and days
say, which are misread at times; two that name other streets mostly tell of two.
"""

import re
from collections.abc import Iterable

from vigil.reading.linkage.folding import fold_text

_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-яё][\w'’-]+"
_SIDE = r"(?:(?:[NSEW]|N[EW]|S[EW]|(?:North|South)(?:east|west)?|East|West)\b\.? )"
_NAME = rf"(?:\d+(?:st|nd|rd|th)|{_CAPITAL})"
_KIND = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Boulevard|Blvd|Court|Ct|Way|Place|Circle"
    r"|Cir|Terrace|Parkway|Pkwy|Highway|Hwy|Trail|Alley)\b"
)
_THE = r"(?:(?:de|del|de la|de los|de las|da|das|do|dos|du|des|di|della|la|el|los|las|le) )?"
_AFTER = re.compile(rf"\b({_NAME}(?: {_CAPITAL})?) {_KIND}")
"""The kind of street stands last: Spain Street."""
_BEFORE = re.compile(
    r"\b(?:calle|avenida|av\.|bulevar|calzada|colonia|fraccionamiento|ejido|barrio|rua|rodovia"
    r"|travessa|bairro|rue|boulevard|quartier|via|viale|piazza|quartiere|улиц[аеыу]|проспекте?"
    rf"|район[еа]?) {_THE}((?-i:{_CAPITAL})(?: (?-i:{_CAPITAL}))?)"
    r"|شارع ([\u0600-\u06ff]+)",
    re.IGNORECASE,
)
"""The kind stands first: calle Hidalgo, colonia Centro."""
_HOUSE = re.compile(
    rf"\b(\d{{2,5}})(?:[- ]?block (?:of|on) (?:the )?{_SIDE}?({_NAME})| {_SIDE}?({_NAME})"
    rf"(?: {_CAPITAL})? {_KIND})"
)


def streets(text: str, language: str) -> list[str]:
    """Return the streets, quarters and house numbers of a text, folded, each as often as told.

    `language` is ISO 639-1; where it is not known, both orders of words are sought.
    """
    english = _english(text) if language in ("en", "") else ()
    return [*english, *(_others(text) if language != "en" else ())]


def _others(text: str) -> Iterable[str]:
    for one, two in _BEFORE.findall(text):
        yield from fold_text(one or two).split()


def _english(text: str) -> Iterable[str]:
    for name in _AFTER.findall(text):
        # "on South Spain Street", "at Spain Street": the name is the last word.
        yield fold_text(name.split()[-1])
    for number, one, two in _HOUSE.findall(text):
        name = fold_text(one or two)
        yield name
        yield f"{number} {name}"
