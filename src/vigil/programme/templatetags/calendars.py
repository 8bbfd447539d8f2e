"""What the pages of the programme ask for to offer calendars."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from vigil.programme.calendars.entries import entries_of, entry_of, event_entry
from vigil.programme.calendars.links import Button, buttons_of, subscriptions
from vigil.programme.calendars.schema_org import as_block, event_data, session_data
from vigil.programme.events.queries.public import Selection
from vigil.programme.models import Event, Session
from vigil.publication.api.responses import site_of

register = template.Library()


@dataclass(frozen=True, slots=True)
class Taking:
    """How what a page shows is taken into a calendar. Addresses of files are without a host."""

    file: str
    buttons: list[Button]
    schedule_xml: str = ""
    schedule_json: str = ""
    cancelled: bool = False
    """Whether it does not take place: nobody is asked to add it anew."""
    data: str = ""
    """What search engines read, escaped as it stands in the page."""


@register.simple_tag(takes_context=True)
def session_calendar(context: dict[str, Any], session: Session) -> Taking:
    """Return how a session is taken into a calendar."""
    site = _site(context)
    entry = entry_of(session, site)
    file = reverse("programme:session_ics", args=[session.event.slug, session.slug])
    return Taking(
        file,
        buttons_of(entry, site + file),
        cancelled=entry.cancelled,
        data=as_block(session_data(entry)),
    )


@register.simple_tag(takes_context=True)
def event_calendar(context: dict[str, Any], event: Event) -> Taking:
    """Return how an event with all its sessions is taken into a calendar or an app."""
    site = _site(context)
    sessions = Selection({"event": event.slug}).sessions()
    file = reverse("programme:event_ics", args=[event.slug])
    return Taking(
        file,
        subscriptions(site + file, event.title),
        reverse("programme:schedule_xml", args=[event.slug]),
        reverse("programme:schedule_json", args=[event.slug]),
        data=as_block(event_data(event_entry(event, site), entries_of(sessions, site))),
    )


@register.simple_tag(takes_context=True)
def selection_calendar(context: dict[str, Any], selection: Selection) -> Taking:
    """Return how the sessions of a filter are subscribed to."""
    query = selection.query()
    file = reverse("programme:sessions_ics") + (f"?{query}" if query else "")
    return Taking(file, subscriptions(_site(context) + file, _("Programme")))


def _site(context: dict[str, Any]) -> str:
    request: HttpRequest = context["request"]
    return site_of(request)
