"""Desk pages of the chair for seats: find, invite, extend, recuse.

They show names and never handles. The chair need not know who wrote which remark.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
)
from vigil.outlook.consultations.code_lists import PLACES, code_name
from vigil.outlook.consultations.forms import ReasonForm
from vigil.outlook.experts import queries as expert_queries
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import Panel, Seat
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.panels.deadlines import moment_text
from vigil.outlook.panels.forms import ExtendForm, FindForm, InviteForm, QuestionChoiceForm
from vigil.outlook.panels.preconditions import asked_of
from vigil.outlook.panels.views.panels import CHAIR, own_panel, own_panels
from vigil.trust.models import User

WANTED = ("market", "region", "response")
LISTS = {"markets": "markets", "regions": PLACES, "responses": "responses"}


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def seats(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show who sits on a panel and who has handed in; find others by expertise, and invite them."""
    panel = own_panel(request, uid=uid)
    show = partial(_show_seats, request, panel)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_outlook:seats", args=[uid])
    return act_named(request, panel, PANEL_ACTS, show=show, back=back)


def _invite(panel: Panel, data: Data, by: User) -> None:
    known = {f"{name}s": [data[name]] for name in WANTED if data[name]}
    inviting_and_seating.invite(panel, data["user"], by=by, expertise=known)


PANEL_ACTS: Final[Mapping[str, Act[Panel]]] = {
    "invite": Act(
        form=InviteForm,
        verb=_invite,
        done=_("Invited. A letter says that something waits."),
    ),
}


def _show_seats(request: HttpRequest, panel: Panel, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    view = panel_queries.chair_view(panel, by=by)
    find = FindForm(request.GET)
    wanted = find.cleaned_data if find.is_valid() else {}
    candidates = expert_queries.find_experts(panel, by=by, **wanted) if wanted else []
    context = {
        "panel": panel,
        "view": view,
        "rows": [
            (row, moment_text(row.extended_until, panel.zone) if row.extended_until else "")
            for row in view.seats
        ],
        "find": find,
        "wanted": wanted,
        "candidates": [(one, _known(one)) for one in candidates if one.seat is None],
        "invites": panel.state in (Panel.State.DRAFT, Panel.State.OPEN),
        "forms": forms_of(PANEL_ACTS, panel, by, screen),
        "screen": screen,
    }
    return render(request, "outlook/experts/seats.html", context, status=screen.status)


def _known(one: expert_queries.Candidate) -> list[str]:
    """Return a person's expertise in words."""
    return [code_name(LISTS[name], code) for name in LISTS for code in getattr(one, name)]


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def seat(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show one seat: the interest that the expert stated, their recusals, and more time."""
    rows = Seat.objects.select_related("panel", "user")
    found: Seat = found_or_404(rows.filter(panel__in=own_panels(person(request))), uid=uid)
    show = partial(_show_seat, request, found)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_outlook:seat", args=[uid])
    return act_named(request, found, ACTS, show=show, back=back)


def _open_interest(seat: Seat, data: Data, by: User) -> dict[str, Any]:
    return {"interest": inviting_and_seating.read_interest(seat, by=by, why=data["why"])}


ACTS: Final[Mapping[str, Act[Seat]]] = {
    "open": Act(form=ReasonForm, verb=_open_interest),
    "recuse": Act(
        form=QuestionChoiceForm,
        form_arguments=lambda seat, _by: {"questions": asked_of(seat)},
        verb=lambda seat, data, by: inviting_and_seating.recuse(seat, data["question"], by=by),
        done=_("They are kept out of it."),
    ),
    "unrecuse": Act(
        form=QuestionChoiceForm,
        form_arguments=lambda seat, _by: {"questions": seat.recused.all()},
        verb=lambda seat, data, by: inviting_and_seating.unrecuse(seat, data["question"], by=by),
        done=_("They are asked it again."),
    ),
    "extend": Act(
        form=ExtendForm,
        form_arguments=lambda seat, _by: {"panel": seat.panel},
        verb=lambda seat, data, by: inviting_and_seating.extend(
            seat, data["round"], data["until"], by=by
        ),
        done=_("They have more time."),
    ),
    "refuse": Act(
        form=ReasonForm,
        verb=lambda seat, data, by: inviting_and_seating.refuse(seat, by=by, why=data["why"]),
        done=_("The seat is refused."),
    ),
}
"""The acts of a chair on a seat."""


def _show_seat(request: HttpRequest, found: Seat, screen: ScreenState) -> HttpResponseBase:
    now = Seat.objects.select_related("panel", "user").get(pk=found.pk)
    view = panel_queries.chair_view(now.panel, by=person(request))
    row = next(row for row in view.seats if row.seat.pk == now.pk)
    expertise = [
        code_name(LISTS[name], code) for name in LISTS for code in now.expertise.get(name, ())
    ]
    until = row.extended_until
    context = {
        "seat": now,
        "panel": now.panel,
        "row": row,
        "current": view.current,
        "until": moment_text(until, now.panel.zone) if until else "",
        "expertise": expertise,
        "recused": now.recused.all(),
        "running": now.panel.state in (Panel.State.DRAFT, Panel.State.OPEN),
        "there": now.state in (Seat.State.INVITED, Seat.State.SEATED),
        "forms": forms_of(ACTS, now, person(request), screen),
        "screen": screen,
    }
    return render(request, "outlook/experts/seat.html", context, status=screen.status)
