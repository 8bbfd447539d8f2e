"""The desk's screens of sessions: one session, its form, what it cites, what is left to do."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
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
from vigil.programme.contributors.rows import known_contributors, only_looks
from vigil.programme.contributors.verbs.consenting import consents_of_session
from vigil.programme.events import forms
from vigil.programme.events.citations import citations_of
from vigil.programme.events.display import displayed_sessions
from vigil.programme.events.queries.desk import (
    count_people_notified,
    latest_decisions,
    session_or_404,
    session_progress,
)
from vigil.programme.events.session_forms import ANOTHER, SessionForm, initial_of_copy
from vigil.programme.events.verbs import citing, whole_sessions
from vigil.programme.events.verbs.copying import contributors_to_copy
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.views.state_acts import SESSION_ACTS
from vigil.programme.models import Citation, Event, Session
from vigil.programme.recordings.visibility import hindrance_sentences
from vigil.programme.time_zones.zone_names import zone_choices
from vigil.trust.models import User


def _create(event: Event, data: Data, by: User) -> tuple[Session, bool]:
    """Create a session; return it, and whether another one follows."""
    people, then = data.pop("people"), data.pop("then")
    session = whole_sessions.create_whole_session(event, people, by=by, **data)
    return session, then == ANOTHER


def _created(made: tuple[Session, bool]) -> str:
    return gettext("“%(title)s” is created as a draft.") % {"title": made[0].title}


def _after_creating(event: Event, made: tuple[Session, bool]) -> str:
    view = "new_session" if made[1] else "event"
    return reverse(f"desk_programme:{view}", args=[event.pk])


def _edit(session: Session, data: Data, by: User) -> object:
    return whole_sessions.edit_whole_session(session, data.pop("people"), by=by, **data)


def _cite(session: Session, data: Data, by: User) -> object:
    return citing.cite(session, data["kind"], data["key"], by=by, label=data["label"])


def _uncite(citation: Citation, data: Data, by: User) -> object:
    return citing.uncite(citation, by=by)


CREATE: Final = Act[Event](
    form=SessionForm,
    form_arguments=lambda event, by: {"event": event},
    verb=_create,
    done=_created,
    next=_after_creating,
)
EDIT: Final = Act[Session](
    form=SessionForm,
    form_arguments=lambda session, by: {"event": session.event, "session": session},
    verb=_edit,
    done=_("Saved."),
)
CITE: Final = Act[Session](form=forms.CitationForm, verb=_cite)
UNCITE: Final = Act[Citation](form=Form, verb=_uncite)


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def new_session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Create a session of an event: an empty one, or one that begins as a copy of another."""
    event = get_object_or_404(Event, pk=pk)
    copied = request.GET.get("copy", "")
    begun: dict[str, Any] = {}
    if copied.isdecimal() and (other := event.sessions.filter(pk=copied).first()):
        begun = {"initial": initial_of_copy(other), "added": contributors_to_copy(other)}
    back = reverse("desk_programme:event", args=[pk])
    return _session_screen(request, event, CREATE, event=event, back=back, begun=begun)


@room_view(MANAGE)
@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a session: when, who, about what, and what can be done."""
    return show_session(request, session_or_404(pk), ScreenState())


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def edit_session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change a session: what it says, when and where it is, and who takes part."""
    row = session_or_404(pk)
    back = reverse("desk_programme:session", args=[pk])
    return _session_screen(request, row, EDIT, event=row.event, session=row, back=back)


def _session_screen[T: Event | Session](
    request: HttpRequest,
    item: T,
    act: Act[T],
    *,
    event: Event,
    back: str,
    session: Session | None = None,
    begun: Mapping[str, Any] | None = None,
) -> HttpResponseBase:
    """Show the form of a session as it begins, as it was typed, or with more rows; or save it."""

    def form(data: QueryDict | None = None) -> SessionForm:
        values = begun or {} if data is None else {"data": data, "looks": True}
        return SessionForm(event=event, session=session, auto_id="form-%s", **values)

    def show(state: ScreenState) -> HttpResponseBase:
        context = {
            "form": state.forms.get("form") or form(),
            "event": event,
            "session": session,
            "back": back,
            "zones": zone_choices(),
            "people_notified": count_people_notified(session) if session else 0,
        }
        status = REFUSED if state.forms and state.status != 200 else 200
        template = "programme/events/desk/session_form.html"
        return render(request, template, context, status=status)

    if request.method != "POST":
        return show(ScreenState())
    if only_looks(request.POST):
        return show(ScreenState(forms={"form": form(request.POST)}))
    return perform(request, item, "form", act, show=show, back=back)


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
    sent = dict(state.forms)
    citation_form = sent.pop("citation", None)
    context: dict[str, Any] = {
        "session": row,
        "event": row.event,
        "told": displayed,
        "people": known_contributors(row),
        "cited": citations_of(row),
        "citation_form": citation_form or CITE.blank("citation", row, by),
        "acts": [(name, act.label) for name, act in SESSION_ACTS.items() if act.allows(row, by)],
        "refused": next(iter(sent.values()), None),
        "problem": state.problem,
        "progress": session_progress(row),
        "people_notified": count_people_notified(row),
        "decisions": latest_decisions("session", row.uid),
    }
    refused = citation_form is not None and citation_form.is_bound
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
