"""What the pages of a session and of an event show of registering."""

from dataclasses import dataclass

from vigil.programme.events.models.event import State as EventState
from vigil.programme.models import Event, Session
from vigil.programme.registrations.delivery import why_no_link
from vigil.programme.registrations.verbs.common import places_left, why_closed


@dataclass(frozen=True)
class RegistrationStatus:
    """How somebody can register: `closed` says why they cannot."""

    closed: str
    by: str
    full: bool


def registration_status(session: Session) -> RegistrationStatus | None:
    """Return how to register for a session; None where there is no registration with us."""
    if session.registering == Session.Registering.NONE:
        return None
    closed = why_closed(session) or why_no_link()
    return RegistrationStatus(
        closed, session.registering, full=not closed and places_left(session) == 0
    )


def sessions_to_register(event: Event) -> list[Session]:
    """Return the public sessions of an event for which people can register now, by time."""
    rows = event.sessions.filter(state=EventState.PUBLISHED)
    rows = rows.exclude(registering=Session.Registering.NONE).select_related("event")
    return [one for one in rows if not why_closed(one)]
