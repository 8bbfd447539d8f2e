"""What must hold of a played assessment, computed from answers and conflicts alone."""

import statistics
from collections.abc import Mapping
from typing import Any

from vigil.outlook.models import Assessment, Conflict, Pooled, Seat
from vigil.outlook.panels.preconditions import asked_of
from vigil.outlook.panels.queries import opened_answers

Values = Mapping[Any, Mapping[int, Mapping[int, float]]]
"""(panel, round) and question -> by seat, what was handed in last."""


def compared(made: Assessment, values: Values, last: int) -> tuple[int, float]:
    """Compare every pooled cell of the last round with one computed from the answers alone.

    Return how many there are, and the largest difference.
    """
    largest, count = 0.0, 0
    rows = Pooled.objects.filter(panel__assessment=made, round__number=last)
    for one in rows.select_related("round"):
        said = sorted(values[one.panel_id, one.round.number][one.question_id].values())
        if one.n != len(said):
            raise RuntimeError(f"{one}: {one.n} answers, not {len(said)}")
        mine = {"mean": statistics.fmean(said), "median": statistics.median(said)}
        for name, value in one.value.items():
            if name in mine:
                largest = max(largest, abs(value - mine[name]))
        count += 1
    return count, largest


def asked_in_conflict(made: Assessment) -> int:
    """Count the cells that people are asked although they stated a conflict there."""
    wrong = 0
    for one in Conflict.objects.filter(assessment=made, ended_at=None):
        for seat in Seat.objects.filter(panel__assessment=made, user=one.user_id):
            cells = asked_of(seat).filter(term__isnull=False)
            if one.places:
                cells = cells.filter(place__in=one.places)
            if one.terms:
                cells = cells.filter(term__code__in=one.terms)
            wrong += cells.count()
    return wrong


def answers_shown(seat: Seat) -> int:
    """Count the answers that an expert is shown as their own: none to who just took a seat over."""
    shown = opened_answers(seat, list(asked_of(seat)), by=seat.user)
    return sum(one.draft.version > 0 or one.earlier is not None for one in shown)
