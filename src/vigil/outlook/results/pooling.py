"""Pool a closed round by every method of its questions, and freeze what experts see of it.

All experts weigh the same here; `weighting` adds weights by seed questions once their true values
may be known. It loads SciPy: only `verbs.computing` imports it, and no web request.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.utils.translation import pgettext_lazy

from vigil.outlook.answers.arrays import (
    AnswerColumn,
    RoundAnswers,
    answer_columns,
    answers_handed_in,
)
from vigil.outlook.models import AssessedTerm, Pooled, Question, Round, RoundFeedback
from vigil.outlook.panels.preconditions import (
    ANSWER,
    ROUND,
    WORDS,
    open_many_json,
    seal_many_json,
)
from vigil.outlook.results.group_arguments import freeze_group_arguments
from vigil.outlook.results.pooling_methods import OF_PROBABILITIES, OF_QUANTITIES, WEIGHTED
from vigil.outlook.results.verbs.requesting import ARGUMENTS, arguments_key
from vigil.reading.estimation import agreement, leave_one_out, pooling
from vigil.reading.estimation.answers import FIELDS
from vigil.reading.estimation.mixtures import Scale
from vigil.reading.estimation.weights import Floats, quantiles, shares
from vigil.trust.decisions.verbs import BATCH
from vigil.trust.rooms.log_words import LogWords

Kind = Question.Kind
AGREEMENT_DRAWS: Final = 200
"""Draws of the bootstrap of an agreement, enough for an interval with two digits."""


@dataclass(frozen=True)
class RoundResults:
    """The results of a round, not saved yet."""

    answered: RoundAnswers
    feedback: dict[str, Any]
    pooled: list[Pooled]


def pool(row: Round) -> RoundResults:
    """Pool the answers handed in for a round. This saves nothing, and so locks nothing."""
    answered = answers_handed_in(row)
    return RoundResults(answered, _feedback(answered), list(_pooled(row, answered)))


def save_results(row: Round, results: RoundResults) -> None:
    """Save the results of a round, and freeze its arguments, in the caller's transaction."""
    RoundFeedback.objects.update_or_create(round=row, defaults={"shown": results.feedback})
    row.pooled.all().delete()
    Pooled.objects.bulk_create(results.pooled, batch_size=BATCH)
    _keep_arguments(row, results.answered)
    freeze_group_arguments(row)


def pool_weighted(row: Round, weights: Mapping[int, float]) -> list[Pooled]:
    """Return quantities pooled with weights by seat, to be listed beside equal weights."""
    answered = answers_handed_in(row)
    by = np.array([weights.get(seat.pk, 0.0) for seat in answered.seats], dtype=np.float64)
    return list(_quantities(row, answered, by)) if by.sum() > 0 else []


def _pooled(row: Round, answered: RoundAnswers) -> Iterator[Pooled]:
    yield from _scores(row, answered)
    yield from _probabilities(row, answered)
    yield from _quantities(row, answered, None)


def _scores(row: Round, answered: RoundAnswers) -> Iterator[Pooled]:
    """Yield pooled scores, trajectories and matrices, with the agreement of each group."""
    for group in _groups(answered.questions):
        asked = answer_columns(group)
        numbers = answered.numbers(asked)
        if not np.isfinite(numbers).any():
            continue
        said = _agreement(numbers)
        without = leave_one_out.scores_without_each(numbers)
        for at, (one, done) in enumerate(zip(asked, pooling.pool_scores(numbers), strict=True)):
            left = {name: without[name][:, at] for name in ("mean", "median")}
            yield from _row(row, one, done, left, agreement=said)


def _groups(questions: Sequence[Question]) -> Iterator[list[Question]]:
    """Yield groups that share one scale: cells by the list of their term, each matrix alone."""
    terms = AssessedTerm.objects.filter(pk__in={one.term_id for one in questions if one.term_id})
    lists = dict(terms.values_list("pk", "list"))
    for kind in (Kind.SCORE, Kind.TRAJECTORY):
        groups: dict[str, list[Question]] = {}
        for question in questions:
            if question.kind == kind:
                groups.setdefault(lists.get(question.term_id or 0, ""), []).append(question)
        yield from groups.values()
    yield from ([one] for one in questions if one.kind in (Kind.DRIVERS, Kind.EFFICACY))


def _probabilities(row: Round, answered: RoundAnswers) -> Iterator[Pooled]:
    asked = answer_columns([one for one in answered.questions if one.kind == Kind.PROBABILITY])
    if not asked or not answered.seats:
        return
    numbers = answered.numbers(asked)
    exponent = row.panel.extremising
    ways: list[tuple[pooling.OfProbabilities, float | None]] = [
        (method, None) for method in OF_PROBABILITIES
    ]
    if exponent is not None:
        ways.append(("extremised", exponent))
    for method, power in ways:
        without = leave_one_out.probabilities_without_each(numbers, method, exponent=power)
        pooled = pooling.pool_probabilities(numbers, method, exponent=power)
        for at, (one, done) in enumerate(zip(asked, pooled, strict=True)):
            yield from _row(row, one, done, {"probability": without[:, at]})


def _quantities(row: Round, answered: RoundAnswers, weights: Floats | None) -> Iterator[Pooled]:
    asked = answer_columns([one for one in answered.questions if one.kind == Kind.QUANTITY])
    if not asked or not answered.seats:
        return
    numbers = answered.quantiles(asked)
    scales = scales_of([one.question for one in asked])
    for method in OF_QUANTITIES:
        without = leave_one_out.quantities_without_each(numbers, method, weights, scales)
        pooled = pooling.pool_quantities(numbers, method, weights, scales)
        for at, (one, done) in enumerate(zip(asked, pooled, strict=True)):
            left = {name: without[:, at, n] for n, name in enumerate(FIELDS)}
            yield from _row(row, one, done, left, ending=WEIGHTED if weights is not None else "")


def scales_of(questions: Sequence[Question]) -> tuple[Scale, ...]:
    """Return the scale of each quantity, as the estimation library names it."""
    return tuple("log" if question.log_scale else "uniform" for question in questions)


def _row(
    row: Round,
    one: AnswerColumn,
    done: pooling.Pooled,
    without: Mapping[str, Floats],
    *,
    agreement: dict[str, Any] | None = None,
    ending: str = "",
) -> Iterator[Pooled]:
    if not done.n:
        return
    values = dict(done.values)
    spread: dict[str, Any] = {"is": done.spread_is, "width": done.spread}
    if "q25" in values:
        spread |= {"low": values.pop("q25"), "high": values.pop("q75")}
    yield Pooled(
        panel_id=row.panel_id,
        question=one.question,
        round=row,
        run=row.wanted_run,
        cell=one.cell,
        method=done.method.name + ending,
        version=str(done.method.version),
        value=values,
        spread=spread,
        n=done.n,
        heaviest=max(done.weights),
        agreement=agreement,
        left_out=_range(without),
    )


def _range(without: Mapping[str, Floats]) -> dict[str, list[float]] | None:
    """Return the range of each value when any one expert is left out; None if no value is left."""
    found = {}
    for name, each in without.items():
        there = each[np.isfinite(each)]
        if len(there):
            found[name] = [float(there.min()), float(there.max())]
    return found or None


def _agreement(numbers: Floats) -> dict[str, Any]:
    found = agreement.alpha(numbers, "ordinal", draws=AGREEMENT_DRAWS)
    # With one unit alpha is 0 for any answers: there is no chance level to compare with.
    alone = found.units == 1 and found.alpha is not None
    return {
        "alpha": None if alone else found.alpha,
        "reason": "one_unit" if alone else found.reason,
        "interval": list(found.interval) if found.interval else None,
        "level": found.level,
        "units": found.units,
        "answers": found.answers,
    }


def _feedback(answered: RoundAnswers) -> dict[str, Any]:
    """Return what experts see of all answers, by question: numbers in order, without handles."""
    passed = answered.passed()
    found: dict[str, Any] = {
        question.uid: {"passed": passed[question.pk], "cells": {}}
        for question in answered.questions
    }
    for one, values, middles in _distributions(answered):
        found[one.question.uid]["cells"][one.cell] = {"n": len(values), "values": values, **middles}
    return found


def _distributions(
    answered: RoundAnswers,
) -> Iterator[tuple[AnswerColumn, list[Any], dict[str, float]]]:
    """Yield the answers in each column, in order, with median and quartiles; of all at once."""
    columns = answer_columns(answered.questions)
    asked = [one for one in columns if one.question.kind != Kind.QUANTITY]
    numbers = answered.numbers(asked)
    quartiles = _quartiles(numbers)
    for at, one in enumerate(asked):
        values = numbers[~np.isnan(numbers[:, at]), at]
        yield one, np.sort(values).tolist(), _named(quartiles[:, at])
    asked = [one for one in columns if one.question.kind == Kind.QUANTITY]
    ranges = answered.quantiles(asked)
    quartiles = _quartiles(ranges[..., 1])
    for at, one in enumerate(asked):
        there = ranges[~np.isnan(ranges[:, at, 1]), at]
        yield one, there[np.lexsort(there.T[::-1])].tolist(), _named(quartiles[:, at])


def _quartiles(numbers: Floats) -> Floats:
    """Return the quartiles of each column, three by columns, as `pooling.pool_scores` does."""
    return quantiles(numbers, shares(~np.isnan(numbers)), pooling.QUARTILES)


def _named(quartiles: Floats) -> dict[str, float]:
    """Return median and quartiles by name; empty where nobody answered."""
    low, median, high = quartiles.tolist()
    return {} if np.isnan(median) else {"median": median, "low": low, "high": high}


def _keep_arguments(row: Round, answered: RoundAnswers) -> None:
    """Freeze the reasons and sources that were handed in. All are opened and sealed at once."""
    worded = [version.uid for version in answered.versions.values() if version.worded]
    words = open_many_json(
        ANSWER, worded, WORDS, about=(ROUND, row.uid), why="freezing the arguments of a round"
    )
    said = {
        arguments_key(row, question): [
            {"handle": seat.handle, **words[version.uid]}
            for seat, version in answered.of(question)
            if version.worded
        ]
        for question in answered.questions
    }
    seal_many_json(
        ROUND,
        ARGUMENTS,
        {key: each for key, each in said.items() if each},
        said,
        why="the arguments of a round were frozen anew",
    )


LOG: Final = LogWords(
    reasons={
        "freezing the arguments of a round": pgettext_lazy(
            "decision", "freezing the arguments of a round"
        ),
        "the arguments of a round were frozen anew": pgettext_lazy(
            "decision", "the arguments of a round were frozen anew"
        ),
    },
)
