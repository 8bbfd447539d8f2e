"""Figures of impunity: over the time since a killing, by country, and until a judgement."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from vigil.casefile.people.name_matching import fold as folded_name
from vigil.charts.stacked_bars import StackedBar, StackedBarChart
from vigil.publication.figures.by_code import of_field
from vigil.publication.figures.by_place import STATES, days_of
from vigil.publication.figures.columns import FigureColumn, column
from vigil.publication.figures.findings import few_countries, state_by_time
from vigil.publication.figures.inputs import NOT_REPORTED_ROW, FigureInputs
from vigil.publication.figures.tables import (
    FEW,
    Figure,
    FigureCell,
    FigureRow,
    cases_cell,
    coverage_cell,
)
from vigil.publication.record.labels import choices, country_name, field_label, value_label
from vigil.publication.record.people import NOT_REPORTED
from vigil.publication.search.facets import pairs
from vigil.publication.search.filters import NO_COUNTRY, link_to_unreported

SOLVED = "full_justice"
"""What the codebook calls the state in which everybody responsible was convicted."""
Group = tuple[str, str, dict[str, Any], list[FigureCell]]
"""A row: its value, its label, the parameters that select it, and cells after the numbers."""


def by_impunity(inputs: FigureInputs) -> Figure:
    """Count cases by the state of justice at the date of its source."""
    title, notes = _("Cases by convictions"), [*_checked(inputs)]
    caveat = inputs.while_open
    return of_field(inputs, "impunity", "by-impunity", title, notes, each=True, caveat=caveat)


def over_time(inputs: FigureInputs) -> Figure:
    """Count cases by impunity and by the years from the killing to the last check."""
    field = "years_to_check"
    groups: list[Group] = [
        (value, label, {field: value}, []) for value, label in choices(field) if value
    ]
    notes = [
        _(
            "Calendar years from the killing to the last check. Later proceedings may have changed "
            "the state."
        ),
        *_checked(inputs),
    ]
    title = _("Convictions by time since the killing")
    counted = pairs(inputs.columns, inputs.chosen, field, "impunity")
    bands = [
        (label, counted[value].get(SOLVED, 0), sum(counted[value].values()))
        for value, label, _link, _cells in groups
        if value in counted
    ]
    finding = state_by_time(value_label("impunity", SOLVED), bands)
    return _by_impunity_and(
        inputs, field, "impunity-over-time", title, groups, notes, finding=finding
    )


def by_country(inputs: FigureInputs) -> Figure:
    """Count cases by impunity and country, with what was monitored in each."""
    codes = {tally.value for tally in inputs.facets["country"].values}
    named = sorted((folded_name(country_name(code)), code) for code in codes)
    groups: list[Group] = [
        (code, country_name(code), {"country": code}, [_monitored(inputs, code)])
        for _name, code in named
    ]
    notes = [
        _(
            "In the order of their names, not of their numbers: what is reported differs too much "
            "between countries to rank them."
        ),
        *_checked(inputs),
    ]
    title = _("Convictions by country")
    tallies = inputs.facets["country"].values
    return _by_impunity_and(
        inputs,
        "country",
        "impunity-by-country",
        title,
        groups,
        notes,
        [column("monitored")],
        finding=few_countries(sum(t.cases >= FEW for t in tallies), len(tallies)),
    )


def until_judgement(inputs: FigureInputs) -> Figure:
    """Count cases by the years from the killing to the latest judgement."""
    notes = [
        _(
            "Calendar years from the killing to the latest judgement known here, on appeal "
            "included. Cases with open proceedings are not counted."
        )
    ]
    title = _("Cases by time from the killing to the latest judgement")
    return of_field(inputs, "years_to_judgement", "by-judgement", title, notes)


def _checked(inputs: FigureInputs) -> Sequence[str]:
    """Return the years of the sources: the state of justice is never shown without them."""
    years = inputs.columns.checked_year[inputs.chosen.cases]
    years = years[years > 0]
    if not len(years):
        return []
    span = {"first": int(years.min()), "last": int(years.max())}
    if span["first"] == span["last"]:
        return [_("State of justice by sources from %(first)d.") % span]
    return [
        _("State of justice by sources from %(first)d to %(last)d, depending on the case.") % span
    ]


def _monitored(inputs: FigureInputs, country: str) -> FigureCell:
    state = inputs.coverage.state(country, *days_of(inputs))
    return coverage_cell(STATES[state](), state)


def _by_impunity_and(
    inputs: FigureInputs,
    field: str,
    key: str,
    title: str,
    groups: Sequence[Group],
    notes: Sequence[str],
    more: Sequence[FigureColumn] = (),
    finding: str = "",
) -> Figure:
    """Count cases by a field and by impunity: a row for each value of the field with cases."""
    counted = pairs(inputs.columns, inputs.chosen, field, "impunity")
    present = {tally.value for tally in inputs.facets["impunity"].values}
    if inputs.facets["impunity"].not_reported:
        present.add("")
    states = [(value, label) for value, label in _states() if value in present]
    shown = [group for group in groups if group[0] in counted]
    rows = [
        FigureRow(
            label,
            inputs.links.figures_of(**link),
            [*_cells(inputs, counted[value], states, link), *cells],
            value,
        )
        for value, label, link, cells in shown
    ]
    facet = inputs.facets[field]
    unknown = {field: NO_COUNTRY} if field == "country" else link_to_unreported(field)
    label = _("Country") if field == "country" else field_label(field)
    return inputs.figure(
        key,
        title,
        columns=[*(column("cases_of_state", name, value) for value, name in states), *more],
        rows=rows,
        foot=_foot(inputs, counted, states, unknown, len(more)),
        plot=_chart([(label, counted[value]) for value, label, *_rest in shown]),
        finding=finding,
        missing=inputs.missing(facet, label, **unknown),
        notes=[*notes],
        caveat=inputs.while_open,
    )


def _states() -> list[tuple[str, str]]:
    """Return the states of justice with their labels, the one not reported last."""
    known = [(value, label) for value, label in choices("impunity") if value not in NOT_REPORTED]
    return [*known, ("", capfirst(_("not reported")))]


def _chart(rows: Sequence[tuple[str, dict[str, int]]]) -> StackedBarChart:
    states = _states()
    bars = [
        StackedBar(label, [counts.get(value, 0) for value, _name in states])
        for label, counts in rows
    ]
    return StackedBarChart(bars, [name for _value, name in states])


def _cells(
    inputs: FigureInputs,
    counts: dict[str, int],
    states: Sequence[tuple[str, str]],
    link: dict[str, Any],
) -> list[FigureCell]:
    return [
        cases_cell(
            counts.get(state, 0), inputs.links.list(**link, impunity=state or "no_information")
        )
        for state, _name in states
    ]


def _foot(
    inputs: FigureInputs,
    counted: dict[str, dict[str, int]],
    states: Sequence[tuple[str, str]],
    unknown: dict[str, Any],
    empty: int,
) -> FigureRow | None:
    """Return the row of the cases that do not report the field; None without any."""
    counts: dict[str, int] = {}
    for value in NOT_REPORTED:
        for state, n in counted.get(value, {}).items():
            counts[state] = counts.get(state, 0) + n
    if not counts:
        return None
    cells = [*_cells(inputs, counts, states, unknown), *[FigureCell("")] * empty]
    return FigureRow(_("not reported"), "", cells, NOT_REPORTED_ROW)
