"""The text of a message's card, and its description for people who do not see the card."""

from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from vigil.charts.cards import Card, drawable_text, font_files
from vigil.programme.messages.visibility import DisplayedMessage
from vigil.programme.models import Event
from vigil.trust.organisation.queries import organisation

LONGEST: Final = 400
"""Letters of the words that the text beside a card repeats: about as many as a card holds."""
ISOLATED: Final = "\u2068%s\u2069"
"""Keeps the direction of what people wrote to itself (FSI and PDI of UAX #9)."""


def available_fonts() -> tuple[Path, ...]:
    """Return the fonts there are on this installation."""
    return font_files(settings.DATA)


def card_of(told: DisplayedMessage, event: Event, site: str) -> Card:
    """Return what the card of a message says. `site` is its address, without a path."""
    return Card(
        above=_("A message to: %(event)s") % {"event": event.title},
        words=text_on_card(told),
        by=told.by,
        below=f"{organisation().name} · {site.partition('://')[2]}",
    )


def text_on_card(told: DisplayedMessage) -> str:
    """Return a message's own words, if the letters for them are there; else a translation's.

    Else only that there is a message, and in which language.
    """
    fonts = available_fonts()
    words = (words.text for words in (told.words, *told.translations))
    said = next((text for text in words if drawable_text(text, fonts)), "")
    return said or _("A message in %(language)s") % {"language": told.words.language_name}


def text_of(told: DisplayedMessage, event: Event) -> str:
    """Return in words what the card of a message shows."""
    said = Truncator(" ".join(text_on_card(told).split())).chars(LONGEST)
    return _("A message to: %(event)s. “%(words)s” – %(name)s") % {
        "event": ISOLATED % event.title,
        "words": ISOLATED % said,
        "name": ISOLATED % told.by,
    }
