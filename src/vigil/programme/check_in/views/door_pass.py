"""What a host sees who reads the pass of somebody at the door: one tap checks them in."""

import secrets
from dataclasses import dataclass
from functools import partial

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import room_view
from vigil.desk.screens.act import READ_AND_ACT, REFUSED, Act, Data, ScreenState, perform
from vigil.programme.check_in import door_day
from vigil.programme.check_in.arrivals import door_time
from vigil.programme.check_in.outcomes import OF_STATES, Outcome, TapAnswer
from vigil.programme.check_in.verbs.tapping import SEE, Kind
from vigil.programme.check_in.views.check_in import NonceForm, page_of, tap_once
from vigil.programme.models import EventRegistration, Registration
from vigil.programme.registrations.letters import in_order
from vigil.programme.registrations.links import link_expires_at, registration_by_door_code
from vigil.programme.time_zones import wall_times
from vigil.programme.time_zones.wall_times import Span
from vigil.trust.models import User

State = Registration.State


@dataclass(frozen=True)
class PassRow:
    """A session of somebody whose pass was read."""

    registration: Registration
    span: Span
    is_today: bool
    reason: str
    """Why they have no place; empty where they have one."""
    clock: str
    """When they were checked in at the door; empty where they are not."""
    stream_clock: str
    """Since when they are in the stream, where they are not checked in."""


@room_view(SEE)
@require_http_methods(READ_AND_ACT)
def door_pass(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show whose pass it is, by number, and check them in. Names stay in the vault.

    Afterwards the host is back on the page of the session, at the place of this person.
    """
    person = registration_by_door_code(code)
    if person is None:
        raise Http404

    def show(state: ScreenState) -> HttpResponseBase:
        return _shown(request, person, state)

    if request.method != "POST":
        return show(ScreenState())
    kind = request.POST.get("do", "")
    if kind not in Kind.values:
        return show(ScreenState(REFUSED, problem=_("Say what to do.")))
    pk = request.POST.get("registration", "")
    row = get_object_or_404(in_order(person), pk=int(pk) if pk.isdecimal() else 0)
    act = Act[Registration](
        form=NonceForm, verb=partial(_tap, Kind(kind)), done=lambda answer: answer.sentence
    )
    back = page_of(row.session, row.number)
    return perform(request, row, "tap", act, show=show, back=back)


def _tap(kind: Kind, row: Registration, data: Data, by: User) -> TapAnswer:
    return tap_once(row.session, row.number, kind, data["nonce"], by=by)


def _shown(request: HttpRequest, person: EventRegistration, state: ScreenState) -> HttpResponseBase:
    errors = [error for form in state.forms.values() for error in form.non_field_errors()]
    rows = [_row(one) for one in in_order(person)]
    context = {
        "person": person,
        "event": person.event,
        "today": [row for row in rows if row.is_today],
        "others": [row for row in rows if not row.is_today],
        "expired": _expired(person, rows),
        "nonce": secrets.token_urlsafe(16),
        "problem": " ".join([state.problem, *map(str, errors)]).strip(),
    }
    return render(request, "programme/check_in/door_pass.html", context, status=state.status)


def _row(row: Registration) -> PassRow:
    session, now, at_door = row.session, timezone.now(), door_time(row)
    refused = OF_STATES.get(State(row.state))
    return PassRow(
        row,
        wall_times.span_of(session),
        door_day.begins(session) <= now < door_day.closes(session),
        TapAnswer(refused, row.number, session).reason if refused else "",
        door_day.clock(session, at_door) if at_door else "",
        door_day.clock(session, row.came_at) if row.came_at and not at_door else "",
    )


def _expired(person: EventRegistration, rows: list[PassRow]) -> str:
    """Return that a pass is too old; empty where it is not."""
    if not rows or timezone.now() < link_expires_at(person):
        return ""
    return TapAnswer(Outcome.EXPIRED, person.pk, rows[0].registration.session).reason
