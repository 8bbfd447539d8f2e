"""Desk pages of the chair for seats: find, invite, extend, recuse.

They show names and never handles: the chair need not know who wrote which remark.
"""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.acts import READING_WRITING, Act, Told, acted, forms_of, found_or_404
from vigil.outlook.consultations.code_lists import PLACES, code_name
from vigil.outlook.consultations.forms import ReasonForm
from vigil.outlook.experts import queries as expert_queries
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import Panel, Question, Seat
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.panels.deadlines import moment_text
from vigil.outlook.panels.forms import ExtendForm, FindForm, InviteForm, QuestionChoiceForm
from vigil.outlook.panels.views.panels import CHAIR, discard_result, own_panel, own_panels
from vigil.trust.models import User

WANTED = ("market", "region", "response")
LISTS = {"markets": "markets", "regions": PLACES, "responses": "responses"}


@room_view(CHAIR)
@require_http_methods(READING_WRITING)
def seats(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show who sits on a panel and has handed in; find others by what they know, and invite."""
    panel = own_panel(request, uid=uid)
    by = person(request)

    def invited(said: dict[str, Any]) -> None:
        known = {f"{name}s": [said[name]] for name in WANTED if said[name]}
        inviting_and_seating.invite(panel, said["user"], by=by, expertise=known)

    acts = {"invite": Act(InviteForm, invited, _("Invited. A letter says that something waits."))}
    show = partial(_show_seats, request, panel, acts)
    if request.method != "POST":
        return show(Told())
    return acted(request, acts, show, reverse("desk_outlook:seats", args=[uid]))


def _show_seats(
    request: HttpRequest, panel: Panel, acts: dict[str, Act], told: Told
) -> HttpResponseBase:
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
        "forms": forms_of(acts, told, {}),
        "told": told,
    }
    return render(request, "outlook/experts/seats.html", context, status=told.status)


def _known(one: expert_queries.Candidate) -> list[str]:
    """Return what somebody knows about, in words."""
    return [code_name(LISTS[name], code) for name in LISTS for code in getattr(one, name)]


@room_view(CHAIR)
@require_http_methods(READING_WRITING)
def seat(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show one seat: what they said of an interest, what they are kept out of, more time."""
    rows = Seat.objects.select_related("panel", "user")
    found: Seat = found_or_404(rows.filter(panel__in=own_panels(person(request))), uid=uid)
    acts = _acts(found, person(request))
    show = partial(_show_seat, request, found, acts)
    if request.method != "POST":
        return show(Told())
    return acted(request, acts, show, reverse("desk_outlook:seat", args=[uid]))


def _acts(found: Seat, by: User) -> dict[str, Act]:
    asked = Question.objects.filter(panel=found.panel_id)
    out = found.recused.all()

    def opened(said: dict[str, Any]) -> dict[str, Any]:
        return {"interest": inviting_and_seating.read_interest(found, by=by, why=said["why"])}

    return {
        "open": Act(ReasonForm, opened),
        "recuse": Act(
            partial(QuestionChoiceForm, questions=asked.exclude(pk__in=out.values("pk"))),
            lambda said: discard_result(
                inviting_and_seating.recuse(found, said["question"], by=by)
            ),
            _("They are kept out of it."),
        ),
        "unrecuse": Act(
            partial(QuestionChoiceForm, questions=out),
            lambda said: discard_result(
                inviting_and_seating.unrecuse(found, said["question"], by=by)
            ),
            _("They are asked it again."),
        ),
        "extend": Act(
            partial(ExtendForm, panel=found.panel),
            lambda said: discard_result(
                inviting_and_seating.extend(found, said["round"], said["until"], by=by)
            ),
            _("They have more time."),
        ),
        "refuse": Act(
            ReasonForm,
            lambda said: discard_result(inviting_and_seating.refuse(found, by=by, why=said["why"])),
            _("The seat is refused."),
        ),
    }


def _show_seat(
    request: HttpRequest, found: Seat, acts: dict[str, Act], told: Told
) -> HttpResponseBase:
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
        "forms": forms_of(acts, told, {}),
        "told": told,
    }
    return render(request, "outlook/experts/seat.html", context, status=told.status)
