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
from vigil.language.punctuation import without_stop
from vigil.publication.cases.texts import page_language
from vigil.publication.record.labels import language_name
from vigil.trust.organisation.queries import organisation
from vigil.witness.models import Name
from vigil.witness.names.entries import NameEntry, name_entry, sentence_of

ISOLATED: Final = "\u2068%s\u2069"
"""Keeps the direction of a name to itself (FSI and PDI of UAX #9)."""
SCRIPTS: Final = {"ar": "ARABIC"}
"""In which letters a language is written, where they are not Latin ones."""
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class ShareText:
    """A text to share in one language, with a description of the card."""

    code: str
    language: str
    text: str
    alt: str


def available_fonts() -> tuple[Path, ...]:
    """Return the fonts that this installation has for further scripts."""
    return font_files(settings.DATA)


def drawable_spelling(name: Name, fonts: tuple[Path, ...]) -> str:
    """Return the spelling for the language of the page that can be drawn; nothing if none can."""
    script = SCRIPTS.get((get_language() or "en").partition("-")[0], "LATIN")
    spellings = [name.name, *(one.text for one in name.spellings.all())]
    can = [one for one in dict.fromkeys(spellings) if drawable_text(one, fonts)]
    return next((one for one in can if _script_of(one) == script), next(iter(can), ""))


def card_of(name: Name, site: str) -> Card | None:
    """Return the card of a name; None where no font here has its letters.

    `site` is the address of the site, without a path.
    """
    said = drawable_spelling(name, available_fonts())
    if not said:
        return None
    line = name_entry(name)
    return Card(
        above=_("In memory of"),
        words=said,
        by=line.when_and_where,
        below=" · ".join(
            part for part in (_did(line), organisation().name, site.partition("://")[2]) if part
        ),
    )


def alt_of(name: Name) -> str:
    """Return what the card of a name shows, for those who do not see it."""
    line = name_entry(name)
    said = ISOLATED % without_stop(drawable_spelling(name, available_fonts()) or name.name)
    parts = [_("In memory of %(name)s.") % {"name": said}, _stop(line.when), _stop(line.place)]
    return " ".join(part for part in (*parts, _stop(_did(line))) if part)


def share_texts(name: Name, site: str) -> Iterator[ShareText]:
    """Yield a text to share in each language of the site."""
    for code, _label in settings.LANGUAGES:
        with override(code):
            line = name_entry(name)
            text = f"{sentence_of(line)} {_('We remember.')} {' '.join(hashtags(line))}"
            yield ShareText(code, language_name(code), f"{text} {site}{line.url}", alt_of(name))


def hashtags(line: NameEntry) -> list[str]:
    """Return hashtags for a name. Each word has a capital, so that screen readers separate them."""
    joined = "".join(word[:1].upper() + word[1:] for word in _WORD.findall(line.name))
    return [f"#{joined}", _("#WeRemember")]


def _did(line: NameEntry) -> str:
    """Return what a person did, unless it is in another language than the card."""
    return line.about if line.about.language in ("", page_language()) else ""


def _stop(text: str) -> str:
    return f"{without_stop(text)}." if text else ""


def _script_of(text: str) -> str:
    first = next((letter for letter in text if letter.isalpha()), "")
    return letter_name(first, "").partition(" ")[0]
