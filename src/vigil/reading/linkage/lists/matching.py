"""Two lists in, the pairs that are one killing out."""

from collections.abc import Sequence
from itertools import batched

import numpy as np

from vigil.reading.linkage.lists.agreement_levels import levels_of
from vigil.reading.linkage.lists.assignment import assign
from vigil.reading.linkage.lists.blocking import Rows, candidates
from vigil.reading.linkage.lists.lookup import events_held_back
from vigil.reading.linkage.lists.records import ListedKilling, Match
from vigil.reading.linkage.lists.rivals import against_rivals
from vigil.reading.linkage.lists.weights import Levels, learn, numbered

ACCEPT = 0.5
"""Probability from which a pair is accepted: more likely one killing than not."""
LEAST = 0.01
"""Pairs less likely than this are not answered."""
AT_RANDOM = 20_000
AT_ONCE = 20_000
_SEED = 20161007


def match(
    a: Sequence[ListedKilling],
    b: Sequence[ListedKilling],
    *,
    accept: float = ACCEPT,
    many: bool = False,
) -> list[Match]:
    """Match two lists; return every scored pair from `LEAST` on, those accepted marked.

    Weights are learnt from the lists, without labels. A row is in one accepted pair at most; with
    `many` a row of `b` may take several rows of `a`. Answers in the order of the rows. The same
    lists give the same answer.
    """
    pairs = candidates(a, b)
    levels = _compared(a, b, pairs)
    shorter, longer = sorted((len(a), len(b)))
    weights = learn(levels, _at_random(a, b), shorter, longer)
    odds = weights.log_odds(levels)
    chance = events_held_back(a, b, pairs, against_rivals(pairs, odds, many=many))
    likely = np.flatnonzero(chance >= accept).tolist()
    chosen = assign([pairs[n] for n in likely], odds[likely], many=many)
    accepted = {likely[n] for n in chosen}
    return [
        Match(
            a=a[x].id,
            b=b[y].id,
            probability=round(float(chance[number]), 4),
            reasons=weights.reasons(levels_of(a[x], b[y])),
            accepted=number in accepted,
        )
        for number in np.flatnonzero(chance >= LEAST).tolist()
        for x, y in (pairs[number],)
    ]


def _compared(
    a: Sequence[ListedKilling], b: Sequence[ListedKilling], pairs: Sequence[Rows]
) -> Levels:
    """Compare the pairs, some at a time: millions of them are kept as small numbers alone."""
    parts = [numbered([levels_of(a[x], b[y]) for x, y in some]) for some in batched(pairs, AT_ONCE)]
    return np.concatenate([numbered([]), *parts])


def _at_random(a: Sequence[ListedKilling], b: Sequence[ListedKilling]) -> Levels:
    """Compare pairs drawn at random, or all of short lists: nearly all are two killings."""
    if len(a) * len(b) <= AT_RANDOM:
        return numbered([levels_of(x, y) for x in a for y in b])
    drawn = np.random.default_rng(_SEED)
    rows = zip(
        drawn.integers(len(a), size=AT_RANDOM).tolist(),
        drawn.integers(len(b), size=AT_RANDOM).tolist(),
        strict=True,
    )
    return numbered([levels_of(a[x], b[y]) for x, y in rows])
