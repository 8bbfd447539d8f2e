"""Addresses of the programme that search engines may know."""

from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse

from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.models import Event, Session
from vigil.publication.pages.sitemap import Address, SitemapSection, section_of_views


def _events() -> QuerySet[Event]:
    return Event.objects.filter(state__in=PUBLIC).order_by("pk")


def _sessions() -> QuerySet[Session]:
    return Session.objects.filter(state__in=PUBLIC, event__state__in=PUBLIC).order_by("pk")


def _read_events(start: int, stop: int) -> Iterable[Address]:
    for event in _events()[start:stop]:
        yield Address(reverse("programme:event", args=[event.slug]), event.changed_at.date())


def _read_sessions(start: int, stop: int) -> Iterable[Address]:
    for session in _sessions().select_related("event")[start:stop]:
        slugs = [session.event.slug, session.slug]
        yield Address(reverse("programme:session", args=slugs), session.changed_at.date())


ADDRESSES: Final = {
    "programme": section_of_views("programme:programme"),
    "events": SitemapSection(lambda: _events().count(), _read_events),
    "sessions": SitemapSection(lambda: _sessions().count(), _read_sessions),
}
"""The programme, its events and its sessions, as far as the public sees them."""
