"""Score experts on the seed questions of a final panel, and weight their answers by it.

Weights come from the first round, before anybody saw other answers, and apply to the last. Only
experts who agreed get a weight. It loads SciPy: only `verbs.computing` imports it, and no web
request.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vigil.outlook.answers.arrays import RoundAnswers, answer_columns, answers_handed_in
from vigil.outlook.models import Panel, Performance, Pooled, Question, Round
from vigil.outlook.results.pooling import pool_weighted, scales_of
from vigil.reading.estimation.cooke import Seeds, TooFewSeeds, optimised_weights, perform
from vigil.reading.estimation.weights import LEAST, Floats


@dataclass(frozen=True)
class WeightedResults:
    """How well each expert did, and the weighted results of the last round, not saved yet."""

    performance: list[Performance]
    pooled: list[Pooled]


def weigh_experts(panel: Panel, last: Round) -> WeightedResults:
    """Score each expert on the seeds, and pool with weights if the panel was set up for it."""
    first = panel.rounds.filter(state=Round.State.CLOSED).first()
    assert first is not None  # otherwise the panel would not be final
    answered = answers_handed_in(first)
    kind = Question.Kind.QUANTITY
    asked = [one for one in answered.questions if one.is_seed and one.kind == kind]
    if not asked or not answered.seats:
        return WeightedResults([], [])
    numbers = answered.quantiles(answer_columns(asked))
    realised = np.array([one.resolution for one in asked], dtype=np.float64)
    seeds = Seeds(numbers, realised, scales_of(asked))
    weights = _weights(panel, answered, seeds)
    return WeightedResults(_performance(answered, seeds, weights), pool_weighted(last, weights))


def save_weighted(weighted: WeightedResults) -> None:
    """Save the weighted results, in the caller's transaction."""
    Performance.objects.bulk_create(weighted.performance)
    Pooled.objects.bulk_create(weighted.pooled)


def _performance(
    answered: RoundAnswers, seeds: Seeds, weights: Mapping[int, float]
) -> list[Performance]:
    try:
        done = perform(seeds)
    except TooFewSeeds:
        done = None
    return [
        Performance(
            seat=seat,
            seeds=int((~np.isnan(seeds.answers[at, :, 1])).sum()),
            calibration=_or_none(done.calibration[at]) if done is not None else None,
            information=_or_none(done.information[at]) if done is not None else None,
            weight=weights.get(seat.pk),
        )
        for at, seat in enumerate(answered.seats)
    ]


def _weights(panel: Panel, answered: RoundAnswers, seeds: Seeds) -> dict[int, float]:
    """Return weights by seat for those who agreed to them; empty if they cannot be computed."""
    agreed = [at for at, seat in enumerate(answered.seats) if seat.weights_agreed]
    if panel.pooling != Panel.Pooling.PERFORMANCE or not agreed:
        return {}
    try:
        found = optimised_weights(Seeds(seeds.answers[agreed], seeds.realised, seeds.scales), LEAST)
    except ValueError:  # too few answered enough seeds, or nobody earns a weight
        return {}
    keys = [answered.seats[at].pk for at in agreed]
    return dict(zip(keys, found.weights.tolist(), strict=True))


def _or_none(value: Floats) -> float | None:
    return float(value) if np.isfinite(value) else None
