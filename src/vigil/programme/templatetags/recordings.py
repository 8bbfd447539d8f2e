"""Recordings of a session, for its page."""

from typing import Any

from django import template

from vigil.programme.models import Session
from vigil.programme.recordings.display import RecordingDisplay, displayed_recordings
from vigil.programme.recordings.timecodes import format_timecode
from vigil.programme.registrations.views.entry_pass import registration_of_browser

register = template.Library()


@register.simple_tag(takes_context=True)
def recordings_of(context: dict[str, Any], session: Session) -> list[RecordingDisplay]:
    """Return the recordings of a session that the reader of the page may know of."""
    return displayed_recordings(session, registration_of_browser(context["request"], session))


@register.filter
def clock(seconds: float) -> str:
    """Write seconds as minutes and seconds."""
    return format_timecode(seconds)


@register.simple_tag
def called_in(called: dict[str, str], uid: str) -> str:
    """Return what staff may call a contributor."""
    return called.get(uid, "")
