"""The page of figures, the page of one, and the page of one inside another site."""

from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from vigil.publication.api.responses import site_of
from vigil.publication.figures.figure_page import STATE, is_as_cited, make_figure_page
from vigil.publication.figures.kinds import KINDS
from vigil.publication.figures.page import make_figures_page
from vigil.publication.pages.kept_pages import coverage_and_decisions, kept_while_the_same
from vigil.publication.record.columns import current
from vigil.publication.record.queries import headline
from vigil.publication.search.page_context import read_selection
from vigil.publication.search.unknown_parameters import refuse_unknown_parameters

EMBEDDED: dict[str, list[str]] = {
    **cast(dict[str, list[str]], settings.SECURE_CSP),
    "script-src": [CSP.NONE],
    "connect-src": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": ["*"],
}
"""Any site may show this page inside its own. It has no forms, no scripts and no cookies."""


@cache_control(no_cache=True)
@require_safe
@refuse_unknown_parameters()
@kept_while_the_same(coverage_and_decisions)
def figures(request: HttpRequest) -> HttpResponse:
    """Show the few figures of a selection that matter most, and name the others."""
    columns = current()
    selection, context = read_selection(request, columns)
    context |= {
        "query": selection.query(),
        "page": make_figures_page(selection, columns),
        "headline": headline(columns),
    }
    return render(request, "publication/figures/figures.html", context)


@cache_control(no_cache=True)
@require_safe
@refuse_unknown_parameters(STATE)
@kept_while_the_same(coverage_and_decisions)
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """Show one figure of a selection, with its table, its files and its citation."""
    if key not in KINDS:
        raise Http404
    columns = current()
    selection, context = read_selection(request, columns)
    page = make_figure_page(key, selection, columns, site_of(request))
    context |= {
        "query": selection.query(),
        "page": page,
        "figure": page.figure,
        "as_cited": is_as_cited(page.figure, request.GET.get(STATE, "")),
    }
    return render(request, "publication/figures/figure.html", context)


# Outermost: only the figure itself may be shown inside another site, and no refusal.
@refuse_unknown_parameters()
@csp_override(EMBEDDED)
@xframe_options_exempt
@cache_control(no_cache=True)
@require_safe
def embedded(request: HttpRequest, key: str) -> HttpResponse:
    """Show one figure for a page of another site: no frame of ours, no form, no cookie."""
    if key not in KINDS:
        raise Http404
    columns = current()
    selection, _context = read_selection(request, columns)
    page = make_figure_page(key, selection, columns, site_of(request))
    context = {"page": page, "figure": page.figure}
    return render(request, "publication/figures/embed.html", context)
