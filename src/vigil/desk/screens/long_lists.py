"""Pages of lists that may hold a million rows: they are neither counted nor fetched whole."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from vigil.trust.rooms.counts import MOST_COUNTED, MoreThan


class LongPaginator(Paginator[int]):
    """What the templates of pages ask: the number of rows and of pages, where they are known."""

    count: int | MoreThan  # type: ignore[assignment]
    num_pages: int

    def __init__(self, per_page: int) -> None:
        super().__init__([], per_page)
        self.count = MoreThan(MOST_COUNTED)
        self.num_pages = 0
        """0: nobody knows."""


class LongPage(Page[int]):
    """A page of keys of a list with more than `MOST_COUNTED` rows."""

    def __init__(self, keys: Sequence[int], number: int, per_page: int) -> None:
        super().__init__(keys[:per_page], number, LongPaginator(per_page))
        self._more = len(keys) > per_page

    def has_next(self) -> bool:
        """Say whether there are rows behind this page."""
        return self._more

    def next_page_number(self) -> int:
        """Return the number of the next page."""
        return self.number + 1

    def previous_page_number(self) -> int:
        """Return the number of the page before."""
        return self.number - 1


def page_of_keys(rows: QuerySet[Any], per_page: int, asked: str | None) -> Page[int]:
    """Return the keys of one page of rows, as `Paginator.get_page` chooses it.

    Up to `MOST_COUNTED` rows one query finds the page and the number of all. Beyond, the page says
    that there are more, and not how many.
    """
    keys = rows.values_list("pk", flat=True)
    first = list(keys[: MOST_COUNTED + 1])
    if len(first) <= MOST_COUNTED:
        return Paginator(first, per_page).get_page(asked)
    number = _number(asked)
    if number is not None and number < 1:
        number = _last(rows, per_page)
    found = _page(keys, first, number or 1, per_page)
    if not found:  # beyond the end: the last one
        number = _last(rows, per_page)
        found = _page(keys, first, number, per_page)
    return LongPage(found, number or 1, per_page)


def _page(keys: QuerySet[Any], first: list[int], number: int, per_page: int) -> list[int]:
    start, end = (number - 1) * per_page, number * per_page + 1
    return first[start:end] if end <= len(first) else list(keys[start:end])


def _number(asked: str | None) -> int | None:
    try:
        number = int(asked or "")
    except ValueError:
        return None
    return number if abs(number) < 10**9 else -1


def _last(rows: QuerySet[Any], per_page: int) -> int:
    return max(1, -(-rows.count() // per_page))
