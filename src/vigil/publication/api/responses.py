"""Serve answers for programs: any site may read them, and checks again before each use.

A program that keeps a copy asks again each time (`no-cache`), because a case may have been
withdrawn. While nothing has changed, the answer is a short 304.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import Any, Final

import msgspec
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt

from vigil.publication.record.columns import Columns
from vigil.publication.record.kept_answers import keep, kept
from vigil.publication.record.projection import row_format
from vigil.reading import codebook
from vigil.trust.organisation.queries import organisation

JSON: Final = "application/json"
CACHE: Final = "no-cache"
METHODS: Final = ("GET", "HEAD", "OPTIONS")
ANSWER_FORMAT: Final = 3
"""Raise it when the same record is written differently. Stored copies are then replaced."""

ViewFunction = Callable[..., HttpResponseBase]


def open_to_programs(view: ViewFunction) -> ViewFunction:
    """Let programs of any site read a view: GET, HEAD and OPTIONS, CORS without credentials."""

    @wraps(view)
    def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = ", ".join(METHODS)
            response["Access-Control-Allow-Headers"] = "If-None-Match"
            response["Access-Control-Max-Age"] = "86400"
        elif request.method not in METHODS:
            response = HttpResponseNotAllowed(METHODS)
        else:
            response = _read(view, request, args, kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link, Vigil-State, Vigil-Count"
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = CACHE
        return response

    return csrf_exempt(served)  # it only reads, and asks for no credentials


def _read(
    view: ViewFunction, request: HttpRequest, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponseBase:
    """Answer HEAD like GET, without a body."""
    if request.method != "HEAD":
        return view(request, *args, **kwargs)
    request.method = "GET"
    try:
        response = view(request, *args, **kwargs)
    finally:
        request.method = "HEAD"
    if response.streaming:
        assert isinstance(response, StreamingHttpResponse)
        response.streaming_content = ()  # what it was to read is closed when the request ends
        return response
    assert isinstance(response, HttpResponse)
    if response.content:
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def site_of(request: HttpRequest) -> str:
    """Return the address of the site without a path."""
    return request.build_absolute_uri("/").rstrip("/")


def etag_of(request: HttpRequest, columns: Columns) -> str:
    """Return the ETag of an answer that depends only on the public record.

    It is made from the state of the record, the address with its query, and what every such answer
    states: the day, the codebook and the licence.
    """
    stated = (
        timezone.localdate().isoformat(),
        codebook.current().version,
        organisation().data_licence,
    )
    parts = (columns.token, str(columns.version), *stated, *_address(request))
    return _etag("\0".join(parts).encode())


def etag_of_content(content: bytes) -> str:
    """Return the ETag of an answer by its content."""
    return _etag(content)


def _address(request: HttpRequest) -> tuple[str, ...]:
    return (site_of(request), request.path, request.META.get("QUERY_STRING", ""))


def _etag(material: bytes) -> str:
    written_by = f"{ANSWER_FORMAT}/{row_format()}/{version('vigil-platform')}\0".encode()
    return quote_etag(hashlib.sha256(written_by + material).hexdigest()[:32])


def conditional_answer(
    request: HttpRequest, etag: str, make: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """Return 304 if the reader has the answer with this ETag; otherwise make the answer."""
    unchanged = get_conditional_response(request, etag=etag)
    response = make() if unchanged is None else unchanged
    response["ETag"] = etag
    response["Cache-Control"] = CACHE
    return response


def kept_answer(etag: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the JSON with an ETag of `etag_of`: kept from before, or made now and kept."""
    if (content := kept(etag)) is not None:
        return HttpResponse(content, content_type=JSON)
    answer = make()
    keep(etag, answer.content)
    return answer


def as_json(data: Any, status: int = 200, content_type: str = JSON) -> HttpResponse:
    """Return an answer as JSON in UTF-8."""
    return HttpResponse(msgspec.json.encode(data), status=status, content_type=content_type)


def json_answer(request: HttpRequest, data: Any, content_type: str = JSON) -> HttpResponseBase:
    """Return an answer as JSON, with the ETag of its content."""
    response = as_json(data, content_type=content_type)
    return conditional_answer(request, etag_of_content(response.content), lambda: response)
