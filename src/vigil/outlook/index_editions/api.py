"""Scores of the index as JSON, beside the results of panels: `/api/v1/outlook/index...`."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from vigil.outlook.index_editions.country_scores import CountryScore, whole_scores
from vigil.outlook.index_editions.queries import is_scored
from vigil.outlook.index_editions.score_files import HEADS, described, score_rows
from vigil.outlook.index_editions.score_sources import ScoreSource, source_of, sources
from vigil.outlook.index_editions.world_regions import in_region
from vigil.publication.api.responses import json_answer
from vigil.publication.api.schemas import Refused, Shape
from vigil.publication.api.validation import BadQuery, limit_of
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.reading.codebook.terms import regions

REFUSED: Final = {400: Refused}
PARAMETERS: Final = ("of", "country", "term", "region", "is", "limit", "after")
router = Router()


class AskedScores(Schema):
    """A page of scores."""

    of: str = Field(
        "",
        description="An edition (`2023`: its newest version; `2023.1`) or the id of an assessment.",
    )
    country: str = Field("", description="ISO 3166-1 alpha-3.")
    term: str = Field("", description="Code of a term, or of an average (`criminality`).")
    region: str = Field("", description="Region of the world, UN M49.")
    is_: str = Field("", alias="is", description="`published`, `judged` or `expected`.")
    limit: str = Field("", description="Results a page.", json_schema_extra={"example": "20"})
    after: str = Field("", description="From after this number of results; `next` gives it.")


class RankOfScore(Shape):
    """The range of ranks of a country. A rank is never given alone. Rank 1 is the highest score."""

    best: int
    worst: int
    of: int = Field(description="How many countries are ranked.")


class IndexScoreEntry(Shape):
    """A score of a country."""

    country: str = Field(description="ISO 3166-1 alpha-3.")
    edition: str
    version: int | None = Field(description="Of the edition; null for an assessment.")
    judged_by: str
    is_: str = Field(alias="is", json_schema_extra={"enum": ["published", "judged", "expected"]})
    time: str | None = Field(description="The day that an expected score is for, ISO 8601.")
    kind: str = Field(json_schema_extra={"enum": ["average", "markets", "actors", "resilience"]})
    term: str
    value: float
    low: float | None = Field(description="From here to `high` lies the middle half of answers.")
    high: float | None
    n: int | None = Field(description="Experts who answered; for an average the fewest of a term.")
    rank: RankOfScore | None = Field(description="Among all countries; null for expected scores.")


class IndexScores(Shape):
    """A page of scores, by country and term, the oldest edition first."""

    count: int
    next: str | None
    results: list[IndexScoreEntry]


class IndexSource(Shape):
    """An edition or an assessment."""

    key: str = Field(description="For `of`, and for addresses of pages and files.")
    label: str
    is_: str = Field(alias="is", json_schema_extra={"enum": ["published", "judged"]})
    edition: str
    version: int | None
    judged_by: str
    day: str = Field(description="Of the import, or on which the last panel became final.")
    terms: list[str] = Field(description="Codes of averages and terms.")


class IndexSources(Shape):
    """Every edition and assessment, the oldest edition first."""

    count: int
    next: str | None
    results: list[IndexSource]


@router.get(
    "/editions",
    by_alias=True,
    response={200: IndexSources, **REFUSED},
    operation_id="outlook_index_editions",
    url_name="index_editions",
    summary="List editions of the index and assessments",
)
def index_editions(request: HttpRequest) -> HttpResponseBase:
    """List the newest version of each edition, then the assessments with public results."""
    _refuse_unknown(request, ())
    results = [{**described(one), "terms": one.terms()} for one in sources()]
    return json_answer(request, {"count": len(results), "next": None, "results": results})


@router.get(
    "",
    by_alias=True,
    response={200: IndexScores, **REFUSED},
    operation_id="outlook_index",
    url_name="index_scores",
    summary="List scores of countries",
)
def index_scores(request: HttpRequest, asked: Query[AskedScores]) -> HttpResponseBase:
    """List scores of editions and assessments, a page at a time. All parameters narrow the list."""
    _refuse_unknown(request, PARAMETERS)
    limit, start = limit_of(request), _start(request)
    chosen, filters = _sources(request), _filters(request)
    found = [(source, _scores(source, filters)) for source in chosen]
    count = sum(len(scores) for _source, scores in found)
    following = None
    if limit and start + limit < count:
        query = request.GET.copy()
        query["after"] = str(start + limit)
        following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    every = ((source, one) for source, scores in found for one in scores)
    results = _ranked(islice(every, start, start + limit))
    return json_answer(request, {"count": count, "next": following, "results": results})


Row = tuple[ScoreSource, CountryScore]


def _scores(source: ScoreSource, filters: dict[str, str]) -> Sequence[CountryScore]:
    """Return the scores of a source that pass the filters."""
    country, term, region = filters["country"], filters["term"], filters["region"]
    found = whole_scores(source).listed
    if not any(filters.values()):
        return found
    there = set(in_region({one.country for one in found}, region))
    there &= {country} if country else there
    return [
        one
        for one in found
        if one.country in there
        and (not term or one.term == term)
        and filters["is"] in ("", "expected" if one.day else source.state)
    ]


def _ranked(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return the rows as they are sent, each of the present with the range of its rank."""
    found = []
    for source, one in rows:
        [row] = score_rows(source, [one])
        ranks = whole_scores(source).ranks.get(one.term, {})
        rank = None if one.day else ranks.get(one.country)
        told = {"best": rank.best, "worst": rank.worst, "of": rank.of} if rank else None
        found.append({**dict(zip(HEADS, row, strict=True)), "rank": told})
    return found


def _sources(request: HttpRequest) -> list[ScoreSource]:
    """Return the sources asked for. Raises BadQuery."""
    key = request.GET.get("of", "")
    if not key:
        return sources()
    found = source_of(key)
    if found is None:
        raise BadQuery({"of": [_("No edition or assessment has this key.")]})
    return [found]


def _filters(request: HttpRequest) -> dict[str, str]:
    """Return the filters of a query. Raises BadQuery."""
    get = request.GET.get
    found = {name: get(name, "") for name in ("country", "term", "region", "is")}
    found["country"] = found["country"].upper()
    errors = {}
    if found["country"] and found["country"] not in COUNTRIES:
        errors["country"] = [_("No country has this code.")]
    if found["term"] and not is_scored(found["term"]):
        errors["term"] = [_("No term or average has this code.")]
    if found["region"] and found["region"] not in regions().terms:
        errors["region"] = [_("No region has this code.")]
    if found["is"] not in ("", "published", "judged", "expected"):
        errors["is"] = [_("Write published, judged or expected.")]
    if errors:
        raise BadQuery(errors)
    return found


def _start(request: HttpRequest) -> int:
    """Return where the page begins. Raises BadQuery."""
    after = request.GET.get("after", "")
    if not after:
        return 0
    if after.isascii() and after.isdigit() and len(after) <= 7:
        return int(after)
    raise BadQuery({"after": [_("Give a whole number.")]})


def _refuse_unknown(request: HttpRequest, known: Sequence[str]) -> None:
    """Raise BadQuery for a parameter that is unknown or given more than once."""
    errors = {name: [_("No such parameter.")] for name in request.GET if name not in known}
    errors |= {
        name: [_("This is given more than once.")]
        for name in known
        if len(request.GET.getlist(name)) > 1
    }
    if errors:
        raise BadQuery(errors)
