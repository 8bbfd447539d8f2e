"""The page at the door of a session: the list, search, names for the day, and taps by forms."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vigil.casefile.people.name_matching import fold
from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, REFUSED, Act, Data, ScreenState, Show, perform
from vigil.desk.screens.forms import ReasonForm
from vigil.programme.check_in.display import count_words
from vigil.programme.check_in.outcomes import TapAnswer
from vigil.programme.check_in.queries import DoorRow, door_counts, door_rows
from vigil.programme.check_in.verbs.tapping import SEE, Kind, Tap, take_tap
from vigil.programme.check_in.verbs.walk_ins import count_walk_in
from vigil.programme.check_in.views.opened_names import close_names, names_of_today, open_names
from vigil.programme.events.queries.desk import session_or_404
from vigil.programme.models import Session
from vigil.programme.time_zones import wall_times
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

CAMERA: Final = "camera=(self)"
LONGEST_NUMBER: Final = 9
"""Digits of a number: more are none of ours."""


@room_view(SEE)
@require_http_methods(READ_AND_ACT)
def check_in(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show who has a place and who is here, and take what a form says without a script."""
    session = session_or_404(pk)

    def show(state: ScreenState) -> HttpResponseBase:
        return _shown(request, session, state)

    if request.method != "POST":
        return show(ScreenState())
    return _done(request, session, show)


def page_of(session: Session, number: int | None = None) -> str:
    """Return the address of the page of a session, at somebody's place in the list."""
    address = reverse("desk_programme:check_in", args=[session.pk])
    return f"{address}#n-{number}" if number else address


def number_in(text: str) -> int | None:
    """Return a number as somebody types it; None: it is none."""
    text = text.strip().removeprefix("#")
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def tap_once(session: Session, number: int, kind: Kind, nonce: str, *, by: User) -> TapAnswer:
    """Take a tap that a form sends. Raises NotPossible, with the reason of a refusal too."""
    answer = take_tap(session, number, Tap(nonce, timezone.now(), kind), by=by)
    if not answer.taken:
        raise NotPossible(answer.sentence)
    return answer


# What forms say


def _done(request: HttpRequest, session: Session, show: Show) -> HttpResponseBase:
    name, _dash, number = request.POST.get("do", "").partition("-")
    if name in Kind.values:
        found = number_in(number or request.POST.get("number", ""))
        if found is None:
            return show(ScreenState(REFUSED, problem=_("Write the number of a registration.")))
        act = replace(TAP, verb=partial(_tap, found, Kind(name)))
        back = page_of(session, found)
        return perform(request, session, "tap", act, show=show, back=back)
    if name == "close":
        close_names(request, session)
        return show(ScreenState())
    if name == "find":
        return show(ScreenState())
    if name not in ACTS:
        return show(ScreenState(REFUSED, problem=_("Say what to do.")))
    act = ACTS[name]
    if name == "open":
        act = replace(act, verb=partial(_open, request))
    return perform(request, session, name, act, show=show, back=page_of(session))


def _tap(number: int, kind: Kind, session: Session, data: Data, by: User) -> TapAnswer:
    return tap_once(session, number, kind, f"{data['nonce']}-{number}", by=by)


def _count(session: Session, data: Data, by: User) -> object:
    tap = Tap(data["nonce"], timezone.now(), Kind.CHECK_IN)
    return count_walk_in(session, tap, by=by)


def _open(request: HttpRequest, session: Session, data: Data, by: User) -> None:
    open_names(request, session, data["why"], by)


class NonceForm(forms.Form):
    """What makes sure that a form which is sent twice counts once."""

    nonce = forms.CharField(max_length=50, widget=forms.HiddenInput)


TAP: Final = Act[Session](
    form=NonceForm,
    verb=lambda session, data, by: None,
    done=lambda answer: answer.sentence,
)
ACTS: Final[dict[str, Act[Session]]] = {
    "open": Act(form=partial(ReasonForm, prefix="open"), verb=lambda session, data, by: None),
    "walk_in": Act(form=NonceForm, verb=_count, done=lambda made: _("One walk-in counted.")),
}


# The page


def _shown(request: HttpRequest, session: Session, state: ScreenState) -> HttpResponseBase:
    names, problem = None, state.problem
    try:
        names = names_of_today(request, session)
    except NotPossible as error:  # the key is not on this machine
        problem = problem or str(error)
    rows, counts = door_rows(session), door_counts(session)
    if names is not None:
        rows = sorted((_named(row, names) for row in rows), key=_by_name)
    sought = request.POST.get("q", "").strip() if request.POST.get("do") == "find" else ""
    context = {
        "session": session,
        "event": session.event,
        "when": wall_times.span_of(session),
        "rows": [row for row in rows if _matches(row, sought)],
        "sought": sought,
        "opened": names is not None,
        "counts": counts,
        "count_words": count_words(counts),
        "nonce": secrets.token_urlsafe(16),
        "open_form": state.forms.get("open") or ReasonForm(prefix="open"),
        "problem": " ".join([problem, *_problems(state.forms)]).strip(),
        "person": person(request),
    }
    response = render(request, "programme/check_in/check_in.html", context, status=state.status)
    response["Permissions-Policy"] = CAMERA
    return response


def _problems(forms_: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with forms that have no place of their own on the page."""
    return [
        str(error)
        for name, form in forms_.items()
        for field, errors in form.errors.items()
        for error in errors
        if name != "open" or field == "__all__"
    ]


def _named(row: DoorRow, names: Mapping[int, Any]) -> DoorRow:
    one = names.get(row.number)
    return replace(row, name=one.name, needs=one.needs) if one else row


def _by_name(row: DoorRow) -> tuple[bool, str, int]:
    return (not row.name, fold(row.name), row.number)


def _matches(row: DoorRow, sought: str) -> bool:
    wanted = fold(sought.removeprefix("#"))
    return not wanted or str(row.number).startswith(wanted) or wanted in fold(row.name)
