"""What the page of a session shows of registering for it."""

from dataclasses import dataclass

from vigil.programme.models import Session
from vigil.programme.registrations.verbs.registering import places_left, why_closed


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
    closed = why_closed(session)
    return RegistrationStatus(
        closed, session.registering, full=not closed and places_left(session) == 0
    )
