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


def compare(a: ListedKilling, b: ListedKilling, weights: Weights) -> Match:
    """Return how likely two rows are one killing, with the reasons. Symmetric."""
    told = levels_of(a, b)
    odds = weights.log_odds(numbered([told]))
    chance = 1 / (1 + np.exp(-np.clip(odds, -SURE, SURE)))
    held = events_held_back([a], [b], [(0, 0)], chance)
    return Match(a.id, b.id, round(float(held[0]), 4), weights.reasons(told))


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
