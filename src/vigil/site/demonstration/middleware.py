"""Mark every answer of a demonstration: a bar on pages, a line in files, headers on all."""

import re
from collections.abc import Callable, Iterator
from typing import Final, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import escape
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _

from vigil.site.demonstration.marking import PICTURES, WHOLE, marked, marked_parts
from vigil.site.templatetags.page_head import CARD
from vigil.trust.demonstration.mark import PLAIN, SENTENCE

HEADER: Final = "Vigil-Demonstration"
PLACE: Final = re.compile(r'<a class="skip"[^>]*>.*?</a>|<body[^>]*>', re.DOTALL)
"""Behind what the bar stands: the link over the header, which comes first, or the beginning."""
HEAD_TEXT: Final = re.compile(
    r"""(?P<title></title>)|<meta[ ](?:name|property)="
    (?:(?P<shared>og:title)|(?:og:)?description|og:image:alt)"[ ]content=\"""",
    re.VERBOSE,
)
"""Where the head of a page says what the page is: to browsers, and to whom its link is sent."""
SHIPPED_CARD: Final = CARD.removesuffix(".png")
"""How the address of the one shipped picture that is shared begins, before its digest."""
CARD_ADDRESS: Final = re.compile(
    rf'(?<=<meta property="og:image" content=")[^"]*{SHIPPED_CARD}[^"]*'
)
PUBLIC_FORM: Final = 'name="ticket"'
"""What a form has that anybody can send without signing in."""


def mark_answers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Mark every answer. It is the outermost layer, so that no page and no file can forget it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response[HEADER] = PLAIN
        response["X-Robots-Tag"] = "noindex, nofollow"
        shipped = request.path.startswith(settings.STATIC_URL) and SHIPPED_CARD not in request.path
        if shipped or response.status_code in (204, 206, 304):
            return response
        return _marked(response, _picture_language(request))

    return middleware


def _picture_language(request: HttpRequest) -> str:
    """Return the language of a picture: the one asked for, or that of its address."""
    asked = request.GET.get("text", "")
    if asked in dict(settings.LANGUAGES):
        return asked
    return get_language_from_path(request.path_info) or settings.LANGUAGE_CODE


def _marked(response: HttpResponseBase, picture_language: str) -> HttpResponseBase:
    media_type = response.get("Content-Type", "").partition(";")[0].strip()
    sentence = PLAIN
    if media_type in PICTURES:
        with override(picture_language):
            sentence = str(SENTENCE)
    if isinstance(response, StreamingHttpResponse):
        parts = iter(cast("Iterator[bytes]", response.streaming_content))  # none here is async
        if media_type in WHOLE:
            content = marked(b"".join(map(_bytes, parts)), media_type, sentence)
            response.streaming_content = iter([content] if content else [])
            if response.has_header("Content-Length") and content:
                response["Content-Length"] = str(len(content))
        elif not response.has_header("Content-Length"):
            response.streaming_content = marked_parts(map(_bytes, parts), media_type)
    elif isinstance(response, HttpResponse) and response.content:
        if media_type == "text/html":
            response.content = _with_bar(response).encode(response.charset)
        else:
            response.content = marked(response.content, media_type, sentence)
        if response.has_header("Content-Length"):
            response["Content-Length"] = str(len(response.content))
    return response


def _bytes(part: object) -> bytes:
    return part if isinstance(part, bytes) else str(part).encode()


def _with_bar(response: HttpResponse) -> str:
    """Return a page with the bar and its style, and the mark in what its head says of it."""
    page = response.content.decode(response.charset)
    language = response.get("Content-Language") or settings.LANGUAGE_CODE
    with override(language):
        bar = render_to_string("site/demonstration/_bar.html", {"public_form": PUBLIC_FORM in page})
        head, end, rest = page.partition("</head>")
        if end:
            page = f"{_marked_head(head, language)}{end}{rest}"
    place = PLACE.search(page)
    if place and place[0].startswith("<body") and (skip := PLACE.search(page, place.end())):
        place = skip
    at = place.end() if place else 0
    return f"{page[:at]}{bar}{page[at:]}"


def _marked_head(head: str, language: str) -> str:
    """Return the head of a page with the mark in title, description and picture."""
    sentence, word = escape(SENTENCE), escape(_("Demonstration"))

    def mark(found: re.Match[str]) -> str:
        if found["title"]:  # behind, because tabs and screen readers begin with what differs
            return f" · {word}{found[0]}"
        return f"{found[0]}{word} · " if found["shared"] else f"{found[0]}{sentence} "

    head = HEAD_TEXT.sub(mark, head)
    if language != settings.LANGUAGE_CODE:
        head = CARD_ADDRESS.sub(rf"\g<0>?text={language}", head)
    return (
        f'{head}<meta name="robots" content="noindex, nofollow">'
        f'<link rel="stylesheet" href="{static("vigil/demonstration.css")}">'
    )
