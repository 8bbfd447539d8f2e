"""Mark every answer of a demonstration: a bar on pages, a line in files, headers on all."""

import re
from collections.abc import Callable, Iterator
from typing import Final, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import override

from vigil.site.demonstration.marking import WHOLE, marked, marked_parts
from vigil.trust.demonstration.mark import PLAIN

HEADER: Final = "Vigil-Demonstration"
PLACE: Final = re.compile(r'<a class="skip"[^>]*>.*?</a>|<body[^>]*>', re.DOTALL)
"""Behind what the bar stands: the link over the header, which comes first, or the beginning."""


def mark_answers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Mark every answer. It is the outermost layer, so that no page and no file can forget it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response[HEADER] = PLAIN
        response["X-Robots-Tag"] = "noindex, nofollow"
        if request.path.startswith(settings.STATIC_URL) or response.status_code in (204, 206, 304):
            return response
        return _marked(response)

    return middleware


def _marked(response: HttpResponseBase) -> HttpResponseBase:
    media_type = response.get("Content-Type", "").partition(";")[0].strip()
    if isinstance(response, StreamingHttpResponse):
        parts = iter(cast("Iterator[bytes]", response.streaming_content))  # none here is async
        if media_type in WHOLE:
            content = marked(b"".join(map(_bytes, parts)), media_type)
            response.streaming_content = iter([content] if content else [])
            if response.has_header("Content-Length") and content:
                response["Content-Length"] = str(len(content))
        elif not response.has_header("Content-Length"):
            response.streaming_content = marked_parts(map(_bytes, parts), media_type)
    elif isinstance(response, HttpResponse) and response.content:
        if media_type == "text/html":
            response.content = _with_bar(response).encode(response.charset)
        else:
            response.content = marked(response.content, media_type)
        if response.has_header("Content-Length"):
            response["Content-Length"] = str(len(response.content))
    return response


def _bytes(part: object) -> bytes:
    return part if isinstance(part, bytes) else str(part).encode()


def _with_bar(response: HttpResponse) -> str:
    """Return a page with the bar, its style, and the word to search engines."""
    page = response.content.decode(response.charset)
    with override(response.get("Content-Language") or settings.LANGUAGE_CODE):
        bar = render_to_string("site/demonstration/_bar.html")
    head = (
        '<meta name="robots" content="noindex, nofollow">'
        f'<link rel="stylesheet" href="{static("vigil/demonstration.css")}"></head>'
    )
    page = page.replace("</head>", head, 1)
    place = PLACE.search(page)
    if place and place[0].startswith("<body") and (skip := PLACE.search(page, place.end())):
        place = skip
    at = place.end() if place else 0
    return f"{page[:at]}{bar}{page[at:]}"
