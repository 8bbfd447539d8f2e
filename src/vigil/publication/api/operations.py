"""The operations of the API. Each reads the record as the pages do, and answers with JSON.

Their docstrings are public: they are the descriptions in the OpenAPI document.
"""

from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import NinjaAPI, Query

from vigil.casefile.cases.queries import case_or_successor, public_cases
from vigil.casefile.models import Case, Visibility
from vigil.publication.api import schemas, validation
from vigil.publication.api.case import case_answer
from vigil.publication.api.coverage import coverage_answer
from vigil.publication.api.errors import answer_bad_query
from vigil.publication.api.parameters import (
    AskedCase,
    AskedCases,
    AskedCoverage,
    AskedFacets,
    AskedPoints,
)
from vigil.publication.api.responses import (
    as_json,
    conditional_answer,
    etag_of,
    json_answer,
    kept_answer,
    site_of,
)
from vigil.publication.api.validation import BadQuery, selection_of
from vigil.publication.cases.queries import with_everything
from vigil.publication.downloads.geojson import GEOJSON, feature_of
from vigil.publication.downloads.provenance import provenance_of
from vigil.publication.models import PublicCase
from vigil.publication.policy.disclosure import is_public
from vigil.publication.record import queries
from vigil.publication.record.columns import Columns, current
from vigil.publication.record.entries import entry_of, labels_of
from vigil.publication.search.facets import facets, totals
from vigil.publication.search.filters import PARAMETERS
from vigil.publication.search.selection import Selection, SelectionPage
from vigil.publication.search.value_counts import value_counts
from vigil.reading import codebook

MOST_POINTS: Final = 5000
REFUSED: Final = {400: schemas.Refused}

api = NinjaAPI(
    title="Vigil",
    version="1.0",
    description=(
        "The public record of killings and attempted killings, with the links to organised crime "
        "that sources report; the programme and the members of the network. Every address of the "
        "record takes the parameters of the list of cases and answers about the same cases. "
        "Answers carry an ETag: keep them, and ask again before each use, since a case, a name or "
        "a session can be withdrawn."
    ),
    docs_url=None,
    urls_namespace="api",
    servers=[],
)
api.add_exception_handler(BadQuery, answer_bad_query)


@api.get(
    "/cases",
    response={200: schemas.Cases, **REFUSED},
    by_alias=True,
    operation_id="cases",
    url_name="cases",
    summary="List cases",
)
def cases(request: HttpRequest, asked: Query[AskedCases]) -> HttpResponseBase:
    """List the cases of a selection, a page at a time.

    The `next` of each page leads on without losing or repeating a case, also where cases are
    withdrawn or added between pages.
    """
    columns, language = current(), _language(request)
    selection = selection_of(request, columns, ("limit", "after", "labels"))
    limit = validation.limit_of(request)
    page = _page(request, selection, columns, limit)

    def make() -> HttpResponseBase:
        with override(language or "en"):
            return as_json(
                {
                    "count": page.count,
                    "next": _next(request, selection, page, limit, labels=language),
                    "results": [
                        _entry(row, request, language) for row in queries.rows_of(page.pks)
                    ],
                    "about": _about(request, selection, columns, page.count),
                }
            )

    return conditional_answer(request, etag_of(request, columns), make)


@api.get(
    "/cases/{public_id}",
    response={
        200: schemas.Case,
        301: schemas.Refused,
        404: schemas.Refused,
        410: schemas.Refused,
        **REFUSED,
    },
    by_alias=True,
    operation_id="case",
    url_name="case",
    summary="One case, whole",
)
def case(request: HttpRequest, public_id: str, asked: Query[AskedCase]) -> HttpResponseBase:
    """Show one case: its record, and for each value who says so, in which words, and what
    decided it. From each source at most 25 words are quoted.

    A merged case leads to the one it was merged into (301); a withdrawn one is gone (410).
    """
    language = _language(request)
    bad = {name: [_("No such parameter.")] for name in request.GET if name != "labels"}
    if bad:
        raise BadQuery(bad)
    try:
        found, moved = case_or_successor(public_id)
    except Case.DoesNotExist:
        return _refused(404, _("There is no such case."))
    if found.visibility == Visibility.WITHDRAWN:
        return _refused(410, _("This case was withdrawn."))
    if not is_public(found) or found.public_id is None:
        return _refused(404, _("There is no such case."))
    if moved:
        response = _refused(301, _("This case was merged into another."))
        response["Location"] = request.path.removesuffix(public_id) + found.public_id
        return response
    columns = current()
    full = with_everything(public_cases()).get(pk=found.pk)
    with override(language or "en"):
        answer = case_answer(full, site_of(request))
        if language:
            answer["labels"] = labels_of(full.public)
        everything = provenance_of(Selection(), columns, 1)
    about = everything.as_json(answer["url"])
    answer["about"] = {name: about[name] for name in ("source", "codebook", "licence", "status")}
    return json_answer(request, answer)


@api.get(
    "/cases.geojson",
    response={200: schemas.Features, **REFUSED},
    by_alias=True,
    operation_id="points",
    url_name="points",
    summary="Cases as GeoJSON",
)
def points(request: HttpRequest, asked: Query[AskedPoints]) -> HttpResponseBase:
    """List the cases of a selection as GeoJSON; `bbox` asks for a part of the map.

    A case that is placed no finer than a country or its division has no geometry: it is no
    point. Up to 5000 a page.
    """
    columns = current()
    selection = selection_of(request, columns, ("limit", "after"))
    limit = validation.limit_of(request, most=MOST_POINTS, default=validation.LARGEST_PAGE)
    page = _page(request, selection, columns, limit)

    def make() -> HttpResponseBase:
        site = site_of(request)
        features = [feature_of(row, site) for row in queries.rows_of(page.pks)]
        collection = {
            "type": "FeatureCollection",
            "count": page.count,
            "next": _next(request, selection, page, limit),
            "features": features,
            "about": _about(request, selection, columns, page.count),
        }
        return as_json(collection, content_type=GEOJSON)

    return conditional_answer(request, etag_of(request, columns), make)


@api.get(
    "/facets",
    response={200: schemas.Facets, **REFUSED},
    by_alias=True,
    operation_id="facet_counts",
    url_name="facets",
    summary="Tallies of a selection",
)
def facet_counts(request: HttpRequest, asked: Query[AskedFacets]) -> HttpResponseBase:
    """Count a selection by every field: the numbers of the figures page.

    Persons are counted as persons, each under their own values, and cases as cases: `counts` says
    which. If the selection asks for a value of persons, only persons with this value are counted.
    Each field states its denominator and of how many it is not reported. Months and countries that
    nobody monitored are no zeros: see `coverage`. `choices` counts for each parameter how many
    cases each value would leave, given the other parameters.
    """
    columns = current()
    selection = selection_of(request, columns)

    def make() -> HttpResponse:
        chosen = selection.chosen(columns)
        counted = totals(columns, chosen)
        return as_json(
            {
                "count": counted["cases"],
                "totals": counted,
                "facets": {facet.field: facet.as_json() for facet in facets(columns, chosen)},
                "choices": _choices(selection, columns),
                "about": _about(request, selection, columns, int(counted["cases"] or 0)),
            }
        )

    etag = etag_of(request, columns)
    return conditional_answer(request, etag, lambda: kept_answer(etag, make))


def _choices(selection: Selection, columns: Columns) -> dict[str, list[dict[str, Any]]]:
    return {
        counted.name: [{"value": one.value, "cases": one.count} for one in counted.values]
        for counted in value_counts(selection, columns)
        if counted.name in PARAMETERS
    }


@api.get(
    "/coverage",
    response={200: schemas.Coverage, **REFUSED},
    by_alias=True,
    operation_id="coverage",
    url_name="coverage",
    summary="What was monitored",
)
def what_was_monitored(request: HttpRequest, asked: Query[AskedCoverage]) -> HttpResponseBase:
    """Say which countries were monitored, through which outlets, from when to when.

    Where nobody was reading, few cases or none say nothing about what happened. Without
    parameters: every country of the record or of the monitoring, in all the years of either.
    """
    return json_answer(request, coverage_answer(request))


@api.get(
    "/codebook",
    response={200: schemas.Codebook},
    by_alias=True,
    operation_id="codebook_fields",
    url_name="codebook",
    summary="The codebook",
)
def codebook_fields(request: HttpRequest) -> HttpResponseBase:
    """Return the public fields of the codebook: labels, definitions and values."""
    book = codebook.current()
    fields = [
        {
            "id": field.id,
            "level": field.level,
            "type": field.type,
            "labels": field.labels,
            "definition": field.definition,
            "mappings": field.mappings,
            "values": [
                {"value": value.key, "labels": value.labels, "definition": value.definition}
                for value in field.values.values()
            ],
        }
        for field in book.fields.values()
        if field.public
    ]
    headline = book.inclusion.headline.definition
    return json_answer(request, {"version": book.version, "headline": headline, "fields": fields})


# Parts of answers


def _language(request: HttpRequest) -> str:
    language = request.GET.get("labels", "")
    known = [code for code, _name in settings.LANGUAGES]
    if language and language not in known:
        raise BadQuery({"labels": [_("Choose one of: %(known)s.") % {"known": ", ".join(known)}]})
    return language


def _page(
    request: HttpRequest, selection: Selection, columns: Columns, limit: int
) -> SelectionPage:
    try:
        return selection.page(columns, after=request.GET.get("after", ""), limit=limit)
    except ValueError as error:
        raise BadQuery({"after": [str(error)]}) from None


def _next(
    request: HttpRequest, selection: Selection, page: SelectionPage, limit: int, **more: str
) -> str | None:
    """Return the address of the next page."""
    if not page.next:
        return None
    own = urlencode({"limit": limit, "after": page.next, **{k: v for k, v in more.items() if v}})
    query = "&".join(part for part in (selection.query(), own) if part)
    return request.build_absolute_uri(f"{request.path}?{query}")


def _entry(row: PublicCase, request: HttpRequest, language: str) -> dict[str, Any]:
    entry = entry_of(row, site_of(request))
    return {**entry, "labels": labels_of(row)} if language else entry


def _about(
    request: HttpRequest, selection: Selection, columns: Columns, count: int
) -> dict[str, Any]:
    query = selection.query()
    address = request.build_absolute_uri(request.path + (f"?{query}" if query else ""))
    return provenance_of(selection, columns, count).as_json(address)


def _refused(status: int, detail: str) -> HttpResponseBase:
    return as_json({"detail": detail, "errors": {}}, status=status)
