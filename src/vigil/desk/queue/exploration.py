"""A few rows of what scores low, shown so that the machine learns where it is wrong.

A machine that learns only from what it puts first never finds out what it misses. So the first
page of the queue has some rows of what it would show last. They are drawn anew each day, and are
the same all day.
"""

from collections.abc import Sequence
from datetime import date
from heapq import nsmallest

from django.conf import settings

from vigil.casefile.cases.queries import queue
from vigil.casefile.models import Case

LOW = 0.5
"""Candidates below this score are drawn from."""
DRAWN_FROM = 2000
"""Most candidates among which are drawn: the newest."""


def share(rows: int) -> int:
    """Return how many rows a page of so many adds; none where the queue does not learn."""
    if not settings.VIGIL_LEARNING:
        return 0
    return round(rows * max(0, min(settings.VIGIL_EXPLORE_PERCENT, 50)) / 100)


def drawn(shown: Sequence[int], number: int, today: date) -> list[int]:
    """Draw candidates that score low and are not shown; return their keys."""
    if not number:
        return []
    low = queue().filter(score__lt=LOW).exclude(pk__in=shown).order_by("-pk")
    keys = low.values_list("pk", flat=True)[:DRAWN_FROM]
    day = today.toordinal()
    # Hashes of whole numbers are the same in every process.
    return nsmallest(number, keys, key=lambda key: hash((day, key)))


def mixed(rows: Sequence[Case], extra: Sequence[Case]) -> list[Case]:
    """Return rows with the extra ones spread evenly among them."""
    if not extra:
        return list(rows)
    every = max(1, len(rows) // len(extra))
    found: list[Case] = []
    left = list(extra)
    for place, row in enumerate(rows, start=1):
        found.append(row)
        if left and place % every == 0:
            found.append(left.pop(0))
    return [*found, *left]
