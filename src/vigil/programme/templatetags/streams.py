"""The stream of a session, for its page."""

from django import template

from vigil.programme.models import Session
from vigil.programme.streams.display import StreamStatus, stream_status

register = template.Library()


@register.simple_tag
def stream_of(session: Session, zone: str = "") -> StreamStatus | None:
    """Return the stream of a session, also as clocks in the reader's zone show it."""
    return stream_status(session, zone)
