"""RSS, Atom and JSON feeds, as a list of entries."""

from typing import Any

import fastfeedparser
from msgspec import Struct
from resiliparse.extract.html2text import extract_plain_text

from vigil.reading.intake.language import clean_characters

ITEMS = 200
"""Entries of one feed that are looked at; feeds give the newest first."""

SIZE_LIMIT = 10 * 1024 * 1024
"""Bytes of one feed."""


class Entry(Struct, frozen=True, kw_only=True):
    """One entry: the page it points to, and what the feed itself says of it, as plain text."""

    link: str
    title: str
    summary: str
    published: str


class BadFeedError(ValueError):
    """What came is no feed; the text is the reason, fit to show."""


def read_feed(content: bytes) -> tuple[list[Entry], int]:
    """Return the first ITEMS entries of a feed, and how many there are in all.

    Raises BadFeedError.
    """
    if len(content) > SIZE_LIMIT:
        raise BadFeedError(f"the feed is {len(content):,} bytes; the limit is {SIZE_LIMIT:,}")
    try:
        # Bytes only: given a text that begins with http, the parser would fetch it.
        feed = fastfeedparser.parse(bytes(content), include_tags=False, include_media=False)
    except Exception as error:  # strangers' bytes: whatever the parser trips over, it is no feed
        raise BadFeedError(f"not a feed (RSS, Atom or JSON): {str(error)[:160]}") from error
    return [_entry(item) for item in feed.entries[:ITEMS]], len(feed.entries)


def _entry(item: Any) -> Entry:
    blocks = item.get("content") or []
    longest = max((str(block.get("value") or "") for block in blocks), key=len, default="")
    return Entry(
        link=str(item.get("link") or "").strip(),
        title=_plain(str(item.get("title") or "")),
        summary=_plain(max(longest, str(item.get("description") or ""), key=len)),
        published=str(item.get("published") or item.get("updated") or ""),
    )


def _plain(html: str) -> str:
    text = extract_plain_text(html, list_bullets=False, alt_texts=False) if "<" in html else html
    return clean_characters(str(text)).strip()
