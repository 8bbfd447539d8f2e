"""Figures of published numbers: bars with the table of the same numbers, in words and in full."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from vigil.charts.bars_and_columns import Bar, BarChart
from vigil.charts.figure import Figure
from vigil.charts.numbers import number_text
from vigil.charts.table import TableRow, count_cell, table_cell
from vigil.fund.releases.labels import region_label, theme_label
from vigil.fund.releases.queries import PublishedRelease
from vigil.fund.releases.suppression import MIN_GRANTS


class Counted(NamedTuple):
    """A published number with its label."""

    label: str
    n: int


def figures_of(told: PublishedRelease) -> list[Figure]:
    """Return the figures of a release; what has no number has no figure."""
    by_region = _named(told.regions, region_label)
    by_theme = _named(told.themes, theme_label)
    outcomes = _named(told.outcomes, theme_label)
    found = []
    if by_region:
        note = _("Grants that are not listed by name below.")
        title, heads = _("Grants by region"), (_("Region"), _("Grants"))
        found.append(_bars("by-region", title, heads, by_region, note))
    if by_theme:
        note = _("Grants that are not listed by name below. Each grant counts under one theme.")
        title, heads = _("Grants by theme"), (_("Theme"), _("Grants"))
        found.append(_bars("by-theme", title, heads, by_theme, note))
    if told.people or told.communities:
        found.append(_reached(told))
    if outcomes:
        note = _(
            "An officer wrote each statement from results of a grant: who did what differently, "
            "and what the grant contributed. Two other people agreed that the evidence shows it."
        )
        title, heads = _("Changes that the evidence shows"), (_("Theme"), _("Statements"))
        found.append(_bars("changes", title, heads, outcomes, note))
    return found


def _named(parts: Mapping[str, int], name: Callable[[str], str]) -> list[Counted]:
    rows = (Counted(name(code), n) for code, n in parts.items())
    return sorted(rows, key=lambda row: (-row.n, row.label))


def _bars(
    key: str, title: str, heads: tuple[str, ...], rows: Sequence[Counted], note: str
) -> Figure:
    bars = [Bar(_first_capital(row.label), row.n, number_text(row.n)) for row in rows]
    return Figure(
        key,
        title,
        BarChart(bars).drawing(rtl=get_language_bidi()),
        tuple(f"{bar.label}: {bar.shown}" for bar in bars),
        heads,
        tuple(TableRow(_first_capital(row.label), (count_cell(row.n),)) for row in rows),
        (note,),
    )


def _reached(told: PublishedRelease) -> Figure:
    codes = {*told.people, *told.communities}
    names = sorted((region_label(code), code) for code in codes)
    bars = [
        Bar(name, told.people[code], number_text(told.people[code]))
        for name, code in names
        if code in told.people
    ]
    note = _(
        "As the grantees say. Each sum is of at least %(n)s grants that reported a number. Some "
        "counted, some estimated. One person may have been reached by several grants. A dash "
        "means that fewer than %(n)s grants reported it."
    ) % {"n": MIN_GRANTS}
    return Figure(
        "reached",
        _("People they reached"),
        BarChart(bars).drawing(rtl=get_language_bidi()),
        tuple(f"{bar.label}: {bar.shown}" for bar in bars),
        (_("Region"), _("People reached"), _("Communities")),
        tuple(
            TableRow(
                name, (table_cell(told.people.get(code)), table_cell(told.communities.get(code)))
            )
            for name, code in names
        ),
        (note,),
    )


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]
