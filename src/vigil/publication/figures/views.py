"""The page of figures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.publication.figures.page import make_figures_page
from vigil.publication.record.columns import current
from vigil.publication.record.queries import headline
from vigil.publication.search.page_context import read_selection
from vigil.publication.search.unknown_parameters import refuse_unknown_parameters


@cache_control(no_cache=True)
@require_safe
@refuse_unknown_parameters()
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of a selection: over time, by place and by coded values."""
    columns = current()
    selection, context = read_selection(request, columns)
    context |= {
        "query": selection.query(),
        "page": make_figures_page(selection, columns),
        "headline": headline(columns),
    }
    return render(request, "publication/figures/figures.html", context)
