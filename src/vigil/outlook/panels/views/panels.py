"""Desk pages of panels: the list, a new panel, one panel with its actions, and its results."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

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
from vigil.desk.screens.form_screen import form_screen
from vigil.outlook.assessments.cells_by_country import cells_of_country
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
from vigil.outlook.results.agreement_sets import explanation, sets_of_results
from vigil.outlook.results.figures import figures_of
from vigil.outlook.results.summary import heaviest_sentence, methods_of, weights_sentence
from vigil.outlook.results.tables import method_label, result_row_for_chair
from vigil.outlook.results.verbs import finalising_and_scoring
from vigil.trust.models import User

CHAIR = "outlook.chair"


def own_panels(user: User) -> QuerySet[Panel]:
    """Return the panels that a user leads. They learn nothing of any other panel."""
    return panel_queries.panels_run_by(user).select_related("chair", "follows")


def own_panel(request: HttpRequest, **named: Any) -> Panel:
    """Return one of the chair's own panels. Raises Http404."""
    return found_or_404(own_panels(person(request)), **named)


def panels_to_follow(user: User) -> QuerySet[Panel]:
    """Return the panels that a new one can follow."""
    return own_panels(user).filter(state=Panel.State.FINAL)


@room_view(CHAIR)
@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """List the panels that the chair leads, with links to the other parts of the room."""
    rows = own_panels(person(request)).prefetch_related("rounds")
    shown = [(row, _current_round_text(row)) for row in rows]
    return render(request, "outlook/panels/list.html", {"rows": shown})


def _current_round_text(panel: Panel) -> str:
    """Return in words which round a panel is in."""
    for row in panel.rounds.all():
        if row.state == Round.State.OPEN:
            until = moment_text(row.closes_at, panel.zone)
            return _("Round %(n)d is open until %(moment)s.") % {"n": row.number, "moment": until}
    return ""


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def new(request: HttpRequest) -> HttpResponseBase:
    """Create a draft panel, led by the person who creates it."""
    return form_screen(request, None, NEW_PANEL, "outlook/panels/new.html")


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def panel(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a panel with its questions and rounds, and do the actions that its state allows."""
    found = own_panel(request, uid=uid)
    show = partial(_show, request, found)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_outlook:panel", args=[uid])
    return act_named(request, found, ACTS, show=show, back=back)


NEW_PANEL: Final[Act[None]] = Act(
    form=PanelForm,
    form_arguments=lambda _none, by: {"before": panels_to_follow(by)},
    verb=lambda _none, data, by: setting_up.make_panel(by=by, **data),
    next=lambda _none, made: reverse("desk_outlook:panel", args=[made.uid]),
)


def _copy(panel: Panel, data: Data, by: User) -> str:
    made = question_verbs.copy_panel(panel, by=by, edition=data["edition"])
    return reverse("desk_outlook:panel", args=[made.uid])


ACTS: Final[Mapping[str, Act[Panel]]] = {
    "edit": Act(
        form=PanelForm,
        form_arguments=lambda panel, by: {"before": panels_to_follow(by).exclude(pk=panel.pk)},
        initial=panel_initial,
        verb=lambda panel, data, by: setting_up.edit_panel(panel, data, by=by),
        done=gettext_lazy("Kept."),
    ),
    "co_chairs": Act(
        form=CoChairsForm,
        form_arguments=lambda panel, _by: {"panel": panel},
        initial=lambda panel: {"users": panel.co_chairs.all()},
        verb=lambda panel, data, by: setting_up.set_co_chairs(panel, data["users"], by=by),
        done=gettext_lazy("Kept."),
    ),
    "plan": Act(
        form=RoundForm,
        verb=lambda panel, data, by: setting_up.plan_round(
            panel, data["kind"], data["opens"], data["closes"], by=by
        ),
        done=gettext_lazy("Planned."),
    ),
    "open": Act(
        form=EmptyForm,
        verb=lambda panel, _data, by: setting_up.open_panel(panel, by=by),
        done=gettext_lazy("It is open."),
    ),
    "close": Act(
        form=EmptyForm,
        verb=lambda panel, _data, by: rounds.close_panel(panel, by=by),
        done=gettext_lazy("It is closed."),
    ),
    "finalise": Act(
        form=EmptyForm,
        verb=lambda panel, _data, by: finalising_and_scoring.finalise(panel, by=by),
        done=gettext_lazy("It is final."),
    ),
    "copy": Act(
        form=CopyForm,
        initial=lambda _panel: {"edition": str(timezone.localdate().year)},
        verb=_copy,
        done=gettext_lazy("Copied. Look at every question before it is opened."),
    ),
    "abandon": Act(
        form=AbandonForm,
        verb=lambda panel, data, by: setting_up.abandon_panel(panel, by=by, why=data["why"]),
        done=gettext_lazy("It is abandoned."),
    ),
}
"""The acts of a chair on a panel."""


def _show(request: HttpRequest, found: Panel, screen: ScreenState) -> HttpResponseBase:
    now = Panel.objects.select_related("chair", "follows", "assessment").get(pk=found.pk)
    view = panel_queries.chair_view(now, by=person(request))
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
        "cells": cells_of_country(now, request.GET.get("place", "")),
        "questions": now.questions.filter(term=None),
        "kinds": Kind.choices,
        "sitting": len(sitting),
        "handed_in": sum(row.handed_in for row in sitting),
        "closed_rounds": [row for row in view.rounds if row.state == Round.State.CLOSED],
        "public": public_results.is_published(now),
        "forms": forms_of(ACTS, now, person(request), screen),
        "screen": screen,
        "decisions": decisions_on("panel", now.uid),
    }
    return render(request, "outlook/panels/panel.html", context, status=screen.status)


@room_view(CHAIR)
@require_safe
def results(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show the results of the last closed round by every method, and what the public would see."""
    found = own_panel(request, uid=uid)
    context: dict[str, Any] = {"panel": found}
    over = found.state != Panel.State.ABANDONED
    by = person(request)
    closed = found.rounds.filter(state=Round.State.CLOSED).last()
    if over and closed is not None:
        context["round"] = closed
    if (preview := panel_queries.preview(found, by=by)) is not None:
        rows = panel_queries.results(found, by=by)
        by_question: dict[int, list[Pooled]] = {}
        for one in rows:
            by_question.setdefault(one.question_id, []).append(one)
        # The cells of a region are hundreds: the second reading shows them.
        asked = found.questions.filter(term=None)
        context |= {
            "prepared": True,
            "questions": [
                _came_to(found, one, by_question.get(one.pk, []))
                for one in sorted(asked, key=lambda one: one.is_seed)
            ],
            "has_cells": found.questions.filter(term__isnull=False).exists(),
            "agreements": sets_of_results(rows),
            "alpha_says": explanation(),
            "methods": methods_of((one.method, one.version) for one in rows),
            "weights": weights_sentence(found, preview.experts),
            "heaviest": heaviest_sentence(rows),
            "figures": figures_of(preview),
            "scores": public_results.pooled_scores(found),
            "outcome": calibration.calibration_of_pooled(preview),
            "all_answers": calibration.calibration_of_all_answers(
                found, result_queries.resolved(found, by=by)
            ),
            "public": public_results.is_published(found),
            "method": method_label("scores"),
        }
    return render(request, "outlook/results/desk_panel.html", context)


def _came_to(panel: Panel, question: Question, rows: list[Pooled]) -> dict[str, Any]:
    """Return the results of a question; `few` where the public would see none of them."""
    lines = [result_row_for_chair(panel, one) for one in rows]
    few = all(line.hidden for line in lines)
    return {"question": question, "lines": lines, "few": few}
