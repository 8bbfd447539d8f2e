"""Who gets a mailing: found anew each time, when it is shown, released and written."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from vigil.programme.events.models.event import Letters
from vigil.programme.models import Event, Mailing, Registration
from vigil.programme.registrations.links import KEPT

State, Audience = Registration.State, Mailing.Audience


@dataclass
class RecipientCounts:
    """How many people get a mailing: in all, by session, by language and by envelope."""

    people: int = 0
    by_session: Counter[int] = field(default_factory=Counter)
    """By the key of a session. Who is registered for several counts in each."""
    by_language: Counter[str] = field(default_factory=Counter)
    by_envelope: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """By language, and whether the letters are plain."""


class Place(NamedTuple):
    """A registration for one session, and what a mailing needs to know of its person."""

    pk: int
    session: int
    state: str
    came_at: datetime | None
    person: int
    language: str
    plain_letters: bool
    made_at: datetime
    """When the person registered for the event."""


def registrations_of(mailing: Mailing, people: Collection[int] | None = None) -> list[Place]:
    """Return the registrations because of which people get a mailing, by session.

    None where no session or no language is chosen: nobody chosen is nobody. Who withdrew, or
    whose time is over, is not among them. Of `people` (keys), where given, and of nobody else.
    """
    rows = alive(mailing.event, people)
    if not mailing.whole_event:
        chosen = set(mailing.sessions.values_list("pk", flat=True))
        rows = [row for row in rows if row.session in chosen]
    # Who came to one of the chosen sessions is not asked why they missed the others.
    came = {row.person for row in rows if row.came_at is not None}
    languages = set(mailing.languages)
    return [row for row in rows if row.language in languages and _is_meant(row, mailing, came)]


def _is_meant(row: Place, mailing: Mailing, came: Collection[int]) -> bool:
    if row.state != State.CONFIRMED:
        return row.state == State.FULL and mailing.waiting_list
    if mailing.audience == Audience.ATTENDED:
        return row.came_at is not None
    return mailing.audience != Audience.ABSENT or row.person not in came


def alive(event: Event, people: Collection[int] | None = None) -> list[Place]:
    """Return the registrations of people whom letters about an event still reach, by session.

    They are chosen here and not by the database: one that never counted its rows takes 5,000
    people for one, and compares each with every registration of a session.
    """
    sessions = list(event.sessions.order_by("starts_at", "number", "pk"))
    until = timezone.now() - KEPT
    lasting = {session.pk for session in sessions if session.ends_at > until}
    place = {session.pk: n for n, session in enumerate(sessions)}
    found = Registration.objects.filter(
        event_registration__event=event, event_registration__closed_at=None
    )
    if people is not None:
        found = found.filter(event_registration__in=people)
    person = "event_registration"
    own = ("pk", "session", "state", "came_at", person)
    of_person = (f"{person}__{name}" for name in ("language", "plain_letters", "made_at"))
    rows = [Place(*row) for row in found.order_by().values_list(*own, *of_person)]
    reached = {
        row.person for row in rows if row.session in lasting and row.state != State.WITHDRAWN
    }
    there = (row for row in rows if row.person in reached)
    return sorted(there, key=lambda row: (place[row.session], row.pk))


def people_of(mailing: Mailing) -> list[int]:
    """Return the keys of the people who get a mailing now, in the order of registering."""
    people = {(row.made_at, row.person) for row in registrations_of(mailing)}
    return [person for _made_at, person in sorted(people)]


def count_recipients(mailing: Mailing) -> RecipientCounts:
    """Count the people who get a mailing now, with as many queries for few as for thousands."""
    return _counted(mailing.event, registrations_of(mailing))


def count_registered(event: Event) -> RecipientCounts:
    """Count the people with a place in an event, or on a waiting list, as `count_recipients`."""
    there = (State.CONFIRMED, State.FULL)
    return _counted(event, [row for row in alive(event) if row.state in there])


def _counted(event: Event, rows: Collection[Place]) -> RecipientCounts:
    counts, plain = RecipientCounts(), event.letters == Letters.PLAIN
    people = {row.person: (row.language, plain and row.plain_letters) for row in rows}
    counts.by_session.update(row.session for row in rows)
    counts.people = len(people)
    counts.by_envelope.update(people.values())
    counts.by_language.update(language for language, _plain in people.values())
    return counts
