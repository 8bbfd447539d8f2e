"""Create, edit, publish, cancel and restore events; add and remove their partners."""

import re
from collections.abc import Iterable
from datetime import date
from itertools import chain, count
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.people.name_matching import fold
from vigil.network.models import Member
from vigil.programme.events.models.event import State
from vigil.programme.events.verbs.public_changes import (
    note_event,
    record_new_wording,
    record_public_change,
    time_and_room,
    verb,
)
from vigil.programme.models import Change, Event, Partner, Session
from vigil.programme.time_zones.wall_times import zone_named
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.locked_rows import held
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

MANAGE: Final = "programme.manage"
SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RESERVED: Final = frozenset(
    {
        *("api", "calendar", "cards", "certificate", "certificates", "events"),
        *("contribution", "feed", "feeds", "files", "gate", "media"),
        *("messages", "network", "new", "recording", "recordings", "register"),
        *("registration", "registrations", "schedule", "search", "sessions", "stream", "streams"),
    }
)
"""Words that addresses of the programme use, so that no event and no session is called so."""
TEXTS: Final = (
    "title",
    "summary",
    "host_programme",
    "search_term",
    "city",
    "stream_note",
    "recording_note",
    "format_note",
)
"""What an event says of itself in words."""
FIELDS: Final = (*TEXTS, "country", "zone", "audience_zone", "starts_on", "ends_on")
FLAGS: Final = ("takes_messages",)


def checked_slug(slug: str) -> str:
    """Return a slug that is allowed in an address. Raises NotPossible."""
    if not SLUG.fullmatch(slug) or slug in RESERVED:
        raise NotPossible(
            _("“%(slug)s” cannot be an address. Write small letters, digits and hyphens.")
            % {"slug": slug}
        )
    return slug


@verb
def create_event(
    *,
    by: User,
    title: str,
    zone: str,
    starts_on: date,
    ends_on: date,
    slug: str = "",
    organisers: Iterable[str] = (),
    why: str = "",
    **values: Any,
) -> Event:
    """Create an event as a draft. `values` are further fields (`FIELDS`, `FLAGS`).

    Without a `slug` its address says city and year. `organisers` are organisations by name.

    Raises NotAllowed, NotPossible (an address that is taken or cannot be one; no title; an
    unknown zone or country; a last day before the first; a name that the record does not show).
    """
    require(by, MANAGE)
    slug = slug or _free_slug(values.get("city", ""), starts_on.year)
    fields = {"title": title, "zone": zone, "starts_on": starts_on, "ends_on": ends_on, **values}
    event = Event(slug=checked_slug(slug), **fields)
    _check(event)
    require_no_hidden_names(slug)
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError:
        raise NotPossible(_("Another event has the address “%(slug)s”.") % {"slug": slug}) from None
    note_event("create_event", event, by=by, after={"slug": slug}, why=why)
    for name in organisers:
        add_partner(event, Partner.Role.ORGANISER, by=by, name=name)
    return event


@verb
def edit_event(event: Event, *, by: User, why: str = "", **values: Any) -> Event:
    """Change the fields of an event. Its sessions are moved one by one (`move_session`).

    Raises NotAllowed, NotPossible (as `create_event`).
    """
    require(by, MANAGE)
    event = _locked(event)
    others = [name for name, value in values.items() if getattr(event, name) != value]
    if not others:
        return event
    for name in others:
        setattr(event, name, values[name])
    _check(event)
    event.changed_at = timezone.now()
    event.save()
    note_event("edit_event", event, by=by, after={"fields": sorted(others)}, why=why)
    if {"title", "city"} & set(others):
        for session in _told_sessions(event):
            record_new_wording(session)
    return event


@verb
def publish_event(event: Event, *, by: User, why: str = "") -> Event:
    """Show a draft to the public, with its published sessions. Raises NotAllowed, NotPossible."""
    return _turn(event, "publish_event", State.DRAFT, State.PUBLISHED, by=by, why=why)


@verb
def unpublish_event(event: Event, *, by: User, why: str) -> Event:
    """Make a published event a draft again, as if it had not been published.

    What people have entered in their calendars stays there: cancel what does not take place.
    Raises NotAllowed, NotPossible (it is no public event; no reason).
    """
    require_why(why)
    return _turn(event, "unpublish_event", State.PUBLISHED, State.DRAFT, by=by, why=why)


@verb
def cancel_event(event: Event, *, by: User, why: str) -> Event:
    """Cancel an event, and with it each of its published sessions. All stay visible as cancelled.

    `why` is said to the public. Raises NotAllowed, NotPossible (it is not public; no reason).
    """
    require_why(why)
    event = _turn(event, "cancel_event", State.PUBLISHED, State.CANCELLED, by=by, why=why)
    for session in _told_sessions(event, State.PUBLISHED):
        record_public_change(session, Change.Kind.CANCELLED, time_and_room(session), by=by, why=why)
    return event


@verb
def restore_event(event: Event, *, by: User, why: str) -> Event:
    """Restore a cancelled event. Sessions that were cancelled one by one stay cancelled.

    Raises NotAllowed, NotPossible (it was not cancelled; no reason).
    """
    require_why(why)
    event = _turn(event, "restore_event", State.CANCELLED, State.PUBLISHED, by=by, why=why)
    for session in _told_sessions(event, State.PUBLISHED):
        record_public_change(session, Change.Kind.RESTORED, time_and_room(session), by=by, why=why)
    return event


@verb
def add_partner(
    event: Event,
    role: str,
    *,
    by: User,
    session: Session | None = None,
    member: Member | None = None,
    name: str = "",
) -> Partner:
    """Add an organiser or a partner of an event or of one session: a member, or a plain name.

    The name of a person who is no member does not belong here. Raises NotAllowed, NotPossible
    (neither or both of member and name; an unknown role; a session of another event; a name that
    the record does not show).
    """
    require(by, MANAGE)
    event = _locked(event)
    if role not in Partner.Role.values:
        raise NotPossible(_("Say as what: organiser, partner or co-sponsor."))
    if bool(member) == bool(name.strip()):
        raise NotPossible(_("Give either a member or a name."))
    if session is not None and session.event_id != event.pk:
        raise NotPossible(_("This session belongs to another event."))
    require_no_hidden_names(name)
    partner = Partner.objects.create(
        event=event, session=session, role=role, member=member, name=name.strip()
    )
    note_event("add_partner", event, by=by, after={"partner": partner.pk, "role": role})
    return partner


@verb
def remove_partner(partner: Partner, *, by: User) -> None:
    """Remove a partner. Raises NotAllowed, NotPossible (they were removed already)."""
    require(by, MANAGE)
    partner = held(partner)
    note_event("remove_partner", partner.event, by=by, before={"partner": partner.pk})
    partner.delete()


def require_why(why: str) -> None:
    """Raise NotPossible where no reason is given."""
    if not why.strip():
        raise NotPossible(_("Say why."))


def _free_slug(city: str, year: int) -> str:
    """Return an address for an event: kyoto-2021, or kyoto-2021-2 for the second one there."""
    first = f"{slugify(fold(city))[:60] or 'event'}-{year}"
    further = (f"{first}-{n}" for n in count(2))
    return next(
        slug for slug in chain([first], further) if not Event.objects.filter(slug=slug).exists()
    )


def _locked(event: Event) -> Event:
    return Event.objects.select_for_update().get(pk=event.pk)


def _told_sessions(event: Event, *states: str) -> list[Session]:
    """Return the sessions of an event that the public sees, locked."""
    rows = Session.objects.select_for_update().filter(event=event).order_by("pk")
    found = list(rows.filter(state__in=states or (State.PUBLISHED, State.CANCELLED)))
    for session in found:
        session.event = event
    return found


def _turn(event: Event, verb: str, before: State, after: State, *, by: User, why: str) -> Event:
    require(by, MANAGE)
    event = _locked(event)
    if event.state != before:
        raise NotPossible(
            _("This event is %(state)s: that cannot be done now.")
            % {"state": event.get_state_display()}
        )
    event.state, event.changed_at = after, timezone.now()
    event.save(update_fields=["state", "changed_at"])
    note_event(verb, event, by=by, before={"state": before}, after={"state": after}, why=why)
    return event


def _check(event: Event) -> None:
    if not event.title.strip():
        raise NotPossible(_("Give it a title."))
    zone_named(event.zone)
    if event.audience_zone:
        zone_named(event.audience_zone)
    if event.country and event.country not in COUNTRIES:
        raise NotPossible(
            _("No country of ISO 3166-1 alpha-3: %(codes)s.") % {"codes": event.country}
        )
    if event.ends_on < event.starts_on:
        raise NotPossible(_("The last day cannot be before the first."))
    require_no_hidden_names(*(getattr(event, name) for name in TEXTS))


LOG: Final = LogWords(
    verbs={
        "add_partner": pgettext_lazy("decision", "add a partner"),
        "cancel_event": pgettext_lazy("decision", "cancel an event"),
        "create_event": pgettext_lazy("decision", "create an event"),
        "edit_event": pgettext_lazy("decision", "edit an event"),
        "publish_event": pgettext_lazy("decision", "publish an event"),
        "remove_partner": pgettext_lazy("decision", "take a partner off"),
        "restore_event": pgettext_lazy("decision", "restore an event"),
        "unpublish_event": pgettext_lazy("decision", "take an event back"),
    },
    kinds={
        "registration": pgettext_lazy("decision", "registration"),
    },
    parts={
        "partner": pgettext_lazy("decision", "partner"),
    },
)
