"""Who gets a mailing: found anew each time, when it is shown, released and written."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from vigil.programme.events.models.event import Letters
from vigil.programme.models import Event, EventRegistration, Mailing, Registration
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


def registrations_of(mailing: Mailing) -> QuerySet[Registration]:
    """Return the registrations because of which people get a mailing.

    None where no session or no language is chosen: nobody chosen is nobody. Who withdrew, or
    whose time is over, is not among them.
    """
    rows = alive(mailing.event)
    if not mailing.whole_event:
        rows = rows.filter(session__in=mailing.sessions.all())
    has_place = Q(state=State.CONFIRMED)
    if mailing.audience == Audience.ATTENDED:
        has_place &= Q(came_at__isnull=False)
    elif mailing.audience == Audience.ABSENT:
        # Who came to one of the chosen sessions is not asked why they missed the others.
        came = rows.exclude(came_at=None).values("event_registration")
        has_place &= ~Q(event_registration__in=came)
    waits = Q(state=State.FULL) if mailing.waiting_list else Q(pk__in=[])
    return rows.filter(has_place | waits, event_registration__language__in=mailing.languages)


def alive(event: Event) -> QuerySet[Registration]:
    """Return the registrations of people whom letters about an event still reach."""
    others = Registration.objects.filter(
        event_registration=OuterRef("event_registration"),
        session__ends_at__gt=timezone.now() - KEPT,
    )
    return Registration.objects.filter(
        Exists(others.exclude(state=State.WITHDRAWN)),
        event_registration__event=event,
        event_registration__closed_at=None,
    ).order_by("session__starts_at", "session__number", "session__pk")


def people_of(mailing: Mailing) -> list[int]:
    """Return the keys of the people who get a mailing now, in the order of registering."""
    people = EventRegistration.objects.filter(
        pk__in=registrations_of(mailing).order_by().values("event_registration")
    )
    return list(people.order_by("made_at", "pk").values_list("pk", flat=True))


def count_recipients(mailing: Mailing) -> RecipientCounts:
    """Count the people who get a mailing now. One query."""
    return _counted(mailing.event, registrations_of(mailing))


def count_registered(event: Event) -> RecipientCounts:
    """Count the people with a place in an event, or on a waiting list. One query."""
    return _counted(event, alive(event).filter(state__in=[State.CONFIRMED, State.FULL]))


def _counted(event: Event, rows: QuerySet[Registration]) -> RecipientCounts:
    counts, plain = RecipientCounts(), event.letters == Letters.PLAIN
    people: dict[int, tuple[str, bool]] = {}
    person = "event_registration"
    found = rows.order_by().values_list(
        "session", person, f"{person}__language", f"{person}__plain_letters"
    )
    for session, key, language, promised in found:
        counts.by_session[session] += 1
        people[key] = (language, plain and promised)
    counts.people = len(people)
    counts.by_envelope.update(people.values())
    counts.by_language.update(language for language, _plain in people.values())
    return counts
