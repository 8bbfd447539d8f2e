"""The previews of an event and of a session at the desk, as readers will see them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vigil.desk.screens.access import room_view
from vigil.programme.events.display import SessionDisplay, displayed_sessions
from vigil.programme.events.models.event import State
from vigil.programme.events.queries.desk import session_or_404
from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.views.public import (
    EVENT_PAGE,
    SESSION_PAGE,
    shown_of_event,
    shown_of_session,
)
from vigil.programme.models import Event, Session
from vigil.programme.time_zones.reader_zone import ReaderZone
from vigil.publication.pages.previews import Preview, preview_languages, preview_response
from vigil.trust.organisation.queries import organisation

EVENT: Final = "desk_programme:preview_event"
SESSION: Final = "desk_programme:preview_session"


@room_view(MANAGE)
@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show an event with its sessions, drafts too, as readers will see it.

    Where nothing is a draft, readers see it now: that page is shown.
    """
    shown = get_object_or_404(Event, pk=pk)
    reader = ReaderZone.of(request.GET, shown.audience_zone or shown.zone)
    rows = shown.sessions.select_related("event").prefetch_related("changes")
    told = [_led_to_preview(one) for one in displayed_sessions(rows, reader.zone)]
    drafts = [one.session for one in told if one.session.state == State.DRAFT]
    public = shown.state in PUBLIC
    if public and not drafts:
        return redirect("programme:event", slug=shown.slug)
    mark = Preview(
        languages=preview_languages(EVENT, [pk], _notes(shown, None)),
        missing=[_("Not published: %(session)s.") % {"session": one.title} for one in drafts]
        if public
        else (),
        back=reverse("desk_programme:event", args=[pk]),
        has_draft_parts=public,
    )
    return preview_response(request, EVENT_PAGE, shown_of_event(request, shown, told, reader), mark)


@room_view(MANAGE)
@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a session as readers will see it; its public page once it has one."""
    row = session_or_404(pk)
    if row.state in PUBLIC and row.event.state in PUBLIC:
        return redirect("programme:session", slug=row.event.slug, session=row.slug)
    mark = Preview(
        languages=preview_languages(SESSION, [pk], _notes(row.event, row)),
        back=reverse("desk_programme:session", args=[pk]),
    )
    return preview_response(request, SESSION_PAGE, shown_of_session(request, row.event, row), mark)


def _led_to_preview(told: SessionDisplay) -> SessionDisplay:
    """Return a session whose link leads to its preview: its page may not be there yet."""
    return replace(told, url=reverse(SESSION, args=[told.session.pk]))


def _notes(event: Event, session: Session | None) -> dict[str, str]:
    """Return in which languages an event or a session is not written; nothing if none is stated."""
    own = (session.words_in if session else "") or event.words_in
    if not own:
        return {}
    texts = event.translated_texts.filter(session=session)
    written = {own, *texts.values_list("language", flat=True)}
    return dict.fromkeys(_unwritten(written), _("not translated"))


def _unwritten(written: Iterable[str]) -> list[str]:
    there = {tag.split("-")[0] for tag in written}
    return [code for code in organisation().languages if code not in there]
