"""Links by which a reader takes a session or a whole calendar into their own.

They are plain addresses, written here without asking anybody. Whoever makes no use of them is
not known to Google or Microsoft; whoever presses one hands over what the address says: title,
times, place, and the address of the public page. Names of people are not among it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from django.utils.translation import gettext as _

from vigil.programme.calendars.entries import SessionEntry

GOOGLE: Final = "https://calendar.google.com"
OUTLOOK: Final = "https://outlook.live.com"
OFFICE: Final = "https://outlook.office.com"


@dataclass(frozen=True, slots=True)
class CalendarLink:
    """A link: where it leads, what it is called, whether somebody else's site is behind it."""

    label: str
    url: str
    elsewhere: bool = False


def links_of_session(entry: SessionEntry, file: str) -> list[CalendarLink]:
    """Return how one session is added to a calendar. `file` is the address of its file.

    A link elsewhere adds what is known now; a calendar that subscribes to the file, as Apple's
    does, hears of changes. What was cancelled is not to be added anew.
    """
    subscribed = CalendarLink(_("Apple Calendar"), webcal(file))
    if entry.cancelled:
        return [subscribed]
    return [
        CalendarLink(_("Google Calendar"), google(entry), elsewhere=True),
        CalendarLink("Outlook.com", outlook(entry, OUTLOOK), elsewhere=True),
        CalendarLink("Microsoft 365", outlook(entry, OFFICE), elsewhere=True),
        subscribed,
    ]


def subscription_links(file: str, name: str) -> list[CalendarLink]:
    """Return how a calendar of many sessions is subscribed to: its changes then come by itself."""
    feed = webcal(file)
    added = f"/calendar/0/addfromweb?{_query(url=file, name=name)}"
    return [
        CalendarLink(
            _("Google Calendar"), f"{GOOGLE}/calendar/r?{_query(cid=feed)}", elsewhere=True
        ),
        CalendarLink("Outlook.com", OUTLOOK + added, elsewhere=True),
        CalendarLink("Microsoft 365", OFFICE + added, elsewhere=True),
        CalendarLink(_("Apple Calendar and others"), feed),
    ]


def webcal(address: str) -> str:
    """Return the address by which a program subscribes to a calendar and does not only fetch it."""
    return urlunsplit(urlsplit(address)._replace(scheme="webcal"))


def google(entry: SessionEntry) -> str:
    """Return a link that opens Google's form for a new appointment, filled in."""
    told = _query(
        action="TEMPLATE",
        text=entry.heading,
        dates=f"{_basic(entry.starts)}/{_basic(entry.ends)}",
        ctz=entry.zone,
        location=entry.place,
        details=entry.url,
    )
    return f"{GOOGLE}/calendar/render?{told}"


def outlook(entry: SessionEntry, host: str) -> str:
    """Return a link that opens Outlook's form for a new appointment, filled in."""
    told = _query(
        path="/calendar/action/compose",
        rru="addevent",
        subject=entry.heading,
        startdt=_extended(entry.starts),
        enddt=_extended(entry.ends),
        location=entry.place,
        body=entry.url,
    )
    return f"{host}/calendar/0/action/compose?{told}"


def _query(**told: str) -> str:
    return urlencode({name: value for name, value in told.items() if value}, quote_via=quote)


def _basic(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _extended(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
