"""Who is on the list at the door, how many are here, and who waits for a place."""

import hashlib
from dataclasses import dataclass

from vigil.programme.check_in import door_day
from vigil.programme.models import Registration, Session
from vigil.programme.registrations.links import door_code

State = Registration.State


@dataclass(frozen=True)
class DoorRow:
    """Somebody who has a place, as the list at the door shows them."""

    number: int
    clock: str
    """When they were checked in, by the clock on the wall; empty where they are not."""
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
    """Return who has a place, by number. One query, and no name."""
    rows = session.registrations.filter(state=State.CONFIRMED)
    return [
        DoorRow(
            row.number,
            door_day.clock(session, row.came_at) if row.came_at else "",
            digest_of_pass(door_code(row.event_registration)),
        )
        for row in rows.select_related("event_registration").order_by("event_registration_id")
    ]


def digest_of_pass(code: str) -> str:
    """Return the digest by which a page recognises a pass. The code itself opens more."""
    return hashlib.sha256(code.encode()).hexdigest()[:32]


def door_counts(session: Session) -> DoorCounts:
    """Return how many are here of how many."""
    confirmed = session.registrations.filter(state=State.CONFIRMED)
    return DoorCounts(
        registered=confirmed.count(),
        checked_in=confirmed.exclude(came_at=None).count(),
        walk_ins=session.walk_ins.filter(undone=False).count(),
        places=session.capacity,
    )


def checked_in(session: Session) -> dict[int, str]:
    """Return when each was checked in, by their number, as the clock on the wall shows it."""
    rows = session.registrations.filter(state=State.CONFIRMED).exclude(came_at=None)
    found = rows.values_list("event_registration_id", "came_at")
    return {number: door_day.clock(session, at) for number, at in found if at is not None}


def waiting_list(session: Session) -> list[Registration]:
    """Return who waits for a place, in the order of registering."""
    rows = session.registrations.filter(state=State.FULL).order_by("made_at", "pk")
    return list(rows.select_related("session__event", "event_registration"))
