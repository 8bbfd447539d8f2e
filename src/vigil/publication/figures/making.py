"""The figures of a selection, one function each: what is counted, and under which filter.

Every number comes from `vigil.publication.facets` over the same columns as the list, so that
a number here, the list behind it and the files of it cannot differ.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from vigil.casefile.coverage import CoverageStatement, Span, State, month_days, year_days
from vigil.publication.columns import Columns, Mask
from vigil.publication.facets import Facet, Tally, facets
from vigil.publication.figures.drawing import Bar, Column, bars
from vigil.publication.figures.drawing import columns as time_columns
from vigil.publication.figures.links import Links
from vigil.publication.figures.tables import (
    FEW,
    Cell,
    Figure,
    Missing,
    Row,
    of_cases,
    of_people,
    of_share,
    percent,
)
from vigil.publication.figures.time import Time, place_of
from vigil.publication.filters import NO_COUNTRY
from vigil.publication.labels import choices, country_name, field_label, value_label
from vigil.publication.selection import NOT_REPORTED, NotReported, Selection

NOTHING = Tally("", 0, 0, 0, 0)


@dataclass(frozen=True)
class Made:
    """What every figure of a page is made from."""

    selection: Selection
    columns: Columns
    mask: Mask
    links: Links
    coverage: CoverageStatement
    time: Time

    @cached_property
    def facets(self) -> dict[str, Facet]:
        """The tallies of the chosen cases, by field."""
        return {facet.field: facet for facet in facets(self.columns, self.mask)}

    @cached_property
    def total(self) -> int:
        """How many cases are chosen."""
        return int(self.mask.sum())

    @cached_property
    def all(self) -> Tally:
        """Everything that is chosen, as one tally."""
        return replace(_sum(self.facets["headline"].values), value="all")

    @cached_property
    def filter(self) -> str:
        """The selection in words."""
        phrases = self.selection.phrases()
        return "; ".join(phrases) or _("none: all cases of this record")

    @cached_property
    def rtl(self) -> bool:
        """Whether the page is read from right to left."""
        return get_language_bidi()

    @cached_property
    def of_total(self) -> str:
        """Say out of how many cases."""
        said = ngettext("Of %(n)d case.", "Of %(n)d cases.", self.total)
        return said % {"n": self.total}

    def figure(self, key: str, title: str, **parts: Any) -> Figure:
        """Make a figure with the filter and the denominator of all."""
        return Figure(
            key=key, title=title, **{"filter": self.filter, "denominator": self.of_total, **parts}
        )

    def missing(self, facet: Facet, label: str, **link: Any) -> Missing:
        """Say how many cases do not report a field; `link` selects them, if anything does."""
        told = NotReported(label, facet.not_reported, facet.denominator)
        share = percent(told.missing / told.total) if told.total else "–"
        url = self.links.list(**link) if link and told.missing else ""
        return Missing(told, share, url)


def _sum(tallies: Iterable[Tally]) -> Tally:
    rows = list(tallies)
    return Tally(
        "",
        sum(row.cases for row in rows),
        sum(row.killed for row in rows),
        sum(row.targets for row in rows),
        sum(row.targets_survived for row in rows),
    )


# Over time


def by_year(made: Made) -> Figure:
    """Cases by the year in which they wholly lie."""
    facet = made.facets["year"]
    stretches = [
        Stretch(str(year), f"{year}", year_days(year), {"year_from": year, "year_to": year})
        for year in made.time.years
    ]
    return _over_time(
        made,
        "by-year",
        _("Cases by year"),
        stretches,
        facet,
        made.missing(facet, _("The year"), undated="year"),
    )


def by_month(made: Made) -> Figure:
    """Cases by the month in which they wholly lie."""
    facet = made.facets["month"]
    stretches = [_month(made, year, month) for year, month in made.time.months]
    return _over_time(
        made,
        "by-month",
        _("Cases by month"),
        stretches,
        facet,
        made.missing(facet, _("The month"), undated="month"),
    )


@dataclass(frozen=True, slots=True)
class Stretch:
    """A year or a month: the value of its tally, what it is called, its days, what selects it."""

    value: str
    label: str
    days: Span
    link: dict[str, Any]
    tick: str = ""


def _month(made: Made, year: int, month: int) -> Stretch:
    value, first = f"{year:04d}-{month:02d}", date(year, month, 1)
    one_year = len(made.time.years) == 1
    tick = date_format(first, "M") if one_year else (str(year) if month == 1 else "")
    label = date_format(first, "YEAR_MONTH_FORMAT")
    return Stretch(value, label, month_days(year, month), {"month": value}, tick)


def _over_time(
    made: Made,
    key: str,
    title: str,
    stretches: Sequence[Stretch],
    facet: Facet,
    missing: Missing,
) -> Figure:
    told = {tally.value: tally for tally in facet.values}
    states = [made.coverage.together(*stretch.days) for stretch in stretches]
    rows = [
        _stretch_row(made, stretch, told.get(stretch.value, NOTHING), state)
        for stretch, state in zip(stretches, states, strict=True)
    ]
    drawn = [
        Column(s.tick or (s.label if s.value == s.label else ""), _cases(told, s.value), state)
        for s, state in zip(stretches, states, strict=True)
    ]
    joined = sorted(
        {
            round(place_of(one.day, made.time, key == "by-month"), 2)
            for one in made.coverage.joined()
            if stretches and stretches[0].days[0] <= one.day <= stretches[-1].days[1]
        }
    )
    notes = [_("Hatched: not monitored, or in part only. There a missing column is no zero.")]
    if joined:
        notes.append(_("Thin lines: days on which outlets joined."))
    return made.figure(
        key,
        title,
        heads=[_("Cases"), _("People killed"), _("Monitored")],
        rows=rows,
        foot=_foot(missing, 2),
        chart=time_columns(drawn, key, joined=joined, rtl=made.rtl),
        missing=missing,
        notes=notes,
        wide=True,
    )


def _cases(told: dict[str, Tally], value: str) -> int:
    return told[value].cases if value in told else 0


def _stretch_row(made: Made, stretch: Stretch, tally: Tally, state: State) -> Row:
    """Write a stretch; where none was found and not all was monitored there is no zero."""
    monitored = Cell(_monitored(made, stretch.days, state))
    if not tally.cases and state is not State.WHOLE:
        return Row(stretch.label, "", [Cell("–"), Cell("–"), monitored])
    url = made.links.list(**stretch.link)
    cells = [of_cases(tally.cases, url), of_people(tally.killed, tally.cases, url), monitored]
    return Row(stretch.label, made.links.figures_of(**stretch.link), cells)


def _monitored(made: Made, days: Span, state: State) -> str:
    if state is State.NOT:
        return _("not monitored")
    if len(made.coverage.countries) == 1:
        return _("yes") if state is State.WHOLE else _("in part")
    whole, part = made.coverage.count(*days)
    said = ngettext(
        "%(whole)d of %(n)d country, %(part)d in part",
        "%(whole)d of %(n)d countries, %(part)d in part",
        len(made.coverage.countries),
    )
    return said % {"whole": whole, "part": part, "n": len(made.coverage.countries)}


# By place


def by_country(made: Made) -> Figure:
    """Cases by country, in the order of their names: countries are not ranked."""
    facet = made.facets["country"]
    tallies = _by_name(facet.values, country_name)
    states = {t.value: made.coverage.state(t.value, *_days(made)) for t in tallies}
    rows = [
        Row(
            country_name(tally.value),
            made.links.figures_of(country=tally.value),
            [
                of_cases(tally.cases, url := made.links.list(country=tally.value)),
                of_people(tally.killed, tally.cases, url),
                Cell(STATES[states[tally.value]]()),
            ],
        )
        for tally in tallies
    ]
    missing = made.missing(facet, _("Country"), country=NO_COUNTRY)
    return made.figure(
        "by-country",
        _("Cases by country"),
        heads=[_("Cases"), _("People killed"), _("Monitored")],
        rows=rows,
        foot=_foot(missing, 2),
        chart=bars(
            [Bar(country_name(t.value), t.cases, str(t.cases), states[t.value]) for t in tallies],
            "by-country",
            rtl=made.rtl,
        ),
        missing=missing,
        notes=[
            _(
                "In the order of their names, not of their numbers: what is reported differs "
                "too much between countries to rank them."
            ),
            _("Hatched: not monitored in this time, or in part only."),
        ],
    )


STATES: dict[State, Callable[[], str]] = {
    State.WHOLE: lambda: _("throughout"),
    State.PART: lambda: _("in part"),
    State.NOT: lambda: _("not monitored"),
}


def by_division(made: Made) -> Figure:
    """Cases of one country by its states, provinces or regions."""
    facet = made.facets["admin1"]
    tallies = _by_name(facet.values, _division)
    missing = made.missing(facet, _("State, province or region"), admin1=NO_COUNTRY)
    return _by_value(
        made,
        "by-division",
        _("Cases by state, province or region"),
        [(_division(t.value), t, {"admin1": _division(t.value)}) for t in tallies],
        missing,
        [
            _("In the order of their names."),
            _(
                "Where a home or a survivor must be protected, a place is shown less finely "
                "than it is known."
            ),
        ],
    )


def _division(value: str) -> str:
    return value.partition("/")[2]


def _by_name(tallies: Iterable[Tally], name: Callable[[str], str]) -> list[Tally]:
    from vigil.casefile.persons import fold

    return sorted(tallies, key=lambda tally: (fold(name(tally.value)), tally.value))


def _days(made: Made) -> Span:
    return made.coverage.first, min(made.coverage.last, made.coverage.today)


def survivors(made: Made) -> Figure:
    """Targets by country, and how many of them survived the attack."""
    tallies = _by_name(made.facets["country"].values, country_name)
    rows = [
        _survivor_row(made, tally, country_name(tally.value), {"country": tally.value})
        for tally in tallies
    ]
    facet = made.facets["outcome"]
    targets = made.all.targets
    said = ngettext("%(n)d target in %(cases)s.", "%(n)d targets in %(cases)s.", targets) % {
        "n": targets,
        "cases": ngettext("%(n)d case", "%(n)d cases", made.total) % {"n": made.total},
    }
    notes = [
        _(
            "A target is a person whom the attack was meant for. Targets of prevented attempts, "
            "and those whose fate is not reported, are counted among the targets, not among the "
            "survivors."
        ),
        _("Shares of fewer than %(few)d people are marked as of few: they say little.")
        % {"few": FEW},
        _("In the order of their names: the shares rank no country."),
        *made.coverage.sentences(country_name),
    ]
    return made.figure(
        "survivors",
        _("Targets who survived, by country"),
        denominator=said,
        heads=[_("Cases"), _("Targets"), _("Survived"), _("Share")],
        rows=rows,
        foot=_survivor_row(made, made.all, _("all"), {}) if made.total else None,
        chart=bars(
            [_share_bar(made, tally) for tally in tallies], "survivors", rtl=made.rtl, full=1
        ),
        missing=made.missing(facet, field_label("outcome"), outcome="unknown"),
        notes=notes,
    )


def _survivor_row(made: Made, tally: Tally, label: str, link: dict[str, Any]) -> Row:
    url = made.links.list(**link)
    return Row(
        label,
        made.links.figures_of(**link) if link else "",
        [
            of_cases(tally.cases, url),
            of_people(tally.targets, tally.cases, url),
            of_people(tally.targets_survived, tally.cases, url),
            of_share(tally),
        ],
    )


def _share_bar(made: Made, tally: Tally) -> Bar:
    return Bar(
        country_name(tally.value),
        tally.survived_share or 0,
        of_share(tally).shown,
        made.coverage.state(tally.value, *_days(made)),
        tally.targets < FEW,
    )


# By what is coded


def of_field(made: Made, field: str, key: str, title: str) -> Figure:
    """Cases by the one value of a field, in the codebook's order."""
    return _by_code(made, field, key, title, [])


def of_people_in(made: Made, field: str, key: str, title: str, note: str) -> Figure:
    """Cases by the values that people in them have: a case may count under several."""
    return _by_code(made, field, key, title, [note])


def _by_code(made: Made, field: str, key: str, title: str, notes: list[str]) -> Figure:
    facet = made.facets[field]
    told = {tally.value: tally for tally in facet.values}
    asked = made.selection.asked.get(field)
    kept = [
        (capfirst(value_label(field, value)), told[value], {field: value})
        for value, _label in choices(field)
        if value in told and (not facet.several or asked in (None, value))
    ]
    if facet.several and asked:
        notes = [*notes, _("Only the value that the filter asks for is counted.")]
    unknown = next((value for value, _label in choices(field) if value in NOT_REPORTED), None)
    missing = made.missing(facet, field_label(field), **({field: unknown} if unknown else {}))
    return _by_value(made, key, title, kept, missing, notes)


def events(made: Made) -> Figure:
    """Cases by what happened, and what became of the people in them."""
    facet = made.facets["event"]
    told = {tally.value: tally for tally in facet.values}
    kept = [value for value, _label in choices("event") if value in told]
    rows = [_event_row(made, told[value], value_label("event", value)) for value in kept]
    missing = made.missing(facet, field_label("event"))
    return made.figure(
        "by-event",
        _("Killings, attempts and prevented attempts"),
        heads=[_("Cases"), _("People killed"), _("Targets"), _("Targets who survived")],
        rows=rows,
        foot=None,
        chart=bars(
            [
                Bar(capfirst(value_label("event", v)), told[v].cases, str(told[v].cases))
                for v in kept
            ],
            "by-event",
            rtl=made.rtl,
        ),
        missing=missing,
        notes=[
            _(
                "A case is one attack. Where one target was killed and another survived, it is "
                "a killing; the survivor is counted."
            )
        ],
    )


def _event_row(made: Made, tally: Tally, label: str) -> Row:
    url = made.links.list(event=tally.value)
    people = (tally.killed, tally.targets, tally.targets_survived)
    return Row(
        capfirst(label),
        made.links.figures_of(event=tally.value),
        [of_cases(tally.cases, url), *(of_people(n, tally.cases, url) for n in people)],
    )


def _by_value(
    made: Made,
    key: str,
    title: str,
    kept: Sequence[tuple[str, Tally, dict[str, Any]]],
    missing: Missing,
    notes: list[str],
) -> Figure:
    rows = [
        Row(
            label,
            made.links.figures_of(**link),
            [
                of_cases(tally.cases, url := made.links.list(**link)),
                Cell(percent(tally.cases / made.total)),
                of_people(tally.killed, tally.cases, url),
            ],
        )
        for label, tally, link in kept
    ]
    return made.figure(
        key,
        title,
        heads=[_("Cases"), _("Of all"), _("People killed")],
        rows=rows,
        foot=_foot(missing, 2),
        chart=bars(
            [Bar(label, tally.cases, str(tally.cases)) for label, tally, _link in kept],
            key,
            rtl=made.rtl,
        ),
        missing=missing,
        notes=notes,
    )


def _foot(missing: Missing, empty: int) -> Row | None:
    if not missing.told.missing:
        return None
    cells = [of_cases(missing.told.missing, missing.url), *[Cell("")] * empty]
    return Row(_("not reported"), "", cells)
