"""Calendar links of a session, an event or a selection, for their pages."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from vigil.programme.calendars.entries import event_entry, session_entries, session_entry
from vigil.programme.calendars.links import CalendarLink, links_of_session, subscription_links
from vigil.programme.calendars.schema_org import as_block, event_data, session_data
from vigil.programme.events.queries.public import Selection
from vigil.programme.models import Event, Session
from vigil.publication.api.responses import site_of

register = template.Library()


@dataclass(frozen=True, slots=True)
class CalendarLinks:
    """How what a page shows is taken into a calendar. Addresses of files are without a host."""

    file: str
    buttons: list[CalendarLink]
    schedule_xml: str = ""
    schedule_json: str = ""
    cancelled: bool = False
    """Whether it does not take place: nobody is asked to add it anew."""
    data: str = ""
    """What search engines read, escaped as it stands in the page."""


@register.simple_tag(takes_context=True)
def session_calendar(context: dict[str, Any], session: Session) -> CalendarLinks:
    """Return how a session is taken into a calendar."""
    site = _site(context)
    entry = session_entry(session, site)
    file = reverse("programme:session_ics", args=[session.event.slug, session.slug])
    return CalendarLinks(
        file,
        links_of_session(entry, site + file),
        cancelled=entry.cancelled,
        data=as_block(session_data(entry)),
    )


@register.simple_tag(takes_context=True)
def event_calendar(context: dict[str, Any], event: Event) -> CalendarLinks:
    """Return how an event with all its sessions is taken into a calendar or an app."""
    site = _site(context)
    sessions = Selection({"event": event.slug}).sessions()
    file = reverse("programme:event_ics", args=[event.slug])
    return CalendarLinks(
        file,
        subscription_links(site + file, event.title),
        reverse("programme:schedule_xml", args=[event.slug]),
        reverse("programme:schedule_json", args=[event.slug]),
        data=as_block(event_data(event_entry(event, site), session_entries(sessions, site))),
    )


@register.simple_tag(takes_context=True)
def selection_calendar(context: dict[str, Any], selection: Selection) -> CalendarLinks:
    """Return how the sessions of a filter are subscribed to."""
    query = selection.query()
    file = reverse("programme:sessions_ics") + (f"?{query}" if query else "")
    return CalendarLinks(file, subscription_links(_site(context) + file, _("Programme")))


def _site(context: dict[str, Any]) -> str:
    request: HttpRequest = context["request"]
    return site_of(request)
