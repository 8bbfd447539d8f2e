"""Number the questions of a panel: their positions, counted from 1."""

from collections.abc import Iterable, Sequence
from itertools import batched

from django.db.models import F, Max

from vigil.outlook.models import Question


def number_in_order(rows: Sequence[Question]) -> None:
    """Give the questions of one panel the positions 1, 2, 3 and so on, in this order."""
    number_at(enumerate(rows, 1))


def number_at(wanted: Iterable[tuple[int, Question]]) -> None:
    """Give questions of one panel these positions; no other question may have one of them.

    Questions that have their position already are left alone. The others are first moved behind
    all, because no two may have the same position.
    """
    moved = [(position, row) for position, row in wanted if row.position != position]
    if not moved:
        return
    there = Question.objects.filter(panel=moved[0][1].panel_id)
    last = there.aggregate(last=Max("position"))["last"] or 0
    last = max(last, *(position for position, _row in moved), 1)
    for some in batched(moved, 500):
        keys = [row.pk for _position, row in some]
        there.filter(pk__in=keys).update(position=F("position") + last)
    for position, row in moved:
        row.position = position
    Question.objects.bulk_update([row for _position, row in moved], ["position"], batch_size=200)
