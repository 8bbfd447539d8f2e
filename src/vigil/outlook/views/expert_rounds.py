"""What a closed round gave, for its experts: how answers lie, why, what is said; own scores."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from vigil.outlook import expert_saying as saying
from vigil.outlook import panel_queries
from vigil.outlook.domain import discussing
from vigil.outlook.expert_access import READING, expert, seat_view
from vigil.outlook.figures.distribution import distribution
from vigil.outlook.figures.figure import About, Figure
from vigil.outlook.models import Panel, Question, Remark, Round, Seat
from vigil.outlook.panel_queries import Feedback
from vigil.outlook.values import Unfit
from vigil.trust.errors import NotPossible

REFUSED, CONFLICT = 422, 409


@seat_view(Seat.State.SEATED, worded=True)
def feedback(request: HttpRequest, seat: Seat, round: int, number: int) -> HttpResponseBase:
    """Show how the answers to one question lie in a closed round, and its discussion."""
    row = seat.panel.rounds.filter(number=round).first()
    question = seat.panel.questions.filter(position=number).first()
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
    """Say something, or take it back. Return whether there was anything to do."""
    by, data = expert(request), request.POST
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
        "about": saying.about(question),
        "feedback": found,
        "cells": _cells(found),
        "figure": _figure(found),
        "said": panel_queries.discussion(row, question, by=by),
        "discusses": newest == row and seat.panel.state == Panel.State.OPEN,
        "sides": Remark.Side.choices,
        "typed": request.POST if refused else {},
        "nonce": request.POST.get("nonce") if refused else get_random_string(22),
        "refused": refused,
        "questions": seat.panel.questions.all(),
    }
    return render(request, "outlook/expert/feedback.html", context, status=status)


def _cells(found: Feedback) -> list[dict[str, Any]]:
    """Return how the answers lie, a row for each cell: its numbers, how often each was given."""
    question = found.question
    rows = []
    for cell, one in found.cells.items():
        middle, low, high = saying.spread_said(question, one)
        each = Counter(_value_said(question, value) for value in one["values"])
        rows.append(
            {
                "label": saying.cell_label(question, cell),
                "n": one["n"],
                "middle": middle,
                "low": low,
                "high": high,
                "each": list(each.items()),
            }
        )
    return rows


def _value_said(question: Question, value: Any) -> str:
    if isinstance(value, list):
        return " – ".join(saying.plain(number) for number in value)
    return saying.number_said(question, value)


def _figure(found: Feedback) -> Figure | None:
    """Draw the scores of a round; other kinds have their table alone."""
    one = found.cells.get("")
    if found.question.kind != Question.Kind.SCORE or not one or not one["n"]:
        return None
    closed = found.round.closed_at
    day = timezone.localdate(closed) if closed is not None else timezone.localdate()
    made = About(_("every answer of the round"), _("this panel"), day, one["n"])
    scores = Counter(one["values"])
    return distribution("answers", _("How the answers lie"), made, scores=scores,
                        median=one["median"])  # fmt: skip


@seat_view(Seat.State.SEATED, methods=READING)
def own(request: HttpRequest, seat: Seat) -> HttpResponseBase:
    """Show an expert how well they answered what is known by now; them alone."""
    by = expert(request)
    context = {
        "seat": seat,
        "panel": seat.panel,
        "performance": panel_queries.performance(seat, by=by),
        "scores": panel_queries.own_scores(seat, by=by),
    }
    return render(request, "outlook/expert/own.html", context)
