"""Desk pages of panels: the list, a new one, one with its actions, and its results."""

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.acts import READING_WRITING, Act, Told, acted, begun, forms_of, found_or_404
from vigil.outlook.consultations.forms import EmptyForm
from vigil.outlook.consultations.saturation_figure import decisions_on
from vigil.outlook.models import Panel, Pooled, Question, Round
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.panels.deadlines import moment_text
from vigil.outlook.panels.forms import (
    AbandonForm,
    CoChairsForm,
    CopyForm,
    PanelForm,
    RoundForm,
    panel_initial,
)
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.outlook.questions import verbs as question_verbs
from vigil.outlook.questions.forms import Kind
from vigil.outlook.results import calibration
from vigil.outlook.results import public as public_results
from vigil.outlook.results import queries as result_queries
from vigil.outlook.results.figures import figures_of
from vigil.outlook.results.tables import method_label, result_row_for_chair
from vigil.outlook.results.verbs import finalising_and_scoring
from vigil.trust.models import User

CHAIR = "outlook.chair"


def own_panels(user: User) -> QuerySet[Panel]:
    """Return the panels that somebody leads: of every other they are told nothing."""
    return panel_queries.panels_run_by(user).select_related("chair", "follows")


def own_panel(request: HttpRequest, **named: Any) -> Panel:
    """Return one of the chair's own panels. Raises Http404."""
    return found_or_404(own_panels(person(request)), **named)


def discard_result(_made: object) -> None:
    """Let the screen be asked for again, whatever a verb returned."""


def panels_to_follow(user: User) -> QuerySet[Panel]:
    """Return the panels that a new one can follow."""
    return own_panels(user).filter(state=Panel.State.FINAL)


@room_view(CHAIR)
@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """List the panels that the chair leads, and lead to the other parts of the room."""
    rows = own_panels(person(request)).prefetch_related("rounds")
    shown = [(row, _current_round_text(row)) for row in rows]
    return render(request, "outlook/panels/list.html", {"rows": shown})


def _current_round_text(panel: Panel) -> str:
    """Say in which round a panel is."""
    for row in panel.rounds.all():
        if row.state == Round.State.OPEN:
            until = moment_text(row.closes_at, panel.zone)
            return _("Round %(n)d is open until %(moment)s.") % {"n": row.number, "moment": until}
    return ""


@room_view(CHAIR)
@require_http_methods(READING_WRITING)
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin a panel: as a draft, led by whoever begins it."""
    by = person(request)
    form = PanelForm(
        request.POST if request.method == "POST" else None, before=panels_to_follow(by)
    )
    there, status = begun(form, partial(setting_up.make_panel, by=by), "desk_outlook:panel")
    if there is not None:
        return there
    return render(request, "outlook/panels/new.html", {"form": form}, status=status)


@room_view(CHAIR)
@require_http_methods(READING_WRITING)
def panel(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a panel with its questions and rounds, and do what its state allows."""
    found = own_panel(request, uid=uid)
    acts = _acts(found, person(request))
    show = partial(_show, request, found, acts)
    if request.method != "POST":
        return show(Told())
    return acted(request, acts, show, reverse("desk_outlook:panel", args=[uid]))


def _acts(found: Panel, by: User) -> dict[str, Act]:
    def planned(said: dict[str, Any]) -> None:
        setting_up.plan_round(found, said["kind"], said["opens"], said["closes"], by=by)

    def copied(said: dict[str, Any]) -> str:
        made = question_verbs.copy_panel(found, by=by, edition=said["edition"])
        return reverse("desk_outlook:panel", args=[made.uid])

    def abandoned(said: dict[str, Any]) -> None:
        setting_up.abandon_panel(found, by=by, why=said["why"])

    def chaired(said: dict[str, Any]) -> None:
        setting_up.set_co_chairs(found, said["users"], by=by)

    return {
        "edit": Act(
            partial(PanelForm, before=panels_to_follow(by).exclude(pk=found.pk)),
            lambda said: discard_result(setting_up.edit_panel(found, said, by=by)),
            _("Kept."),
        ),
        "co_chairs": Act(partial(CoChairsForm, panel=found), chaired, _("Kept.")),
        "plan": Act(RoundForm, planned, _("Planned.")),
        "open": Act(
            EmptyForm,
            lambda said: discard_result(setting_up.open_panel(found, by=by)),
            _("It is open."),
        ),
        "close": Act(
            EmptyForm,
            lambda said: discard_result(rounds.close_panel(found, by=by)),
            _("It is closed."),
        ),
        "finalise": Act(
            EmptyForm,
            lambda said: discard_result(finalising_and_scoring.finalise(found, by=by)),
            _("It is final."),
        ),
        "copy": Act(CopyForm, copied, _("Copied. Look at every question before it is opened.")),
        "abandon": Act(AbandonForm, abandoned, _("It is abandoned.")),
    }


def _show(request: HttpRequest, found: Panel, acts: dict[str, Act], told: Told) -> HttpResponseBase:
    now = Panel.objects.select_related("chair", "follows").get(pk=found.pk)
    view = panel_queries.chair_view(now, by=person(request))
    initial = {
        "edit": panel_initial(now),
        "co_chairs": {"users": now.co_chairs.all()},
        "copy": {"edition": str(timezone.localdate().year)},
    }
    sitting = [row for row in view.seats if row.seat.state == "seated"]
    context = {
        "panel": now,
        "view": view,
        "rounds": [
            (row, moment_text(row.opens_at, now.zone), moment_text(row.closes_at, now.zone))
            for row in view.rounds
        ],
        "stands": _current_round_text(now),
        "lacks": setting_up.lacks(now) if now.state == Panel.State.DRAFT else [],
        "questions": now.questions.all(),
        "kinds": Kind.choices,
        "sitting": len(sitting),
        "handed_in": sum(row.handed_in for row in sitting),
        "closed_rounds": [row for row in view.rounds if row.state == Round.State.CLOSED],
        "public": public_results.published(now) is not None,
        "forms": forms_of(acts, told, initial),
        "told": told,
        "decisions": decisions_on("panel", now.uid),
    }
    return render(request, "outlook/panels/panel.html", context, status=told.status)


@room_view(CHAIR)
@require_safe
def results(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show what the last closed round came to, by every method, and what the public would see."""
    found = own_panel(request, uid=uid)
    context: dict[str, Any] = {"panel": found}
    over = found.state != Panel.State.ABANDONED
    by = person(request)
    closed = found.rounds.filter(state=Round.State.CLOSED).last()
    if over and closed is not None:
        context["round"] = closed
    if (preview := panel_queries.preview(found, by=by)) is not None:
        rows = panel_queries.results(found, by=by)
        context |= {
            "prepared": True,
            "questions": [
                _came_to(found, one, rows)
                for one in sorted(found.questions.all(), key=lambda one: one.is_seed)
            ],
            "figures": figures_of(preview),
            "scores": public_results.pooled_scores(found),
            "outcome": calibration.calibration_of_pooled(preview),
            "all_answers": calibration.calibration_of_all_answers(
                found, result_queries.resolved(found, by=by)
            ),
            "public": public_results.published(found) is not None,
            "method": method_label("scores"),
        }
    return render(request, "outlook/results/desk_panel.html", context)


def _came_to(panel: Panel, question: Question, rows: list[Pooled]) -> dict[str, Any]:
    """Return what a question came to; `few` where the public would see nothing of it."""
    lines = [result_row_for_chair(panel, one) for one in rows if one.question_id == question.pk]
    few = all(line.hidden for line in lines)
    return {"question": question, "lines": lines, "few": few}
