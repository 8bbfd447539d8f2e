"""Public pages of index editions: the list, and one country."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.outlook.index_editions.citations import ScoreCitation, citation_of_country
from vigil.outlook.index_editions.country_overview import CountryOverview
from vigil.outlook.index_editions.country_page import CountryPage, new_terms, term_choices
from vigil.outlook.index_editions.country_scores import all_countries
from vigil.outlook.index_editions.headers import CRIMINALITY
from vigil.outlook.index_editions.index_name import index_name
from vigil.outlook.index_editions.killings import killings_in
from vigil.outlook.index_editions.queries import is_scored, newest_editions
from vigil.outlook.index_editions.score_sources import ScoreSource, source_of, sources
from vigil.publication.api.responses import conditional_answer, etag_of_content, site_of
from vigil.publication.downloads.citation_files import CITATION_FORMATS
from vigil.publication.record.labels import country_name
from vigil.reading.codebook.country_codes import COUNTRIES


@cache_control(no_cache=True)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """List the editions and assessments, and offer the countries by name; none is ranked."""
    asked = request.GET.get("country", "").upper()
    if asked in COUNTRIES:
        return redirect("outlook:index_place", asked)
    named = sorted((country_name(code), code) for code in all_countries())
    editions = newest_editions()
    context = {
        "editions": editions,
        "sources": sources()[::-1],
        "new": new_terms(editions),
        "countries": [(code, name) for name, code in named],
        "name": index_name(),
        "killings": killings_in(),
    }
    return render(request, "outlook/index_editions/public.html", context)


@cache_control(no_cache=True)
@require_safe
def place(request: HttpRequest, country: str) -> HttpResponse:
    """Show a country in every edition, and its trajectory for one term."""
    asked = request.GET.get("term", "")
    term = asked if is_scored(asked) else CRIMINALITY
    pin = source_of(request.GET.get("of", ""))
    found = _place(country, term, pin)
    overview = CountryOverview(found)
    pinned = pin is not None and pin.row in [one.edition for one in found.said]
    source = pin if pinned else overview.source
    context = {
        "place": found,
        "overview": overview,
        "terms": term_choices(),
        "name": index_name(),
        "source": source,
        "citation": source and _cited(request, found, source, overview),
        "cite_forms": list(CITATION_FORMATS),
    }
    return render(request, "outlook/index_editions/country.html", context)


def _cited(
    request: HttpRequest, place: CountryPage, source: ScoreSource, overview: CountryOverview
) -> ScoreCitation:
    each = (one.scores for one in place.said if one.edition == source.row)
    values = next(each, overview.scores)
    return citation_of_country(source, place.country, site_of(request), values)


@require_safe
def place_csv(request: HttpRequest, country: str) -> HttpResponseBase:
    """Return every value of a country as CSV."""
    content = ("\ufeff" + _place(country).csv()).encode()
    name = f"index-{country}.csv"

    def make() -> HttpResponse:
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=disposition)

    return conditional_answer(request, etag_of_content(content), make)


def _place(country: str, term: str = CRIMINALITY, pin: ScoreSource | None = None) -> CountryPage:
    """Return the page of a country. `pin` is an edition of which an earlier version is asked."""
    pinned = {pin.edition: pin.version} if pin and pin.version else None
    found = CountryPage(country, term, pinned)
    if country not in COUNTRIES or not found.known:
        raise Http404
    if not found.tells:  # no value of this term: show another
        found = CountryPage(country, found.first_term, pinned)
    return found
