"""The card of a name, the text beside it, and words that people may share it with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unicodedata import name as letter_name

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from vigil.charts.cards import Card, drawable_text, font_files
from vigil.publication.record.labels import language_name
from vigil.witness.models import Name
from vigil.witness.names.entries import NameLine, line_of, sentence_of

FONTS: Final = "fonts"
"""The folder of the data in which an installation lays fonts for further scripts."""
ISOLATED: Final = "\u2068%s\u2069"
"""Keeps the direction of a name to itself (FSI and PDI of UAX #9)."""
SCRIPTS: Final = {"ar": "ARABIC"}
"""In which letters a language is written, where they are not Latin ones."""
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Shared:
    """What somebody may share in one language: the text, and what the card shows in words."""

    code: str
    language: str
    text: str
    alt: str


def faces() -> tuple[Path, ...]:
    """Return the fonts there are on this installation."""
    return font_files(Path(settings.DATA) / FONTS)


def written(name: Name, fonts: tuple[Path, ...]) -> str:
    """Return the spelling that suits the language of the page and can be drawn; else nothing."""
    script = SCRIPTS.get((get_language() or "en").partition("-")[0], "LATIN")
    spellings = [name.name, *(one.text for one in name.spellings.all())]
    can = [one for one in dict.fromkeys(spellings) if drawable_text(one, fonts)]
    return next((one for one in can if _script_of(one) == script), next(iter(can), ""))


def card_of(name: Name, site: str) -> Card | None:
    """Return what the card of a name says; None if no font here has its letters.

    `site` is the address of the site, without a path.
    """
    said = written(name, faces())
    if not said:
        return None
    line = line_of(name)
    return Card(
        above=_("In memory of"),
        words=said,
        by=line.when_and_where,
        below=" · ".join(part for part in (line.about, "Vigil", site.partition("://")[2]) if part),
    )


def alt_of(name: Name) -> str:
    """Return in words what the card of a name shows."""
    line = line_of(name)
    said = ISOLATED % (written(name, faces()) or name.name)
    parts = [_("In memory of %(name)s.") % {"name": said}, _stop(line.when), _stop(line.place)]
    return " ".join(part for part in (*parts, _stop(line.about)) if part)


def shared(name: Name, site: str) -> Iterator[Shared]:
    """Yield what somebody may share, in each language of the interface."""
    for code, _label in settings.LANGUAGES:
        with override(code):
            line = line_of(name)
            text = f"{sentence_of(line)} {_('We remember.')} {' '.join(hashtags(line))}"
            yield Shared(code, language_name(code), f"{text} {site}{line.url}", alt_of(name))


def hashtags(line: NameLine) -> list[str]:
    """Return tags to share a name with: each word with a capital, so that it is read out well."""
    joined = "".join(word[:1].upper() + word[1:] for word in _WORD.findall(line.name))
    return [f"#{joined}", _("#WeRemember")]


def _stop(text: str) -> str:
    return f"{text}." if text else ""


def _script_of(text: str) -> str:
    first = next((letter for letter in text if letter.isalpha()), "")
    return letter_name(first, "").partition(" ")[0]
