"""Read pages in tests as a browser shows them, however their templates are laid out.

A template is laid out for people: a line break and its indentation stand wherever a browser shows
nothing or one space. Tests that look for a piece of a page, or make sure that it is not there,
get the page without them.
"""

import re
from functools import lru_cache, wraps
from typing import Any

from django.http import HttpResponse
from django.test import Client

PIECES = re.compile(
    r"(?P<kept><(?P<name>pre|textarea|script|style)\b.*?</(?P=name)\s*>|<!--.*?-->)"
    r"|(?P<tag></?[a-z][^<>]*>|<!doctype[^<>]*>)",
    re.DOTALL | re.IGNORECASE,
)
IN_A_TAG = re.compile(r"(\"[^\"]*\"|'[^']*')|\s+(>)|(\s+)")
BREAK = re.compile(r"\s*\n\s*")
INLINE = re.compile(
    r"</?(a|abbr|b|bdi|bdo|button|cite|code|data|del|dfn|em|i|img|input|ins|kbd|label|mark|output|q|s"
    r"|samp|select|small|span|strong|sub|sup|svg|textarea|time|u|var|wbr)\b",
    re.IGNORECASE,
)


def flat(page: str) -> str:
    """Return a page without the white space that only lays its template out."""
    found: list[str] = []
    blank = True
    at = 0
    for piece in PIECES.finditer(page):
        blank = _add(page[at : piece.start()], found, blank=blank)
        at = piece.end()
        if piece["kept"]:
            found.append(piece[0])
            blank = False
            continue
        tag, is_block = _tag(piece["tag"])
        if is_block:
            _strip_end(found)
            blank = True
        elif tag.startswith(("<img", "<input", "<select")):
            blank = False
        found.append(tag)
    _add(page[at:], found, blank=blank)
    return "".join(found)


def _add(text: str, found: list[str], *, blank: bool) -> bool:
    """Add text, each line break as the space that is shown; say whether it ends blank."""
    text = BREAK.sub(" ", text) if "\n" in text else text
    if blank and text[:1] == " ":
        text = text[1:]
    if not text:
        return blank
    found.append(text)
    return text.endswith(" ")


def _strip_end(found: list[str]) -> None:
    """Take away the space at the end of a line, inside inline elements too."""
    for n in range(len(found) - 1, -1, -1):
        if not found[n].startswith("<"):
            found[n] = found[n].rstrip()
        if found[n] and (not found[n].startswith("<") or _is_block(found[n])):
            return


@lru_cache(100_000)
def _tag(tag: str) -> tuple[str, bool]:
    """Return a tag with single spaces, and whether it breaks the line: most stand on many pages."""
    tag = IN_A_TAG.sub(lambda m: m[1] or m[2] or " ", tag)
    return tag, _is_block(tag)


@lru_cache(100_000)
def _is_block(tag: str) -> bool:
    return INLINE.match(tag) is None


def read_flat() -> None:
    """Let every test client return its pages flat; `sent` is what was sent."""
    ask = Client.request

    @wraps(ask)
    def request(self: Client, **sent: Any) -> Any:
        response = ask(self, **sent)
        kind = response.headers.get("Content-Type", "")
        if isinstance(response, HttpResponse) and kind.startswith("text/html"):
            response.sent = response.content  # type: ignore[attr-defined]
            response.content = flat(response.content.decode()).encode()
        return response

    Client.request = request  # type: ignore[method-assign]
