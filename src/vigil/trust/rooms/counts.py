"""Count rows for a screen, up to a number beyond which nobody needs the exact one."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext

MOST_COUNTED: Final = 1000
"""Beyond so many rows a screen says "more than", which costs no more however many there are."""


@dataclass(frozen=True)
class MoreThan:
    """More rows than were counted."""

    number: int

    def __str__(self) -> str:
        shown = number_format(self.number, force_grouping=True)
        return gettext("more than %(number)s") % {"number": shown}


def beginning[Row](rows: QuerySet[Any, Row], number: int) -> tuple[int | MoreThan, list[Row]]:
    """Return how many rows there are, as `capped_count` does, and the first `number` of them."""
    found = list(rows[: number + 1])
    return (capped_count(rows) if len(found) > number else len(found)), found[:number]


def capped_count(rows: QuerySet[Any]) -> int | MoreThan:
    """Return how many rows there are; `MoreThan` beyond `MOST_COUNTED`."""
    found = rows.order_by()[: MOST_COUNTED + 1].count()
    return found if found <= MOST_COUNTED else MoreThan(MOST_COUNTED)
