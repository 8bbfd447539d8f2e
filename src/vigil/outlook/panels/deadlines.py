"""Convert wall times with a zone to instants, and write moments in words.

Where clocks are set back and show a time twice, the deadline is the later of the two. A time that
no clock shows is refused.
"""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from vigil.trust.access.errors import Unfit


@cache
def _zones() -> frozenset[str]:
    return frozenset(zone for zone in available_timezones() if "/" in zone) | {"UTC"}


def checked_zone(name: str) -> str:
    """Return the name if it is a zone of the IANA database. Raises Unfit if it is not."""
    if name not in _zones() or name.startswith("Etc/"):
        raise Unfit(
            _("“%(zone)s” is no time zone. Write one like Europe/Oslo.") % {"zone": name[:40]},
            "zone",
        )
    return name


def instant_of_wall_time(wall: datetime, zone: str, field: str = "") -> datetime:
    """Return the instant (UTC) at which clocks in a zone show `wall`, a datetime without a zone.

    Raises Unfit at `field` (there is no such zone; clocks are set forward across this time; the
    year was mistyped and lies beyond the calendar).
    """
    if wall.tzinfo is not None:
        raise ValueError("a wall time has no zone of its own")
    rules = ZoneInfo(checked_zone(zone))
    try:
        found = wall.replace(tzinfo=rules, fold=1).astimezone(UTC)
        shows = found.astimezone(rules).replace(tzinfo=None)
    except OverflowError:
        shows = None
    if shows != wall.replace(fold=0):
        raise Unfit(
            _("No clock in %(zone)s shows %(time)s: clocks are set forward across it.")
            % {"zone": zone, "time": f"{wall:%Y-%m-%d %H:%M}"},
            field,
        )
    return found


def moment_text(moment: datetime, zone: str) -> str:
    """Return a moment in words, in the language of the page: day, time and the name of the zone."""
    there = moment.astimezone(ZoneInfo(zone))
    if zone == "UTC":
        clocks = "UTC"
    else:
        language = (get_language() or "en").split("-")[0]
        place = get_timezone_location(there.tzinfo, locale=language, return_city=True)
        clocks = _("%(city)s time") % {"city": place}
    said = {"day": date_format(there, "DATE_FORMAT"), "time": f"{there:%H:%M}", "clocks": clocks}
    # The parts are isolated from each other, so they do not show the direction of the sentence.
    head = "\u200f" if get_language_bidi() else ""
    return head + _("%(day)s, %(time)s (%(clocks)s)") % said
