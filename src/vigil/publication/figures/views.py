"""The page of figures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.publication.downloads.cite_and_download import shared_view_of
from vigil.publication.figures.page import make_figures_page
from vigil.publication.record.columns import current
from vigil.publication.search import filters
from vigil.publication.search.selection import Selection


@cache_control(no_cache=True)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Count the selected cases over time, by place and by what is coded, and draw it."""
    columns = current()
    form = filters.CaseFilter(request.GET, columns)
    selection = Selection.of_form(form)
    context = {
        "form": form,
        "selection": selection,
        "query": selection.query(),
        "phrases": selection.phrases(),
        "not_reported": selection.not_reported(columns),
        "filtered": not selection.is_everything,
        "page": make_figures_page(selection, columns),
        "taking": shared_view_of(request, selection, columns),
    }
    return render(request, "publication/figures/figures.html", context)
