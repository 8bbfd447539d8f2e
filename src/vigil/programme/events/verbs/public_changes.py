"""Record public changes of sessions: moved, cancelled, restored, another room.

Each `Change` keeps what was before, and raises the session's `sequence` (RFC 5545, 3.8.7.4), so
that calendars replace their copy. Whom it concerns is notified by `registrations.verbs`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.programme.events.models.event import State
from vigil.programme.models import Change, Event, Session
from vigil.programme.time_zones import wall_times
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Decision, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part


def verb[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """Make a function a verb of the programme: one transaction that takes part in writing."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with transaction.atomic():
            take_part()
            return function(*args, **kwargs)

    return run


def time_and_room(session: Session) -> dict[str, Any]:
    """Return when and where a session takes place, as a `Change` keeps it."""
    return {
        "starts_local": wall_times.wall(session, "starts").isoformat(),
        "ends_local": wall_times.wall(session, "ends").isoformat(),
        "zone": session.zone,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "room": session.room,
    }


def record_public_change(
    session: Session,
    kind: Change.Kind,
    before: dict[str, Any],
    *,
    by: User | None,
    why: str = "",
) -> Change:
    """Record a change of a published session for the public, and save the session.

    `before` is what `time_and_room` returned before the change. Saves the session. Raises
    NotPossible (`why` says a name that the record does not show).
    """
    require_no_hidden_names(why)
    _grow(session)
    return Change.objects.create(
        session=session, kind=kind, before=before, sequence=session.sequence, why=why, by=by
    )


def record_new_wording(session: Session) -> None:
    """Save a session whose texts changed, and raise its sequence so that calendars update.

    One that the public does not see yet keeps its sequence: nobody holds it.
    """
    if session.state == State.DRAFT or session.event.state == State.DRAFT:
        session.changed_at = timezone.now()
        session.save()
        return
    _grow(session)


def _grow(session: Session) -> None:
    session.sequence += 1
    session.changed_at = timezone.now()
    session.save()


def note_event(verb: str, event: Event, *, by: User | None, **told: Any) -> Decision:
    """Record a decision on an event."""
    return record(verb, "event", event.uid, by=by, **told)


def note_session(verb: str, session: Session, *, by: User | None, **told: Any) -> Decision:
    """Record a decision on a session."""
    return record(verb, "session", session.uid, by=by, **told)


LOG: Final = LogWords(
    kinds={
        "event": pgettext_lazy("decision", "event"),
        "session": pgettext_lazy("decision", "session"),
    },
    parts={
        "ends_local": pgettext_lazy("decision", "ends, by the clock there"),
    },
)
