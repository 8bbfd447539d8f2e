"""Desk pages of rounds: open, close, and the answers of a closed one."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.acts import READING_WRITING, Act, Told, acted, forms_of, found_or_404
from vigil.outlook.consultations.forms import EmptyForm
from vigil.outlook.consultations.saturation_figure import decisions_on
from vigil.outlook.models import Panel, Question, Round
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.panels.deadlines import moment_text
from vigil.outlook.panels.forms import DeadlineForm
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.outlook.panels.views.panels import CHAIR, discard_result, own_panels
from vigil.outlook.results.answer_distributions import answers_figure, distribution_rows
from vigil.outlook.results.verbs.requesting import being_prepared
from vigil.trust.models import User


def _found(request: HttpRequest, uid: str) -> Round:
    rows = Round.objects.select_related("panel", "closed_by")
    found: Round = found_or_404(rows.filter(panel__in=own_panels(person(request))), uid=uid)
    return found


@room_view(CHAIR)
@require_http_methods(READING_WRITING)
def round(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a round: who has handed in while it is open, and nothing of what they answered."""
    found = _found(request, uid)
    acts = _acts(found, person(request))
    show = partial(_show, request, found, acts)
    if request.method != "POST":
        return show(Told())
    return acted(request, acts, show, reverse("desk_outlook:round", args=[uid]))


def _acts(found: Round, by: User) -> dict[str, Act]:
    def dropped(_said: dict[str, Any]) -> str:
        setting_up.drop_round(found, by=by)
        return reverse("desk_outlook:panel", args=[found.panel.uid])

    return {
        "open": Act(
            EmptyForm,
            lambda said: discard_result(rounds.open_round(found, by=by)),
            _("It is open, and who answers was written to."),
        ),
        "close": Act(
            EmptyForm,
            lambda said: discard_result(rounds.close_round(found, by=by)),
            _("It is closed."),
        ),
        "move": Act(
            DeadlineForm,
            lambda said: discard_result(setting_up.move_deadline(found, said["closes"], by=by)),
            _("The deadline was moved."),
        ),
        "drop": Act(EmptyForm, dropped, _("Taken out.")),
    }


def _show(request: HttpRequest, found: Round, acts: dict[str, Act], told: Told) -> HttpResponseBase:
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
        "questions": now.panel.questions.all(),
        "last": not now.panel.rounds.filter(number__gt=now.number).exists(),
        "forms": forms_of(acts, told, {}),
        "told": told,
        "decisions": decisions_on("panel_round", now.uid),
    }
    return render(request, "outlook/panels/round.html", context, status=told.status)


def _shown(row: Round) -> bool:
    """Say whether anything of a round may be seen."""
    return row.state == Round.State.CLOSED and row.panel.state != Panel.State.ABANDONED


@room_view(CHAIR)
@require_http_methods(READING_WRITING)
def answers(request: HttpRequest, uid: str, number: int) -> HttpResponseBase:
    """Show how the answers to one question lie, by no handle; open what was said for them.

    Words lie sealed: they are opened when the chair asks for them, and that they were is kept.
    """
    row = _found(request, uid)
    question = found_or_404(row.panel.questions.all(), position=number)
    if not _shown(row):
        raise Http404
    by = person(request)

    def opened(_said: dict[str, Any]) -> dict[str, Any]:
        found = panel_queries.feedback(row, question, by=by)
        if found is None:
            raise being_prepared(row)
        return {
            "arguments": found.arguments,
            "said": panel_queries.discussion(row, question, by=by),
        }

    acts = {"open": Act(EmptyForm, opened)}
    show = partial(_show_answers, request, row, question, acts)
    return acted(request, acts, show, "") if request.method == "POST" else show(Told())


def _show_answers(
    request: HttpRequest, row: Round, question: Question, acts: dict[str, Act], told: Told
) -> HttpResponseBase:
    cells = panel_queries.distributions(row, question, by=person(request))
    context = {
        "panel": row.panel,
        "round": row,
        "question": question,
        "preparing": cells is None,
        "cells": distribution_rows(question, cells or {}),
        "figure": answers_figure(row, question, cells) if cells is not None else None,
        "others": row.panel.questions.exclude(pk=question.pk),
        "forms": forms_of(acts, told, {}),
        "told": told,
    }
    return render(request, "outlook/panels/round_answers.html", context, status=told.status)
