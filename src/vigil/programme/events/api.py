"""The programme as JSON, beside the public record: `/api/v1/programme/...`.

Its lists take the parameters of the pages and answer as every list does: `count` of the whole
selection, `next`, `results`. Its values are codes; texts stand as their authors wrote them. What is
told of a session is what its page tells (`vigil.programme.calendars.entries`).
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import NinjaAPI, Path, Query
from pydantic import Field

from vigil.programme.calendars.entries import (
    EventEntry,
    SessionEntry,
    event_entry,
    session_entries,
    session_entry,
)
from vigil.programme.calendars.query_parameters import parse_selection
from vigil.programme.contributors.visibility import Host, Participant
from vigil.programme.events import api_schemas
from vigil.programme.events.queries import public as queries
from vigil.programme.events.queries.public import Selection
from vigil.publication.api.errors import answer_bad_query, answer_not_found
from vigil.publication.api.responses import json_answer, open_to_programs, site_of
from vigil.publication.api.schemas import Refused
from vigil.publication.api.validation import BadQuery, limit_of

Slug = Annotated[str, Field(pattern="^[-a-zA-Z0-9_]+$")]
"""A word of an address. What has other signs is no address of the API."""
PAGING: Final = ("limit", "after")
REFUSED: Final = {400: Refused}
ABSENT: Final = {404: Refused}

api = NinjaAPI(
    title="Vigil: the programme",
    version="1.0",
    docs_url=None,
    openapi_url=None,  # it is told in the document of the whole API
    urls_namespace="programme_api",
)
api.add_exception_handler(BadQuery, answer_bad_query)
api.add_exception_handler(Http404, answer_not_found)


@api.get(
    "/events",
    response={200: api_schemas.Events, **REFUSED},
    by_alias=True,
    operation_id="events",
    url_name="events",
    summary="List events",
)
def events(request: HttpRequest, asked: Query[api_schemas.AskedEvents]) -> HttpResponseBase:
    """List the events of the programme, the latest first."""
    errors = {name: [_("No such parameter.")] for name in request.GET if name not in PAGING}
    if errors:
        raise BadQuery(errors)
    rows = {(-event.starts_on.toordinal(), event.pk): event for event in queries.public_events()}
    page = _page(request, list(rows))
    site = site_of(request)
    results = [event_of(event_entry(rows[key], site)) for key in page.keys]
    return json_answer(request, page.told(request, Selection(), results))


@api.get(
    "/events/{slug:slug}",
    response={200: api_schemas.Event, **ABSENT},
    by_alias=True,
    operation_id="event",
    url_name="event",
    summary="One event",
)
def event(request: HttpRequest, slug: Path[Slug]) -> HttpResponseBase:
    """Show one event."""
    site = site_of(request)
    return json_answer(request, event_of(event_entry(queries.event_by_slug(slug), site)))


@api.get(
    "/sessions",
    response={200: api_schemas.Sessions, **REFUSED},
    by_alias=True,
    operation_id="sessions",
    url_name="sessions",
    summary="List sessions",
)
def sessions(request: HttpRequest, asked: Query[api_schemas.AskedSessions]) -> HttpResponseBase:
    """List the sessions of a selection, the earliest first."""
    selection = parse_selection(request, PAGING)
    rows = {(int(s.starts_at.timestamp()), s.pk): s for s in selection.sessions()}
    page = _page(request, list(rows))
    entries = session_entries([rows[key] for key in page.keys], site_of(request))
    return json_answer(request, page.told(request, selection, list(map(session_of, entries))))


@api.get(
    "/events/{slug:slug}/sessions/{slug:session}",
    response={200: api_schemas.Session, **ABSENT},
    by_alias=True,
    operation_id="session",
    url_name="session",
    summary="One session",
)
def session(request: HttpRequest, slug: Path[Slug], session: Path[Slug]) -> HttpResponseBase:
    """Show one session, by the words of its event and its own."""
    found = queries.session_of(queries.event_by_slug(slug), session)
    return json_answer(request, session_of(session_entry(found, site_of(request))))


def event_of(entry: EventEntry) -> dict[str, Any]:
    """Return an event for programs."""
    return {
        "id": entry.uid,
        "slug": entry.slug,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "cancelled": entry.cancelled,
        "host_programme": entry.host_programme,
        "search_term": entry.search_term,
        "city": entry.city,
        "country": entry.country,
        "zone": entry.zone,
        "audience_zone": entry.audience_zone,
        "from": entry.starts_on.isoformat(),
        "to": entry.ends_on.isoformat(),
        "hosts": _hosts(entry.hosts),
        "changed_at": _instant(entry.changed_at),
    }


def session_of(entry: SessionEntry) -> dict[str, Any]:
    """Return a session for programs. Each time is given in its zone and in UTC."""
    return {
        "id": entry.uid,
        "event": entry.event.slug,
        "slug": entry.slug,
        "url": entry.url,
        "number": entry.number,
        "search_term": entry.search_term,
        "title": entry.title,
        "abstract": entry.abstract,
        "kind": entry.kind,
        "cancelled": entry.cancelled,
        "zone": entry.zone,
        "starts": entry.starts.isoformat(),
        "ends": entry.ends.isoformat(),
        "starts_at": _instant(entry.starts),
        "ends_at": _instant(entry.ends),
        "started_before": [at.isoformat() for at in entry.before],
        "room": entry.room,
        "online": entry.online,
        "languages": list(entry.languages),
        "interpretation": list(entry.interpretation),
        "content_warning": entry.content_warning,
        "people": [_person(person) for person in entry.people],
        "hosts": _hosts(entry.hosts),
        "sequence": entry.sequence,
        "changed_at": _instant(entry.changed_at),
    }


def _person(person: Participant) -> dict[str, str | None]:
    return {
        "role": person.role,
        "name": person.name or None,
        "unnamed": person.unnamed or None,
        "position": person.position or None,
        "affiliation": person.affiliation or None,
    }


def _hosts(hosts: Iterable[Host]) -> list[dict[str, str]]:
    return [{"role": host.role, "name": host.name} for host in hosts]


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


# Pages of a list


type _Key = tuple[int, int]
"""Where a row stands in its list: a time, then what tells rows of one time apart."""
_PLACE: Final = re.compile(r"(-?\d{1,12})\.(\d{1,12})")


@dataclass(frozen=True)
class _Page:
    """A page of a list: the keys of its rows, how many rows the list has, the query of the next."""

    keys: list[_Key]
    count: int
    following: dict[str, Any]

    def told(
        self, request: HttpRequest, selection: Selection, results: list[dict[str, Any]]
    ) -> dict[str, Any]:
        """Write the page."""
        parts = [selection.query(), urlencode(self.following)]
        query = "&".join(part for part in parts if part)
        address = request.build_absolute_uri(f"{request.path}?{query}")
        return {
            "count": self.count,
            "next": address if self.following else None,
            "results": results,
        }


def _page(request: HttpRequest, keys: list[_Key]) -> _Page:
    """Cut the page that is asked for out of a list. Raises BadQuery.

    It begins behind a key and not at a number, so that nothing is lost or told twice when a
    session comes or goes between two pages.
    """
    limit, keys = limit_of(request), sorted(keys)
    start = bisect_right(keys, place) if (place := _place(request)) else 0
    chosen = keys[start : start + limit]
    more = bool(chosen) and start + limit < len(keys)
    following = {"limit": limit, "after": "{}.{}".format(*chosen[-1])} if more else {}
    return _Page(chosen, len(keys), following)


def _place(request: HttpRequest) -> _Key | None:
    said = request.GET.get("after", "")
    if not said:
        return None
    if (read := _PLACE.fullmatch(said)) is None:
        raise BadQuery({"after": [_("“%(key)s” is no place in this list.") % {"key": said}]})
    return int(read[1]), int(read[2])


def _in_english(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer in codes and English, whatever the language of who asks."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with override("en"):
            return view(request, *args, **kwargs)

    return answer


_patterns, _app, app_name = api.urls
urlpatterns = [
    path(
        str(pattern.pattern),
        open_to_programs(_in_english(pattern.callback)),
        name=pattern.name,
    )
    for pattern in _patterns
    if isinstance(pattern, URLPattern) and pattern.name != "api-root"
]
