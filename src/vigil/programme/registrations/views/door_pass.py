"""What a host sees who reads the pass of somebody at the door: their sessions, and who came."""

from typing import Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import room_view
from vigil.desk.screens.act import READ_AND_ACT, REFUSED, Act, Data, ScreenState, perform
from vigil.programme.models import EventRegistration, Registration
from vigil.programme.registrations.letters import in_order
from vigil.programme.registrations.links import registration_by_door_code
from vigil.programme.registrations.verbs.deciding import mark_came
from vigil.programme.registrations.views.desk import SEE
from vigil.programme.time_zones import wall_times
from vigil.trust.models import User


def _came(row: Registration, data: Data, by: User) -> Registration:
    return mark_came(row, True, by=by)


def _did_not_come(row: Registration, data: Data, by: User) -> Registration:
    return mark_came(row, False, by=by)


ACTS: Final[dict[str, Act[Registration]]] = {
    "came": Act(form=forms.Form, verb=_came),
    "not_came": Act(form=forms.Form, verb=_did_not_come),
}


@room_view(SEE)
@require_http_methods(READ_AND_ACT)
def door_pass(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show whose pass it is, by number, and mark who came. Names stay in the vault."""
    person = registration_by_door_code(code)
    if person is None:
        raise Http404

    def show(state: ScreenState) -> HttpResponseBase:
        return _shown(request, person, state)

    if request.method != "POST":
        return show(ScreenState())
    name = request.POST.get("do", "")
    if name not in ACTS:
        return show(ScreenState(REFUSED, problem=_("Say what to do.")))
    pk = request.POST.get("registration", "")
    row = get_object_or_404(in_order(person), pk=int(pk) if pk.isdecimal() else 0)
    back = reverse("desk_programme:door_pass", args=[code])
    return perform(request, row, name, ACTS[name], show=show, back=back)


def _shown(request: HttpRequest, person: EventRegistration, state: ScreenState) -> HttpResponseBase:
    errors = [error for form in state.forms.values() for error in form.non_field_errors()]
    context = {
        "person": person,
        "event": person.event,
        "rows": [(row, wall_times.span_of(row.session)) for row in in_order(person)],
        "problem": " ".join([state.problem, *map(str, errors)]).strip(),
    }
    return render(
        request, "programme/registrations/desk/door_pass.html", context, status=state.status
    )
