"""Time zones as people type them: "Tokyo", "Japan", "JST" or "GMT+9", in any language we speak.

What is kept is always a place (`wall_times.zone_named`). An abbreviation or an offset that several
places keep is not guessed: where the form tells nothing of the place, it is refused with a choice.
"""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vigil.casefile.people.name_matching import fold
from vigil.language.punctuation import apart, isolated
from vigil.programme.time_zones.wall_times import UTC_NAME, UnknownZone, city_of, zones
from vigil.reading.codebook.scheme import LANGUAGES

MOST: Final = 6
"""Places that a refusal offers."""
_OFFSET: Final = re.compile(r"(?:utc|gmt)?\s*([+\-−–])\s*(\d{1,2})(?::?([0-5]\d))?")
_IN_WORDS: Final = re.compile(r"[^\W\d_]+(?:[ '’.\-][^\W\d_]+)*\.?")
_UTC: Final = frozenset({"utc", "gmt", "z"})
_KEPT: Final[Mapping[str, tuple[str, ...]]] = {
    "acst": ("Australia/Adelaide", "Australia/Darwin"),
    "aedt": ("Australia/Sydney", "Australia/Melbourne", "Australia/Hobart"),
    "aest": ("Australia/Sydney", "Australia/Melbourne", "Australia/Brisbane"),
    "aft": ("Asia/Kabul",),
    "art": ("America/Argentina/Buenos_Aires",),
    "ast": ("America/Puerto_Rico", "America/Halifax", "Asia/Riyadh", "Asia/Baghdad"),
    "awst": ("Australia/Perth",),
    "bot": ("America/La_Paz",),
    "brt": ("America/Sao_Paulo",),
    "bst": ("Europe/London", "Asia/Dhaka"),
    "cat": ("Africa/Maputo", "Africa/Harare", "Africa/Lusaka", "Africa/Kigali"),
    "cest": ("Europe/Vienna", "Europe/Paris", "Europe/Rome", "Europe/Madrid", "Europe/Berlin"),
    "cet": ("Europe/Vienna", "Europe/Paris", "Europe/Rome", "Europe/Madrid", "Europe/Berlin"),
    "clt": ("America/Santiago",),
    "cot": ("America/Bogota",),
    "cst": ("America/Mexico_City", "America/Chicago", "America/Guatemala", "Asia/Shanghai"),
    "ct": ("America/Chicago",),
    "eat": ("Africa/Nairobi", "Africa/Kampala", "Africa/Addis_Ababa", "Africa/Mogadishu"),
    "ect": ("America/Guayaquil",),
    "edt": ("America/New_York", "America/Toronto"),
    "eest": ("Europe/Athens", "Europe/Kyiv", "Europe/Bucharest", "Europe/Helsinki"),
    "eet": ("Europe/Athens", "Europe/Kyiv", "Europe/Bucharest", "Africa/Cairo"),
    "est": ("America/New_York", "America/Toronto", "America/Panama", "America/Jamaica"),
    "et": ("America/New_York", "America/Toronto"),
    "hkt": ("Asia/Hong_Kong",),
    "ist": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"),
    "jst": ("Asia/Tokyo",),
    "kst": ("Asia/Seoul",),
    "mmt": ("Asia/Yangon",),
    "msk": ("Europe/Moscow",),
    "mst": ("America/Denver", "America/Phoenix", "America/Hermosillo"),
    "mt": ("America/Denver",),
    "npt": ("Asia/Kathmandu",),
    "nzdt": ("Pacific/Auckland",),
    "nzst": ("Pacific/Auckland",),
    "pdt": ("America/Los_Angeles", "America/Tijuana", "America/Vancouver"),
    "pet": ("America/Lima",),
    "pht": ("Asia/Manila",),
    "pkt": ("Asia/Karachi",),
    "pst": ("America/Los_Angeles", "America/Tijuana", "America/Vancouver", "Asia/Manila"),
    "pt": ("America/Los_Angeles",),
    "sast": ("Africa/Johannesburg",),
    "sgt": ("Asia/Singapore",),
    "trt": ("Europe/Istanbul",),
    "uyt": ("America/Montevideo",),
    "vet": ("America/Caracas",),
    "wat": ("Africa/Lagos", "Africa/Kinshasa", "Africa/Luanda", "Africa/Douala"),
    "west": ("Europe/Lisbon",),
    "wet": ("Europe/Lisbon",),
    "wib": ("Asia/Jakarta",),
    "wit": ("Asia/Jayapura",),
    "wita": ("Asia/Makassar",),
}
"""Abbreviation -> the places that people mean by it; of one that means many, the most asked for."""


def zone_typed(
    text: str,
    near: Collection[str] = (),
    when: datetime | None = None,
    country: Collection[str] = (),
) -> str:
    """Return the zone (IANA) that somebody means.

    `near` are zones that the form speaks of already: they decide between several. `when` is the day
    for which an offset is meant (default: today). `country` are the zones of the country that the
    form names: a city that no zone is named after has its country's, if that keeps one. Raises
    UnknownZone with the places to choose from, or with names that are spelled alike.
    """
    typed = " ".join(text.split())
    if exact := _exact().get(typed.lower().replace(" ", "_")):
        return exact
    key, said = fold(typed), isolated(typed)
    if key in _UTC:
        return UTC_NAME
    if offset := _OFFSET.fullmatch(typed.lower()):
        return _choose(said, _keeping(_delta(*offset.groups()), when), near)
    if key in _KEPT:
        return _choose(said, _KEPT[key], near)
    if found := _places().get(key):
        return _choose(said, found, near)
    if country and _IN_WORDS.fullmatch(typed):
        return _of_country(said, country)
    raise UnknownZone(_unknown(said, key))


def zones_of_country(code: str) -> tuple[str, ...]:
    """Return the zones of a country (ISO 3166-1 alpha-3)."""
    two = (get_global("territory_aliases").get(code) or [""])[0]
    return _of_territory().get(two, ())


def zone_choices() -> list[tuple[str, str]]:
    """Return each zone with its city, country and abbreviation, as a picker shows it."""
    return _choices((get_language() or "en").split("-")[0])


@cache
def _choices(language: str) -> list[tuple[str, str]]:
    countries = Locale(language).territories
    short = {found[0]: name.upper() for name, found in _KEPT.items() if len(found) == 1}
    territories = {zone: two for two, found in _of_territory().items() for zone in found}
    found = []
    for zone in sorted(set(_preferred().values())):
        country = countries.get(territories.get(zone, ""), "")
        parts = dict.fromkeys([city_of(zone), country, short.get(zone, "")])
        found.append((zone, " · ".join(filter(None, parts))))
    return found


def _choose(said: str, found: Iterable[str], near: Collection[str]) -> str:
    known = _preferred()
    places = [zone for zone in dict.fromkeys(found) if zone in known]
    if len(places) == 1:
        return places[0]
    told = {known.get(zone, zone) for zone in near}
    meant = [zone for zone in places if known.get(zone, zone) in told]
    if len(meant) == 1:
        return meant[0]
    if not places:
        raise UnknownZone(_("No place keeps “%(zone)s”. Write a city.") % {"zone": said})
    offered = ", ".join(apart(zone) for zone in (meant or places)[:MOST])
    raise UnknownZone(
        _("“%(zone)s” is kept in several places. Write which one: %(places)s.")
        % {"zone": said, "places": offered}
    )


def _of_country(said: str, country: Collection[str]) -> str:
    """Return the zone of a country for one of its cities. Raises UnknownZone (it keeps several)."""
    if len(country) == 1:
        return next(iter(country))
    raise UnknownZone(
        _("No time zone is named after “%(city)s”. Write which one of its country: %(places)s.")
        % {"city": said, "places": ", ".join(map(apart, country))}
    )


def _unknown(said: str, key: str) -> str:
    sentence = _(
        "“%(zone)s” is no time zone of a place. Write a city, a country or a zone: Tokyo, Japan, "
        "JST, Asia/Tokyo."
    ) % {"zone": said}
    alike = difflib.get_close_matches(key, _places(), 3, 0.8)
    offered = list(dict.fromkeys(zone for name in alike for zone in _places()[name][:1]))
    if not offered:
        return sentence
    alike_zones = ", ".join(map(apart, offered))
    return f"{sentence} {_('Spelled alike: %(zones)s.') % {'zones': alike_zones}}"


def _delta(sign: str, hours: str, minutes: str | None) -> timedelta:
    size = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return size if sign == "+" else -size


def _keeping(offset: timedelta, when: datetime | None) -> list[str]:
    """Return the zones that keep an offset on a day, those people ask for most before others."""
    at = (when or datetime.now(UTC)).replace(tzinfo=None)
    found = [
        zone
        for zone in sorted(set(_preferred().values()))
        if zone != UTC_NAME and at.replace(tzinfo=ZoneInfo(zone)).utcoffset() == offset
    ]
    asked = {zone for kept in _KEPT.values() for zone in kept}
    return sorted(found, key=lambda zone: zone not in asked)


@cache
def _exact() -> Mapping[str, str]:
    return {zone.lower(): zone for zone in zones()}


@cache
def _preferred() -> Mapping[str, str]:
    """Return for each zone the one of its names that says its city as it is called now."""
    aliases = get_global("zone_aliases")
    cities = Locale("en").time_zones
    asked = {zone for kept in _KEPT.values() for zone in kept}
    best: dict[str, tuple[tuple[bool, ...], str]] = {}
    for zone in zones():
        first = aliases.get(zone, zone)
        city = cities.get(first, {}).get("city") or _last(first)
        rank = (fold(_last(zone)) == fold(city), zone in asked, zone == first)
        if first not in best or rank > best[first][0]:
            best[first] = rank, zone
    return {zone: best[aliases.get(zone, zone)][1] for zone in zones()}


@cache
def _of_territory() -> Mapping[str, tuple[str, ...]]:
    known = _preferred()
    return {
        two: tuple(dict.fromkeys(known[zone] for zone in found if zone in known))
        for two, found in get_global("territory_zones").items()
    }


@cache
def _places() -> Mapping[str, tuple[str, ...]]:
    """Return zones by the folded names of cities and countries, in every language we speak."""
    aliases = get_global("zone_aliases")
    found: dict[str, dict[str, None]] = {}
    countries: dict[str, dict[str, None]] = {}
    for zone, best in _preferred().items():
        found.setdefault(fold(_last(zone)), {})[best] = None
    for language in LANGUAGES:
        locale = Locale(language)
        for zone, best in _preferred().items():
            if city := locale.time_zones.get(aliases.get(zone, zone), {}).get("city"):
                found.setdefault(fold(city), {})[best] = None
        for two, within in _of_territory().items():
            if within and (name := locale.territories.get(two)):
                countries.setdefault(fold(name), {}).update(dict.fromkeys(within))
    # A city before a country that is called so, as Singapore and Luxembourg are.
    return {name: tuple(places) for name, places in (countries | found).items()}


def _last(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ")
