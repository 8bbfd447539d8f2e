"""The desk's screen of registrations: the list, deciding, codes from the host."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.screens.access import room_view
from vigil.desk.screens.act import (
    CONFLICT,
    REFUSED,
    Act,
    Data,
    ScreenState,
    Show,
    perform,
)
from vigil.desk.screens.forms import ReasonForm
from vigil.programme.events.form_fields import no_colon
from vigil.programme.events.queries.desk import session_or_404
from vigil.programme.models import Registration, Session
from vigil.programme.registrations.forms import CodesForm, RefuseForm
from vigil.programme.registrations.verbs.common import places_left, why_closed
from vigil.programme.registrations.verbs.deciding import approve, mark_came, refuse
from vigil.programme.registrations.verbs.host_codes import ImportResult, RejectedLine, import_codes
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

SEE: Final = "programme.see_registrations"
PAGE: Final = 100
MOST_LINES_SHOWN: Final = 20
State = Registration.State
type Answer = Registration | list[Registration] | dict[str, Any]


class RegistrationFilter(forms.Form):
    """Which registrations to show."""

    state = forms.ChoiceField(
        label=pgettext_lazy("registration", "State"),
        required=False,
        choices=[("", _("all")), *State.choices],
    )


@room_view(SEE)
@require_safe
def registrations(request: HttpRequest, pk: int) -> HttpResponseBase:
    """List the registrations of a session, without names, which stay in the vault."""
    return show_registrations(request, session_or_404(pk), ScreenState())


# Deciding


def _approve(row: Registration, data: Data, by: User) -> Registration:
    return approve(row, by=by)


def _refuse(row: Registration, data: Data, by: User) -> Registration:
    return refuse(row, data["told"], by=by)


def _came(row: Registration, data: Data, by: User) -> Registration:
    return mark_came(row, True, by=by)


def _did_not_come(row: Registration, data: Data, by: User) -> Registration:
    return mark_came(row, False, by=by)


def _approved_sentence(answer: Answer) -> str:
    """Say what became of those who were approved: not each has a place."""
    counts = Counter(row.state for row in _rows_of(answer))
    sentences: list[str] = []
    if n := counts[State.CONFIRMED]:
        sentences.append(ngettext("%(n)d has a place.", "%(n)d have a place.", n) % {"n": n})
    if n := counts[State.FULL]:
        words = ngettext(
            "No place is free: %(n)d is on the waiting list.",
            "No place is free: %(n)d are on the waiting list.",
            n,
        )
        sentences.append(words % {"n": n})
    return " ".join([*sentences, gettext("They are written to.")]) if counts else ""


def _refused_sentence(answer: Answer) -> str:
    n = len(_rows_of(answer))
    words = ngettext(
        "%(n)d refused. An adjudicator lets the letter go: it waits in the outbox until then.",
        "%(n)d refused. An adjudicator lets the letters go: they wait in the outbox until then.",
        n,
    )
    return words % {"n": n} if n else ""


def _rows_of(answer: Answer) -> list[Registration]:
    """Return the registrations that an act decided on: one, several, or some of several."""
    if isinstance(answer, Registration):
        return [answer]
    return answer["decided"] if isinstance(answer, dict) else answer


ACTS: Final[dict[str, Act[Registration]]] = {
    "approve": Act(form=forms.Form, verb=_approve, done=_approved_sentence),
    "refuse": Act(form=RefuseForm, verb=_refuse, done=_refused_sentence),
    "came": Act(form=forms.Form, verb=_came),
    "not_came": Act(form=forms.Form, verb=_did_not_come),
}


def _each(
    verb: Callable[[Registration, Data, User], Registration],
    rows: list[Registration],
    data: Data,
    by: User,
) -> Answer:
    """Decide on each registration by itself. The answer names those that were not possible."""
    decided: list[Registration] = []
    problems: list[str] = []
    for row in rows:
        try:
            decided.append(verb(row, data, by))
        except NotPossible as error:
            problems.append(gettext("%(n)d: %(why)s") % {"n": row.number, "why": error})
    return {"decided": decided, "problem": " ".join(problems)} if problems else decided


ACTS_ON_MANY: Final[dict[str, Act[list[Registration]]]] = {
    "approve": Act(form=forms.Form, verb=partial(_each, _approve), done=_approved_sentence),
    "refuse": Act(form=RefuseForm, verb=partial(_each, _refuse), done=_refused_sentence),
}


@room_view(SEE)
@require_POST
def do_registration(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Approve or refuse one registration, or note whether somebody came."""
    rows = Registration.objects.select_related("session__event", "event_registration")
    found = get_object_or_404(rows, pk=pk)
    return _do(request, found.session, found, ACTS)


@room_view(SEE)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Approve or refuse all registrations that were ticked, each by itself."""
    session = session_or_404(pk)
    ticked = [int(one) for one in request.POST.getlist("ticked")[:PAGE] if one.isdecimal()]
    ordered = session.registrations.filter(pk__in=ticked).order_by("made_at", "pk")
    rows = list(ordered.select_related("event_registration"))
    if not rows:
        state = ScreenState(REFUSED, problem=gettext("Tick whom it is about."))
        return show_registrations(request, session, state)
    return _do(request, session, rows, ACTS_ON_MANY)


def _do[T](
    request: HttpRequest, session: Session, item: T, acts: dict[str, Act[T]]
) -> HttpResponseBase:
    """Do the act that the pressed button names in `do`."""
    name = request.POST.get("do", "")
    show = shows(request, session)
    if name not in acts:
        return show(ScreenState(REFUSED, problem=gettext("Say what to do.")))
    return perform(
        request, item, name, acts[name], show=show, back=address_of_registrations(session)
    )


# Codes from the host


def _import_codes(session: Session, data: Data, by: User) -> ImportResult | dict[str, Any]:
    result = import_codes(session, data["codes"], by=by)
    if result.broken:
        return {"taken": _imported_sentence(result), "broken": result.broken}
    return result


def _imported_sentence(answer: ImportResult | dict[str, Any]) -> str:
    if isinstance(answer, dict):
        return ""  # the screen says it beside the lines that were not taken
    return ngettext("%(new)d new code.", "%(new)d new codes.", answer.new) % {"new": answer.new}


IMPORT_CODES: Final = Act[Session](
    form=CodesForm, form_arguments=no_colon, verb=_import_codes, done=_imported_sentence
)


@room_view(SEE)
@require_POST
def codes(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Import a host's list of codes. Lines that are no codes are shown again, to be corrected."""
    session = session_or_404(pk)

    def show(state: ScreenState) -> HttpResponseBase:
        if broken := state.revealed.get("broken"):
            form = _with_rejected(CodesForm(request.POST, label_suffix=""), broken)
            state = replace(state, forms={"codes_form": form})
        return show_registrations(request, session, replace(state, status=REFUSED))

    return perform(
        request,
        session,
        "codes_form",
        IMPORT_CODES,
        show=show,
        back=address_of_registrations(session),
    )


def _with_rejected(form: CodesForm, broken: list[RejectedLine]) -> CodesForm:
    """Return the form as it was sent, with the lines that are no codes."""
    form.full_clean()
    for one in broken[:MOST_LINES_SHOWN]:
        form.add_error("codes", gettext("Line %(n)d: %(why)s") % {"n": one.line, "why": one.why})
    if (more := len(broken) - MOST_LINES_SHOWN) > 0:
        form.add_error("codes", gettext("And %(n)d lines more.") % {"n": more})
    return form


# The screen


def address_of_registrations(session: Session) -> str:
    """Return the address of the screen of a session's registrations."""
    return reverse("desk_programme:registrations", args=[session.pk])


def page_of_registrations(request: HttpRequest, session: Session) -> Page[Registration]:
    """Return the page of registrations that a request asks for, under its filter."""
    filters = RegistrationFilter(request.GET)
    state = filters.cleaned_data["state"] if filters.is_valid() else ""
    rows = session.registrations.select_related("session", "event_registration")
    rows = rows.order_by("made_at", "pk")
    rows = rows.filter(state=state) if state else rows
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def shows(request: HttpRequest, session: Session) -> Show:
    """Return what shows the screen of a session in a state."""

    def show(state: ScreenState) -> HttpResponseBase:
        return show_registrations(request, session, state)

    return show


def show_registrations(
    request: HttpRequest, session: Session, state: ScreenState
) -> HttpResponseBase:
    """Show the registrations of a session, with forms as they were sent."""
    counts = Counter(session.registrations.order_by().values_list("state", flat=True))
    known = state.revealed.get("known", {})
    page = page_of_registrations(request, session)
    context = {
        "session": session,
        "event": session.event,
        "filters": RegistrationFilter(request.GET),
        "page": page,
        "rows": [(row, known.get(row.pk)) for row in page],
        "opened": bool(known),
        "some_wait": any(row.state == State.WAITING for row in page),
        "counts": [(one, one.label, counts[one]) for one in State if counts[one]],
        "came": session.registrations.exclude(came_at=None).count(),
        "closed": why_closed(session),
        "left": places_left(session),
        "codes": session.codes.count(),
        "codes_used": session.codes.exclude(used_by=None).count(),
        "open_form": ReasonForm(prefix="open"),
        "door_form": ReasonForm(prefix="door"),
        "follow_form": ReasonForm(prefix="follow"),
        "codes_form": CodesForm(label_suffix=""),
        "refuse_form": RefuseForm(label_suffix=""),
        "taken": state.revealed.get("taken", ""),
        "problem": _problem(state),
        **state.forms,
    }
    status = CONFLICT if "problem" in state.revealed else state.status
    return render(
        request, "programme/registrations/desk/registrations.html", context, status=status
    )


def _problem(state: ScreenState) -> str:
    """Return what is wrong where the form has no place of its own on the screen."""
    buttons = [form for name, form in state.forms.items() if name in ACTS]
    errors = [error for form in buttons for all_of in form.errors.values() for error in all_of]
    return " ".join([state.problem, state.revealed.get("problem", ""), *map(str, errors)]).strip()
