"""Notify the registered of changes, remind them of sessions, and delete their data afterwards.

Each step is one transaction for one person: the letter is written and marked as written, or
neither. The next run finishes what was interrupted, and two runs at once do nothing twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final

from django.db.models import F, QuerySet
from django.utils import timezone

from vigil.programme.events.models.event import State as SessionState
from vigil.programme.events.queries.public import is_cancelled, is_over
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import Change, Registration, Session
from vigil.programme.registrations import letters
from vigil.programme.registrations.links import KEPT
from vigil.programme.registrations.verbs.registering import COMING, forget_when_over, move_up
from vigil.trust.access.errors import NotPossible

SOON: Final = timedelta(hours=24)
"""How long before a session its reminder is written."""
State = Registration.State


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
    over = timezone.now() - KEPT
    for pk in _keys(Registration.objects.filter(closed_at=None, session__ends_at__lte=over)):
        done.forgotten += forget_when_over(Registration.objects.get(pk=pk))
    return done


def remind() -> NotificationRun:
    """Send each confirmed registration one reminder, a day before its session."""
    done = NotificationRun()
    now = timezone.now()
    rows = _to_remind().filter(
        session__starts_at__gt=now,
        session__starts_at__lte=now + SOON,
        session__state=SessionState.PUBLISHED,
        session__event__state=SessionState.PUBLISHED,
    )
    done.reminders = _each(_keys(rows), _remind_one, done)
    return done


def _tell_changes(done: NotificationRun) -> None:
    untold = Change.objects.filter(told_at=None).order_by("sequence", "pk")
    for pk in dict.fromkeys(untold.values_list("session_id", flat=True)):
        session = Session.objects.select_related("event").get(pk=pk)
        changes = list(untold.filter(session=session))
        behind = _behind(session, changes[-1].sequence)
        done.changes += _each(_keys(behind), _tell_one, done)
        if not behind.exists():  # asked anew: some could not be written to
            rows = Change.objects.filter(pk__in=[change.pk for change in changes], told_at=None)
            rows.update(told_at=timezone.now())


def _behind(session: Session, sequence: int) -> QuerySet[Registration]:
    """Return who has to be told still that a session has come as far as `sequence`."""
    if is_over(session):
        return Registration.objects.none()
    return session.registrations.filter(
        state__in=COMING, closed_at=None, told_sequence__lt=sequence
    )


@verb
def _tell_one(pk: int) -> bool:
    registration = _held(pk)
    changes = list(
        registration.session.changes.filter(
            told_at=None, sequence__gt=registration.told_sequence
        ).order_by("sequence", "pk")
    )
    if not changes or registration.state not in COMING:
        return False
    letters.write_changed(registration, changes[-1], changes[0])
    registration.told_sequence = changes[-1].sequence
    registration.reminded_at = None  # of the time as it is now
    registration.save(update_fields=["told_sequence", "reminded_at"])
    return True


@verb
def _remind_one(pk: int) -> bool:
    registration = _held(pk)
    if not _to_remind().filter(pk=pk).exists() or is_cancelled(registration.session):
        return False
    letters.write_reminder(registration)
    registration.reminded_at = timezone.now()
    registration.save(update_fields=["reminded_at"])
    return True


def _to_remind() -> QuerySet[Registration]:
    """Return who is to be reminded once it is time. Who registers later needs no reminder."""
    rows = Registration.objects.filter(state=State.CONFIRMED, closed_at=None, reminded_at=None)
    return rows.filter(made_at__lte=F("session__starts_at") - SOON)


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


def _held(pk: int) -> Registration:
    """Return a registration, held until the transaction ends."""
    Registration.objects.select_for_update().get(pk=pk)
    return Registration.objects.select_related("session__event").get(pk=pk)
