"""Calendars and schedules, for programs: the addresses of pages, with another ending.

A calendar takes the query parameters of the page of sessions and answers about the same sessions.
The same address is a file to download and a calendar to subscribe to. Nobody may keep an answer
without asking again: a session can be moved, and somebody's name be taken back.
"""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from vigil.programme.calendars.entries import event_entry, session_entries
from vigil.programme.calendars.query_parameters import parse_selection
from vigil.programme.calendars.schedule import Schedule, schedule_of
from vigil.programme.calendars.schedule_json import json_of
from vigil.programme.calendars.schedule_xml import MEDIA_TYPE as XML
from vigil.programme.calendars.schedule_xml import xml_of
from vigil.programme.events.queries import public as queries
from vigil.programme.models import Session
from vigil.publication.api.errors import for_programs
from vigil.publication.api.responses import (
    conditional_answer,
    etag_of_content,
    json_answer,
    site_of,
)


@for_programs
def sessions_ics(request: HttpRequest) -> HttpResponseBase:
    """Return the sessions under a filter as a calendar."""
    selection = parse_selection(request)
    return _calendar(request, selection.sessions(), _("Programme"), "programme")


@for_programs
def event_ics(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Return the sessions of an event, under a filter, as a calendar."""
    event = queries.event_by_slug(slug)
    selection = parse_selection(request, event=slug)
    return _calendar(request, selection.sessions(), event.title, slug)


@for_programs
def session_ics(request: HttpRequest, slug: str, session: str) -> HttpResponseBase:
    """Return one session as a calendar."""
    event = queries.event_by_slug(slug)
    found = queries.session_of(event, session)
    return _calendar(request, [found], found.title, f"{slug}-{session}")


@for_programs
def schedule_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Return an event as JSON for conference apps."""
    return json_answer(request, json_of(_schedule(request, slug)))


@for_programs
def schedule_xml(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Return an event as XML for conference apps."""
    schedule = _schedule(request, slug)
    content = xml_of(schedule, request.build_absolute_uri(request.path))
    return _answer(request, content, XML, f"{slug}.xml")


def _schedule(request: HttpRequest, slug: str) -> Schedule:
    event = queries.event_by_slug(slug)
    sessions = parse_selection(request, event=slug).sessions()
    return schedule_of(
        event_entry(event, site_of(request)), session_entries(sessions, site_of(request))
    )


def _calendar(
    request: HttpRequest, sessions: list[Session], name: str, file: str
) -> HttpResponseBase:
    # Here: icalendar is loaded by the first calendar that is asked for.
    from vigil.programme.calendars.ics import MEDIA_TYPE, calendar_of

    entries = session_entries(sessions, site_of(request))
    content = calendar_of(entries, name=name, address=request.build_absolute_uri())
    return _answer(request, content, MEDIA_TYPE, f"{file}.ics")


def _answer(request: HttpRequest, content: bytes, media_type: str, file: str) -> HttpResponseBase:
    def make() -> HttpResponse:
        # Not as an attachment: a telephone then offers to add it, and does not only store it.
        told = {"Content-Disposition": f'inline; filename="{file}"'}
        return HttpResponse(content, content_type=media_type, headers=told)

    return conditional_answer(request, etag_of_content(content), make)
