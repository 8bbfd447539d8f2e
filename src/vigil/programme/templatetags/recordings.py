"""Recordings of a session, for its page."""

from typing import Any, Final

from django import template

from vigil.programme.models import Session
from vigil.programme.recordings.display import RecordingDisplay, displayed_recordings
from vigil.programme.recordings.materials import MaterialDisplay, displayed_materials
from vigil.programme.recordings.timecodes import format_timecode
from vigil.programme.registrations.views.entry_pass import registration_of_browser

register = template.Library()
QUALITY: Final = "picture"
"""The parameter of a page's address that names the chosen file of a film."""


@register.simple_tag(takes_context=True)
def recordings_of(context: dict[str, Any], session: Session) -> list[RecordingDisplay]:
    """Return the recordings of a session that the reader of the page may know of."""
    request = context["request"]
    chosen = request.GET.get(QUALITY, "")
    return displayed_recordings(session, registration_of_browser(request, session), chosen)


@register.simple_tag(takes_context=True)
def materials_of(context: dict[str, Any], session: Session) -> list[MaterialDisplay]:
    """Return the documents of a session that the reader of the page may know of."""
    reader = registration_of_browser(context["request"], session)
    return displayed_materials([session], {session.pk: reader}).get(session.pk, [])


@register.simple_tag(takes_context=True)
def quality_query(context: dict[str, Any], choice: str) -> str:
    """Return the query of this page's address with another file of a film chosen."""
    query = context["request"].GET.copy()
    query[QUALITY] = choice
    return f"?{query.urlencode()}"


@register.filter
def clock(seconds: float) -> str:
    """Write seconds as minutes and seconds."""
    return format_timecode(seconds)


@register.simple_tag
def called_in(called: dict[str, str], uid: str) -> str:
    """Return what staff may call a contributor."""
    return called.get(uid, "")
