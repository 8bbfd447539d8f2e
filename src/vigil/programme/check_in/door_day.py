"""The day of a session at its door: when it begins, when it ends, what clocks there show."""

from datetime import datetime, time, timedelta

from vigil.programme.models import Session
from vigil.programme.time_zones.wall_times import wall, zone_named


def begins(session: Session) -> datetime:
    """Return the midnight with which the day of a session begins, where it is held."""
    return _midnight(session, wall(session, "starts"))


def closes(session: Session) -> datetime:
    """Return the midnight with which the day ends on which a session ends, where it is held."""
    return _midnight(session, wall(session, "ends") + timedelta(days=1))


def names_close(session: Session, now: datetime) -> datetime:
    """Return until when names that are opened now stay open: the end of today there.

    On the day of the session until this is over, also where it goes on past midnight.
    """
    if begins(session) <= now < closes(session):
        return closes(session)
    there = now.astimezone(zone_named(session.zone))
    return _midnight(session, there + timedelta(days=1))


def clock(session: Session, moment: datetime) -> str:
    """Return what the clock on the wall shows at a moment, as 14:02."""
    return moment.astimezone(zone_named(session.zone)).strftime("%H:%M")


def _midnight(session: Session, day: datetime) -> datetime:
    return datetime.combine(day.date(), time.min, tzinfo=zone_named(session.zone))
