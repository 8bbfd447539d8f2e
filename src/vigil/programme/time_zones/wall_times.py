"""Wall times: what a clock shows, which instant that is, and how pages write it.

A session happens when a clock on the wall of its host says so. That wall time and its zone (a
name of the IANA time zone database) are what is kept; the instant follows from them, and is
computed anew when the zone changes its rules (`vigil.programme.time_zones.verbs`).

No zone is told by an abbreviation: "IST" is three different times, and "CET" is wrong in summer.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final, Literal
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from vigil.language.punctuation import apart, in_a_row
from vigil.trust.access.errors import NotPossible, Unfit

if TYPE_CHECKING:
    from vigil.programme.models import Session

UTC_NAME: Final = "UTC"
_AREAS: Final = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)
"""Where zones are named by a city. Others ("EST", "Etc/GMT+5") say an offset, not a place."""


class UnknownZone(NotPossible):
    """No zone of the IANA database is called so, or it names an offset and no place."""


class NoSuchTime(NotPossible):
    """No clock there shows this time on this day: it is set forward across it."""


class Ambiguous(Unfit):
    """Clocks there show this time twice on this day: somebody has to say which."""


@cache
def zones() -> tuple[str, ...]:
    """Return the zones in which a session can be held or read: those of cities, and UTC."""
    return (*sorted(z for z in available_timezones() if z.startswith(_AREAS)), UTC_NAME)


def zone_named(name: str) -> ZoneInfo:
    """Return the rules of a zone. Raises UnknownZone with a sentence that says what to write."""
    if name not in _known():
        raise UnknownZone(
            _("“%(zone)s” is no time zone of a place. Write one such as Europe/Vienna.")
            % {"zone": name}
        )
    return ZoneInfo(name)


@cache
def _known() -> frozenset[str]:
    return frozenset(zones())


def instant(wall: datetime, zone: str, fold: int | None = None) -> datetime:
    """Return the instant (in UTC) at which clocks in a zone show `wall`.

    Where they show it twice, because they are set back, `fold` says which is meant: 0 the
    first, 1 the second (PEP 495); elsewhere it means nothing. Raises UnknownZone, NoSuchTime,
    Ambiguous (shown twice and `fold` is None).
    """
    if wall.tzinfo is not None:
        raise ValueError("a wall time has no zone of its own")
    rules = zone_named(zone)
    first, second = (wall.replace(tzinfo=rules, fold=which) for which in (0, 1))
    before, after = _offset(first), _offset(second)
    said = {"time": f"{wall:%Y-%m-%d %H:%M}", "zone": zone}
    if before < after:
        raise NoSuchTime(
            _("No clock in %(zone)s shows %(time)s: clocks are set forward across it.") % said
        )
    if before > after and fold is None:
        raise Ambiguous(
            _("Clocks in %(zone)s show %(time)s twice, for they are set back: say which is meant.")
            % said,
            "fold",
        )
    return (second if fold else first).astimezone(UTC)


def instants(
    starts: datetime, ends: datetime, zone: str, fold: int | None = None
) -> tuple[datetime, datetime]:
    """Return the instants between which something lasts, from wall times of one zone.

    `fold` is that of the beginning. An end that clocks show twice is the one of the same fold,
    or the second where the first would not be after the beginning. Raises what `instant`
    raises, and NotPossible where it would end before it begins.
    """
    begins = instant(starts, zone, fold)
    over = instant(ends, zone, fold)
    if over <= begins:
        over = instant(ends, zone, 1)
    if over <= begins:
        raise NotPossible(_("It has to end after it begins."))
    return begins, over


def as_stored(wall: datetime) -> datetime:
    """Return a wall time as the database keeps it: as if it were UTC, only its digits count."""
    return wall.replace(tzinfo=UTC, fold=0)


def wall(session: "Session", end: Literal["starts", "ends"]) -> datetime:
    """Return what clocks on the wall show (naive) when a session starts, or ends."""
    kept: datetime = session.starts_local if end == "starts" else session.ends_local
    return kept.replace(tzinfo=None)


def wall_in_days(session: "Session", end: Literal["starts", "ends"], days: int) -> datetime:
    """Return what clocks on the wall show so many days later (naive)."""
    return wall(session, end) + timedelta(days=days)


def city_of(zone: str) -> str:
    """Return the city that a zone is named by, in the language of the page (CLDR)."""
    if zone == UTC_NAME:
        return UTC_NAME
    language = (get_language() or "en").split("-")[0]
    told = get_timezone_location(zone_named(zone), locale=language, return_city=True)
    return told.rsplit("/", 1)[-1].replace("_", " ")


def offset_words(offset: timedelta) -> str:
    """Return an offset from Coordinated Universal Time in words: "UTC+9", "UTC−3:30", "UTC"."""
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return UTC_NAME
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "−"
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when something lasts, as clocks in one zone show it.

    `shift` is by how many days its date differs there from its date where it happens.
    """

    starts: datetime
    ends: datetime
    zone: str
    shift: int = 0

    @property
    def date(self) -> str:
        """The day on which it starts here, with the day of the week."""
        return _day(self.starts)

    @property
    def times(self) -> str:
        """From when to when, on a clock of 24 hours: "09:00–10:30"."""
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"

    @property
    def next_day(self) -> str:
        """The day on which it ends here, where that is another than it starts on."""
        return _day(self.ends) if self.ends.date() != self.starts.date() else ""

    @property
    def city(self) -> str:
        """The city that the zone is named by."""
        return city_of(self.zone)

    @property
    def offset(self) -> str:
        """How far clocks here are from Coordinated Universal Time, during it."""
        before, after = _offset(self.starts), _offset(self.ends)
        if before == after:
            return offset_words(before)
        told = {"before": offset_words(before), "after": offset_words(after)}
        return _("%(before)s, and %(after)s once the clocks are changed") % told

    @property
    def zone_words(self) -> str:
        """The zone in words: "Tokyo time (UTC+9)"."""
        if self.zone == UTC_NAME:
            return _("Coordinated Universal Time (UTC)")
        return _("%(city)s time (%(offset)s)") % {"city": self.city, "offset": self.offset}

    @property
    def shift_words(self) -> str:
        """How the date here differs from the date at the venue, in words; empty if it does not."""
        days = abs(self.shift)
        if not self.shift:
            return ""
        if self.shift < 0:
            return ngettext("the day before", "%(days)d days before", days) % {"days": days}
        return ngettext("the day after", "%(days)d days after", days) % {"days": days}

    def __str__(self) -> str:
        """Return the span in one line. In a text from right to left each part is isolated."""
        times = apart(self.times)
        if self.next_day:
            times = f"{times} {_('(until %(day)s)') % {'day': self.next_day}}"
        return in_a_row([self.date, times, self.zone_words, self.shift_words])


def span_between(starts_at: datetime, ends_at: datetime, zone: str, home: str = "") -> Span:
    """Show two instants in a zone; `home` is the zone in which it happens, if another.

    Raises UnknownZone.
    """
    rules = zone_named(zone)
    starts, ends = starts_at.astimezone(rules), ends_at.astimezone(rules)
    there = starts_at.astimezone(zone_named(home)) if home else starts
    return Span(starts, ends, zone, (starts.date() - there.date()).days)


def span_of(session: "Session", zone: str = "") -> Span:
    """Show when a session takes place: in its own zone, or in that of a reader.

    Raises UnknownZone.
    """
    home = session.zone
    return span_between(session.starts_at, session.ends_at, zone or home, home)


def _day(when: datetime) -> str:
    told = {"weekday": date_format(when, "l"), "date": date_format(when, "DATE_FORMAT")}
    return _("%(weekday)s, %(date)s") % told


def _offset(moment: datetime) -> timedelta:
    offset = moment.utcoffset()
    assert offset is not None
    return offset
