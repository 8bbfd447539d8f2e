"""The letters of an event as they would arrive, for its host, before anybody gets one."""

from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import override

from vigil.programme.events.models.event import Letters
from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.models import Event, EventRegistration, Registration
from vigil.programme.registrations import envelopes
from vigil.programme.registrations.letters import FILE, about_session, text_of_letter
from vigil.trust.models import Letter
from vigil.trust.organisation.queries import organisation
from vigil.trust.outbox.site_address import in_letters

LINK: Final = "…"
"""What stands for the link, which everybody has for themselves."""
MOST: Final = 3
"""Sessions that the person of a preview chose."""


@dataclass(frozen=True)
class LetterPreview:
    """One letter: what its envelope says, what stands in it, and the name of its file."""

    letters: str
    sender: str
    subject: str
    body: str
    file: str


def preview_letters(event: Event, language: str) -> list[LetterPreview]:
    """Return the confirmation of an event as a neutral and as a plain letter.

    Nothing is kept. Raises NotPossible (the address of the site is unknown).
    """
    return [_preview(event, choice, language) for choice in Letters.values]


def _preview(event: Event, choice: str, language: str) -> LetterPreview:
    shown = Event.objects.get(pk=event.pk)
    shown.letters = choice
    person = EventRegistration(event=shown, language=language, plain_letters=True)
    sessions = list(shown.sessions.filter(state__in=PUBLIC).select_related("event")[:MOST])
    sessions = sessions or list(shown.sessions.select_related("event")[:MOST])
    rows = [
        Registration(
            event_registration=person,
            session=one,
            state=Registration.State.CONFIRMED,
            made_at=timezone.now(),
        )
        for one in sessions
    ]
    plain = choice == Letters.PLAIN
    with override(language):
        neutral = Letter.Subject.MESSAGE
        link = placeholder_link()
        return LetterPreview(
            choice,
            sender=organisation().name if plain else "",
            subject=envelopes.subject_of(person, neutral) or str(neutral.label),
            body=_body(person, rows, link),
            file=FILE,
        )


def placeholder_link() -> str:
    """Return the address of somebody's own page in the active language, without their token."""
    page = in_letters("programme:registration", "x")
    return f"{page.removesuffix('x/')}{LINK}/"


def _body(person: EventRegistration, rows: list[Registration], link: str) -> str:
    if not rows:
        return ""
    if len(rows) == 1:
        return text_of_letter(person, "confirmed", {**about_session(rows[0]), "link": link})
    context = {
        "event_title": about_session(rows[0])["event_title"],
        "rows": [{**about_session(one), "row": one} for one in rows],
        "page": in_letters("programme:event", person.event.slug),
        "filed": True,
        "link": link,
    }
    return text_of_letter(person, "registered", context)
