"""Compute the instants of sessions again when a time zone changes its rules.

The wall time of a session stays, and its instant moves. The rules come with the time zone database
of the system (or the `tzdata` package), which a process reads once. So this runs whenever the
installation starts.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.programme.events.models.event import State
from vigil.programme.events.verbs.public_changes import (
    note_session,
    record_public_change,
    time_and_room,
    verb,
)
from vigil.programme.events.verbs.sessions import locked
from vigil.programme.models import Change, Session
from vigil.programme.time_zones import wall_times
from vigil.trust.access.errors import NotPossible
from vigil.trust.rooms.log_words import LogWords


@dataclass
class RetimingResult:
    """Primary keys of the sessions whose instant moved, and of the impossible ones.

    `impossible`: by today's rules no clock shows their wall time, so somebody has to move them.
    """

    moved: list[int] = field(default_factory=list)
    impossible: list[int] = field(default_factory=list)


def recompute() -> RetimingResult:
    """Compute the instants of all sessions anew from their wall times.

    Of a session that is public and was still to come, by the old rules or the new, the change is
    marked and told like a move: for whoever is elsewhere it is one. Does nothing the second time.
    """
    done = RetimingResult()
    for session in Session.objects.order_by("pk"):
        try:
            if _now_of(session) != (session.starts_at, session.ends_at):
                _recompute_one(session)
                done.moved.append(session.pk)
        except NotPossible:
            done.impossible.append(session.pk)
    return done


def _now_of(session: Session) -> tuple[datetime, datetime]:
    starts, ends = wall_times.wall(session, "starts"), wall_times.wall(session, "ends")
    return wall_times.instants(starts, ends, session.zone, session.fold)


@verb
def _recompute_one(session: Session) -> None:
    session = locked(session)
    before = time_and_room(session)
    upcoming = session.ends_at > timezone.now()
    starts, ends = wall_times.wall(session, "starts"), wall_times.wall(session, "ends")
    session.starts_at, session.ends_at = wall_times.instants(
        starts, ends, session.zone, session.fold
    )
    upcoming = upcoming or session.ends_at > timezone.now()
    after = time_and_room(session)
    note_session("recompute_times", session, by=None, before=before, after=after)
    public = session.state == State.PUBLISHED and session.event.state == State.PUBLISHED
    if public and upcoming:
        record_public_change(session, Change.Kind.CLOCKS, before, by=None)
    else:
        session.save(update_fields=["starts_at", "ends_at"])


LOG: Final = LogWords(
    verbs={
        "recompute_times": pgettext_lazy("decision", "follow new rules of a time zone"),
    },
    parts={
        "ends_at": pgettext_lazy("decision", "ends"),
        "starts_at": pgettext_lazy("decision", "begins"),
    },
)
