"""The time zone that a reader chose, which stands in the address, and the list to choose from."""

from dataclasses import dataclass
from functools import cache

from django.http import QueryDict
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from vigil.programme.time_zones.wall_times import UTC_NAME, UnknownZone, city_of, zone_named, zones

PARAMETER = "zone"


@dataclass(frozen=True, slots=True)
class ReaderZone:
    """The zone of a reader. `asked`: they chose it themselves. `error`: what they chose is none."""

    zone: str
    asked: bool = False
    error: str = ""

    @classmethod
    def of(cls, query: QueryDict, default: str) -> "ReaderZone":
        """Read the zone from an address; `default` where none is asked for, or none such is."""
        wanted = query.get(PARAMETER, "")
        if not wanted:
            return cls(default)
        try:
            zone_named(wanted)
        except UnknownZone as error:
            return cls(default, error=str(error))
        return cls(wanted, asked=True)

    @property
    def query(self) -> str:
        """What links within the programme carry on, so that the choice stays."""
        return f"?{PARAMETER}={self.zone}" if self.asked else ""

    def choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return zones by area, each with its city in the language of the page.

        Of several names for one clock the one stands here that says the city as it is called now.
        """
        return _choices(get_language() or "en", self.zone)


def _choices(language: str, chosen: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Add the zone that is shown now to those of the list, if it goes by another name there."""
    listed = _listed(language)
    if any(zone == chosen for _area, offered in listed for zone, _city in offered):
        return listed
    return [("", [(chosen, _label(chosen))]), *listed]


@cache
def _listed(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """List zones by area, in one language, which is that of the page."""
    best: dict[tuple[str, str], str] = {}
    for zone in zones():
        area = zone.partition("/")[0]
        city = city_of(zone)
        known = best.get((area, city))
        if known is None or _says_its_city(zone):
            best[area, city] = zone
    found: dict[str, list[tuple[str, str]]] = {}
    for (area, city), zone in sorted(best.items(), key=lambda entry: entry[0]):
        if zone != UTC_NAME:
            found.setdefault(area, []).append((zone, city))
    return [("", [(UTC_NAME, _label(UTC_NAME))]), *found.items()]


def _says_its_city(zone: str) -> bool:
    with override("en"):
        return zone.rsplit("/", 1)[-1].replace("_", " ") == city_of(zone)


def _label(zone: str) -> str:
    return _("Coordinated Universal Time") if zone == UTC_NAME else city_of(zone)
