"""The letters of a mailing: the words of the hosts, what they are about, and the reader's link."""

from collections.abc import Sequence
from typing import Final

from django.template.loader import render_to_string
from django.utils.translation import override

from vigil.programme.events.words import event_words
from vigil.programme.mailings.texts import ChosenText
from vigil.programme.models import EventRegistration, Registration
from vigil.programme.registrations import envelopes
from vigil.programme.registrations.letters import about_session
from vigil.programme.registrations.links import token_of
from vigil.publication.record.labels import language_name
from vigil.trust.outbox.site_address import in_letters

LINK: Final = "\0"
"""What stands for the link until it is known whose letter it is. No text of a host holds it."""


def letter_text(
    person: EventRegistration, chosen: ChosenText, rows: Sequence[Registration], *, several: bool
) -> str:
    """Return a letter to somebody in their language, with `LINK` in place of their link.

    `rows` are their registrations that it is about; none: the whole event. `several` says whether
    they are registered for more than one session. The room of a session is left out: a message
    may say another one.
    """
    with override(person.language):
        context = {
            "text": chosen.text,
            "foreign": language_name(chosen.language) if chosen.language != person.language else "",
            "rows": [about_session(one) for one in rows],
            "event_title": event_words(person.event).title,
            "page": in_letters("programme:event", person.event.slug),
            "link": LINK,
            "several": several,
        }
        body = render_to_string("programme/mailings/letters/message.txt", context)
        return envelopes.head_of(person) + body.strip()


def subject_line(person: EventRegistration) -> str:
    """Return the subject in plain words, in the reader's language; "" where it is neutral."""
    with override(person.language):
        return envelopes.subject_of_message(person)


def link_of(person: EventRegistration) -> str:
    """Return the full address of somebody's own page, in their language."""
    with override(person.language):
        return in_letters("programme:registration", token_of(person))
