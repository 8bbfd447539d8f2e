"""Public pages of consultations, and of recommendations."""

from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.outlook.consultations import queries
from vigil.outlook.consultations.code_lists import CODE_LISTS, LABELS, code_name, code_names
from vigil.outlook.consultations.public_forms import StatementFilterForm
from vigil.outlook.consultations.saturation_figure import region_and_countries, saturation_figure
from vigil.outlook.consultations.theme_tables import checked_dimension, theme_figures
from vigil.outlook.models import Consultation, Response

FIRST: Final = 10
"""Statements that the page of consultations shows before it leads to all of them."""
PAGE: Final = 50


@cache_control(no_cache=True)
@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    """Show the published consultations with their rule and subject, and the saturation curve."""
    rows = queries.consultations()
    quoted = queries.readable(queries.public_statements())
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
        "quoted": [(one, code_names(one.codes)) for one in quoted[:FIRST]],
        "n_quoted": len(quoted),
        "saturation": saturation_figure(queries.saturation_curve()),
    }
    return render(request, "outlook/consultations/public.html", context)


@cache_control(no_cache=True)
@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    """Show the statements whose words may be read, by consultation and by what they are about."""
    form = StatementFilterForm(request.GET)
    asked = form.asked()
    rows = queries.public_statements(**asked)
    page = Paginator(queries.readable(rows), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(one, code_names(one.codes)) for one in page.object_list],
        "all": rows.count(),
        "query": urlencode({name: request.GET[name] for name in form.data if name in form.fields}),
    }
    return render(request, "outlook/consultations/public_statements.html", context)


@cache_control(no_cache=True)
@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """Show what the published statements are about, by place and meeting by meeting."""
    dimension = checked_dimension(request.GET.get("list", ""))
    context = {
        "figures": theme_figures(list(queries.public_statements()), dimension),
        "lists": [(name, LABELS[name]) for name in CODE_LISTS],
        "asked": dimension,
    }
    return render(request, "outlook/consultations/public_themes.html", context)


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
