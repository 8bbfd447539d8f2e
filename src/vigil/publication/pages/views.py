"""The home page, and the page that explains the record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.publication.cases.summary import case_summary_of
from vigil.publication.pages.home_names import count_named, remembered_names
from vigil.publication.record import queries
from vigil.publication.record.columns import current

LATEST = 6
NAMES_ON_HOME = 400


@cache_control(no_cache=True)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the headline count, the newest cases and the names of those killed."""
    columns = current()
    latest = queries.rows_of(columns.pk[:LATEST].tolist())
    context = {
        "headline": queries.headline(columns),
        "years": queries.years(columns),
        "countries": len(queries.countries(columns)),
        "latest": [case_summary_of(row) for row in latest],
        "names": remembered_names(NAMES_ON_HOME),
        "names_total": count_named(),
    }
    return render(request, "publication/pages/home.html", context)


@cache_control(no_cache=True)
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Explain the record: how a case enters it, and what its figures do not say."""
    columns = current()
    context = {"headline": queries.headline(columns), "years": queries.years(columns)}
    return render(request, "publication/pages/about.html", context)
