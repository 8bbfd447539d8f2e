"""The letters of a mailing as they would arrive, for its host, before anybody gets one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import override

from vigil.programme.mailings.letters import LINK, about_registration, letter_text, subject_line
from vigil.programme.mailings.recipients import RecipientCounts
from vigil.programme.mailings.texts import chosen_texts
from vigil.programme.models import EventRegistration, Mailing, Registration, Session
from vigil.programme.registrations.letter_preview import placeholder_link
from vigil.publication.record.labels import language_name
from vigil.trust.models import Letter
from vigil.trust.organisation.queries import organisation

MOST: Final = 3
"""Sessions for which the reader of a preview is registered."""


@dataclass(frozen=True)
class MailingPreview:
    """A letter as readers of one language and envelope get it, and how many they are."""

    language: str
    name: str
    """The name of the language, in that of the page."""
    plain: bool
    people: int
    sender: str
    subject: str
    body: str


def preview_mailing(mailing: Mailing, counts: RecipientCounts) -> list[MailingPreview]:
    """Return the letters that differ in language or envelope, as somebody gets them now.

    Nothing is kept. Raises NotPossible (the address of the site is unknown).
    """
    texts = chosen_texts(mailing.texts.all())
    sessions = [] if mailing.whole_event else list(mailing.sessions.select_related("event")[:MOST])
    found: list[MailingPreview] = []
    for (language, plain), people in counts.by_envelope.most_common():
        if (chosen := texts.get(language)) is None:
            continue
        person = EventRegistration(event=mailing.event, language=language, plain_letters=plain)
        about = [about_registration(row) for row in _rows(person, sessions)]
        body = letter_text(person, chosen, about, several=len(sessions) != 1)
        with override(language):
            neutral = str(Letter.Subject.MESSAGE.label)
            link = placeholder_link()
        found.append(
            MailingPreview(
                language,
                name=language_name(language),
                plain=plain,
                people=people,
                sender=organisation().name if plain else "",
                subject=subject_line(person) or neutral,
                body=body.replace(LINK, link),
            )
        )
    return found


def _rows(person: EventRegistration, sessions: Sequence[Session]) -> list[Registration]:
    state = Registration.State.CONFIRMED
    return [Registration(event_registration=person, session=one, state=state) for one in sessions]
