"""Notify the registered of changes, remind them of sessions, and delete their data afterwards.

Each step is one transaction for one person: the letter is written and marked as written, or
neither. The next run finishes what was interrupted, and two runs at once do nothing twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from vigil.programme.events.models.event import State as SessionState
from vigil.programme.events.queries.public import is_over
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import Change, EventRegistration, Registration, Session
from vigil.programme.registrations import letters
from vigil.programme.registrations.links import KEPT
from vigil.programme.registrations.verbs.common import COMING
from vigil.programme.registrations.verbs.withdrawing import forget_when_over, move_up
from vigil.trust.access.errors import NotPossible

SOON: Final = timedelta(hours=24)
"""How long before a session its reminder is written."""
State = Registration.State
BY_TIME: Final = ("session__starts_at", "session__number", "session__pk")


@dataclass
class NotificationRun:
    """The result of a run, in people. `failed`: a letter could not be written."""

    changes: int = 0
    placed: int = 0
    reminders: int = 0
    forgotten: int = 0
    failed: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the numbers by name."""
        return asdict(self)


def tell() -> NotificationRun:
    """Notify the registered of changes, fill free places, and delete data whose time is over."""
    done = NotificationRun()
    _tell_changes(done)
    waiting = Session.objects.filter(registrations__state=State.FULL).distinct()
    for session in waiting.filter(ends_at__gt=timezone.now()):
        done.placed += move_up(session)
    coming = ~Q(registrations__state=State.WITHDRAWN)
    last = Max("registrations__session__ends_at", filter=coming)
    people = EventRegistration.objects.filter(closed_at=None).alias(last=last)
    for person in people.filter(last__lte=timezone.now() - KEPT).order_by("pk"):
        done.forgotten += forget_when_over(person)
    return done


def remind() -> NotificationRun:
    """Send everybody who has a place one reminder, a day before a session.

    It names all their sessions that begin within a day of that one.
    """
    done = NotificationRun()
    rows = _to_remind().filter(session__starts_at__lte=timezone.now() + SOON)
    done.reminders = _each(_keys(rows), _remind_one, done)
    return done


def _tell_changes(done: NotificationRun) -> None:
    """Write one letter to each person, about all their sessions that changed by now."""
    untold: dict[int, list[Change]] = {}
    for change in Change.objects.filter(told_at=None).order_by("sequence", "pk"):
        untold.setdefault(change.session_id, []).append(change)
    sessions = list(Session.objects.select_related("event").filter(pk__in=untold).order_by("pk"))
    last = {session.pk: untold[session.pk][-1].sequence for session in sessions}
    behind = [_behind(session, last[session.pk]) for session in sessions]
    people = {pk for rows in behind for pk in rows.values_list("event_registration_id", flat=True)}
    done.changes += _each(sorted(people), _tell_one, done)
    for session, rows in zip(sessions, behind, strict=True):
        if not rows.exists():  # asked anew: some could not be written to
            told = [change.pk for change in untold[session.pk]]
            Change.objects.filter(pk__in=told, told_at=None).update(told_at=timezone.now())


def _behind(session: Session, sequence: int) -> QuerySet[Registration]:
    """Return who has to be told still that a session has come as far as `sequence`."""
    if is_over(session):
        return Registration.objects.none()
    return session.registrations.filter(
        state__in=COMING, event_registration__closed_at=None, told_sequence__lt=sequence
    )


@verb
def _tell_one(pk: int) -> bool:
    person = EventRegistration.objects.select_for_update().get(pk=pk)
    rows = Registration.objects.select_for_update(of=("self",)).filter(event_registration=person)
    rows = rows.filter(state__in=COMING, event_registration__closed_at=None)
    rows = rows.select_related("session__event", "event_registration__event")
    changed = [found for row in rows.order_by(*BY_TIME) if (found := _changed_since(row))]
    if not changed:
        return False
    letters.write_changes(changed)
    for one in changed:
        one.registration.told_sequence = one.last.sequence
        one.registration.reminded_at = None  # of the time as it is now
        one.registration.save(update_fields=["told_sequence", "reminded_at"])
    return True


def _changed_since(row: Registration) -> letters.ChangedSession | None:
    """Return what changed of a session since a person was last written to about it."""
    if is_over(row.session):
        return None
    untold = row.session.changes.filter(told_at=None, sequence__gt=row.told_sequence)
    changes = list(untold.order_by("sequence", "pk"))
    return letters.ChangedSession(row, changes[0], changes[-1]) if changes else None


@verb
def _remind_one(pk: int) -> bool:
    person = EventRegistration.objects.select_for_update(of=("self",)).get(registrations=pk)
    due = _to_remind().filter(pk=pk).select_related("session").first()
    if due is None:
        return False
    rows = _to_remind().filter(event_registration=person)
    rows = rows.filter(session__starts_at__lte=due.session.starts_at + SOON)
    told = list(rows.select_related("session__event", "event_registration").order_by(*BY_TIME))
    letters.write_reminder(told)
    Registration.objects.filter(pk__in=[one.pk for one in told]).update(reminded_at=timezone.now())
    return True


def _to_remind() -> QuerySet[Registration]:
    """Return who is to be reminded once it is time. Who registers later needs no reminder."""
    return Registration.objects.filter(
        state=State.CONFIRMED,
        event_registration__closed_at=None,
        reminded_at=None,
        made_at__lte=F("session__starts_at") - SOON,
        session__starts_at__gt=timezone.now(),
        session__state=SessionState.PUBLISHED,
        session__event__state=SessionState.PUBLISHED,
    )


def _each(keys: Iterable[int], do: Callable[[int], bool], done: NotificationRun) -> int:
    """Do something for each; who cannot be written to now does not stop the others."""
    n = 0
    for pk in keys:
        try:
            n += do(pk)
        except NotPossible:
            done.failed += 1
    return n


def _keys(rows: QuerySet[Registration]) -> list[int]:
    return list(rows.order_by("made_at", "pk").values_list("pk", flat=True))
