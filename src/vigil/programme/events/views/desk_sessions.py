"""The desk's screens of sessions: one session, its times, what it cites, what is left to do."""

from collections import Counter
from typing import Any, Final

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _now
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
from vigil.network.profiles.fields import Audience
from vigil.programme.contributors.forms import NewContributionForm
from vigil.programme.contributors.verbs.consenting import consents_of_session
from vigil.programme.contributors.visibility import people_of
from vigil.programme.events import forms
from vigil.programme.events.citations import citations_of
from vigil.programme.events.display import displayed_sessions
from vigil.programme.events.queries.desk import (
    count_people_notified,
    latest_decisions,
    session_or_404,
    session_progress,
)
from vigil.programme.events.verbs import citing
from vigil.programme.events.verbs import sessions as verbs
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.views.form_screen import form_screen
from vigil.programme.events.views.state_acts import SESSION_ACTS
from vigil.programme.models import Citation, Event, Session
from vigil.programme.recordings.visibility import hindrance_sentences
from vigil.trust.models import User


def _create(event: Event, data: Data, by: User) -> Session:
    return verbs.create_session(event, by=by, **data)


def _edit(session: Session, data: Data, by: User) -> object:
    return verbs.edit_session(session, by=by, **data)


def _move(session: Session, data: Data, by: User) -> object:
    return verbs.move_session(session, by=by, **data)


def _cite(session: Session, data: Data, by: User) -> object:
    return citing.cite(session, data["kind"], data["key"], by=by, label=data["label"])


def _uncite(citation: Citation, data: Data, by: User) -> object:
    return citing.uncite(citation, by=by)


CREATE: Final = Act[Event](
    form=forms.NewSessionForm,
    initial=lambda event: {"zone": event.zone},
    verb=_create,
    done=_("Created as a draft."),
    next=lambda _event, made: reverse("desk_programme:session", args=[made.pk]),
)
EDIT: Final = Act[Session](
    form=forms.SessionForm,
    form_arguments=lambda session, by: {"instance": session},
    verb=_edit,
    done=_("Saved."),
)
MOVE: Final = Act[Session](
    form=forms.MoveForm, initial=forms.MoveForm.initial_of, verb=_move, done=_("Saved.")
)
CITE: Final = Act[Session](form=forms.CitationForm, verb=_cite)
UNCITE: Final = Act[Citation](form=Form, verb=_uncite)


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def new_session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Create a session of an event."""
    row = get_object_or_404(Event, pk=pk)
    back = reverse("desk_programme:event", args=[pk])
    return form_screen(request, row, CREATE, title=_now("A new session"), back=back)


@room_view(MANAGE)
@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a session: when, who, about what, and what can be done."""
    return show_session(request, session_or_404(pk), ScreenState())


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def edit_session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change what a session says."""
    row = get_object_or_404(Session, pk=pk)
    back = reverse("desk_programme:session", args=[pk])
    return form_screen(request, row, EDIT, title=_now("What this session says"), back=back)


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def move_session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Move a session to another time or room."""
    row = get_object_or_404(Session, pk=pk)
    return form_screen(
        request,
        row,
        MOVE,
        title=_now("Another time or room"),
        back=reverse("desk_programme:session", args=[pk]),
        people_notified=count_people_notified(row),
    )


@room_view(MANAGE)
@require_POST
def do_session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Publish, unpublish, cancel or restore a session."""
    row = session_or_404(pk)

    def show(state: ScreenState) -> HttpResponseBase:
        return show_session(request, row, state)

    back = reverse("desk_programme:session", args=[pk])
    return act_named(request, row, SESSION_ACTS, show=show, back=back)


@room_view(MANAGE)
@require_POST
def citations(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Add what a session is about, or remove it."""
    row = session_or_404(pk)
    back = reverse("desk_programme:session", args=[pk])

    def show(state: ScreenState) -> HttpResponseBase:
        return show_session(request, row, state)

    if removed := request.POST.get("remove"):
        cited = row.citations.filter(pk=removed).first() if removed.isdigit() else None
        if cited is None:
            raise Http404
        return perform(request, cited, "remove", UNCITE, show=show, back=back)
    return perform(request, row, "citation", CITE, show=show, back=back)


def show_session(request: HttpRequest, row: Session, state: ScreenState) -> HttpResponseBase:
    """Show a session, with what was typed into a form that was refused."""
    by = person(request)
    displayed = displayed_sessions([row], row.event.audience_zone)[0]
    public = {person.uid: person for person in displayed.people}
    staff = people_of(row, Audience.STAFF)
    plain = dict(row.contributions.filter(withdrawn=False).values_list("uid", "name"))
    sent = dict(state.forms)
    person_form, citation_form = sent.pop("person", None), sent.pop("citation", None)
    context: dict[str, Any] = {
        "session": row,
        "event": row.event,
        "told": displayed,
        "people": [(one, plain.get(one.uid) or one.called, public[one.uid]) for one in staff],
        "taken_away": set(row.contributions.filter(withdrawn=True).values_list("uid", flat=True)),
        "cited": citations_of(row),
        "person_form": person_form or NewContributionForm(auto_id="person-%s"),
        "citation_form": citation_form or CITE.blank("citation", row, by),
        "acts": [(name, act.label) for name, act in SESSION_ACTS.items() if act.allows(row, by)],
        "refused": next(iter(sent.values()), None),
        "problem": state.problem,
        "progress": session_progress(row),
        "people_notified": count_people_notified(row),
        "decisions": latest_decisions("session", row.uid),
    }
    refused = any(form is not None and form.is_bound for form in (person_form, citation_form))
    status = REFUSED if refused else state.status
    return render(request, "programme/events/desk/session.html", context, status=status)


@room_view(MANAGE)
@require_safe
def afterwards(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what is left to do once a session is over: recordings, consents, who is written to."""
    row = session_or_404(pk)
    states = Counter(row.registrations.values_list("state", flat=True))
    context = {
        "session": row,
        "event": row.event,
        "recordings": [(one, hindrance_sentences(one)) for one in row.recordings.all()],
        "registered": states.get("confirmed", 0),
        "came": row.registrations.exclude(came_at=None).count(),
        "follow_up": row.registrations.filter(
            event_registration__follow_up=True, state="confirmed"
        ).count(),
        "lacking": sum(not one.is_complete for one in consents_of_session(row)),
    }
    return render(request, "programme/events/desk/afterwards.html", context)
