"""Results of panels as JSON, beside the public record: `/api/v1/outlook/panels...`.

It gives what the page shows (`results.public`): final panels of enough experts, without names or
single answers. Values are in the unit of their question. Codes are those of lists of terms, whose
versions are given with each panel.
"""

from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import NinjaAPI, Query, Schema
from pydantic import Field

from vigil.outlook.index_editions.api import router as index_router
from vigil.outlook.models import Panel, Question
from vigil.outlook.results import public as public_results
from vigil.outlook.results.agreement_sets import set_of, sets_of_panel
from vigil.outlook.results.public import PublicPanel, PublicQuestion, PublicResult
from vigil.outlook.results.views.public import published_or_404
from vigil.publication.api.errors import answer_bad_query, answer_not_found
from vigil.publication.api.responses import json_answer, open_to_programs, site_of
from vigil.publication.api.schemas import Refused, Shape
from vigil.publication.api.validation import BadQuery, limit_of

REFUSED: Final = {400: Refused}
ABSENT: Final = {404: Refused}

api = NinjaAPI(
    title="Vigil: the outlook",
    version="1.0",
    docs_url=None,
    openapi_url=None,  # it is part of the document of the whole API
    urls_namespace="outlook_api",
)
api.add_exception_handler(BadQuery, answer_bad_query)
api.add_exception_handler(Http404, answer_not_found)
api.add_router("/index", index_router)


class AskedPanels(Schema):
    """A page of the list."""

    limit: str = Field("", description="Results a page.", json_schema_extra={"example": "20"})
    after: str = Field("", description="From after this panel; `next` gives it.")


class PanelEntry(Shape):
    """A final panel in a list."""

    id: str
    url: str
    title: str
    edition: str
    language: str = Field(description="Of its questions (BCP 47).")
    experts: int = Field(description="Who handed the last round in.")
    final: str = Field(description="ISO 8601.")


class Panels(Shape):
    """A page of panels, the newest first."""

    count: int
    next: str | None
    results: list[PanelEntry]


class Pooling(Shape):
    """How judgements are put together, as it was said before anybody answered."""

    weights: str = Field(json_schema_extra={"enum": [*Panel.Pooling.values]})
    extremising: float | None = Field(description="Exponent by which pooled odds are raised.")
    smallest: int = Field(description="Of so many experts at least a result is told.")
    smallest_why: str


class PooledAnswer(Shape):
    """What all answers come to by one method."""

    cell: str = Field(description="Of a matrix: <row>|<column>, or <row>; else empty.")
    method: str
    version: str
    value: dict[str, float]
    spread: dict[str, Any] = Field(description="What it is, and its numbers.")
    n: int = Field(description="Experts whose answers count.")
    shift: float | None = Field(description="No one expert moves it by more; rounded up.")


class SetAgreement(Shape):
    """How far the experts agree over one set of questions."""

    set: str = Field(description="As `set` of its questions.")
    agreement: dict[str, Any] = Field(description="Krippendorff’s alpha, or why there is none.")


class PanelScore(Shape):
    """How good a pooled answer was, once it is known what came true."""

    measure: str
    value: float


class PanelQuestion(Shape):
    """A question with its results; `too_few` where there are none because too few answered."""

    number: int
    kind: str = Field(json_schema_extra={"enum": [*Question.Kind.values]})
    set: str = Field(description="The set of questions over which agreement is computed.")
    text: str
    unit: str
    market: str
    actor: str
    block: str
    place: str = Field(description="ISO 3166-1 alpha-3, or UN M49.")
    horizon: str | None = Field(description="ISO 8601.")
    seed: bool
    too_few: bool
    results: list[PooledAnswer]
    quotes: list[str] = Field(
        description="Reasons of experts who agreed to be quoted without their name; in no order."
    )
    resolution: float | None
    resolved_on: str | None = Field(description="ISO 8601.")
    resolution_source: str
    scores: list[PanelScore]


class WholePanel(PanelEntry):
    """A final panel with its questions."""

    about: str
    round: int = Field(description="Number of the round that is told of.")
    pooling: Pooling
    taxonomies: dict[str, str] = Field(description="Versions of the lists of terms.")
    breaks: list[dict[str, Any]] = Field(description="What is not as in the edition before.")
    follows: str | None = Field(description="The panel of the edition before, if it is told of.")
    agreements: list[SetAgreement] = Field(description="Once for each set of questions.")
    questions: list[PanelQuestion]


@api.get(
    "/panels",
    response={200: Panels, **REFUSED},
    operation_id="outlook_panels",
    url_name="panels",
    summary="List final panels",
)
def panels(request: HttpRequest, asked: Query[AskedPanels]) -> HttpResponseBase:
    """List the panels of which there are results, the newest first, a page at a time."""
    errors = {n: [_("No such parameter.")] for n in request.GET if n not in ("limit", "after")}
    if errors:
        raise BadQuery(errors)
    limit = limit_of(request)
    rows = list(public_results.published_panels().select_related("follows"))
    start = _start(rows, request.GET.get("after", ""))
    chosen = rows[start : start + limit]
    following = None
    if chosen and start + limit < len(rows):
        query = request.GET.copy()
        query["after"] = chosen[-1].uid
        following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    told = (public_results.published_without_cells(row) for row in chosen)
    site = site_of(request)
    results = [_entry(one, site) for one in told if one is not None]
    return json_answer(request, {"count": len(rows), "next": following, "results": results})


@api.get(
    "/panels/{uid}",
    response={200: WholePanel, **REFUSED, **ABSENT},
    operation_id="outlook_panel",
    url_name="panel",
    summary="The results of one panel",
)
def panel(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show every result of a panel. It can be withdrawn: ask again before each use."""
    if request.GET:
        raise BadQuery({name: [_("No such parameter.")] for name in request.GET})
    return json_answer(request, _whole(published_or_404(uid), site_of(request)))


def _start(rows: list[Panel], after: str) -> int:
    """Return where a page begins. Raises BadQuery."""
    if not after:
        return 0
    for at, row in enumerate(rows, 1):
        if row.uid == after:
            return at
    said = _("“%(key)s” is no place in this list.") % {"key": after[:40]}
    raise BadQuery({"after": [said]})


def _entry(told: PublicPanel, site: str) -> dict[str, Any]:
    panel = told.panel
    with override("en"):  # the address without a language: the permanent one
        url = reverse("outlook:panel_results", args=[panel.uid])
    return {
        "id": panel.uid,
        "url": site + url,
        "title": panel.title,
        "edition": panel.edition,
        "language": panel.language,
        "experts": told.experts,
        "final": _moment(panel.final_at),
    }


def _whole(told: PublicPanel, site: str) -> dict[str, Any]:
    panel = told.panel
    before = panel.follows
    quotes = public_results.quotes_of(told)
    scores: dict[int, list[dict[str, Any]]] = {}
    for one in public_results.pooled_scores(panel):
        score = {"measure": one.measure, "value": one.value}
        scores.setdefault(one.question_id, []).append(score)
    shown = before is not None and public_results.published_without_cells(before) is not None
    return {
        **_entry(told, site),
        "about": panel.about,
        "round": told.round.number,
        "pooling": {
            "weights": panel.pooling,
            "extremising": panel.extremising,
            "smallest": panel.smallest,
            "smallest_why": panel.smallest_why,
        },
        "taxonomies": panel.taxonomies,
        "breaks": panel.breaks,
        "follows": before.uid if before is not None and shown else None,
        "agreements": [
            {"set": one.name, "agreement": one.agreement} for one in sets_of_panel(told)
        ],
        "questions": [
            _question(one, scores.get(one.question.pk, []), quotes.get(one.question.pk, []))
            for one in told.questions
        ],
    }


def _question(
    one: PublicQuestion, scores: list[dict[str, Any]], quotes: list[str]
) -> dict[str, Any]:
    row = one.question
    codes = {name: getattr(row, name) for name in ("unit", "market", "actor", "block", "place")}
    return {
        "number": row.position,
        "kind": row.kind,
        "set": set_of(row),
        "text": row.text,
        **codes,
        "horizon": _day(row.horizon),
        "seed": row.is_seed,
        "too_few": one.too_few,
        "results": [_result(result) for result in one.results],
        "quotes": quotes,
        "resolution": row.resolution,
        "resolved_on": _day(row.resolved_on),
        "resolution_source": row.resolution_source,
        "scores": scores,
    }


def _result(one: PublicResult) -> dict[str, Any]:
    names = ("cell", "method", "version", "value", "spread", "n", "shift")
    return {name: getattr(one, name) for name in names}


def _day(day: Any) -> str | None:
    return day.isoformat() if day is not None else None


def _moment(moment: datetime | None) -> str:
    assert moment is not None  # it is final
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


_patterns, _app, app_name = api.urls
urlpatterns = [
    path(str(pattern.pattern), open_to_programs(pattern.callback), name=pattern.name)
    for pattern in _patterns
    if isinstance(pattern, URLPattern) and pattern.name != "api-root"
]
