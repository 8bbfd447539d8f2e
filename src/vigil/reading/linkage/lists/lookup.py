"""One listed killing compared with another, or with the rows of a list that may be it.

Without SciPy: desks ask this while somebody waits for a page.
"""

from collections.abc import Sequence

import numpy as np

from vigil.reading.linkage.lists.agreement_levels import levels_of
from vigil.reading.linkage.lists.blocking import Rows
from vigil.reading.linkage.lists.records import ListedKilling, Match
from vigil.reading.linkage.lists.rivals import SURE, against_rivals
from vigil.reading.linkage.lists.weights import Floats, Weights, numbered

EVENT_MOST = 0.8
"""A row that only counts the dead of an event says who was killed by day, place and number alone.
Where attacks are frequent, two of one day in one town are common: no such pair is surer."""


def compare(
    pairs: Sequence[tuple[ListedKilling, ListedKilling]], weights: Weights, least: float = 0.0
) -> list[Match]:
    """Return the pairs of rows that are one killing with at least a chance, with the reasons.

    Each pair is compared by itself. Symmetric.
    """
    found = [levels_of(a, b) for a, b in pairs]
    odds = weights.log_odds(numbered(found))
    chance = 1 / (1 + np.exp(-np.clip(odds, -SURE, SURE)))
    rows = [(number, number) for number in range(len(pairs))]
    held = events_held_back([a for a, _ in pairs], [b for _, b in pairs], rows, chance)
    return [
        Match(a.id, b.id, probability, weights.reasons(levels))
        for (a, b), levels, one in zip(pairs, found, held, strict=True)
        if (probability := round(float(one), 4)) >= least
    ]


def look_up(killing: ListedKilling, rows: Sequence[ListedKilling], weights: Weights) -> list[Match]:
    """Compare one killing with rows of one list that may be it; the likeliest first.

    The rows are each other's rivals: of two that fit alike each can be it with one half at most.
    """
    found = [levels_of(killing, row) for row in rows]
    pairs = [(0, number) for number in range(len(rows))]
    chance = against_rivals(pairs, weights.log_odds(numbered(found)), many=True)
    held = events_held_back([killing], rows, pairs, chance)
    matches = [
        Match(killing.id, row.id, round(float(held[number]), 4), weights.reasons(found[number]))
        for number, row in enumerate(rows)
    ]
    return sorted(matches, key=lambda match: (-match.probability, match.b))


def events_held_back(
    a: Sequence[ListedKilling], b: Sequence[ListedKilling], pairs: Sequence[Rows], chance: Floats
) -> Floats:
    """Return the chances, those of rows that only count an event's dead lowered."""
    share = [EVENT_MOST if a[x].event or b[y].event else 1.0 for x, y in pairs]
    held: Floats = chance * np.array(share)
    return held
