"""The desk's screens of events: the list, one event, and who holds it."""

from typing import Final

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    REFUSED,
    Act,
    Data,
    ScreenState,
    act_named,
    perform,
)
from vigil.programme.contributors.visibility import partners_at_desk
from vigil.programme.events import forms
from vigil.programme.events.display import displayed_sessions
from vigil.programme.events.queries.desk import (
    count_people_notified,
    draft_sessions,
    latest_decisions,
)
from vigil.programme.events.verbs import copying, publishing
from vigil.programme.events.verbs import events as verbs
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.views.form_screen import form_screen
from vigil.programme.events.views.state_acts import EVENT_ACTS
from vigil.programme.models import Event, Partner
from vigil.trust.models import User


def _create(_none: None, data: Data, by: User) -> Event:
    return verbs.create_event(by=by, **data)


def _edit(event: Event, data: Data, by: User) -> object:
    return verbs.edit_event(event, by=by, **data)


def _copy(event: Event, data: Data, by: User) -> Event:
    return copying.copy_event(event, by=by, **data)


def _publish(event: Event, data: Data, by: User) -> object:
    return publishing.publish_together(event, list(data["sessions"]), by=by)


def _add_partner(event: Event, data: Data, by: User) -> object:
    return verbs.add_partner(event, by=by, **data)


def _remove_partner(partner: Partner, data: Data, by: User) -> object:
    return verbs.remove_partner(partner, by=by)


CREATE: Final = Act[None](
    form=forms.NewEventForm,
    verb=_create,
    done=_("Created as a draft."),
    next=lambda _none, made: reverse("desk_programme:event", args=[made.pk]),
)
EDIT: Final = Act[Event](
    form=forms.EventForm,
    form_arguments=lambda event, by: {"instance": event},
    verb=_edit,
    done=_("Saved."),
)
COPY: Final = Act[Event](
    form=forms.CopyEventForm,
    initial=lambda event: {"title": event.title, "starts_on": event.starts_on},
    verb=_copy,
    done=_("Created as a draft."),
    next=lambda _event, made: reverse("desk_programme:event", args=[made.pk]),
)
PUBLISH: Final = Act[Event](
    form=forms.PublishForm,
    form_arguments=lambda event, by: {"event": event},
    verb=_publish,
    done=_("Published."),
)
ADD_PARTNER: Final = Act[Event](
    form=forms.PartnerForm, form_arguments=lambda event, by: {"event": event}, verb=_add_partner
)
REMOVE_PARTNER: Final = Act[Partner](form=Form, verb=_remove_partner)


@room_view(MANAGE)
@require_safe
def events(request: HttpRequest) -> HttpResponseBase:
    """List all events, drafts too."""
    return render(request, "programme/events/desk/events.html", {"events": Event.objects.all()})


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def new_event(request: HttpRequest) -> HttpResponseBase:
    """Create an event."""
    back = reverse("desk_programme:events")
    return form_screen(request, None, CREATE, title=gettext("A new event"), back=back)


@room_view(MANAGE)
@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show an event: its sessions, who holds it, what can be done."""
    return _show(request, get_object_or_404(Event, pk=pk), ScreenState())


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def edit_event(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change what an event says."""
    row = get_object_or_404(Event, pk=pk)
    back = reverse("desk_programme:event", args=[pk])
    return form_screen(request, row, EDIT, title=gettext("What this event says"), back=back)


@room_view(MANAGE)
@require_POST
def do_event(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Publish, unpublish, cancel or restore an event."""
    row = get_object_or_404(Event, pk=pk)

    def show(state: ScreenState) -> HttpResponseBase:
        return _show(request, row, state)

    back = reverse("desk_programme:event", args=[pk])
    return act_named(request, row, EVENT_ACTS, show=show, back=back)


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def copy_event(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Copy an event with its sessions to another day."""
    row = get_object_or_404(Event, pk=pk)
    back = reverse("desk_programme:event", args=[pk])
    return form_screen(request, row, COPY, title=gettext("Copy this event"), back=back)


@room_view(MANAGE)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Publish an event with the sessions that are ticked."""
    row = get_object_or_404(Event, pk=pk)

    def show(state: ScreenState) -> HttpResponseBase:
        return _show(request, row, state)

    back = reverse("desk_programme:event", args=[pk])
    return perform(request, row, "publish", PUBLISH, show=show, back=back)


@room_view(MANAGE)
@require_POST
def partners(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Add an organiser or a partner of an event, or remove one."""
    row = get_object_or_404(Event, pk=pk)
    back = reverse("desk_programme:event", args=[pk])

    def show(state: ScreenState) -> HttpResponseBase:
        return _show(request, row, state)

    if removed := request.POST.get("remove"):
        partner = row.partners.filter(pk=removed).first() if removed.isdigit() else None
        if partner is None:
            raise Http404
        return perform(request, partner, "remove", REMOVE_PARTNER, show=show, back=back)
    if forms.PartnerForm.only_looks(request.POST):
        form = forms.PartnerForm(event=row).look(request.POST)
        return show(ScreenState(forms={"partner": form}))
    return perform(request, row, "partner", ADD_PARTNER, show=show, back=back)


def _show(request: HttpRequest, row: Event, state: ScreenState) -> HttpResponseBase:
    by = person(request)
    rows = row.sessions.select_related("event").prefetch_related("changes")
    sent = dict(state.forms)
    partner_form, publish_form = sent.pop("partner", None), sent.pop("publish", None)
    context = {
        "event": row,
        "sessions": displayed_sessions(rows, row.audience_zone),
        "partners": partners_at_desk(row),
        "partner_form": partner_form or ADD_PARTNER.blank("partner", row, by),
        # An event is published in its own form, with its sessions.
        "acts": [
            (name, act.label)
            for name, act in EVENT_ACTS.items()
            if name != "publish" and act.allows(row, by)
        ],
        "drafts": draft_sessions(row),
        "publish_form": publish_form,
        "refused": next(iter(sent.values()), None),
        "problem": state.problem,
        "people_notified": count_people_notified(row),
        "decisions": latest_decisions("event", row.uid),
    }
    bound = partner_form is not None and partner_form.is_bound
    status = REFUSED if bound else state.status
    return render(request, "programme/events/desk/event.html", context, status=status)
