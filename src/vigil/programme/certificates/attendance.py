"""Which sessions somebody attended, and how long these lasted."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import ngettext

from vigil.programme.events.models.event import State as EventState
from vigil.programme.models import EventRegistration, Registration
from vigil.programme.time_zones.wall_times import wall


def attended(person: EventRegistration) -> list[Registration]:
    """Return the sessions to which somebody came and which are over, by time.

    None where the event offers no certificates.
    """
    if not person.event.certificates or person.event.state != EventState.PUBLISHED:
        return []
    rows = person.registrations.exclude(came_at=None).filter(
        state=Registration.State.CONFIRMED,
        session__ends_at__lte=timezone.now(),
        session__state=EventState.PUBLISHED,
    )
    rows = rows.select_related("session__event")
    return list(rows.order_by("session__starts_at", "session__number", "session__pk"))


def days_of(rows: Iterable[Registration]) -> list[date]:
    """Return the days of sessions where they were held, each once, by time."""
    return sorted({wall(row.session, "starts").date() for row in rows})


def length_of(rows: Iterable[Registration]) -> timedelta:
    """Return how long sessions lasted together."""
    lengths = (row.session.ends_at - row.session.starts_at for row in rows)
    return sum(lengths, timedelta())


def length_in_words(length: timedelta) -> str:
    """Return a length as "2 hours 30 minutes"."""
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    said = []
    if hours:
        said.append(ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours})
    if minutes or not hours:
        said.append(ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes})
    return " ".join(said)
