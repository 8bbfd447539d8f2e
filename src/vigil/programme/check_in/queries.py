"""Who is on the list at the door, how many are here, and who waits for a place."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from vigil.programme.check_in import door_day
from vigil.programme.check_in.arrivals import door_times
from vigil.programme.models import Registration, Session
from vigil.programme.registrations.links import door_code

State = Registration.State


@dataclass(frozen=True)
class DoorRow:
    """Somebody who has a place, as the list at the door shows them."""

    number: int
    clock: str
    """When they were checked in, by the clock on the wall; empty where they are not."""
    stream_clock: str
    """Since when they are in the stream; empty where they are not, or are checked in."""
    pass_digest: str
    """By which a telephone recognises their pass without asking us."""
    name: str = ""
    needs: str = ""


@dataclass(frozen=True)
class DoorCounts:
    """How many have a place, are checked in, and walked in; `places` is None without a limit."""

    registered: int
    checked_in: int
    walk_ins: int
    places: int | None

    @property
    def here(self) -> int:
        """How many came, registered or not."""
        return self.checked_in + self.walk_ins

    @property
    def is_full(self) -> bool:
        """Whether as many are here as there are places."""
        return self.places is not None and self.here >= self.places


def door_rows(session: Session) -> list[DoorRow]:
    """Return who has a place, by number. Two queries, and no name."""
    rows = session.registrations.filter(state=State.CONFIRMED)
    at_door = door_times(session)
    return [
        DoorRow(
            row.number,
            _clock(session, at_door.get(row.pk)),
            "" if row.pk in at_door else _clock(session, row.came_at),
            digest_of_pass(door_code(row.event_registration)),
        )
        for row in rows.select_related("event_registration").order_by("event_registration_id")
    ]


def _clock(session: Session, moment: datetime | None) -> str:
    return door_day.clock(session, moment) if moment else ""


def digest_of_pass(code: str) -> str:
    """Return the digest by which a page recognises a pass. The code itself opens more."""
    return hashlib.sha256(code.encode()).hexdigest()[:32]


def door_counts(session: Session) -> DoorCounts:
    """Return how many are here of how many. Who only watches the stream is not here."""
    confirmed = session.registrations.filter(state=State.CONFIRMED)
    return DoorCounts(
        registered=confirmed.count(),
        checked_in=len(door_times(session)),
        walk_ins=session.walk_ins.filter(undone=False).count(),
        places=session.capacity,
    )


def door_clocks(session: Session) -> tuple[dict[int, str], dict[int, str]]:
    """Return who is checked in at the door, and who is only in the stream, since when.

    By their number, as the clock on the wall shows it. Two queries.
    """
    at_door = door_times(session)
    rows = session.registrations.filter(state=State.CONFIRMED, came_at__isnull=False)
    checked_in, in_stream = dict[int, str](), dict[int, str]()
    for pk, number, came_at in rows.values_list("pk", "event_registration_id", "came_at"):
        if pk in at_door:
            checked_in[number] = _clock(session, at_door[pk])
        else:
            in_stream[number] = _clock(session, came_at)
    return checked_in, in_stream


def waiting_list(session: Session) -> list[Registration]:
    """Return who waits for a place, in the order of registering."""
    rows = session.registrations.filter(state=State.FULL).order_by("made_at", "pk")
    return list(rows.select_related("session__event", "event_registration"))
