"""What a page shows of its filters: those chosen, and the values to choose with their counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from vigil.publication.record import bands
from vigil.publication.record.columns import Columns
from vigil.publication.record.labels import country_name, date_text, field_label, value_label
from vigil.publication.record.people import NOT_REPORTED
from vigil.publication.search import filters
from vigil.publication.search.country_search import MOST_SUGGESTED, countries_like
from vigil.publication.search.links import with_query
from vigil.publication.search.ordering import orders
from vigil.publication.search.phrases import phrase_of
from vigil.publication.search.selection import Selection
from vigil.publication.search.value_counts import (
    YEARS,
    FilterCounts,
    ValueCount,
    value_counts,
)

FIRST_VALUES: Final = 10
"""Values of a filter that are seen at once. The others are behind "more"."""
FEW_MORE: Final = 2
"""So few are not folded."""
OPEN: Final = ("country", "decade", "year", "target_category")
"""Filters that are open from the start."""
IN_ORDER: Final = ("decade", "year", "month", "precision", "undated", *bands.FIELDS)
"""Filters whose values have an order of their own. The others begin with the most frequent."""
Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter in words, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class FilterValue:
    """A value that can be chosen: how many cases or people it leaves, and where it leads.

    The address of a chosen value is that of the selection without it.
    """

    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """A filter with its values. `more` are those that are folded, `fields` those of its form."""

    name: str
    label: str
    values: Sequence[FilterValue]
    more: Sequence[FilterValue]
    open: bool
    fields: Fields

    @property
    def typed(self) -> bool:
        """Whether a value can be typed: where many are folded."""
        return bool(self.more) and self.name in ("country", "admin1")

    @property
    def of_years(self) -> bool:
        """Whether a first and a last year can be typed."""
        return self.name in ("decade", "year")


@dataclass(frozen=True, slots=True)
class FilterPanel:
    """The filters of a page. `path` is the address of the page without its query."""

    path: str
    query: str
    """What is searched for."""
    years: tuple[str, str]
    chips: Sequence[Chip]
    groups: Sequence[FilterGroup]
    orders: Sequence[FilterValue]
    suggested: Sequence[Chip]
    """Countries that a reader may have meant who typed something else."""
    search_fields: Fields
    of_people: bool


def filter_panel(
    selection: Selection,
    columns: Columns,
    path: str,
    typed: str = "",
    *,
    of_people: bool = False,
) -> FilterPanel:
    """Return the filters of a page. `typed` is what stands in its address as the country."""
    links = _Links(selection, path)
    asked = selection.asked
    counted = value_counts(selection, columns, of_people=of_people)
    meant = countries_like(typed)[:MOST_SUGGESTED] if "country" in selection.errors else []
    return FilterPanel(
        path=path,
        query=str(asked.get("q", "")),
        years=(str(asked.get("year_from", "")), str(asked.get("year_to", ""))),
        chips=list(chips(selection, path)),
        groups=[links.group(filter_) for filter_ in counted],
        orders=list(links.orders(of_people=of_people)),
        suggested=[Chip(country_name(code), links.to(country=code)) for code in meant],
        search_fields=selection.fields("q"),
        of_people=of_people,
    )


def chips(selection: Selection, path: str) -> Iterator[Chip]:
    """Yield the chosen filters, each with the address of the selection without it."""
    links, asked = _Links(selection, path), selection.asked
    both = all(name in asked for name in YEARS)
    for name, value in asked.items():
        if name == "sort" or (both and name == "year_to"):
            continue
        if both and name == "year_from":
            yield Chip(_span(value, asked["year_to"]), links.to(**dict.fromkeys(YEARS)))
        else:
            yield Chip(_chip_label(name, value), links.to(**{name: None}))


def _chip_label(name: str, value: object) -> str:
    own = {"q": f"“{value}”", "headline": _("Headline count")}
    return own.get(name) or capfirst(phrase_of(name, value))


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


@dataclass(frozen=True, slots=True)
class _Links:
    """The addresses of a page with other filters."""

    selection: Selection
    path: str

    def to(self, **changes: object) -> str:
        """Return the address with parameters changed; None removes one."""
        return with_query(self.path, self.selection.query(**changes))

    def group(self, counted: FilterCounts) -> FilterGroup:
        """Return a filter with its values in words."""
        shown = [value for _order, value in sorted(self._values(counted), key=lambda pair: pair[0])]
        first, more = shown[:FIRST_VALUES], shown[FIRST_VALUES:]
        if len(more) <= FEW_MORE:
            first, more = shown, []
        return FilterGroup(
            name=counted.name,
            label=_group_label(counted.name),
            values=first,
            more=sorted(more, key=lambda value: value.label.casefold()),
            open=counted.name in OPEN or any(value.chosen for value in shown),
            fields=self.selection.fields(*counted.values[0].asks),
        )

    def _values(self, counted: FilterCounts) -> Iterator[tuple[tuple[Any, ...], FilterValue]]:
        """Yield the values in words, each with its place among them."""
        for place, value in enumerate(counted.values):
            label = capfirst(_value_label(counted.name, value))
            asks = dict.fromkeys(value.asks) if value.chosen else dict(value.asks)
            shown = FilterValue(label, value.count, self.to(**asks), value.chosen)
            frequent = (not value.chosen, _is_missing(value), -value.count, label)
            yield (place,) if counted.name in IN_ORDER else frequent, shown

    def orders(self, *, of_people: bool) -> Iterator[FilterValue]:
        """Yield the orders of the list."""
        asked = self.selection.asked.get("sort", "")
        searched = "q" in self.selection.asked
        for order, label in orders(searched=searched, of_people=of_people):
            yield FilterValue(str(label), 0, self.to(sort=order), order == asked)


def _is_missing(value: ValueCount) -> bool:
    return value.value in (*NOT_REPORTED, filters.NO_COUNTRY)


def _group_label(name: str) -> str:
    own = {
        "country": _("Country"),
        "admin1": _("State, province or region"),
        "decade": _("Years"),
        "year": _("Year"),
        "month": _("Month"),
        "headline": _("Headline count"),
        "precision": _("How finely placed"),
        "undated": _("Date not reported"),
    }
    return own.get(name) or capfirst(field_label(name))


def _value_label(name: str, value: ValueCount) -> str:
    if name in ("decade", "year"):
        return _span(value.asks["year_from"], value.asks["year_to"])
    if name == "headline":
        return _("Only cases of the headline count")
    if _is_missing(value):
        return _("not reported")
    if name == "country":
        return country_name(value.value)
    if name == "month":
        return date_text(value.value)
    if name in ("precision", "undated"):
        return str(phrase_of(name, value.value))
    return value.value if name == "admin1" else value_label(name, value.value)
