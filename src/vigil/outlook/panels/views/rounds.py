"""Desk pages of rounds: open one, close it, and read the answers of a closed one."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
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
from vigil.outlook.assessments.cells_by_country import cells_of_country
from vigil.outlook.consultations.forms import EmptyForm
from vigil.outlook.consultations.saturation_figure import decisions_on
from vigil.outlook.models import Panel, Question, Round
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.panels.deadlines import moment_text
from vigil.outlook.panels.forms import DeadlineForm
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.outlook.panels.views.panels import CHAIR, own_panels
from vigil.outlook.results.answer_distributions import answers_figure, distribution_rows
from vigil.outlook.results.verbs.requesting import being_prepared
from vigil.trust.models import User


def _found(request: HttpRequest, uid: str) -> Round:
    rows = Round.objects.select_related("panel", "closed_by")
    found: Round = found_or_404(rows.filter(panel__in=own_panels(person(request))), uid=uid)
    return found


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def round(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a round. While it is open, show who has handed in, and none of their answers."""
    found = _found(request, uid)
    show = partial(_show, request, found)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_outlook:round", args=[uid])
    return act_named(request, found, ACTS, show=show, back=back)


def _drop(found: Round, _data: Data, by: User) -> str:
    setting_up.drop_round(found, by=by)
    return reverse("desk_outlook:panel", args=[found.panel.uid])


ACTS: Final[Mapping[str, Act[Round]]] = {
    "open": Act(
        form=EmptyForm,
        verb=lambda found, _data, by: rounds.open_round(found, by=by),
        done=_("It is open, and who answers was written to."),
    ),
    "close": Act(
        form=EmptyForm,
        verb=lambda found, _data, by: rounds.close_round(found, by=by),
        done=_("It is closed."),
    ),
    "move": Act(
        form=DeadlineForm,
        verb=lambda found, data, by: setting_up.move_deadline(found, data["closes"], by=by),
        done=_("The deadline was moved."),
    ),
    "drop": Act(form=EmptyForm, verb=_drop, done=_("Taken out.")),
}
"""The acts of a chair on a round."""


def _show(request: HttpRequest, found: Round, screen: ScreenState) -> HttpResponseBase:
    now = found_or_404(Round.objects.select_related("panel", "closed_by"), pk=found.pk)
    view = panel_queries.chair_view(now.panel, by=person(request))
    current = view.current is not None and view.current.pk == now.pk
    context = {
        "round": now,
        "panel": now.panel,
        "opens": moment_text(now.opens_at, now.panel.zone),
        "closes": moment_text(now.closes_at, now.panel.zone),
        "seats": [row for row in view.seats if row.seat.state == "seated"] if current else [],
        "all_in": current and view.all_in,
        "shown": _shown(now),
        "cells": cells_of_country(now.panel, request.GET.get("place", "")) if _shown(now) else None,
        "questions": now.panel.questions.filter(term=None),
        "last": not now.panel.rounds.filter(number__gt=now.number).exists(),
        "forms": forms_of(ACTS, now, person(request), screen),
        "screen": screen,
        "decisions": decisions_on("panel_round", now.uid),
    }
    return render(request, "outlook/panels/round.html", context, status=screen.status)


def _shown(row: Round) -> bool:
    """Return whether anything of a round may be shown."""
    return row.state == Round.State.CLOSED and row.panel.state != Panel.State.ABANDONED


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def answers(request: HttpRequest, uid: str, number: int) -> HttpResponseBase:
    """Show the distribution of the answers to one question, without handles.

    Reasons and sources are sealed. They are opened when the chair asks for them, and the log
    records that.
    """
    row = _found(request, uid)
    question = found_or_404(row.panel.questions.all(), position=number)
    if not _shown(row):
        raise Http404
    show = partial(_show_answers, request, row, question)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, (row, question), ANSWER_ACTS, show=show, back="")


def _open_words(asked: tuple[Round, Question], _data: Data, by: User) -> dict[str, Any]:
    row, question = asked
    found = panel_queries.feedback(row, question, by=by)
    if found is None:
        raise being_prepared(row)
    return {
        "arguments": found.arguments,
        "said": panel_queries.discussion(row, question, by=by),
    }


ANSWER_ACTS: Final[Mapping[str, Act[tuple[Round, Question]]]] = {
    "open": Act(form=EmptyForm, verb=_open_words),
}


def _show_answers(
    request: HttpRequest, row: Round, question: Question, screen: ScreenState
) -> HttpResponseBase:
    cells = panel_queries.distributions(row, question, by=person(request))
    context = {
        "panel": row.panel,
        "round": row,
        "question": question,
        "preparing": cells is None,
        "cells": distribution_rows(question, cells or {}),
        "figure": answers_figure(row, question, cells) if cells is not None else None,
        "others": _beside(question),
        "forms": forms_of(ANSWER_ACTS, (row, question), person(request), screen),
        "screen": screen,
    }
    return render(request, "outlook/panels/round_answers.html", context, status=screen.status)


def _beside(question: Question) -> QuerySet[Question]:
    """Return the other questions of a panel; of a region, those about the same country."""
    rows = question.panel.questions.exclude(pk=question.pk)
    if question.term_id is None:
        return rows.filter(term=None)
    return rows.filter(place=question.place).exclude(term=None)
