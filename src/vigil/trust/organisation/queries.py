"""What is in force of the organisation: the environment first, then the page, then what is usual.

The row is read every few seconds by each process, so that a change on one reaches all, and a page
asks nothing more of the database.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q

from vigil.trust.demonstration.mark import is_demonstration
from vigil.trust.organisation.models import Organisation
from vigil.trust.rooms import house
from vigil.trust.rooms.closing import Closing
from vigil.trust.rooms.points import Point

USUAL_NAME: Final = "Vigil"
USUAL_LICENCE: Final = "Apache-2.0"
SECONDS: Final = 5
"""How long a process believes what it read."""
MACHINE: Final = {
    "name": "VIGIL_PUBLISHER",
    "contact": "VIGIL_CONTACT",
    "accent": "VIGIL_ACCENT",
    "accent_dark": "VIGIL_ACCENT_DARK",
    "logo": "VIGIL_LOGO",
    "data_licence": "VIGIL_DATA_LICENCE",
    "publisher_id": "VIGIL_PUBLISHER_ID",
    "mail_from": "VIGIL_MAIL_FROM",
}
"""Part of the organisation -> the setting that wins over the page."""


@dataclass(frozen=True, slots=True)
class OrganisationInForce:
    """What holds now of the organisation that runs this installation."""

    name: str
    is_stated: bool
    """Whether anybody stated a name; else it is that of the program."""
    responsible: str
    contact: str
    publisher_id: str
    accent: str
    accent_dark: str
    data_licence: str
    languages: tuple[str, ...]
    default_language: str
    time_zone: str
    closed_rooms: frozenset[str]
    mail_from: str

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of its events and letters."""
        return ZoneInfo(self.time_zone)


@dataclass(slots=True)
class _Kept:
    row: Organisation | None = None
    until: float = 0.0


_kept = _Kept()


def row() -> Organisation | None:
    """Return what was stated on the page; None where nothing was. Not to be changed."""
    if monotonic() >= _kept.until:
        try:
            remember(Organisation.objects.first(), monotonic() + SECONDS)
        except DatabaseError:  # the page that says so shows what was known before
            _kept.until = monotonic() + 1
    return _kept.row


def remember(found: Organisation | None, until: float) -> None:
    """Believe this row until a time of `monotonic`."""
    _kept.row, _kept.until = found, until


def forget() -> None:
    """Read the row anew when it is next asked for."""
    _kept.until = 0.0


def organisation() -> OrganisationInForce:
    """Return what holds now of the organisation."""
    said = row() or Organisation()
    name = settings.VIGIL_PUBLISHER or said.name
    own_accent = bool(settings.VIGIL_ACCENT or settings.VIGIL_ACCENT_DARK)
    every = tuple(code for code, _name in settings.LANGUAGES)
    languages = tuple(code for code in every if code in said.languages) or every
    chosen = said.default_language
    return OrganisationInForce(
        name=name or USUAL_NAME,
        is_stated=bool(name),
        responsible=said.responsible,
        contact=settings.VIGIL_CONTACT.strip() or said.contact,
        # Nobody's identifier is given out as that of an invented organisation.
        publisher_id=settings.VIGIL_PUBLISHER_ID
        or ("" if is_demonstration() else said.publisher_id),
        accent=settings.VIGIL_ACCENT.strip() if own_accent else said.accent,
        accent_dark=settings.VIGIL_ACCENT_DARK.strip() if own_accent else said.accent_dark,
        data_licence=settings.VIGIL_DATA_LICENCE or said.data_licence or USUAL_LICENCE,
        languages=languages,
        default_language=chosen if chosen in languages else languages[0],
        time_zone=said.time_zone or settings.TIME_ZONE,
        closed_rooms=frozenset(said.closed_rooms),
        mail_from=settings.VIGIL_MAIL_FROM or said.mail_from,
    )


def set_on_the_machine() -> frozenset[str]:
    """Return the parts of the organisation that the environment states."""
    return frozenset(part for part, setting in MACHINE.items() if getattr(settings, setting))


def closings() -> dict[str, Closing]:
    """Return how each room is closed that an organisation may close, by the room's name."""
    return {room.name: room.closing for room in house.rooms() if room.closing is not None}


def closed_rooms() -> dict[str, Closing]:
    """Return the rooms that are closed now."""
    closed = organisation().closed_rooms
    return {name: one for name, one in closings().items() if name in closed} if closed else {}


def is_closed_route(namespace: str, route: str) -> bool:
    """Return whether a public address belongs to a room that is closed."""
    return any(
        namespace in one.namespaces and f"{namespace}:{route}" not in one.kept
        for one in closed_rooms().values()
    )


def open_additions[T](point: Point[T]) -> Iterator[tuple[str, T]]:
    """Yield what rooms that are open added to a point, as `house.added`."""
    closed = organisation().closed_rooms
    return ((name, thing) for name, thing in house.added(point) if name not in closed)


def letters_that_wait() -> Q:
    """Return which letters wait because their room is closed, as a condition."""
    found = Q(pk__in=[])
    for one in closed_rooms().values():
        found |= Q(kind__in=one.letters) | Q(about_kind__in=one.letters_about)
    return found
