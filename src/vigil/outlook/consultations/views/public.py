"""Public pages of consultations, and of recommendations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.outlook.consultations import queries
from vigil.outlook.consultations.code_lists import LABELS, code_name, code_names
from vigil.outlook.consultations.saturation_figure import region_and_countries, saturation_figure
from vigil.outlook.models import Consultation, Response


@cache_control(no_cache=True)
@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    """Show the published consultations with their rule and subject, and the saturation curve."""
    rows = queries.consultations()
    context = {
        "rows": [
            {
                "consultation": one,
                "place": region_and_countries(one.region, one.countries),
                "rule": Consultation.Rule(one.rule).label,
                "held": Consultation.Held(one.held).label,
                "counts": [
                    (LABELS[name], [(code_name(name, code), n) for code, n in of])
                    for name, of in one.counts
                ],
            }
            for one in rows
        ],
        "statements": sum(one.statements for one in rows),
        "quoted": [(one, code_names(one.codes)) for one in queries.statements_for() if one.text],
        "saturation": saturation_figure(queries.saturation_curve()),
    }
    return render(request, "outlook/consultations/public.html", context)


@cache_control(no_cache=True)
@require_safe
def recommendations(request: HttpRequest) -> HttpResponse:
    """Show the recommendations with what they cite, their outcome, and its date."""
    rows = [
        {
            "shown": one,
            "recommendation": one.recommendation,
            "level": code_name("levels", one.recommendation.level),
            "tried": [_tried(tried) for tried in one.responses],
        }
        for one in queries.recommendations()
        if one.recommendation is not None
    ]
    return render(request, "outlook/recommendations/public.html", {"rows": rows})


def _tried(shown: queries.PublicResponse) -> dict[str, object]:
    grade = Response.Grade(shown.grade).label if shown.grade else ""
    return {"response": shown.response, "grade": grade, "statements": len(shown.statements)}
