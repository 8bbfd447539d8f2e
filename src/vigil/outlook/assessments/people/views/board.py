"""The board of an assessment: how far each region and country is, and no answer."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vigil.desk.screens.access import person, room_view
from vigil.outlook.assessments.people.views.access import CHAIR, context_of, own_assessment
from vigil.outlook.assessments.progress import progress_of
from vigil.outlook.panels.deadlines import moment_text


@room_view(CHAIR)
@require_safe
def board(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show the regions of an assessment; of a chosen one, its countries and who is late."""
    assessment = own_assessment(request, uid)
    regions = progress_of(assessment, by=person(request))
    chosen = request.GET.get("region", "")
    shown = next((one for one in regions if one.panel.uid == chosen), None)
    if shown is None and len(regions) == 1:
        shown = regions[0]
    context = context_of(request, assessment, "board") | {
        "rows": [
            (one, moment_text(one.round.closes_at, one.panel.zone) if one.round else "")
            for one in regions
        ],
        "shown": shown,
    }
    return render(request, "outlook/assessments/board.html", context)
