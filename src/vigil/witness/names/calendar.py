"""Write anniversaries as an iCalendar file (RFC 5545) to subscribe to. Each repeats every year.

An anniversary is known by its UID for good, whatever host serves it and in whatever language.
Where too many names are asked for, a day is one entry that tells of all of them: a calendar with
thousands of entries can be read by nobody.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Calendar, Event

from vigil.witness.models import Name
from vigil.witness.names.criteria import LEAP_DAY
from vigil.witness.names.entries import name_entries, sentence_of
from vigil.witness.names.queries.public import OLDEST

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
PRODUCT: Final = "-//Vigil//vigil-platform//EN"
DOMAIN: Final = "vigil.invalid"
"""What stands behind the @ of a UID: no host of ours, so that it stays when a host changes."""
REFRESH: Final = timedelta(hours=6)
MOST: Final = 1000
"""Names of which each has an entry of its own: about three a day."""
MOST_OF_A_DAY: Final = 40
"""Names that the entry of a day spells out; its page has all."""
LEAP_YEAR: Final = 2000
"""The year in which the entries of days begin: it has a 29 February."""


def calendar_of(names: QuerySet[Name], *, title: str, address: str, site: str, query: str) -> bytes:
    """Return the anniversaries of these names as one calendar.

    `address` is where it can be had again, `site` that of the site without a path, `query` the
    filter as it stands in addresses.
    """
    dated = names.exclude(anniversary=None)
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("NAME", title)  # RFC 7986
    calendar.add("X-WR-CALNAME", title)
    calendar.add("SOURCE", address, parameters={"VALUE": "URI"})
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", f"PT{REFRESH // timedelta(hours=1)}H")
    few = dated.count() <= MOST
    events = _of_names(dated, site) if few else _of_days(dated, site, query)
    for event in events:
        calendar.add_component(event)
    if not calendar.subcomponents:
        calendar.add_component(_nobody(site))  # without any part it is no calendar (3.6)
    return calendar.to_ical()


def _of_names(names: QuerySet[Name], site: str) -> Iterator[Event]:
    names = names.order_by(*OLDEST)
    changed = dict(names.values_list("handle", "changed_at"))
    for line in name_entries(names):
        assert line.died_on is not None
        event = _all_day(line.died_on, changed[line.handle])
        event.add("UID", f"name-{line.handle}@{DOMAIN}")
        event.add("SUMMARY", _("In memory of %(name)s") % {"name": line.name})
        event.add("DESCRIPTION", f"{sentence_of(line)}\n\n{site}{line.url}")
        event.add("URL", site + line.url)
        yield event


def _of_days(names: QuerySet[Name], site: str, query: str) -> Iterator[Event]:
    days = names.order_by("anniversary").values_list("anniversary")
    spoken = _spoken(names)
    for code, n, changed in days.annotate(n=Count("pk"), changed=Max("changed_at")):
        assert code is not None
        day = date(LEAP_YEAR, code // 100, code % 100)
        first = spoken[code]
        url = site + reverse("witness:names_today")
        event = _all_day(day, changed)
        event.add("UID", f"day-{code:04}-{query or 'all'}@{DOMAIN}".replace("&", "-"))
        event.add("SUMMARY", _people(n))
        more = [_("And %(n)d more.") % {"n": n - len(first)}] if n > len(first) else []
        event.add("DESCRIPTION", "\n".join([*first, *more, "", url]))
        event.add("URL", url)
        yield event


def _spoken(names: QuerySet[Name]) -> dict[int, list[str]]:
    """Return the first names of each day, by the code of the day, the oldest first."""
    spoken: dict[int, list[str]] = {}
    rows = names.order_by("anniversary", *OLDEST).values_list("anniversary", "name", "year")
    for code, name, year in rows.iterator():
        assert code is not None
        of_day = spoken.setdefault(code, [])
        if len(of_day) < MOST_OF_A_DAY:
            of_day.append(f"{name}, {year}")
    return spoken


def _people(n: int) -> str:
    return ngettext("%(n)d person to remember", "%(n)d people to remember", n) % {"n": n}


def _all_day(day: date, changed: datetime) -> Event:
    """Return an entry of a whole day that repeats every year, a leap day on the last of February.

    It does not mark the day as busy.
    """
    event = Event()
    event.add("DTSTAMP", changed.astimezone(UTC))
    event.add("LAST-MODIFIED", changed.astimezone(UTC))
    event.add("DTSTART", day)
    leap = day.month * 100 + day.day == LEAP_DAY
    last_of_february: dict[str, Sequence[int]] = {"BYMONTH": [2], "BYMONTHDAY": [-1]}
    event.add("RRULE", {"FREQ": ["YEARLY"], **(last_of_february if leap else {})})
    event.add("TRANSP", "TRANSPARENT")
    event.add("CLASS", "PUBLIC")
    return event


def _nobody(site: str) -> Event:
    """Return the one entry of an empty calendar. It is in the past and does not repeat."""
    event = Event()
    event.add("UID", f"nobody@{DOMAIN}")
    event.add("DTSTAMP", datetime(2000, 1, 1, tzinfo=UTC))
    event.add("DTSTART", date(2000, 1, 1))
    event.add("SUMMARY", _("Nobody is remembered under this filter."))
    event.add("URL", site + reverse("witness:names"))
    event.add("TRANSP", "TRANSPARENT")
    return event
