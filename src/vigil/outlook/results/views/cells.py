"""Public pages of assessments: a region by country and by term, and all regions together."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.desk.screens.labels import country_name, sorting_key
from vigil.outlook.models import AssessedTerm, Assessment, Panel
from vigil.outlook.questions.wording import term_label
from vigil.outlook.results.assessment_cells import (
    AssessedCell,
    cells_of_assessment,
    cells_of_panel,
    final_panels,
)
from vigil.outlook.results.cell_pages import (
    answered_each,
    cell_rows,
    left_out,
    region_states,
)
from vigil.outlook.results.public import published_without_cells

ROWS = 100
"""Rows of a page."""


@cache_control(no_cache=True)
@require_safe
def region_country(request: HttpRequest, uid: str, country: str) -> HttpResponse:
    """Show every public value of a country in one region of an assessment."""
    panel = _panel_or_404(uid)
    asked = panel.questions.filter(place=country, term__isnull=False, withheld=[])
    back = _back_to_panel(panel)
    return _page_of_country(
        request, country, cells_of_panel(panel, place=country), asked.count(), back
    )


@cache_control(no_cache=True)
@require_safe
def region_term(request: HttpRequest, uid: str, code: str) -> HttpResponse:
    """Show every public value of a term in one region of an assessment."""
    panel = _panel_or_404(uid)
    asked = panel.questions.filter(term__code=code, withheld=[])
    back = _back_to_panel(panel)
    assert panel.assessment is not None  # `_panel_or_404` returns regions alone
    return _page_of_term(
        request, panel.assessment, code, cells_of_panel(panel, code=code), asked.count(), back
    )


@cache_control(no_cache=True)
@require_safe
def assessment(request: HttpRequest, uid: str) -> HttpResponse:
    """Show which regions of an assessment are final, with its countries and terms."""
    found, panels = _assessment_or_404(uid)
    regions = region_states(found, panels)
    context = {
        "assessment": found,
        "regions": regions,
        "final": sum(one.panel is not None for one in regions),
        "terms": terms_by_list(found),
    }
    return render(request, "outlook/results/assessment.html", context)


@cache_control(no_cache=True)
@require_safe
def assessment_country(request: HttpRequest, uid: str, country: str) -> HttpResponse:
    """Show every public value of a country in an assessment."""
    found, panels = _assessment_or_404(uid)
    cells = cells_of_assessment(found, place=country)
    place = found.places.filter(code=country, panel__in=panels).first()
    if place is None:
        raise Http404
    asked = place.panel.questions.filter(place=country, term__isnull=False, withheld=[])
    return _page_of_country(request, country, cells, asked.count(), {"assessment": found})


@cache_control(no_cache=True)
@require_safe
def assessment_term(request: HttpRequest, uid: str, code: str) -> HttpResponse:
    """Show every public value of a term in all final regions of an assessment."""
    found, panels = _assessment_or_404(uid)
    cells = cells_of_assessment(found, code=code)
    asked = found.terms.filter(code=code, cells__panel__in=panels, cells__withheld=[])
    return _page_of_term(request, found, code, cells, asked.count(), {"assessment": found})


def terms_by_list(assessment: Assessment) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the lists of an assessment by name, each with the codes and names of its terms."""
    found: dict[str, dict[str, str]] = {}
    for listed, code in assessment.terms.values_list("list", "code"):
        found.setdefault(listed, {})[code] = term_label(listed, code)
    return [
        (str(AssessedTerm.List(listed).label), list(terms.items()))
        for listed, terms in found.items()
    ]


def _page_of_country(
    request: HttpRequest,
    country: str,
    cells: list[AssessedCell],
    asked: int,
    back: dict[str, Any],
) -> HttpResponse:
    if not asked:
        raise Http404
    context = {
        **back,
        "title": country_name(country),
        "page": Paginator(cell_rows(cells, quoted=True), ROWS).get_page(request.GET.get("page")),
        "answered": answered_each(cells),
        "left_out": left_out(asked, cells),
        "by_term": False,
        "head": _("Term"),
    }
    return render(request, "outlook/results/cells.html", context)


def _page_of_term(
    request: HttpRequest,
    assessment: Assessment,
    code: str,
    cells: list[AssessedCell],
    asked: int,
    back: dict[str, Any],
) -> HttpResponse:
    term = assessment.terms.filter(code=code).first()
    if term is None or not asked:
        raise Http404
    rows = sorted(cell_rows(cells, quoted=True), key=lambda row: sorting_key(row.country))
    context = {
        **back,
        "title": term_label(term.list, term.code),
        "term": term if not assessment.withheld else None,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "answered": answered_each(cells),
        "left_out": left_out(asked, cells),
        "by_term": True,
        "head": _("Country"),
    }
    return render(request, "outlook/results/cells.html", context)


def _back_to_panel(panel: Panel) -> dict[str, Any]:
    return {"panel": panel, "assessment": panel.assessment}


def _panel_or_404(uid: str) -> Panel:
    """Return the final panel of a region. Raises Http404 for any other panel."""
    rows = Panel.objects.filter(uid=uid, assessment__isnull=False).select_related("assessment")
    found = rows.first()
    if found is None or published_without_cells(found) is None:
        raise Http404
    return found


def _assessment_or_404(uid: str) -> tuple[Assessment, list[Panel]]:
    """Return an assessment with its final panels. Raises Http404 before the first is final."""
    found = Assessment.objects.filter(uid=uid, withheld=[]).first()
    panels = list(final_panels(found)) if found is not None else []
    if found is None or not panels:
        raise Http404
    return found, panels
