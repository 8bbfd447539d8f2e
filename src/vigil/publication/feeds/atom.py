"""Write an Atom feed: of cases (`case_feed`), and in witness of stories and of campaigns.

A feed lists only what is public now. What was withdrawn leaves it at once and keeps no place there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.translation import get_language

from vigil.publication.feeds.xml_text import xml_safe


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry: what a list shows of a published thing, and nothing else.

    `path` is its page in the language of the feed. `permanent_path` names the entry in every
    language, so that readers know it again.
    """

    title: str
    summary: str
    path: str
    permanent_path: str
    published_at: datetime
    changed_at: datetime


def atom_feed(
    request: HttpRequest,
    *,
    title: str,
    subtitle: str,
    list_path: str,
    feed_path: str,
    entries: Iterable[FeedEntry],
) -> HttpResponse:
    """Write a feed in the language of the request, with entries in the order given.

    Texts are plain: markup in them is escaped, and what XML cannot hold is left out.
    """
    address = request.build_absolute_uri
    feed = Atom1Feed(
        title=xml_safe(title),
        link=address(list_path),
        description=None,
        language=get_language(),
        subtitle=xml_safe(subtitle),
        feed_url=address(feed_path),
        feed_guid=address(feed_path),
    )
    for entry in entries:
        feed.add_item(
            title=xml_safe(entry.title),
            link=address(entry.path),
            description=xml_safe(escape(entry.summary)),  # Atom reads it as HTML
            unique_id=address(entry.permanent_path),
            pubdate=entry.published_at,
            updateddate=entry.changed_at,
        )
    response = HttpResponse(content_type=feed.content_type)
    response["Last-Modified"] = http_date(feed.latest_post_date().timestamp())
    feed.write(response, "utf-8")
    return response
