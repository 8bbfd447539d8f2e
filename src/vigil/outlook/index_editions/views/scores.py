"""Public pages of scores: an edition or assessment, quadrants, countries compared, and files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.outlook.index_editions.citations import (
    citation_of_country,
    citation_of_source,
    source_title,
)
from vigil.outlook.index_editions.comparison import Comparison
from vigil.outlook.index_editions.country_page import term_choices
from vigil.outlook.index_editions.country_scores import all_countries, scores_in
from vigil.outlook.index_editions.headers import CRIMINALITY
from vigil.outlook.index_editions.index_name import index_name
from vigil.outlook.index_editions.quadrant_page import QuadrantPage
from vigil.outlook.index_editions.queries import scores_of_country
from vigil.outlook.index_editions.score_files import FORMS, file_answer
from vigil.outlook.index_editions.score_page import ScorePage
from vigil.outlook.index_editions.score_sources import ScoreSource, source_of, sources
from vigil.outlook.index_editions.world_regions import by_name
from vigil.publication.api.responses import open_to_programs, site_of
from vigil.publication.downloads.citation_files import CITATION_FORMATS, citation_file


@cache_control(no_cache=True)
@require_safe
def edition(request: HttpRequest, edition: str) -> HttpResponse:
    """Show one term of an edition or an assessment: its map, and all countries by name."""
    source = _source(edition)
    page = ScorePage(source, request.GET.get("term", ""), request.GET.get("region", ""))
    context = {
        "page": page,
        "title": source_title(source),
        "name": index_name(),
        "others": [one for one in sources() if one.key != source.key],
        "citation": citation_of_source(source, site_of(request)),
        "cite_forms": list(CITATION_FORMATS),
        "file_forms": list(FORMS),
    }
    return render(request, "outlook/index_editions/edition.html", context)


@require_safe
@open_to_programs
def edition_file(request: HttpRequest, edition: str | int, form: str) -> HttpResponseBase:
    """Return every score of an edition or an assessment as .csv, .xlsx or .json."""
    if form not in FORMS:
        raise Http404
    return file_answer(request, _source(str(edition)), form)


@require_safe
def cite_edition(request: HttpRequest, edition: str, form: str) -> HttpResponseBase:
    """Return the citation of an edition or an assessment for programs."""
    if form not in CITATION_FORMATS:
        raise Http404
    work = citation_of_source(_source(edition), site_of(request)).work
    return citation_file(work, form, work.key, request)


@require_safe
def cite_country(request: HttpRequest, country: str, form: str) -> HttpResponseBase:
    """Return the citation of a country in an edition (`of`, or its newest) for programs."""
    if form not in CITATION_FORMATS:
        raise Http404
    asked = request.GET.get("of", "")
    source = _source(asked) if asked else None
    pinned = {source.edition: source.version} if source and source.version else None
    said = scores_of_country(country, pinned)
    rows = [one for one in said if source is None or one.edition == source.row]
    if rows:
        values, edition = rows[-1].scores, rows[-1].edition
        source = source or _source(f"{edition.year}.{edition.version}")
    elif source is not None and not source.is_published:
        found = scores_in(source, (), [country])
        values = {term: scores[country].value for term, scores in found.items()}
    else:
        raise Http404
    if not values:
        raise Http404
    work = citation_of_country(source, country, site_of(request), values).work
    return citation_file(work, form, work.key, request)


@cache_control(no_cache=True)
@require_safe
def quadrants(request: HttpRequest) -> HttpResponse:
    """Show criminality against resilience of all countries, one or a region of them marked."""
    known = [one for one in sources() if CRIMINALITY in one.averages]
    published = [one for one in known if one.is_published]
    source = source_of(request.GET.get("of", "")) or next(reversed(published or known), None)
    if source is None:
        raise Http404
    get = request.GET.get
    page = QuadrantPage(source, get("region", ""), get("country", "").upper())
    context = {"page": page, "sources": known, "name": index_name()}
    return render(request, "outlook/index_editions/quadrants.html", context)


@cache_control(no_cache=True)
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show two to six countries side by side, for chosen terms, in every edition."""
    chosen = request.GET.getlist
    found = Comparison(chosen("country"), chosen("term"), chosen("of"))
    context = {
        "compared": found,
        "countries": by_name(all_countries()),
        "terms": term_choices(),
        "slots": _slots(found.countries, 6),
        "term_slots": _slots(found.terms, 4),
        "name": index_name(),
    }
    return render(request, "outlook/index_editions/compare.html", context)


def _slots(chosen: list[str], least: int) -> list[str]:
    """Return what each select of the form shows: the chosen ones, then empty ones."""
    return [*chosen, *[""] * max(0, least - len(chosen))]


def _source(key: str) -> ScoreSource:
    found = source_of(key)
    if found is None:
        raise Http404
    return found
