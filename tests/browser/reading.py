"""Everything that readers can meet: pages, feeds, files and answers, found link by link."""

import html
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import unquote, urljoin, urlsplit

from django.test import Client

from pdf_text import text_of

LINK = re.compile(
    r"""(?:href|src|content)=["'](/[^"']*|https?:[^"']+)|<loc>([^<]+)<|"url": ?"([^"]+)"""
)
PASSED_OVER = re.compile(r"/(account|desk|cms|static|bear-witness)/")
"""No pages for readers."""
IN_A_LANGUAGE = re.compile(r"/(\w\w(?:-\w+)?)/")
MOST = 600
"""More addresses than a small installation has: links that lead to links without end are found."""


def read(at: str, client: Client) -> str:
    """Return what an address says: words of a page, of a PDF, of all files in an archive.

    What was searched for is repeated in the field: that is the reader's own word, and left out.
    """
    response = client.get(at)
    content = b"".join(response) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    if response.status_code == 200 and "pdf" in kind:
        return text_of(content)
    if response.status_code == 200 and content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(n).decode("utf-8", "replace") for n in archive.namelist())
    text = content.decode("utf-8", "replace") + response.get("Location", "")
    asked = unquote(at.partition("q=")[2].partition("&")[0])
    return html.unescape(text).replace(asked or "\0", "").replace(at, "")


def everything(
    seeds: Iterable[str],
    deep: int,
    languages: Sequence[str],
    known: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return what is said at these addresses, and at those that they lead to, so many links deep.

    They are followed in English and in these languages. What is `known` is not read again.
    Addresses with a question are read where they are given, and not followed: filters lead to
    filters without end.
    """
    client = Client()
    found = dict(known or {})
    now = list(dict.fromkeys(seeds))
    seen: set[str] = set()
    for _step in range(deep + 1):
        found |= {at: read(at, client) for at in now if at not in found}
        assert len(found) < MOST
        seen |= {*now}
        links = {one for at in now for one in _led_to(at, found[at])} - seen
        now = sorted(link for link in links if _language_of(link) in ("", *languages))
    return found


def _led_to(at: str, text: str) -> Iterable[str]:
    for match in LINK.finditer(text):
        parts = urlsplit(urljoin(f"http://testserver{at}", next(filter(None, match.groups()))))
        ours = parts.netloc == "testserver" and parts.path.startswith("/")
        if ours and not parts.query and not PASSED_OVER.match(parts.path):
            yield parts.path


def _language_of(address: str) -> str:
    named = IN_A_LANGUAGE.match(address)
    return named[1] if named else ""
