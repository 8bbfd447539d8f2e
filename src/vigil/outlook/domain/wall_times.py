"""Which instant clocks on a wall mean: of a consultation the wall time and the zone are kept."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from vigil.trust.errors import NotPossible


def instant(wall: datetime, zone: str) -> datetime:
    """Return the instant (UTC) at which clocks in a zone (IANA, of a place, or UTC) show `wall`.

    Where they show it twice, because they are set back, it is the first. Raises NotPossible (no
    such zone; no clock there shows this time).
    """
    if zone != "UTC" and zone not in _places():
        raise NotPossible(
            _("“%(zone)s” is no time zone of a place. Write one such as Europe/Vienna.")
            % {"zone": zone[:40]}
        )
    said = wall.replace(tzinfo=ZoneInfo(zone), fold=0)
    found = said.astimezone(UTC)
    if found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != said.replace(tzinfo=None):
        raise NotPossible(
            _("No clock in %(zone)s shows %(time)s: clocks are set forward across it.")
            % {"zone": zone, "time": f"{wall:%Y-%m-%d %H:%M}"}
        )
    return found


def as_stored(wall: datetime) -> datetime:
    """Return a wall time as the database keeps it: as if it were UTC, only its digits count."""
    return wall.replace(tzinfo=UTC, fold=0)


@cache
def _places() -> frozenset[str]:
    """Return the zones that are named by a city: others say an offset and no place."""
    return frozenset(z for z in available_timezones() if "/" in z and not z.startswith("Etc/"))
