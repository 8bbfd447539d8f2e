"""The card of an event: a picture for links to its page, and what it says in words."""

from datetime import datetime, time
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, pgettext
from django.utils.translation import gettext as _

from vigil.charts.cards import Card, drawable_text, font_files
from vigil.programme.events.models.event import State
from vigil.programme.events.words import event_words
from vigil.programme.models import Event
from vigil.programme.time_zones.wall_times import Span, zone_named
from vigil.trust.organisation.queries import organisation


def available_fonts() -> tuple[Path, ...]:
    """Return the fonts that this installation has."""
    return font_files(settings.DATA)


def card_of_event(event: Event, site: str) -> Card:
    """Return what the card of an event says. `site` is the address of the site, without a path.

    A title in letters that no font here has gives way to the place of the event.
    """
    fonts = available_fonts()
    title = event_words(event).title.text
    above = f"{organisation().name} · {_('Programme')}"
    return Card(
        above=above,
        words=title if drawable_text(title, fonts) else _place(event),
        by=" · ".join((_days(event), _place(event))),
        below=" · ".join((*_cancelled(event), _zone(event), urlsplit(site).netloc)),
        rtl=get_language_bidi(),
    )


def words_of_event(event: Event) -> str:
    """Return in words what the card of an event shows, for those who do not see it."""
    parts = (
        event_words(event).title.text,
        _days(event),
        _place(event),
        _zone(event),
        *_cancelled(event),
    )
    return _("Card: %(words)s") % {"words": ". ".join(parts)}


def _days(event: Event) -> str:
    first, last = (date_format(day, "DATE_FORMAT") for day in (event.starts_on, event.ends_on))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _place(event: Event) -> str:
    return event.city or pgettext("event", "Online")


def _zone(event: Event) -> str:
    """Return the zone of an event, with its offset on the days on which it happens."""
    rules = zone_named(event.zone)
    noon = time(12)  # clocks are changed at night
    first, last = (datetime.combine(day, noon, rules) for day in (event.starts_on, event.ends_on))
    return Span(first, last, event.zone).zone_words


def _cancelled(event: Event) -> list[str]:
    """Return that an event does not take place."""
    return [_("This event was cancelled.").rstrip(".")] if event.state == State.CANCELLED else []
