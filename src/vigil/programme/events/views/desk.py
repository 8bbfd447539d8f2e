"""The desk's screens of events and sessions: lists, forms, and what can be done with each."""

from collections.abc import Callable
from typing import Any, Final

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.programme.contributors.verbs import contributions
from vigil.programme.contributors.visibility import partners_at_desk
from vigil.programme.events import forms
from vigil.programme.events.display import displayed_sessions
from vigil.programme.events.models.event import State
from vigil.programme.events.queries.desk import count_people_notified
from vigil.programme.events.verbs import events as event_verbs
from vigil.programme.events.verbs import sessions as session_verbs
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.views.desk_contributors_and_citations import ACTS
from vigil.programme.events.views.desk_contributors_and_citations import show as show_session
from vigil.programme.models import Contribution, Event, Session
from vigil.programme.time_zones.wall_times import Ambiguous, zones
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision

REFUSED, CONFLICT = 422, 409
EVENT_VERBS: Final[dict[str, Callable[..., Event]]] = {
    "publish": event_verbs.publish_event,
    "unpublish": event_verbs.unpublish_event,
    "cancel": event_verbs.cancel_event,
    "restore": event_verbs.restore_event,
}
SESSION_VERBS: Final[dict[str, Callable[..., Session]]] = {
    "publish": session_verbs.publish_session,
    "unpublish": session_verbs.unpublish_session,
    "cancel": session_verbs.cancel_session,
    "restore": session_verbs.restore_session,
}


@room_view(MANAGE)
@require_safe
def events(request: HttpRequest) -> HttpResponseBase:
    """List all events, drafts too."""
    return render(request, "programme/events/desk/events.html", {"events": Event.objects.all()})


@room_view(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_event(request: HttpRequest) -> HttpResponseBase:
    """Create an event."""
    form = forms.NewEventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda data: event_verbs.create_event(by=person(request), **data))
        if made is not None:
            messages.success(request, _("Created as a draft."))
            return redirect("desk_programme:event", made.pk)
    return _form(request, form, _("A new event"), "desk_programme:events")


@room_view(MANAGE)
@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show an event: its sessions, who holds it, what can be done."""
    return _event(request, get_object_or_404(Event, pk=pk))


@room_view(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_event(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change what an event says."""
    row = get_object_or_404(Event, pk=pk)
    form = forms.EventForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        done = _try(form, lambda data: event_verbs.edit_event(row, by=person(request), **data))
        if done is not None:
            messages.success(request, _("Saved."))
            return redirect("desk_programme:event", pk)
    return _form(request, form, _("What this event says"), "desk_programme:event", pk)


@room_view(MANAGE)
@require_POST
def do_event(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Publish, take back, cancel or restore an event."""
    row = get_object_or_404(Event, pk=pk)
    return _do(request, EVENT_VERBS, row, "desk_programme:event")


@room_view(MANAGE)
@require_POST
def partners(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Add somebody who holds the event with us, or take them off."""
    row = get_object_or_404(Event, pk=pk)
    if removed := request.POST.get("remove"):
        partner = get_object_or_404(row.partners, pk=removed) if removed.isdigit() else None
        if partner is None:
            raise Http404
        try:
            event_verbs.remove_partner(partner, by=person(request))
        except NotPossible as error:
            messages.error(request, str(error))
            return _again(request, row, CONFLICT)
        return redirect("desk_programme:event", pk)
    if forms.PartnerForm.only_looks(request.POST):
        return _event(request, row, forms.PartnerForm(row).look(request.POST))
    form = forms.PartnerForm(row, request.POST)
    if form.is_valid():
        done = _try(form, lambda data: event_verbs.add_partner(row, by=person(request), **data))
        if done is not None:
            return redirect("desk_programme:event", pk)
    return _event(request, row, form)


@room_view(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Create a session of an event."""
    row = get_object_or_404(Event, pk=pk)
    form = forms.NewSessionForm(request.POST or None, initial={"zone": row.zone})
    if request.method == "POST" and form.is_valid():
        made = _try(
            form, lambda data: session_verbs.create_session(row, by=person(request), **data)
        )
        if made is not None:
            messages.success(request, _("Created as a draft."))
            return redirect("desk_programme:session", made.pk)
    return _form(request, form, _("A new session"), "desk_programme:event", pk)


@room_view(MANAGE)
@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a session: when, who, about what, and what can be done."""
    row = get_object_or_404(Session.objects.select_related("event"), pk=pk)
    return show_session(request, row)


@room_view(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change what a session says."""
    row = get_object_or_404(Session, pk=pk)
    form = forms.SessionForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        done = _try(form, lambda data: session_verbs.edit_session(row, by=person(request), **data))
        if done is not None:
            messages.success(request, _("Saved."))
            return redirect("desk_programme:session", pk)
    return _form(request, form, _("What this session says"), "desk_programme:session", pk)


@room_view(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_part(request: HttpRequest, pk: int, uid: str) -> HttpResponseBase:
    """Change what is said of somebody who takes part. What they agreed to stays."""
    part = get_object_or_404(Contribution, session=pk, uid=uid)
    form = forms.ContributionForm(request.POST or None, instance=part)
    if request.method == "POST" and form.is_valid():
        done = _try(
            form, lambda data: contributions.edit_contribution(part, by=person(request), **data)
        )
        if done is not None:
            messages.success(request, _("Saved."))
            return redirect("desk_programme:session", pk)
    return _form(request, form, _("Change contributor"), "desk_programme:session", pk)


@room_view(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def move_session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let a session take place at another time, or in another room."""
    row = get_object_or_404(Session, pk=pk)
    form = forms.MoveForm(request.POST or None, initial=forms.MoveForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        done = _try(form, lambda data: session_verbs.move_session(row, by=person(request), **data))
        if done is not None:
            messages.success(request, _("Saved."))
            return redirect("desk_programme:session", pk)
    title = _("Another time or room")
    told = count_people_notified(row)
    return _form(request, form, title, "desk_programme:session", pk, told_people=told)


@room_view(MANAGE)
@require_POST
def do_session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Publish, take back, cancel or restore a session."""
    row = get_object_or_404(Session, pk=pk)
    return _do(request, SESSION_VERBS, row, "desk_programme:session")


def _do(
    request: HttpRequest, verbs: dict[str, Callable[..., Any]], row: Any, back: str
) -> HttpResponseBase:
    """Do what was asked; if it cannot be done, say why and show the thing again."""
    form = forms.StateForm(request.POST)
    name = request.POST.get("act", "")
    if name not in verbs or not form.is_valid():
        messages.error(request, _("Choose what is to be done."))
        return _again(request, row, REFUSED)
    try:
        verbs[name](row, by=person(request), why=form.cleaned_data["why"])
    except NotPossible as error:
        messages.error(request, str(error))
        return _again(request, row, CONFLICT)
    messages.success(request, _("Done."))
    return redirect(back, row.pk)


def _again(request: HttpRequest, row: Any, status: int) -> HttpResponseBase:
    if isinstance(row, Event):
        return _event(request, row, status=status)
    return show_session(request, row, status=status)


def _try[T](form: django_forms.BaseForm, verb: Callable[[dict[str, Any]], T]) -> T | None:
    """Call a verb with what a form holds; what it objects to is shown with the form."""
    try:
        return verb(dict(form.cleaned_data))
    except NotPossible as error:
        form.add_error("fold" if isinstance(error, Ambiguous) else None, str(error))
        return None


def _form(
    request: HttpRequest,
    form: django_forms.BaseForm,
    title: str,
    back: str,
    *to: int,
    told_people: int = 0,
) -> HttpResponseBase:
    context = {
        "form": form,
        "title": title,
        "back": back,
        "to": to,
        "zones": zones(),
        "told_people": told_people,
    }
    status = REFUSED if form.is_bound and form.errors else 200
    return render(request, "programme/events/desk/form.html", context, status=status)


def _event(
    request: HttpRequest,
    row: Event,
    sent: forms.PartnerForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    rows = row.sessions.select_related("event").prefetch_related("changes")
    context = {
        "event": row,
        "sessions": displayed_sessions(rows, row.audience_zone),
        "partners": partners_at_desk(row),
        "partner_form": sent or forms.PartnerForm(row),
        "acts": ACTS[State(row.state)],
        "told_people": count_people_notified(row),
        "decisions": Decision.objects.filter(target_kind="event", target_key=row.uid)
        .select_related("actor")
        .order_by("-at")[:20],
    }
    return render(
        request,
        "programme/events/desk/event.html",
        context,
        status=REFUSED if sent and sent.is_bound else status,
    )
