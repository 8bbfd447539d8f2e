"""The feed of stories, newest change first. A story that was withdrawn leaves it at once."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.publication.feeds.atom import FeedEntry, atom_feed
from vigil.trust.organisation.queries import organisation
from vigil.witness.stories.queries import public as story_queries
from vigil.witness.stories.queries.public import StoryEntry

ENTRIES: Final = 50


@cache_control(no_cache=True)
@require_safe
def stories_atom(request: HttpRequest) -> HttpResponse:
    """Return the feed, in the language of its address."""
    rows = story_queries.with_texts(story_queries.public_stories()).order_by("-changed_at", "-pk")
    return atom_feed(
        request,
        title=_("%(publisher)s: stories") % {"publisher": organisation().name},
        subtitle=_(
            "Stories that were published or corrected. A story that was withdrawn leaves the "
            "feed: show no entry longer than it stands here."
        ),
        list_path=reverse("witness:stories"),
        feed_path=reverse("witness:stories_atom"),
        entries=map(_entry, story_queries.story_entries(rows[:ENTRIES])),
    )


def _entry(story: StoryEntry) -> FeedEntry:
    with override("en"):
        permanent = reverse("witness:story", args=[story.public_id])
    return FeedEntry(
        title=story.title,
        summary=" · ".join(part for part in (story.name, story.summary) if part),
        path=story.url,
        permanent_path=permanent,
        published_at=story.first_published_at,
        changed_at=story.changed_at,
    )
