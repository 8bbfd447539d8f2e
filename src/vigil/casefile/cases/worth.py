"""What a minute spent on a candidate is worth: the order of the queue.

A sum of a few parts, each read off columns of the case, with its weight here and nowhere else. The
order of two candidates never changes by itself: waiting counts alike for all, so nothing has to be
computed anew each day. docs/build/learning.md explains the weights.
"""

import math
from dataclasses import dataclass
from datetime import date
from typing import Final

from vigil.casefile.cases.models import Case

CHANCE: Final = 4.0
"""For a candidate that is surely a killing or an attempt; half of it at a probability of .5."""
ORGANISED: Final = 2.0
"""For one with sure signs of organised crime."""
TARGETED: Final = 1.0
"""For one in which somebody was surely targeted."""
SOURCES: Final = 0.75
"""For each doubling of the independent sources."""
MOST_SOURCES: Final = 8
"""More independent sources than this add nothing."""
FRESH: Final = 1.0
"""For an attack of the day on which its first report came; half of it for `FRESH_DAYS` before."""
FRESH_DAYS: Final = 30
WAITING_DAYS: Final = 60
"""A candidate gains one for this many days of waiting, so that none waits for ever."""
UNSURE: Final = 0.8
"""For a candidate of which the machine knows nothing (.5). Only while the queue learns."""

EPOCH: Final = date(2026, 1, 1)
"""The day from which waiting is counted. Which day it is changes no order."""


@dataclass(frozen=True)
class WorthColumns:
    """The columns of a case that its worth is read off."""

    score: float
    organised_crime_score: float
    targeted_score: float
    n_sources: int
    attacked: date | None
    """The latest day on which the attack can have been."""
    last_told: date | None
    waiting_since: date | None


def worth(columns: WorthColumns) -> float:
    """Return what a minute spent on a candidate is worth, rounded: ties are ties everywhere."""
    sources = min(max(columns.n_sources, 1), MOST_SOURCES)
    total = (
        CHANCE * columns.score
        + ORGANISED * columns.organised_crime_score
        + TARGETED * columns.targeted_score
        + SOURCES * math.log2(sources)
        + FRESH * _freshness(columns)
        - ((columns.waiting_since or EPOCH) - EPOCH).days / WAITING_DAYS
    )
    return round(total, 4)


def worth_to_learn(columns: WorthColumns) -> float:
    """Return the worth of a candidate with what the machine would learn from the answer."""
    unsure = 4 * columns.score * (1 - columns.score)
    return round(worth(columns) + UNSURE * unsure, 4)


def _freshness(columns: WorthColumns) -> float:
    """Return 1 for an attack of the day on which its first report came, less for an older one."""
    known = columns.attacked or columns.last_told
    if known is None or columns.waiting_since is None:
        return 0.0
    days = max(0, (columns.waiting_since - known).days)
    return float(2.0 ** (-days / FRESH_DAYS))


def fill_worth(case: Case) -> None:
    """Fill the columns by which the queue is ordered from the other columns, without saving."""
    columns = WorthColumns(
        score=case.score,
        organised_crime_score=case.organised_crime_score,
        targeted_score=case.targeted_score,
        n_sources=case.n_sources,
        attacked=case.date_latest,
        last_told=case.last_told,
        waiting_since=case.waiting_since,
    )
    case.worth, case.worth_to_learn = worth(columns), worth_to_learn(columns)


def day_of(published: str) -> date | None:
    """Return the day on which a report was published; None if its date is not known to the day."""
    try:
        return date.fromisoformat(published[:10])
    except ValueError:
        return None
