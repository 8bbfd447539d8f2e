"""Figures by country and division, in the order of their names. Countries are never ranked."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.casefile.coverage.statement import Span
from vigil.casefile.people.name_matching import fold
from vigil.charts.bars_and_columns import Bar, BarChart
from vigil.charts.coverage import Coverage
from vigil.publication.figures.columns import column
from vigil.publication.figures.findings import in_countries, in_divisions, survived
from vigil.publication.figures.inputs import FigureInputs, by_value, cases_text, foot
from vigil.publication.figures.tables import (
    FEW,
    Figure,
    FigureRow,
    cases_cell,
    coverage_cell,
    people_cell,
    share_cell,
)
from vigil.publication.record.labels import country_name, field_label
from vigil.publication.search.facets import Tally
from vigil.publication.search.filters import NO_COUNTRY


def by_country(inputs: FigureInputs) -> Figure:
    """Count cases by country."""
    facet = inputs.facets["country"]
    tallies = _by_name(facet.values, country_name)
    states = {t.value: inputs.coverage.state(t.value, *days_of(inputs)) for t in tallies}
    rows = [
        FigureRow(
            country_name(tally.value),
            inputs.links.figures_of(country=tally.value),
            [
                cases_cell(tally.cases, url := inputs.links.list(country=tally.value)),
                people_cell(tally.killed, tally.cases, url),
                coverage_cell(STATES[states[tally.value]](), states[tally.value]),
            ],
            tally.value,
        )
        for tally in tallies
    ]
    missing = inputs.missing(facet, _("Country"), country=NO_COUNTRY)
    return inputs.figure(
        "by-country",
        _("Cases by country"),
        columns=[column("cases"), column("killed"), column("monitored")],
        rows=rows,
        foot=foot(missing, 2),
        plot=BarChart(
            [Bar(country_name(t.value), t.cases, str(t.cases), states[t.value]) for t in tallies]
        ),
        finding=in_countries(
            inputs.total - facet.not_reported,
            len(tallies),
            sum(state is Coverage.WHOLE for state in states.values()),
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


STATES: dict[Coverage, Callable[[], str]] = {
    Coverage.WHOLE: lambda: _("throughout"),
    Coverage.PART: lambda: _("in part"),
    Coverage.NOT: lambda: _("not monitored"),
}


def by_division(inputs: FigureInputs) -> Figure:
    """Count the cases of one country by its states, provinces or regions."""
    title = _("Cases by state, province or region")
    if inputs.selection.asked.get("country", NO_COUNTRY) == NO_COUNTRY:
        why = _("Choose a country in the filter to see its states, provinces or regions.")
        return inputs.not_drawn("by-division", title, why)
    facet = inputs.facets["admin1"]
    tallies = _by_name(facet.values, _division)
    missing = inputs.missing(facet, _("State, province or region"), admin1=NO_COUNTRY)
    return by_value(
        inputs,
        "by-division",
        title,
        [(_division(t.value), t, {"admin1": _division(t.value)}) for t in tallies],
        missing,
        [
            _("In the order of their names."),
            _(
                "Where a home or a survivor must be protected, a place is shown less finely "
                "than it is known."
            ),
        ],
        finding=in_divisions(inputs.total - facet.not_reported, len(tallies)),
    )


def _division(value: str) -> str:
    return value.partition("/")[2]


def _by_name(tallies: Iterable[Tally], name: Callable[[str], str]) -> list[Tally]:
    return sorted(tallies, key=lambda tally: (fold(name(tally.value)), tally.value))


def days_of(inputs: FigureInputs) -> Span:
    """Return the days of a page, up to today."""
    return inputs.coverage.first, min(inputs.coverage.last, inputs.coverage.today)


def survivors(inputs: FigureInputs) -> Figure:
    """Count targets by country, and how many of them survived the attack."""
    tallies = _by_name(inputs.facets["country"].values, country_name)
    rows = [
        _survivor_row(inputs, tally, country_name(tally.value), {"country": tally.value})
        for tally in tallies
    ]
    facet = inputs.facets["outcome"]
    targets = inputs.all.targets
    notes = [
        _(
            "A target is a person whom the attack was meant for. Targets of prevented attempts, "
            "and those whose fate is not reported, are counted among the targets, not among the "
            "survivors."
        ),
        _("Shares of fewer than %(few)d people are marked as of few: they say little.")
        % {"few": FEW},
        _("In the order of their names: the shares rank no country."),
    ]
    return inputs.figure(
        "survivors",
        _("Targets who survived, by country"),
        denominator=_of_targets(inputs),
        of=targets,
        unit="targets",
        columns=[
            column("cases"),
            column("targets"),
            column("targets_survived", _("Survived")),
            column("survived_share"),
        ],
        rows=rows,
        foot=_survivor_row(inputs, inputs.all, _("all"), {}) if inputs.total else None,
        plot=BarChart([_share_bar(inputs, tally) for tally in tallies], full=1),
        finding=survived(inputs.all.targets_survived, targets),
        missing=inputs.missing(facet, field_label("outcome"), outcome="unknown"),
        notes=notes,
        folded=_nobody_survived(inputs),
    )


def _of_targets(inputs: FigureInputs) -> str:
    """Return the denominator in words: the number of targets, and of cases."""
    if not inputs.total:
        return inputs.of_total
    n, cases = inputs.all.targets, cases_text(inputs.total)
    if not n:
        return _("No targets in %(cases)s.") % {"cases": cases}
    text = ngettext("%(n)d target in %(cases)s.", "%(n)d targets in %(cases)s.", n)
    return text % {"n": n, "cases": cases}


def _nobody_survived(inputs: FigureInputs) -> str:
    """Return the sentence in place of a table of zeros; empty if a target survived."""
    if inputs.all.targets_survived or not inputs.all.targets:
        return ""
    n = inputs.all.targets
    if inputs.facets["outcome"].not_reported:  # it does not say that they are dead
        text = ngettext(
            "The one target is not reported to have survived.",
            "None of the %(n)d targets is reported to have survived.",
            n,
        )
    else:
        text = ngettext(
            "The one target in these cases did not survive.",
            "None of the %(n)d targets in these cases survived.",
            n,
        )
    return text % {"n": n}


def _survivor_row(
    inputs: FigureInputs, tally: Tally, label: str, link: dict[str, Any]
) -> FigureRow:
    url = inputs.links.list(**link)
    return FigureRow(
        label,
        inputs.links.figures_of(**link) if link else "",
        [
            cases_cell(tally.cases, url),
            people_cell(tally.targets, tally.cases, url),
            people_cell(tally.targets_survived, tally.cases, url),
            share_cell(tally),
        ],
        tally.value or "all",
    )


def _share_bar(inputs: FigureInputs, tally: Tally) -> Bar:
    return Bar(
        country_name(tally.value),
        tally.survived_share or 0,
        share_cell(tally).shown,
        inputs.coverage.state(tally.value, *days_of(inputs)),
        tally.targets < FEW,
    )
