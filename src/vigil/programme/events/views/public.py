"""Public pages of the programme. They read; nothing here writes."""

from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.charts.cards import card_png, card_svg
from vigil.programme.contributors.visibility import hosts_of
from vigil.programme.events.cards import available_fonts, card_of_event, words_of_event
from vigil.programme.events.citations import citations_of, public_citations
from vigil.programme.events.display import SessionDisplay, displayed_sessions, hosts_by_role
from vigil.programme.events.event_page import days_on_page
from vigil.programme.events.queries import public as queries
from vigil.programme.events.words import event_words
from vigil.programme.mailings.queries import public_messages, public_messages_of_event
from vigil.programme.models import Event, Session
from vigil.programme.registrations.views.entry_pass import registration_of_browser
from vigil.programme.time_zones.reader_zone import ReaderZone
from vigil.programme.time_zones.wall_times import UTC_NAME
from vigil.publication.api.responses import conditional_answer, etag_of_content, site_of

EVENT_PAGE: Final = "programme/events/event.html"
SESSION_PAGE: Final = "programme/events/session.html"
"""The templates of an event and of a session, also in previews."""


@cache_control(no_cache=True)
@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """List events and, under a filter, sessions: what is to come, and what was."""
    selection = queries.Selection.of(request.GET)
    reader = ReaderZone.of(request.GET, UTC_NAME)
    found = queries.public_sessions(selection) if selection.asked else []
    events = queries.event_days(queries.public_events())
    form = queries.SessionFilter(request.GET if selection.asked or selection.errors else None)
    form.offer(told.event for told in events)
    context = {
        "reader": reader,
        "selection": selection,
        "form": form,
        "found": displayed_sessions(found, reader.zone if reader.asked else ""),
        "upcoming": [told for told in reversed(events) if not told.over],
        "past": [told for told in events if told.over],
    }
    return render(request, "programme/events/home.html", context)


@cache_control(no_cache=True)
@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an event with its sessions, in its zone and the reader's."""
    shown = queries.event_by_slug(slug)
    selection = queries.Selection.of(request.GET, event=slug)
    reader = ReaderZone.of(request.GET, shown.audience_zone or shown.zone)
    told = displayed_sessions(queries.public_sessions(selection), reader.zone)
    context: dict[str, Any] = {
        **shown_of_event(request, shown, told, reader),
        "selection": selection,
        "narrowed": len(selection.asked) > 1,
        "card": site_of(request) + reverse("programme:event_card", args=[slug]),
        "card_words": words_of_event(shown),
    }
    return render(request, EVENT_PAGE, context)


def shown_of_event(
    request: HttpRequest, event: Event, told: list[SessionDisplay], reader: ReaderZone
) -> dict[str, Any]:
    """Return what the page of an event shows, also in a preview."""
    return {
        "event": event,
        "reader": reader,
        "days": days_on_page(told, partial(registration_of_browser, request)),
        "words": event_words(event),
        "hosts": hosts_by_role(hosts_of(event)),
        "cancelled": event.state == "cancelled",
        "host_messages": public_messages_of_event(
            event, {one.session: one.words.title for one in told if not one.cancelled}
        ),
    }


@cache_control(no_cache=True)
@require_safe
def event_card(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Return the card of an event as PNG, in the language of the address."""
    card = card_of_event(queries.event_by_slug(slug), site_of(request))
    fonts = available_fonts()
    return conditional_answer(
        request,
        etag_of_content(card_svg(card, fonts).encode()),
        lambda: HttpResponse(card_png(card, fonts), content_type="image/png"),
    )


@cache_control(no_cache=True)
@require_safe
def session(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    """Show a session: when, where, who, about what, and what changed."""
    shown = queries.event_by_slug(slug)
    row = queries.session_of(shown, session)
    return render(request, SESSION_PAGE, shown_of_session(request, shown, row))


def shown_of_session(request: HttpRequest, event: Event, session: Session) -> dict[str, Any]:
    """Return what the page of a session shows, also in a preview."""
    reader = ReaderZone.of(request.GET, event.audience_zone or event.zone)
    return {
        "event": event,
        "session": session,
        "told": displayed_sessions([session], reader.zone)[0],
        "reader": reader,
        "host_messages": public_messages(session),
        "hosts": hosts_by_role([*hosts_of(event), *hosts_of(event, session)]),
        "cited": public_citations(citations_of(session)),
        "event_words": event_words(event),
    }
