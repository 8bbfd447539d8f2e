"""What grants achieved, at the desk: sums, with the number of grants behind each."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vigil.charts.bars_and_columns import Bar, BarChart
from vigil.charts.figure import Figure
from vigil.charts.table import TableRow, count_cell
from vigil.desk.screens.access import person, room_view
from vigil.fund.access.rules import WORK
from vigil.fund.achieved.queries import StatementTotals, outcomes_for, totals_by_theme
from vigil.fund.grants import queries
from vigil.fund.models import Grant, Result
from vigil.fund.releases import labels
from vigil.fund.reporting.reach import ReachSum, ReachTotals, reach_by_grant, total_reach

EVIDENCE: Final = tuple(Result.Evidence)


@room_view(WORK)
@require_safe
def results(request: HttpRequest) -> HttpResponseBase:
    """Show totals of the agreed grants that this officer may know of; nothing is opened."""
    by = person(request)
    agreed = queries.grants_for(by).exclude(state=Grant.State.DRAFT)
    made = total_reach(reach_by_grant(agreed).values())
    statements = list(outcomes_for(by))
    context: dict[str, Any] = {
        "totals": made,
        "share": round(100 * made.share_unreported),
        "parts": [
            ("themes", _("By themes"), _named(made.themes, labels.theme_label, _("no theme said"))),
            ("regions", _("By regions of the world"), _named(made.regions, labels.region_label)),
            (
                "counted",
                _("By how the people were counted"),
                _named(made.counted, labels.result_counted, _("not said")),
            ),
        ],
        "evidence": [str(one.label) for one in EVIDENCE],
        "statements": _statements(totals_by_theme(statements)),
        "figures": [_over_time(made, _agreed_by_year(statements))] if made.years else [],
    }
    return render(request, "fund/reporting/results.html", context)


def _named(
    parts: Mapping[str, ReachSum], name: Callable[[str], str], none: str = ""
) -> list[tuple[str, ReachSum]]:
    return sorted(((name(code) or none, one) for code, one in parts.items()), key=lambda p: p[0])


def _statements(
    by_theme: Mapping[str, StatementTotals],
) -> list[tuple[str, StatementTotals, list[tuple[str, int]]]]:
    """Return the totals of statements by theme, with their results by kind of evidence."""
    found = [
        (
            labels.theme_label(theme),
            one,
            [(str(kind.label), one.evidence[kind]) for kind in EVIDENCE],
        )
        for theme, one in by_theme.items()
    ]
    return sorted(found, key=lambda row: row[0])


def _agreed_by_year(statements: list[Any]) -> dict[int, int]:
    found: dict[int, int] = {}
    for row in statements:
        if row.state == row.State.AGREED:
            found[row.month.year] = found.get(row.month.year, 0) + 1
    return found


def _over_time(made: ReachTotals, agreed: Mapping[int, int]) -> Figure:
    """Draw the people that each year added, and list the agreed statements beside them."""
    years = sorted({*made.years, *agreed})
    rows = [(year, made.years.get(year), agreed.get(year, 0)) for year in years]
    bars = [Bar(str(year), max(one.people, 0), str(one.people)) for year, one, _n in rows if one]
    return Figure(
        "over-time",
        _("Over time"),
        BarChart(bars).drawing(rtl=get_language_bidi()),
        tuple(f"{bar.label}: {bar.shown}" for bar in bars),
        (_("Year"), _("People reached, added"), _("Grants that reported"), _("Agreed statements")),
        tuple(
            TableRow(
                str(year),
                (
                    count_cell(one.people if one else 0),
                    count_cell(one.grants if one else 0),
                    count_cell(n),
                ),
            )
            for year, one, n in rows
        ),
        (_("The drawing shows how many people each year added to what grants reached."),),
    )
