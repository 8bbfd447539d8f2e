"""Stories for programs. They are told in the document of the whole API."""

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import NinjaAPI, Query, Schema
from pydantic import Field

from vigil.publication.api import validation
from vigil.publication.api.errors import answer_bad_query
from vigil.publication.api.responses import as_json, json_answer, open_to_programs, site_of
from vigil.publication.api.schemas import Refused, Shape
from vigil.publication.api.validation import BadQuery
from vigil.witness.models import PublicStory, PublicStoryText, Story
from vigil.witness.stories.queries import public as story_queries

MOST: Final = 200
REFUSED: Final = {400: Refused}

api = NinjaAPI(
    title="Vigil: stories",
    version="1.0",
    docs_url=None,
    openapi_url=None,  # it is told in the document of the whole API
    urls_namespace="stories_api",
)
api.add_exception_handler(BadQuery, answer_bad_query)


class AskedStories(Schema):
    """Which stories, as in the list that readers have."""

    q: str = Field(
        "",
        description="Names and places, in any spelling; or an id.",
        json_schema_extra={"example": "rios"},
    )
    country: str = Field(
        "", description="ISO 3166-1 alpha-3, of the case.", json_schema_extra={"example": "MEX"}
    )
    year: str = Field("", description="Year of the killing.", json_schema_extra={"example": "2019"})
    kind: str = Field(
        "", description="What it rests on.", json_schema_extra={"enum": [*Story.Kind.values]}
    )
    language: str = Field(
        "", description="Can be read in this language.", json_schema_extra={"example": "es"}
    )
    limit: str = Field(
        "", description=f"Results a page, at most {MOST}.", json_schema_extra={"example": "20"}
    )
    after: str = Field("", description="From after this number; `next` gives it.")


class Title(Shape):
    """What a list says of a story, in one language."""

    language: str
    name: str
    title: str
    summary: str


class StoryEntry(Shape):
    """A story in a list."""

    id: str
    url: str
    kind: str
    told_by: str
    language: str = Field(description="Of the original.")
    texts: list[Title]
    case: str | None
    country: str | None
    year: int | None
    card: str
    published: str = Field(description="ISO 8601.")
    changed: str = Field(description="ISO 8601.")


class Stories(Shape):
    """A page of stories."""

    count: int
    next: str | None
    results: list[StoryEntry]


class StoryBlock(Shape):
    """A part of a text: a paragraph, a heading, or a quote with whose words it is."""

    kind: str
    text: str
    by: str | None = None


class WholeText(Title):
    """A story in one language."""

    blocks: list[StoryBlock]
    family: list[StoryBlock] = Field(description="The family's own account, word for word.")
    justice: str


class FileText(Shape):
    """What is said of a file in one language."""

    language: str
    alt: str
    caption: str
    transcript: str


class StorySource(Shape):
    """Where something can be read. `url` may be empty."""

    text: str
    url: str


class Correction(Shape):
    """What was corrected, and when."""

    day: str = Field(description="ISO 8601.")
    note: str


class StoryFileEntry(Shape):
    """A file of a story."""

    url: str
    kind: str
    media_type: str
    credit: str
    licence: str
    texts: list[FileText]


class WholeStory(StoryEntry):
    """One story, whole."""

    texts: list[WholeText]  # type: ignore[assignment]
    files: list[StoryFileEntry]
    sources: list[StorySource]
    related: list[str]
    justice_as_of: str | None = Field(description="Day, month or year (EDTF).")
    corrections: list[Correction]
    notice: str | None


@api.get(
    "/stories",
    response={200: Stories, **REFUSED},
    operation_id="stories",
    url_name="stories",
    summary="List stories",
)
def stories(request: HttpRequest, asked: Query[AskedStories]) -> HttpResponseBase:
    """List the stories, by number, a page at a time.

    A story can be withdrawn: keep an answer no longer than until you ask again.
    """
    wanted, after, limit = _asked(request)
    rows = story_queries.with_texts(story_queries.find_stories(wanted)).order_by("number")
    chosen = list(rows.filter(number__gt=after)[: limit + 1])
    more = len(chosen) > limit and limit > 0
    chosen = chosen[:limit]
    following = None
    if more:
        query = request.GET.copy()
        query["after"] = str(chosen[-1].number)
        following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    results = [_entry(row, request) for row in chosen]
    return json_answer(request, {"count": rows.count(), "next": following, "results": results})


@api.get(
    "/stories/{handle}",
    response={200: WholeStory, 404: Refused, 410: Refused, **REFUSED},
    operation_id="story",
    url_name="story",
    summary="One story, whole",
)
def story(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Show one story in every language in which it may be read. A withdrawn one is gone (410)."""
    if request.GET:
        raise BadQuery({name: [_("No such parameter.")] for name in request.GET})
    row = story_queries.public_story(handle)
    if row is None:
        gone = story_queries.was_public(handle)
        said = _("This story was withdrawn.") if gone else _("There is no such story.")
        return as_json({"detail": said, "errors": {}}, status=410 if gone else 404)
    return json_answer(request, _whole(row, request))


def _asked(request: HttpRequest) -> tuple[story_queries.StoryQuery, int, int]:
    """Read what is asked for. Raises BadQuery: nothing is silently left out."""
    known = set(AskedStories.model_fields)
    errors = {name: [_("No such parameter.")] for name in request.GET if name not in known}
    errors |= {
        name: [_("This is given more than once.")]
        for name in known
        if len(request.GET.getlist(name)) > 1
    }
    said = {name: request.GET.get(name, "") for name in known}
    for name, values in (("kind", Story.Kind.values), ("language", _languages())):
        if said[name] and said[name] not in values:
            errors[name] = [_("Choose one of: %(known)s.") % {"known": ", ".join(values)}]
    for name in ("year", "after"):
        if said[name] and not (
            said[name].isascii() and said[name].isdigit() and len(said[name]) < 7
        ):
            errors[name] = [_("Give a whole number.")]
    if errors:
        raise BadQuery(errors)
    wanted = story_queries.StoryQuery(
        q=said["q"],
        country=said["country"].upper(),
        year=int(said["year"]) if said["year"] else None,
        kind=said["kind"],
        language=said["language"],
    )
    return wanted, int(said["after"] or 0), validation.limit_of(request, most=MOST)


def _languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def _entry(row: PublicStory, request: HttpRequest) -> dict[str, Any]:
    with override("en"):  # the address without a language: the permanent one
        url = reverse("witness:story", args=[row.public_id])
        card = reverse("witness:story_card", args=[row.public_id])
    site = site_of(request)
    return {
        "id": row.public_id,
        "url": site + url,
        "kind": row.kind,
        "told_by": row.told_by,
        "language": row.language,
        "texts": [_title(text) for text in row.texts.all()],
        "case": row.case or None,
        "country": row.country or None,
        "year": row.year,
        "card": site + card,
        "published": _moment(row.first_published_at),
        "changed": _moment(row.changed_at),
    }


def _title(text: PublicStoryText) -> dict[str, str]:
    return {
        "language": text.language,
        "name": text.name,
        "title": text.title,
        "summary": text.summary,
    }


def _whole(row: PublicStory, request: HttpRequest) -> dict[str, Any]:
    site = site_of(request)
    with override("en"):
        files = [_file(row, one, site) for one in row.files]
    return {
        **_entry(row, request),
        "texts": [
            {
                **_title(text),
                "blocks": text.blocks,
                "family": text.family,
                "justice": text.justice,
            }
            for text in row.texts.all()
        ],
        "files": files,
        "sources": row.sources,
        "related": row.related,
        "justice_as_of": row.justice_as_of or None,
        "corrections": row.corrections,
        "notice": NOTICE if row.kind == Story.Kind.PROFILE else None,
    }


NOTICE: Final = (
    "Drawn from public sources. The family may ask to change or remove this, by the form on errors "
    "of this site."
)


def _file(row: PublicStory, one: dict[str, Any], site: str) -> dict[str, Any]:
    return {
        "url": site + reverse("witness:story_file", args=[row.public_id, one["uid"]]),
        "kind": one["kind"],
        "media_type": one["media_type"],
        "credit": one["credit"],
        "licence": one["licence"],
        "texts": [
            {
                "language": language,
                **{name: said.get(name, "") for name in ("alt", "caption", "transcript")},
            }
            for language, said in one["texts"].items()
        ],
    }


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


_patterns, _app, app_name = api.urls
urlpatterns = [
    path(str(pattern.pattern), open_to_programs(pattern.callback), name=pattern.name)
    for pattern in _patterns
    if isinstance(pattern, URLPattern) and pattern.name != "api-root"
]
