"""The field of lights: one light for each person killed, placed by date.

A selection lights those who meet it and dims the others. Its years choose what part is drawn. Up to
some hundred people each has a light, linked to their page where the record names them. Beyond that
the lights are one drawing, with a list of years that leads to finer fields.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi
from numpy.typing import NDArray

from vigil.charts import lights as field
from vigil.language.punctuation import in_a_row
from vigil.publication.pages.remembered_people import RememberedPerson, remembered_in
from vigil.publication.record.columns import Columns, Ints, Mask
from vigil.publication.search.selection import Selection

MOST_LINKED: Final = 300
"""Lights that are links: more would be as many stops of the Tab key."""
MOST_DRAWN: Final = 6000
"""Lights of a drawing: more would weigh too much, and cover each other."""
DIM: Final = 2.6
"""Radius of a light that does not shine."""
MOST_IN_A_CASE: Final = 4096
YEARS: Final = ("year_from", "year_to", "month")
"""Parameters that choose the part of the field that is drawn."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Light:
    """One light. Without a name, the record does not name the person."""

    x: float
    y: float
    r: float
    lit: bool
    person: RememberedPerson | None

    @property
    def label(self) -> str:
        """The name, the year and the place, as far as they are known."""
        if self.person is None:
            return ""
        year = str(self.person.year) if self.person.year else ""
        return in_a_row([self.person.name, year, self.person.place])

    @property
    def circle(self) -> SafeString:
        """The light as SVG. A page has some hundred of them, too many for a template each."""
        kind, r = ("light", self.r) if self.lit else ("dim", DIM)
        shape = f'<circle class="{kind}" cx="{self.x}" cy="{self.y}" r="{r}"'
        if self.person is not None and not self.lit:
            return format_html("{}><title>{}</title></circle>", mark_safe(shape), self.label)  # noqa: S308 - numbers alone
        return mark_safe(f"{shape}/>")  # noqa: S308 - numbers alone


@dataclass(frozen=True, slots=True)
class FieldTick:
    """A year or a month below the field."""

    label: str
    x: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """A year or a month of a field that is one drawing, with the query of its own field."""

    label: str
    people: int
    lit: int
    query: str


@dataclass(frozen=True, slots=True)
class FieldOfLights:
    """The field as a page shows it."""

    people: int
    lit: int
    lit_cases: int
    nameless: int
    """Lights that shine for people whom the record does not name."""
    lights: Sequence[Light]
    """Each light; empty where they are one drawing."""
    lit_path: str
    dim_path: str
    people_to_a_light: int
    ticks: Sequence[FieldTick]
    undated: int
    undated_x: float
    stretches: Sequence[Stretch]
    wide: int = field.WIDE
    high: int = field.HIGH
    ticks_at: int = field.HIGH - 14

    @property
    def linked(self) -> Sequence[RememberedPerson]:
        """The people whose lights are links, in the order of the lights."""
        return [light.person for light in self.lights if light.person is not None and light.lit]


@dataclass(frozen=True)
class Killed:
    """Everybody killed whom the record shows, the first to die first, undated ones last.

    `person` is their place in `Columns.people`, `row` that of the case in the columns.
    """

    person: Ints
    row: Ints
    first: Ints
    last: Ints
    key: Ints
    position: Ints


@lru_cache(maxsize=1)
def killed_of(columns: Columns) -> Killed:
    """Return everybody killed, once for each version of the record."""
    people = columns.people
    person = np.flatnonzero(people.killed)
    row = people.row[person]
    position = person - np.searchsorted(people.row, row)
    key = columns.number[row] * MOST_IN_A_CASE + position
    first, last = columns.day_from[row], np.maximum(columns.day_to[row], columns.day_from[row])
    order = np.lexsort((key, last, np.where(first > 0, first, np.iinfo(np.int64).max)))
    return Killed(*(values[order] for values in (person, row, first, last, key, position)))


def field_of(selection: Selection, columns: Columns) -> FieldOfLights:
    """Return the field that a selection asks for."""
    killed = killed_of(columns)
    part = Selection({name: selection.asked[name] for name in YEARS if name in selection.asked})
    drawn = np.flatnonzero(part.mask(columns)[killed.row]) if part.asked else _all(killed)
    lit = selection.chosen(columns).people[killed.person[drawn]]
    some = Killed(*(getattr(killed, name)[drawn] for name in Killed.__dataclass_fields__))
    span = _span(some, part.asked)
    few = len(drawn) <= MOST_LINKED
    lights = _lights(some, lit, span, columns) if few else []
    each = 1 if few else field.people_to_a_light(len(drawn), MOST_DRAWN)
    paths = ("", "") if few else _paths(some, lit, span, each)
    undated = int((some.first == 0).sum())
    return FieldOfLights(
        people=len(drawn),
        lit=int(lit.sum()),
        lit_cases=int(np.count_nonzero(np.bincount(some.row[lit]))),
        nameless=sum(light.person is None and light.lit for light in lights),
        lights=lights,
        lit_path=paths[0],
        dim_path=paths[1],
        people_to_a_light=each,
        ticks=_ticks(span),
        undated=undated,
        undated_x=mirrored(field.WIDE - field.SIDE - field.BAND / 3),
        stretches=[] if few else _stretches(selection, some, lit, columns),
    )


def _all(killed: Killed) -> Ints:
    return np.arange(len(killed.person))


def span_of_everybody(killed: Killed) -> field.Span:
    """Return the days that the field shows when nothing is asked for."""
    return _span(killed, {})


def _span(some: Killed, asked: Any) -> field.Span:
    """Return the days to draw: the years asked for, else those in which somebody died."""
    if month := asked.get("month"):
        year, number = (int(part) for part in str(month).split("-"))
        return field.span_of_month(year * 12 + number - 1)
    dated = some.first > 0
    days = (some.first[dated].min(), some.last[dated].max()) if dated.any() else ()
    found = [date.fromordinal(int(day)).year for day in days] or [timezone.localdate().year] * 2
    first, last = int(asked.get("year_from") or found[0]), int(asked.get("year_to") or found[1])
    return field.span_of_years(first, max(first, last), undated=not dated.all())


def _lights(some: Killed, lit: Mask, span: field.Span, columns: Columns) -> list[Light]:
    xs = field.across(some.first, some.last, some.key, span)
    xs, ys = field.apart(xs, some.key)
    radii = field.radii(some.key)
    cases = columns.pk[some.row]
    named = {(one.case, one.position): one for one in remembered_in({*cases.tolist()})}
    keys = zip(cases.tolist(), some.position.tolist(), strict=True)
    places = zip(mirrored(xs).tolist(), ys.tolist(), radii.tolist(), lit.tolist(), strict=True)
    return [
        Light(round(x, 1), round(y, 1), round(r, 1), shines, named.get(key))
        for (x, y, r, shines), key in zip(places, keys, strict=True)
    ]


def _paths(some: Killed, lit: Mask, span: field.Span, each: int) -> tuple[str, str]:
    """Draw the lights that shine, and the dim ones: every n-th, where one stands for n people."""

    def path(chosen: Mask) -> str:
        rows = np.flatnonzero(chosen)[each // 2 :: each]
        xs = field.across(some.first[rows], some.last[rows], some.key[rows], span)
        return field.dots(mirrored(xs), field.freely(some.key[rows]))

    return path(lit), path(~lit)


def mirrored[Across: (float, Floats)](xs: Across) -> Across:
    """Turn the field around on a page that runs from right to left."""
    return field.WIDE - xs if get_language_bidi() else xs


def _ticks(span: field.Span) -> list[FieldTick]:
    found = field.ticks(span)
    months = len({tick.day.year for tick in found}) == 1 and len(found) > 1
    words = [date_format(tick.day, "N") if months else str(tick.day.year) for tick in found]
    if span.last - span.first < 31:
        words = [date_format(tick.day, "YEAR_MONTH_FORMAT") for tick in found]
    return [FieldTick(word, mirrored(tick.x)) for word, tick in zip(words, found, strict=True)]


def _stretches(selection: Selection, some: Killed, lit: Mask, columns: Columns) -> list[Stretch]:
    """Return the years of a drawing; its months where it shows one year; nothing for a month."""
    asked = selection.asked
    if "month" in asked:
        return []
    of_year = "year_from" in asked and asked["year_from"] == asked.get("year_to")
    numbers = (columns.month if of_year else columns.year)[some.row]
    people, shining = np.bincount(numbers), np.bincount(numbers[lit], minlength=numbers.max() + 1)
    known = [int(number) for number in np.flatnonzero(people) if number]
    return [
        _stretch(selection, number, int(people[number]), int(shining[number]), of_year)
        for number in known
    ]


def _stretch(selection: Selection, number: int, people: int, lit: int, month: bool) -> Stretch:
    if month:
        day = field.first_of_month(number)
        query = selection.query(month=f"{day:%Y-%m}", year_from=None, year_to=None)
        return Stretch(date_format(day, "YEAR_MONTH_FORMAT"), people, lit, query)
    return Stretch(str(number), people, lit, selection.query(year_from=number, year_to=number))
