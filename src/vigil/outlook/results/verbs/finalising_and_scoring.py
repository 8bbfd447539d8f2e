"""Make a panel final; later resolve questions and score the answers.

The scores of an expert are for that expert alone. `results.weighting` computes weights by seeds.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.answers.arrays import answer_columns, answers_handed_in
from vigil.outlook.answers.verbs.answering import late_round
from vigil.outlook.models import Panel, Pooled, Question, Round, Scored, Seat
from vigil.outlook.panels.preconditions import (
    PANEL,
    QUESTION,
    clean_text,
    destroy_sealed,
    locked_round,
    open_json,
    require_running,
)
from vigil.outlook.panels.verbs.setting_up import expert_breaks
from vigil.outlook.questions.verbs import TRUE_VALUE, checked_truth
from vigil.outlook.results import rounding
from vigil.outlook.results.verbs.quoting import quote
from vigil.outlook.results.verbs.requesting import last_closed, require_results, want_results
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.reading.estimation import scoring
from vigil.reading.estimation.weights import Floats
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

Kind = Question.Kind
SCORED_METHOD: Final = {Kind.QUANTITY: "linear", Kind.PROBABILITY: "log_odds"}
"""Kind of question -> the method whose pooled answer is scored."""


@transaction.atomic
def finalise(panel: Panel, *, by: User) -> Panel:
    """Make a closed panel final: reveal its seeds, request weights, and publish agreed quotes.

    After that the pooled numbers do not change; weighted ones are added. Raises NotAllowed,
    NotPossible (it is not closed; an expert still has more time; the results of the last round are
    being prepared).
    """
    take_part()  # quotes are public
    panel = require_running(panel, Panel.State.CLOSED, by=by)
    last = last_closed(panel)
    assert last is not None  # otherwise the panel could not be closed
    last = locked_round(last)
    require_results(last)
    seats = panel.seats.filter(state=Seat.State.SEATED, extensions__until__gt=timezone.now())
    if any(late_round(seat) is not None for seat in seats):
        raise NotPossible(_("Somebody still has more time, and has not handed in."))
    panel.breaks = [*panel.breaks, *expert_breaks(panel)]
    panel.state, panel.final_at = Panel.State.FINAL, timezone.now()
    panel.save()
    for question in panel.questions.filter(is_seed=True):
        _reveal(question, by)
    if panel.questions.filter(is_seed=True, kind=Kind.QUANTITY).exists():
        want_results(last)  # weights by the seeds, for `weighting`
    for question in panel.questions.filter(resolution__isnull=False):
        _score(question, last)
    quote(panel, list(panel.questions.all()))
    record("finalise_panel", PANEL, panel.uid, by=by, after={"state": panel.state})
    return panel


@transaction.atomic
def resolve_question(
    question: Question, value: float, on: date, source: str, *, by: User
) -> Question:
    """Record the outcome of a question of a final panel, since when it is known, and its source.

    A number in the question's unit, or 0 or 1 for an event. Recorded again, it replaces the
    previous outcome. Raises NotAllowed, NotPossible (the panel is not final; the question has no
    outcome; the source names somebody whom the public is not shown), Unfit.
    """
    take_part()
    panel = require_running(question.panel, Panel.State.FINAL, by=by)
    row = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if row.kind not in SCORED_METHOD or row.is_seed:
        raise NotPossible(_("It is not for this question to come true."))
    source = clean_text(source, 1000)
    if not source:
        raise Unfit(_("Say from where it is known."), "source")
    require_no_hidden_names(source)
    if on > timezone.localdate():
        raise Unfit(_("This day is still to come."), "on")
    row.resolution, row.resolved_on = checked_truth(row, value), on
    row.resolution_source, row.resolved_by = source, by
    row.save()
    last = last_closed(panel)
    assert last is not None
    _score(row, last)
    after = {"question": row.uid, "on": str(on)}
    record("resolve_question", PANEL, panel.uid, by=by, after=after)
    return row


def _reveal(question: Question, by: User) -> None:
    """Move the true value of a seed from the vault to its question. Nobody answers it now."""
    truth = open_json(QUESTION, question.uid, TRUE_VALUE, why="the panel is final")
    question.resolution, question.resolved_by = truth, by
    question.resolved_on = timezone.localdate()
    question.save()
    destroy_sealed(QUESTION, question.uid, why="the panel is final")


def _score(question: Question, last: Round) -> None:
    """Score each expert's last answer, and the pooled one, against the outcome."""
    question.scored.all().delete()
    answered = answers_handed_in(last)
    asked = answer_columns([question])
    seats = answered.seats
    truth = question.resolution
    assert truth is not None  # otherwise there is nothing to score
    if question.kind == Kind.PROBABILITY:
        each: Floats = answered.numbers(asked)[:, 0]
    else:
        each = answered.quantiles(asked)[:, 0]
    rows = [
        Scored(question=question, seat=seat, measure=measure, value=value)
        for seat, told in zip(seats, each, strict=True)
        for measure, value in _measures(question, np.asarray(told), truth)
    ]
    pooled = Pooled.objects.filter(
        round=last, question=question, method=SCORED_METHOD[Kind(question.kind)]
    )
    if (one := pooled.first()) is not None:
        names = ("probability",) if question.kind == Kind.PROBABILITY else ("q05", "q50", "q95")
        # Score the published, rounded number, so that the score reveals no more digits of it.
        everybody = rounding.disclosed_numbers(question.kind, one.value)
        said = [everybody[name] for name in names]
        told = np.array(said, dtype=np.float64)
        rows += [
            Scored(question=question, measure=measure, value=value)
            for measure, value in _measures(question, told.squeeze(), truth)
        ]
    Scored.objects.bulk_create(rows)


def _measures(question: Question, told: Floats, truth: float) -> Iterator[tuple[str, float]]:
    """Yield the scores of one answer; none if there is no answer."""
    if np.isnan(told).any():
        return
    if question.kind == Kind.PROBABILITY:
        found = scoring.resolve_probabilities(told.reshape(1), np.array([truth == 1]))
        if found is not None:
            yield from (("brier", found.brier), ("log", found.log))
        return
    answer, came = told.reshape(1, 3), np.array([truth])
    yield "pinball", float(scoring.pinball(answer, came).mean())
    yield "interval", float(scoring.interval_score(answer[:, 0], answer[:, 2], came)[0])


LOG: Final = LogWords(
    verbs={
        "finalise_panel": pgettext_lazy("decision", "make a panel final"),
        "resolve_question": pgettext_lazy("decision", "say what came true"),
    },
    reasons={
        "the panel is final": pgettext_lazy("decision", "the panel is final"),
    },
)
