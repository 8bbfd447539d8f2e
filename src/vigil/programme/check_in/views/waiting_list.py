"""The screen of the waiting list, on which hosts assign a place to a chosen person."""

from functools import partial
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import room_view
from vigil.desk.screens.act import READ_AND_ACT, REFUSED, Act, Data, ScreenState, perform
from vigil.programme.check_in.forms import AssignPlaceForm
from vigil.programme.check_in.queries import waiting_list as waiting
from vigil.programme.check_in.verbs.assigning_places import assign_place
from vigil.programme.check_in.verbs.tapping import SEE
from vigil.programme.check_in.views.check_in import number_in
from vigil.programme.events.queries.desk import session_or_404
from vigil.programme.models import Registration
from vigil.programme.registrations.verbs.common import places_left
from vigil.trust.models import User


def _assign(row: Registration, data: Data, by: User) -> Registration:
    return assign_place(row, by=by, why=data["why"], one_more=data["one_more"])


ASSIGN: Final = Act[Registration](
    form=partial(AssignPlaceForm, label_suffix=""),
    verb=_assign,
    done=_("They have a place now. A letter tells them."),
)


@room_view(SEE)
@require_http_methods(READ_AND_ACT)
def waiting_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    """List who waits for a place, by number, and assign one of them a place."""
    session = session_or_404(pk)
    number = number_in(request.POST.get("number", ""))

    def show(state: ScreenState) -> HttpResponseBase:
        typed = state.forms.get("assign")
        context = {
            "session": session,
            "rows": [
                (row, typed if row.number == number and typed else _blank(row))
                for row in waiting(session)
            ],
            "number": number,
            "left": places_left(session),
            "more": (session.capacity or 0) + 1,
            "problem": state.problem,
        }
        return render(request, "programme/check_in/waiting_list.html", context, status=state.status)

    if request.method != "POST":
        return show(ScreenState())
    if number is None:
        return show(ScreenState(REFUSED, problem=gettext("Say who gets the place.")))
    rows = session.registrations.exclude(state=Registration.State.WITHDRAWN)
    found = get_object_or_404(
        rows.select_related("session__event", "event_registration"), event_registration=number
    )
    back = reverse("desk_programme:waiting_list", args=[pk])
    return perform(request, found, "assign", ASSIGN, show=show, back=back)


def _blank(row: Registration) -> AssignPlaceForm:
    return AssignPlaceForm(auto_id=f"assign-{row.number}-%s", label_suffix="")
