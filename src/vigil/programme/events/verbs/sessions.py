"""Create, edit, publish, move, cancel and restore sessions."""

import re
from datetime import datetime
from itertools import count
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.contributors.visibility import require_public_names
from vigil.programme.events.models.event import State
from vigil.programme.events.verbs.events import MANAGE, checked_slug, require_why
from vigil.programme.events.verbs.public_changes import (
    note_session,
    record_new_wording,
    record_public_change,
    time_and_room,
    verb,
)
from vigil.programme.models import Change, Event, Session
from vigil.programme.time_zones import wall_times
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""A language tag of BCP 47, as far as its form goes."""
TEXTS: Final = ("title", "abstract", "search_term", "room", "content_warning")
"""What a session says of itself in words."""
FIELDS: Final = (
    "number",
    "search_term",
    "title",
    "abstract",
    "kind",
    "languages",
    "interpretation",
    "content_warning",
    "registering",
    "capacity",
)
"""What `edit_session` changes. When and where it is, `move_session` does."""
UNHEARD: Final = frozenset({"registering", "capacity"})
"""Fields that no calendar tells."""


@verb
def create_session(
    event: Event,
    *,
    by: User,
    title: str,
    starts: datetime,
    ends: datetime,
    slug: str = "",
    zone: str = "",
    fold: int | None = None,
    room: str = "",
    why: str = "",
    **values: Any,
) -> Session:
    """Create a session as a draft. `starts` and `ends` are wall times (naive) of `zone`.

    Without a `slug` its address says its number: an address stays, so that no title with a name
    becomes one. The zone is that of the event if none is given. `fold` says which of two equal wall
    times is meant (`times.instants`); `values` are further `FIELDS`. Raises NotAllowed, NotPossible
    (an address that is taken or cannot be one; no title; what `times.instants` raises; an unknown
    kind or way of registering; a language that is no tag of BCP 47; a name that the record does not
    show).
    """
    require(by, MANAGE)
    event = Event.objects.select_for_update().get(pk=event.pk)
    slug = slug or _free_slug(event, values.get("number"))
    session = Session(event=event, slug=checked_slug(slug), title=title, room=room.strip())
    require_no_hidden_names(slug)
    _set_times(session, starts, ends, zone or event.zone, fold)
    for name, value in values.items():
        setattr(session, name, value)
    require_sound(session)
    try:
        with transaction.atomic():
            session.save(force_insert=True)
    except IntegrityError:
        raise _slug_is_taken(slug) from None
    note_session("create_session", session, by=by, after={"event": event.slug}, why=why)
    return session


@verb
def edit_session(session: Session, *, by: User, why: str = "", **values: Any) -> Session:
    """Change the fields of a session (`FIELDS`), and let calendars update.

    Raises NotAllowed, NotPossible (as `create_session`).
    """
    require(by, MANAGE)
    session = locked(session)
    others = [name for name in FIELDS if name in values and getattr(session, name) != values[name]]
    if not others:
        return session
    for name in others:
        setattr(session, name, values[name])
    require_sound(session)
    note_session("edit_session", session, by=by, after={"fields": sorted(others)}, why=why)
    if set(others) <= UNHEARD:
        session.changed_at = timezone.now()
        session.save()
    else:
        record_new_wording(session)
    return session


@verb
def move_session(
    session: Session,
    *,
    by: User,
    starts: datetime,
    ends: datetime,
    zone: str,
    fold: int | None = None,
    room: str = "",
    why: str = "",
) -> Session:
    """Move a session to another time, zone or room.

    The public sees when and where it was before, and `why`. A draft is moved without a word.
    Raises NotAllowed, NotPossible (what `times.instants` raises; it was cancelled; the room or the
    reason says a name that the record does not show).
    """
    require(by, MANAGE)
    session = locked(session)
    if session.state == State.CANCELLED:
        raise NotPossible(_("This session was cancelled: restore it first."))
    before = time_and_room(session)
    session.room = room.strip()
    require_public_names(session, session.room)
    _set_times(session, starts, ends, zone, fold)
    after = time_and_room(session)
    if after == before:
        return session
    note_session("move_session", session, by=by, before=before, after=after, why=why)
    if session.state == State.DRAFT or session.event.state == State.DRAFT:
        session.save()
        return session
    only_room = {**before, "room": ""} == {**after, "room": ""}
    kind = Change.Kind.ROOM if only_room else Change.Kind.MOVED
    record_public_change(session, kind, before, by=by, why=why)
    return session


@verb
def publish_session(session: Session, *, by: User, why: str = "") -> Session:
    """Show a draft to the public, once its event is shown. Raises NotAllowed, NotPossible."""
    return _turn(session, "publish_session", State.DRAFT, State.PUBLISHED, by=by, why=why)


@verb
def unpublish_session(session: Session, *, by: User, why: str) -> Session:
    """Make a published session a draft again, as if it had not been published.

    What people have entered in their calendars stays there: cancel what does not take place.
    Raises NotAllowed, NotPossible (it is no public session; no reason).
    """
    require_why(why)
    return _turn(session, "unpublish_session", State.PUBLISHED, State.DRAFT, by=by, why=why)


@verb
def cancel_session(session: Session, *, by: User, why: str) -> Session:
    """Cancel a session. It stays visible as cancelled, with `why` for the public.

    Raises NotAllowed, NotPossible (it is not public; no reason).
    """
    require_why(why)
    session = _turn(session, "cancel_session", State.PUBLISHED, State.CANCELLED, by=by, why=why)
    record_public_change(session, Change.Kind.CANCELLED, time_and_room(session), by=by, why=why)
    return session


@verb
def restore_session(session: Session, *, by: User, why: str) -> Session:
    """Restore a cancelled session, at the same time and place.

    Raises NotAllowed, NotPossible (it was not cancelled; no reason).
    """
    require_why(why)
    session = _turn(session, "restore_session", State.CANCELLED, State.PUBLISHED, by=by, why=why)
    record_public_change(session, Change.Kind.RESTORED, time_and_room(session), by=by, why=why)
    return session


def require_free_slug(event: Event, slug: str) -> None:
    """Raise NotPossible where another session of an event has this address."""
    if event.sessions.filter(slug=slug).exists():
        raise _slug_is_taken(slug)


def locked(session: Session) -> Session:
    """Return the current row of a session, locked until the transaction ends."""
    rows = Session.objects.select_for_update(of=("self",)).select_related("event")
    return rows.get(pk=session.pk)


def _turn(
    session: Session, verb: str, before: State, after: State, *, by: User, why: str
) -> Session:
    require(by, MANAGE)
    session = locked(session)
    if session.state != before:
        raise NotPossible(
            _("This session is %(state)s: that cannot be done now.")
            % {"state": session.get_state_display()}
        )
    session.state, session.changed_at = after, timezone.now()
    session.save(update_fields=["state", "changed_at"])
    note_session(verb, session, by=by, before={"state": before}, after={"state": after}, why=why)
    return session


def _slug_is_taken(slug: str) -> NotPossible:
    return NotPossible(
        _("Another session of this event has the address “%(slug)s”.") % {"slug": slug}
    )


def _free_slug(event: Event, number: int | None) -> str:
    """Return an address for a session of an event: by its number there, else by counting."""
    taken = set(event.sessions.values_list("slug", flat=True))
    first = len(taken) + 1 if number is None else number
    numbers = (f"session-{n}" for n in count(first))
    return next(slug for slug in numbers if slug not in taken)


def _set_times(
    session: Session, starts: datetime, ends: datetime, zone: str, fold: int | None
) -> None:
    session.starts_at, session.ends_at = wall_times.instants(starts, ends, zone, fold)
    session.starts_local, session.ends_local = (
        wall_times.as_stored(starts),
        wall_times.as_stored(ends),
    )
    session.zone, session.fold = zone, fold or 0


def require_sound(session: Session) -> None:
    """Check what a session says of itself. Raises NotPossible (as `create_session`)."""
    if not session.title.strip():
        raise NotPossible(_("Give it a title."))
    if session.kind not in Session.Kind.values:
        raise NotPossible(_("Say whether it is live, pre-recorded, or part of each."))
    if session.registering not in Session.Registering.values:
        raise NotPossible(_("Say who may register."))
    for tag in (*session.languages, *session.interpretation):
        if not TAG.fullmatch(tag):
            raise NotPossible(
                _("“%(tag)s” is no language tag. Write one such as en, es or pt-BR.") % {"tag": tag}
            )
    tags = (*session.languages, *session.interpretation)
    require_public_names(session, *tags, *(getattr(session, name) for name in TEXTS))


LOG: Final = LogWords(
    verbs={
        "cancel_session": pgettext_lazy("decision", "cancel a session"),
        "create_session": pgettext_lazy("decision", "create a session"),
        "edit_session": pgettext_lazy("decision", "edit a session"),
        "move_session": pgettext_lazy("decision", "move a session"),
        "publish_session": pgettext_lazy("decision", "publish a session"),
        "restore_session": pgettext_lazy("decision", "restore a session"),
        "unpublish_session": pgettext_lazy("decision", "take a session back"),
    },
)
