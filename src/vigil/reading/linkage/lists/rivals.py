"""Weigh a pair's chance against its rivals: two equal candidates have at most one half each."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vigil.reading.linkage.lists.blocking import Rows

Floats = npt.NDArray[np.float64]

SURE = 16.0
"""Log-odds beyond which nothing is surer."""


def against_rivals(pairs: Sequence[Rows], odds: Floats, *, many: bool) -> Floats:
    """Return each pair's probability, its row's other candidates taken into account.

    `odds` are log-odds. With `many` a row of the second list may match several of the first
    (an event with its dead), so that only the rivals in the second list count.
    """
    if not len(pairs):
        return np.zeros(0)
    plain = np.exp(np.clip(odds, -SURE, SURE))
    rows = np.array(pairs, dtype=np.int64)
    chance = plain / (1 + np.bincount(rows[:, 0], plain)[rows[:, 0]])
    if many:
        return chance
    return np.minimum(chance, plain / (1 + np.bincount(rows[:, 1], plain)[rows[:, 1]]))
