"""What the home page shows beside the field of lights: numbers with their proof, and a map.

All numbers come from the columns of the record, as on lists and figures. Each leads to the cases
that it counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote_plus

import numpy as np
from django.db.models import Max
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from vigil.casefile.people.name_matching import fold
from vigil.charts.lights import dots
from vigil.publication.map.land import COARSE, Land, land
from vigil.publication.map.places import Places, places_of
from vigil.publication.map.projection import MapView, map_view_of
from vigil.publication.models import PublicCase
from vigil.publication.pages.lights import YEARS, killed_of
from vigil.publication.record.columns import Columns
from vigil.publication.record.labels import choices, country_name
from vigil.publication.record.people import NOT_REPORTED
from vigil.publication.search.links import with_query
from vigil.publication.search.selection import Selection
from vigil.trust.public_forms.doors import is_open
from vigil.trust.rooms import house

BARS: Final = 8
"""Kinds of people with a bar of their own."""
NO_KIND: Final = frozenset({"other", "reported_criminal_link"})
"""Categories that say nothing of who somebody was: they are counted under other kinds."""
LIT_BY: Final = ("target_category", "impunity", "country")
"""Parameters with a list on the page, to light some of the lights."""
TIP: Final = "tip"
"""The door of those who tell something in confidence, where a room has it."""


@dataclass(frozen=True, slots=True)
class KilledCount:
    """How many people were killed with a value, in how many cases."""

    label: str
    people: int
    cases: int
    url: str
    share: int
    """Length of its bar in percent of the longest."""


@dataclass(frozen=True, slots=True)
class WhoTheyWere:
    """The people killed by kind, each counted once, the most frequent first."""

    people: int
    bars: Sequence[KilledCount]
    others: int
    not_reported: int
    cases_of_several: int
    """Cases in which several people were killed."""
    cases_of_nobody: int
    """Cases without anybody of whom the record says that they were killed."""


@dataclass(frozen=True, slots=True)
class LightOption:
    """A choice of whom to light: a value with the number of people killed."""

    value: str
    label: str
    people: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class LightList:
    """A list of choices of whom to light. `name` is the parameter."""

    name: str
    label: str
    everybody: str
    options: Sequence[LightOption]


@dataclass(frozen=True, slots=True)
class CaseCount:
    """A number of cases, and the address of their list."""

    cases: int
    url: str


@dataclass(frozen=True, slots=True)
class Justice:
    """In how many cases nobody was convicted, and what is known of the others."""

    all: int
    nobody: CaseCount
    everybody: CaseCount
    some: CaseCount
    open: CaseCount
    not_reported: CaseCount
    first_checked: int
    last_checked: int


@dataclass(frozen=True, slots=True)
class SmallMap:
    """The world with a dot for each place, without links: the whole of it leads to the map."""

    land: Land
    width: int
    height: int
    dots: str
    cases: int
    countries: int
    without_point: int
    """Cases in a town or district whose coordinates are not in the record."""
    placed_coarsely: int
    """Cases that are placed only in a state, a region or a country."""


def who_they_were(columns: Columns) -> WhoTheyWere:
    """Count the people killed by kind."""
    counts = _killed_by_category(columns)
    known = {value: found for value, found in counts.items() if value not in NOT_REPORTED}
    kinds = [one for one in known.items() if one[0] not in NO_KIND]
    ordered = sorted(kinds, key=lambda one: (-one[1][0], one[0]))[:BARS]
    labels = dict(choices("target_category"))
    most = max((people for _value, (people, _cases) in ordered), default=1)
    bars = [
        KilledCount(
            labels.get(value, value),
            people,
            cases,
            _cases(target_category=value, outcome="killed"),
            max(1, round(100 * people / most)),
        )
        for value, (people, cases) in ordered
    ]
    total = len(killed_of(columns).person)
    named = sum(people for people, _cases in known.values())
    in_each = np.bincount(killed_of(columns).row, minlength=len(columns))
    return WhoTheyWere(
        people=total,
        bars=bars,
        others=named - sum(bar.people for bar in bars),
        not_reported=total - named,
        cases_of_several=int((in_each > 1).sum()),
        cases_of_nobody=int((in_each == 0).sum()),
    )


def lists_of_lights(selection: Selection, columns: Columns) -> list[LightList]:
    """Return the lists by which some of the lights are lit, each value with its number."""
    killed = killed_of(columns)
    kinds = _killed_by_category(columns).items()
    by_category = {value: n for value, (n, _cases) in kinds if value not in NO_KIND}
    lists = (
        ("target_category", _("Who they were"), _("everyone"), by_category),
        ("impunity", _("What the courts did"), _("any outcome"), _of_cases(columns, "impunity")),
        ("country", _("Where"), _("every country"), _of_cases(columns, "country")),
    )
    assert len(lists) == len(LIT_BY)
    return [
        LightList(name, label, everybody, _options(name, counts, selection))
        for name, label, everybody, counts in lists
        if len(killed.person)
    ]


def kept_beside(selection: Selection) -> list[tuple[str, str]]:
    """Return the parameters that the lists keep as they are, with their values as written."""
    kept = {name: value for name, value in selection.asked.items() if name not in LIT_BY}
    pairs = (part.partition("=")[::2] for part in Selection(kept).query().split("&") if part)
    return [(name, unquote_plus(value)) for name, value in pairs]


def all_years(selection: Selection) -> str:
    """Return the query of the whole field; the selection stays but for its years."""
    return selection.query(**dict.fromkeys(YEARS))


def justice_of(columns: Columns) -> Justice | None:
    """Return the state of justice; None where no case says that nobody was convicted."""
    counts = columns.coded["impunity"].count(columns.all())
    if not counts.get("complete"):
        return None
    years = columns.checked_year[columns.checked_year > 0]

    def of(*values: str) -> CaseCount:
        found = sum(counts.get(value, 0) for value in values)
        return CaseCount(found, _cases(impunity=values[0]))

    return Justice(
        all=len(columns),
        nobody=of("complete"),
        everybody=of("full_justice"),
        some=of("partial"),
        open=of("proceedings_open"),
        not_reported=of("no_information", *(v for v in NOT_REPORTED if v != "no_information")),
        first_checked=int(years.min()) if len(years) else 0,
        last_checked=int(years.max()) if len(years) else 0,
    )


def last_change() -> datetime | None:
    """Return when the record last changed."""
    return PublicCase.objects.aggregate(last=Max("changed_at"))["last"]


def tells_safely() -> bool:
    """Return whether those are here who answer what is told in confidence."""
    door = house.doors().get(TIP)
    return door is not None and is_open(door)


@lru_cache(maxsize=1)
def small_map(columns: Columns) -> SmallMap:
    """Draw the small map, once for each version of the record."""
    places = places_of(columns, columns.all())
    view = map_view_of(None)
    return SmallMap(
        land=land(view, COARSE),
        width=2000,
        height=view.height,
        dots=_dots(places, view),
        cases=places.total,
        countries=sum(bool(row.code) for row in places.rows),
        without_point=places.without_point,
        placed_coarsely=sum(row.admin1 + row.country for row in places.rows if row.code),
    )


def _dots(places: Places, view: MapView) -> str:
    """Draw the places as one path. Places that one dot would cover share it."""
    xs, ys = view.place(places.lon, places.lat)
    grid = 6
    cells = np.unique(np.stack([xs // grid, ys // grid], axis=1), axis=0) * grid + grid / 2
    return dots(cells[:, 0], cells[:, 1]) if len(cells) else ""


@lru_cache(maxsize=1)
def _killed_by_category(columns: Columns) -> Mapping[str, tuple[int, int]]:
    """Return by kind how many were killed, and in how many cases, once for each version."""
    killed, values = killed_of(columns), columns.people.values["target_category"]
    codes = columns.people.codes["target_category"][killed.person]
    people = np.bincount(codes, minlength=len(values)).tolist()
    pairs = np.unique(killed.row * len(values) + codes)
    cases = np.bincount(pairs % len(values), minlength=len(values)).tolist()
    return {value: (people[n], cases[n]) for n, value in enumerate(values) if people[n]}


def _of_cases(columns: Columns, name: str) -> dict[str, int]:
    """Count the people killed by a value of their case."""
    column, rows = columns.coded[name], killed_of(columns).row
    counts = np.bincount(column.codes[rows], minlength=len(column.values)).tolist()
    return {value: n for value, n in zip(column.values, counts, strict=True) if n}


def _options(name: str, counts: dict[str, int], selection: Selection) -> list[LightOption]:
    if name == "country":
        named = [(code, country_name(code)) for code in counts if code]
        labels = sorted(named, key=lambda one: fold(one[1]))
    else:
        labels = [(value, label) for value, label in choices(name) if value not in NOT_REPORTED]
    chosen = str(selection.asked.get(name, ""))
    return [
        LightOption(value, capfirst(label), counts.get(value, 0), value == chosen)
        for value, label in labels
        if counts.get(value) or value == chosen
    ]


def _cases(**asked: Any) -> str:
    return with_query(reverse("cases"), Selection(asked).query())
