"""The stream and the registration of a session, for its page."""

from django import template

from vigil.programme.models import Session
from vigil.programme.streams.display import (
    RegistrationStatus,
    StreamStatus,
    registration_status,
    stream_status,
)

register = template.Library()


@register.simple_tag
def stream_of(session: Session, zone: str = "") -> StreamStatus | None:
    """Tell of the stream of a session, also as clocks in the reader's zone show it."""
    return stream_status(session, zone)


@register.simple_tag
def registering_for(session: Session) -> RegistrationStatus | None:
    """Tell how to register for a session."""
    return registration_status(session)
