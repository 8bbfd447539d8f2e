"""Pages of experts for a closed round: distributions, reasons, discussion, own scores."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from vigil.outlook.access.expert_pages import READING, expert, seat_view
from vigil.outlook.answers.verbs import discussing
from vigil.outlook.models import Panel, Question, Remark, Round, Seat
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.panels.preconditions import asked_of
from vigil.outlook.questions import wording
from vigil.outlook.results import calibration
from vigil.outlook.results import queries as result_queries
from vigil.outlook.results.answer_distributions import answers_figure, distribution_rows
from vigil.trust.access.errors import NotPossible, Unfit

REFUSED, CONFLICT = 422, 409


@seat_view(Seat.State.SEATED, worded=True)
def feedback(request: HttpRequest, seat: Seat, round: int, number: int) -> HttpResponseBase:
    """Show the distribution of the answers to a question in a closed round, and its discussion."""
    row = seat.panel.rounds.filter(number=round).first()
    question = asked_of(seat).filter(position=number).first()
    if row is None or question is None or not panel_queries.may_see_feedback(seat, row):
        raise Http404
    refused, status = "", 200
    if request.method == "POST":
        try:
            done = _said(request, seat, question)
        except Unfit as error:
            done, refused, status = False, str(error), REFUSED
        except NotPossible as error:
            done, refused, status = False, str(error), CONFLICT
        if done:
            return redirect(request.path)
        status = status if refused else REFUSED
    return _feedback(request, seat, row, question, refused, status)


def _said(request: HttpRequest, seat: Seat, question: Question) -> bool:
    """Add a remark, or take one back. Return whether there was anything to do."""
    by = expert(request)
    data = {name: str(value).replace("\0", "") for name, value in request.POST.items()}
    remarks = Remark.objects.filter(seat__panel=seat.panel, question=question)
    if data.get("act") == "take_back":
        mine = remarks.filter(seat=seat, uid=data.get("remark", "")).first()
        if mine is None:
            return False
        discussing.take_back(mine, by=by)
        messages.success(request, _("Taken back: its text is destroyed."))
        return True
    if data.get("act") != "remark":
        return False
    discussing.remark(
        seat,
        question,
        data.get("text", ""),
        by=by,
        side=data.get("side", Remark.Side.NEUTRAL),
        reply_to=remarks.filter(uid=data.get("reply_to", "")).first(),
        nonce=data.get("nonce", ""),
    )
    messages.success(request, _("Said. The other experts see it under your letters."))
    return True


def _feedback(
    request: HttpRequest, seat: Seat, row: Round, question: Question, refused: str, status: int
) -> HttpResponseBase:
    by = expert(request)
    found = panel_queries.feedback(row, question, by=by)
    newest = seat.panel.rounds.filter(state=Round.State.CLOSED).last()
    context = {
        "seat": seat,
        "panel": seat.panel,
        "round": row,
        "question": question,
        "about": wording.subject_labels(question),
        "feedback": found,
        "cells": distribution_rows(question, found.cells) if found is not None else [],
        "figure": answers_figure(row, question, found.cells) if found is not None else None,
        "said": panel_queries.discussion(row, question, by=by),
        "discusses": newest == row and seat.panel.state == Panel.State.OPEN,
        "sides": Remark.Side.choices,
        "typed": request.POST if refused else {},
        "nonce": request.POST.get("nonce") if refused else get_random_string(22),
        "refused": refused,
        "questions": _beside(seat, question),
    }
    return render(request, "outlook/results/feedback.html", context, status=status)


def _beside(seat: Seat, question: Question) -> QuerySet[Question]:
    """Return the questions that an expert is asked; of cells, those about the same country."""
    rows = asked_of(seat)
    if question.term_id is None:
        return rows.filter(term=None)
    return rows.filter(place=question.place).exclude(term=None)


@seat_view(Seat.State.SEATED, methods=READING)
def own(request: HttpRequest, seat: Seat) -> HttpResponseBase:
    """Show an expert how well they answered the resolved questions. Nobody else sees it."""
    by = expert(request)
    context = {
        "seat": seat,
        "panel": seat.panel,
        "performance": result_queries.performance(seat, by=by),
        "preparing": any(row.being_prepared for row in seat.panel.rounds.all()),
        "scores": result_queries.own_scores(seat, by=by),
        "outcome": calibration.calibration_of_own(
            seat.panel, result_queries.own_resolved(seat, by=by)
        ),
    }
    return render(request, "outlook/results/own_scores.html", context)
