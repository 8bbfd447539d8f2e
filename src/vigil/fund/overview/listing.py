"""What the lists of the fund's desk share: states as words with counts, a code, the next act."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import pgettext

CODE: Final = re.compile(r"([AFG])[-\s]?0*(\d{1,9})")
"""A code of an application, a party or a grant, as somebody may type it."""
ROWS_ON_A_PAGE: Final = 50


@dataclass(frozen=True)
class StateFilter:
    """One state in words, with how many rows have it, and the query that lists them."""

    label: str
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class NextAct:
    """What is to be done next with a row, and where; without an address nothing can be done."""

    text: str
    address: str = ""


class CountedPaginator(Paginator[Any]):
    """A paginator that was told how many rows there are."""

    def __init__(self, rows: QuerySet[Any], number: int) -> None:
        super().__init__(rows, ROWS_ON_A_PAGE)
        self._number = number

    @cached_property
    def count(self) -> int:
        """Return the number of rows."""
        return self._number


@dataclass(frozen=True)
class ListPage:
    """One page of a list, with the states to choose from."""

    page: Page[Any]
    states: list[StateFilter]


def list_page(
    request: HttpRequest,
    rows: QuerySet[Any],
    choices: Iterable[tuple[Any, Any]],
    name: str = "state",
) -> ListPage:
    """Return the asked page of the rows in the asked state. An unknown state lists all.

    `rows` are filtered by everything else; `name` is the column, and its name in the address.
    """
    found = rows.order_by().values_list(name).annotate(n=Count("pk", distinct=True))
    counts: dict[str, int] = dict(found)
    known = {str(key): str(label) for key, label in choices}
    words = [(key, label) for key, label in known.items() if counts.get(key)]
    chosen = request.GET.get(name, "")
    if chosen not in known:
        chosen = ""
    total = counts.get(chosen, 0) if chosen else sum(counts.values())
    rows = rows.filter(**{name: chosen}) if chosen else rows
    paginator = CountedPaginator(rows, total)
    return ListPage(
        paginator.get_page(request.GET.get("page")),
        _state_filters(words, counts, chosen, request.GET, name),
    )


def _state_filters(
    words: list[tuple[str, str]],
    counts: Mapping[str, int],
    chosen: str,
    asked: QueryDict,
    name: str,
) -> list[StateFilter]:
    """Return the states to choose from; nothing where there is no choice."""
    if len(words) < 2 and not chosen:
        return []

    def query(key: str) -> str:
        new = asked.copy()
        new.pop("page", None)
        new.pop(name, None)
        if key:
            new[name] = key
        return "?" + new.urlencode()

    everything = StateFilter(
        pgettext("filter", "all"), sum(counts.values()), query(""), is_chosen=not chosen
    )
    return [
        everything,
        *(StateFilter(label, counts[key], query(key), key == chosen) for key, label in words),
    ]


def of_code(rows: QuerySet[Any], code: str, columns: Mapping[str, str]) -> QuerySet[Any]:
    """Return the rows of a typed code; none if it is no code of `columns`, all if it is empty.

    `columns` names the column of the number by the letter of the code ("F": "party__number").
    """
    typed = code.strip().upper()
    if not typed:
        return rows
    match = CODE.fullmatch(typed)
    if match is None or match[1] not in columns:
        return rows.none()
    return rows.filter(**{columns[match[1]]: int(match[2])})
