"""The letters of a mailing: the words of the hosts, what they are about, and the reader's link."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

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
    person: EventRegistration,
    chosen: ChosenText,
    about: Sequence[Mapping[str, Any]],
    *,
    several: bool,
) -> str:
    """Return a letter to somebody in their language, with `LINK` in place of their link.

    `about` says of each session that it is about what `about_registration` returns; none: it is
    about the whole event. `several` says whether they are registered for more than one session.
    """
    with override(person.language):
        name = "_link_of_several" if several else "_link"
        foreign = chosen.language != person.language
        context = {
            "text": chosen.text,
            "foreign": language_name(chosen.language) if foreign else "",
            "rows": about,
            "event_title": event_words(person.event).title,
            "page": in_letters("programme:event", person.event.slug),
            "link": LINK,
            "link_words": f"programme/registrations/letters/{name}.txt",
        }
        body = render_to_string("programme/mailings/letters/message.txt", context)
        return envelopes.head_of(person) + body.strip()


def about_registration(registration: Registration) -> Mapping[str, Any]:
    """Return what a letter says of one session, in the language and zone of its reader.

    The room of a session is not shown: a message may say another one.
    """
    with override(registration.language):
        return about_session(registration)


def subject_line(person: EventRegistration) -> str:
    """Return the subject in plain words, in the reader's language; "" where it is neutral."""
    with override(person.language):
        return envelopes.subject_of_message(person)


def link_of(person: EventRegistration) -> str:
    """Return the full address of somebody's own page, in their language."""
    with override(person.language):
        return in_letters("programme:registration", token_of(person))
