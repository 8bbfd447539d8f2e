"""The language of a text within a page."""

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from vigil.programme.events.words import Wording, event_words, session_words
from vigil.programme.models import Event, Session

register = template.Library()


@register.simple_tag
def title_of(row: Event | Session) -> Wording:
    """Return the title of an event or a session, in the language of the page if it is written so.

    One question to the database, and none where the page is in the language that it was written in:
    thousands open the pages of a stream within a minute.
    """
    event = row if isinstance(row, Event) else row.event
    own = row.words_in or event.words_in
    if (own or settings.LANGUAGE_CODE) == get_language():
        return Wording(row.title, own)
    words = event_words(row) if isinstance(row, Event) else session_words(row)
    return words.title


@register.simple_tag
def lang_of(wording: Wording) -> SafeString:
    """Write the attribute `lang` of an element, where its text is not in the page's language."""
    return format_html('lang="{}"', wording.lang) if wording.lang else SafeString("")
