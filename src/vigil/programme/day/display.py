"""The page of the day as it is shown at one moment. Templates only print it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.programme.day.queries import SessionCounts, counts_of
from vigil.programme.models import Session, Stream
from vigil.programme.run_of_show.clock import RunOnTheClock, run_on_the_clock
from vigil.programme.streams.admission import admission_window, may_open
from vigil.programme.streams.places import FALLBACK
from vigil.programme.streams.queries import AddressRow, address_rows
from vigil.programme.time_zones.wall_times import city_of, zone_named


@dataclass(frozen=True)
class Clock:
    """What a clock shows in a city."""

    city: str
    time: str
    day: str


@dataclass(frozen=True)
class RunLine:
    """An item of the run of show, with times as clocks at the venue show them."""

    pk: int
    title: str
    who: str
    progress: str
    planned: str
    begins: str
    seconds: int
    moved: bool
    can_start: bool
    can_undo: bool


@dataclass(frozen=True)
class StreamOfDay:
    """The stream of a session as a host sees it: never its address."""

    stream: Stream
    rows: Sequence[AddressRow]
    is_open: bool
    can_open: bool
    has_fallback: bool
    fallback_fails: bool
    """Whether the last check of the fallback found that participants may see nothing there."""
    when: str
    """Whether it is open, and until when or from when, in words."""

    @property
    def ours(self) -> bool:
        """Whether we let the registered in."""
        return self.stream.mode == Stream.Mode.OURS

    @property
    def is_failing(self) -> bool:
        """Whether an address to which participants are led was found in trouble."""
        return any(row.in_use and row.in_trouble for row in self.rows)


@dataclass(frozen=True)
class DayAtMoment:
    """All that changes on the page by itself."""

    session: Session
    clocks: Sequence[Clock]
    in_words: str
    """Whether the session is on, and how long still, in words."""
    counts: SessionCounts
    run: RunOnTheClock
    lines: Sequence[RunLine]
    pace: str
    """How far ahead or behind the run is, in words."""
    end: str
    """When it will end at this pace, in words; empty in time."""
    stream: StreamOfDay | None
    as_of: str


def day_at(session: Session, zone: str, called: Mapping[str, str], now: datetime) -> DayAtMoment:
    """Return what the page shows of a session, also on a clock in the zone of the host.

    `called` says what hosts call each contributor, by the contribution's uid.
    """
    home = zone_named(session.zone)
    items = list(session.run.select_related("contribution"))
    run = run_on_the_clock(session, items, now)
    return DayAtMoment(
        session=session,
        clocks=_clocks(session.zone, zone, now),
        in_words=_in_words(session, now),
        counts=counts_of(session, now),
        run=run,
        lines=_lines(run, home, called),
        pace=_pace(run, session, now),
        end=_end(run, home),
        stream=_stream_of(session, home, now),
        as_of=f"{now.astimezone(home):%H:%M:%S}",
    )


def _clocks(home: str, zone: str, now: datetime) -> list[Clock]:
    """Return the clocks at the venue and in the host's zone, where that shows another time."""
    found: dict[tuple[str, str], Clock] = {}
    for one in (home, zone):
        there = now.astimezone(zone_named(one))
        time, day = _time(now, zone_named(one)), date_format(there, "l")
        found.setdefault((time, day), Clock(city_of(one), time, day))
    return list(found.values())


def _in_words(session: Session, now: datetime) -> str:
    if now < session.starts_at:
        left = _length(session.starts_at - now)
        return _("Begins in %(length)s.") % {"length": left}
    if now < session.ends_at:
        left = _length(session.ends_at - now)
        return _("On now. Ends in %(length)s.") % {"length": left}
    return _("Ended %(length)s ago.") % {"length": _length(now - session.ends_at)}


def _length(length: timedelta) -> str:
    """Write a length: minutes, from two hours on hours, from two days on days."""
    minutes = max(round(length / timedelta(minutes=1)), 0)
    if minutes < 120:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def _lines(run: RunOnTheClock, home: ZoneInfo, called: Mapping[str, str]) -> list[RunLine]:
    return [
        RunLine(
            pk=one.item.pk,
            title=one.item.title,
            who=called.get(one.item.contribution.uid, "") if one.item.contribution else "",
            progress=one.progress,
            planned=_time(one.planned, home),
            begins=_time(one.begins, home),
            seconds=one.item.seconds,
            moved=one.moved,
            can_start=one.can_start,
            can_undo=one.can_undo,
        )
        for one in run.lines
    ]


def _pace(run: RunOnTheClock, session: Session, now: datetime) -> str:
    if not run.begun and now < session.starts_at:
        return _("Not begun.")
    if n := run.minutes_behind:
        return ngettext("%(n)d minute behind", "%(n)d minutes behind", n) % {"n": n}
    if n := run.minutes_ahead:
        return ngettext("%(n)d minute ahead", "%(n)d minutes ahead", n) % {"n": n}
    return _("In time")


def _end(run: RunOnTheClock, home: ZoneInfo) -> str:
    if not (n := run.minutes_over):
        return ""
    words = ngettext(
        "At this pace it ends at %(time)s, %(n)d minute too late.",
        "At this pace it ends at %(time)s, %(n)d minutes too late.",
        n,
    )
    return words % {"time": _time(run.ends_at, home), "n": n}


def _stream_of(session: Session, home: ZoneInfo, now: datetime) -> StreamOfDay | None:
    stream = Stream.objects.filter(session=session).prefetch_related("addresses").first()
    if stream is None:
        return None
    window = admission_window(session, stream)
    rows = address_rows(stream) if stream.mode == Stream.Mode.OURS else []
    if window.holds(now):
        when = _("Open until %(time)s.") % {"time": _time(window.closes_at, home)}
    elif now < window.opens_at:
        when = _("Opens at %(time)s.") % {"time": _time(window.opens_at, home)}
    else:
        when = _("Closed since %(time)s.") % {"time": _time(window.closes_at, home)}
    return StreamOfDay(
        stream,
        rows,
        is_open=window.holds(now),
        can_open=may_open(session, stream, now),
        has_fallback=any(one.row.purpose == FALLBACK for one in rows),
        fallback_fails=any(one.row.purpose == FALLBACK and one.in_trouble for one in rows),
        when=when,
    )


def _time(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"
