"""Total results at the desk, with the number of grants behind each."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vigil.desk.screens.access import person, room_view
from vigil.fund.access.rules import WORK
from vigil.fund.grants import queries
from vigil.fund.models import Grant
from vigil.fund.releases import labels
from vigil.fund.reporting.reach import ReachSum, reach_by_grant, total_reach


@room_view(WORK)
@require_safe
def results(request: HttpRequest) -> HttpResponseBase:
    """Show totals of the agreed grants that this officer may know of; nothing is opened."""
    agreed = queries.grants_for(person(request)).exclude(state=Grant.State.DRAFT)
    made = total_reach(reach_by_grant(agreed).values())
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
    }
    return render(request, "fund/reporting/results.html", context)


def _named(
    parts: Mapping[str, ReachSum], name: Callable[[str], str], none: str = ""
) -> list[tuple[str, ReachSum]]:
    return sorted(((name(code) or none, one) for code, one in parts.items()), key=lambda p: p[0])
