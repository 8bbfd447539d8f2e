"""Find coders and fields whose agreement fell lately. Pure.

Compared are the last units with all earlier ones. It is drift where the 95 % interval of the
difference lies below zero. Somebody is warned of, not judged: whoever codes with them may have
changed, or the cases.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from vigil.casefile.reliability.units import CodedCase, FieldUnits, shares_alike
from vigil.reading.estimation.agreement import Level, alpha, interval_of_difference
from vigil.reading.estimation.weights import Floats

LAST_CASES: Final = 20
"""Cases of one coder that are compared with their earlier ones. There must be as many of these."""
LAST_UNITS: Final = 50
"""Units of one field, likewise."""
DRAWS: Final = 1000

Estimate = tuple[float, float, float]
"""A figure, and its 95 % interval."""


def drift_of_coders(
    tables: Mapping[str, FieldUnits], cases: Sequence[CodedCase], order: Sequence[int]
) -> list[dict[str, Any]]:
    """Return the coders whose share of values alike fell, over cases in the order of time."""
    shares = shares_alike(tables, len(cases))
    told: dict[int, list[float]] = defaultdict(list)
    for number in order:
        alike, of = shares[number]
        for coder in {coding.coder_id for coding in cases[number].codings} if of else ():
            told[coder].append(alike / of)
    found = []
    for coder, values in sorted(told.items()):
        if len(values) < 2 * LAST_CASES:
            continue
        last, earlier = values[-LAST_CASES:], values[:-LAST_CASES]
        if (fell := _fall(_mean_of(last), _mean_of(earlier))) is not None:
            found.append({"coder": coder, "last": len(last), "earlier": len(earlier), **fell})
    return found


def drift_of_field(name: str, answers: Floats, level: Level) -> dict[str, Any] | None:
    """Return how far the alpha of a field fell; None where it did not, or nobody can say."""
    judged = (~np.isnan(answers)).sum(axis=0) > 1
    told = answers[:, judged]
    if told.shape[1] < 2 * LAST_UNITS:
        return None
    last, earlier = told[:, -LAST_UNITS:], told[:, :-LAST_UNITS]
    now, before = (alpha(part, level, DRAWS) for part in (last, earlier))
    if now.alpha is None or before.alpha is None or not (now.interval and before.interval):
        return None
    fell = _fall((now.alpha, *now.interval), (before.alpha, *before.interval))
    if fell is None:
        return None
    return {"field": name, "last": last.shape[1], "earlier": earlier.shape[1], **fell}


def _mean_of(values: Sequence[float]) -> Estimate:
    """Return a mean with its interval, by bootstrap over cases."""
    data, dice = np.array(values), np.random.default_rng(0)
    drawn = data[dice.integers(0, len(data), (DRAWS, len(data)))].mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(data.mean()), float(low), float(high)


def _fall(now: Estimate, before: Estimate) -> dict[str, float] | None:
    low, high = interval_of_difference(now, before)
    if high >= 0:
        return None
    told = {"now": now[0], "before": before[0], "low": low, "high": high}
    return {name: round(value, 4) for name, value in told.items()}
