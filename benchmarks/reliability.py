"""How far probabilities can be taken at their word: bins, expected error, and a plot in text."""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

FROM, TO, BINS = 0.05, 0.95, 9
WIDTH = 40
DRAWS = 200


class Bin(NamedTuple):
    """Pairs whose probabilities lie in one bin."""

    mean: float
    """Mean probability."""
    share: float
    """Share of pairs that are of one attack."""
    pairs: int


def bins(probability: np.ndarray, same: np.ndarray) -> list[Bin]:
    """Sort pairs scored FROM to TO into bins of equal width; empty ones are left out."""
    edges = np.linspace(FROM, TO, BINS + 1)
    found = []
    for low, high in pairwise(edges.tolist()):
        kept = (probability >= low) & ((probability < high) | (high == TO) & (probability <= TO))
        if kept.any():
            mean, share = float(probability[kept].mean()), float(same[kept].mean())
            found.append(Bin(round(mean, 4), round(share, 4), int(kept.sum())))
    return found


def expected_error(found: list[Bin]) -> float:
    """Return the expected calibration error: the mean distance of the two, by pairs."""
    pairs = sum(one.pairs for one in found)
    return round(sum(one.pairs * abs(one.mean - one.share) for one in found) / max(1, pairs), 4)


def error_by_chance(probability: np.ndarray) -> float:
    """Return the mean error of outcomes drawn by these very probabilities: none can do better."""
    dice = np.random.default_rng(0)
    drawn = (dice.random(len(probability)) < probability for _ in range(DRAWS))
    return round(float(np.mean([expected_error(bins(probability, one)) for one in drawn])), 4)


def plot(found: list[dict[str, Any]]) -> list[str]:
    """Draw the bins: a bar for the share, a mark where the probability says it should end."""
    lines = []
    for one in found:
        bar = ["#"] * round(one["share"] * WIDTH)
        bar += [" "] * (WIDTH - len(bar))
        bar[min(WIDTH - 1, round(one["mean"] * WIDTH))] = "|"
        told = f"{one['share']:.2f}  ({one['pairs']} pairs)"
        lines.append(f"  {one['mean']:.2f} {''.join(bar)} {told}")
    return lines
