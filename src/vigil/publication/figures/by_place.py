"""Figures by country and division, in the order of their names: no country is ranked."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.casefile.coverage.statement import Span
from vigil.casefile.people.name_matching import fold
from vigil.charts.bars_and_columns import Bar, bar_chart
from vigil.charts.coverage import Coverage
from vigil.publication.figures.inputs import Made, by_value, foot
from vigil.publication.figures.tables import FEW, Cell, Figure, Row, of_cases, of_people, of_share
from vigil.publication.record.labels import country_name, field_label
from vigil.publication.search.facets import Tally
from vigil.publication.search.filters import NO_COUNTRY


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
        foot=foot(missing, 2),
        chart=bar_chart(
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


STATES: dict[Coverage, Callable[[], str]] = {
    Coverage.WHOLE: lambda: _("throughout"),
    Coverage.PART: lambda: _("in part"),
    Coverage.NOT: lambda: _("not monitored"),
}


def by_division(made: Made) -> Figure:
    """Cases of one country by its states, provinces or regions."""
    facet = made.facets["admin1"]
    tallies = _by_name(facet.values, _division)
    missing = made.missing(facet, _("State, province or region"), admin1=NO_COUNTRY)
    return by_value(
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
        chart=bar_chart(
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
