"""Who came in by the door, and who by opening the stream.

`Registration.came_at` is the first moment at which somebody attended, either way. Taps are from
the door alone, so they tell the two apart.
"""

from collections.abc import Iterable
from datetime import datetime

from vigil.programme.models import CheckInTap, Registration, Session

Kind = CheckInTap.Kind


def door_times(session: Session) -> dict[int, datetime]:
    """Return when each was checked in at the door, by the key of their registration. One query."""
    taps = CheckInTap.objects.filter(
        registration__session=session,
        registration__state=Registration.State.CONFIRMED,
        registration__came_at__isnull=False,
    )
    by_row: dict[int, list[CheckInTap]] = {}
    for tap in taps.order_by("at", "pk"):
        by_row.setdefault(tap.registration_id, []).append(tap)
    found = {pk: _standing(of_row) for pk, of_row in by_row.items()}
    return {pk: at for pk, at in found.items() if at is not None}


def door_time(row: Registration) -> datetime | None:
    """Return when somebody was checked in at the door; None where they are not."""
    return _standing(row.taps.order_by("at", "pk")) if row.came_at else None


def opened_stream(row: Registration) -> bool:
    """Return whether somebody attended by opening the stream before anybody tapped for them."""
    if row.came_at is None:
        return False
    return not row.taps.filter(kind=Kind.CHECK_IN, at=row.came_at).exists()


def _standing(taps: Iterable[CheckInTap]) -> datetime | None:
    """Return the first check-in that no later tap undoes. `taps` are in the order of their time."""
    found: datetime | None = None
    for tap in taps:
        if tap.kind == Kind.UNDO:
            found = None
        elif found is None:
            found = tap.at
    return found
