"""The feed of stories, newest change first. A story that was withdrawn leaves it at once."""

from datetime import datetime
from typing import Any, Final

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.publication.feeds.atom import Atom
from vigil.witness.stories.queries import public as story_queries
from vigil.witness.stories.queries.public import StoryEntry

ENTRIES: Final = 50


@cache_control(no_cache=True)
@require_safe
def stories_atom(request: HttpRequest) -> HttpResponseBase:
    """Give the feed, in the language of its address."""
    return StoryFeed()(request)


class StoryFeed(Feed):
    """An Atom feed. An entry holds what a list shows of a story, and nothing else."""

    feed_type = Atom

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Keep the request: addresses are absolute, though no site is registered."""
        self.request = request

    def title(self) -> str:
        """Name the feed."""
        return _("Vigil: stories")

    def subtitle(self) -> str:
        """Say what the feed is."""
        return _(
            "Stories that were published or corrected. A story that was withdrawn leaves the "
            "feed: show no entry longer than it stands here."
        )

    def link(self) -> str:
        """Return the address of the list that this is the feed of."""
        return self._absolute(reverse("witness:stories"))

    def feed_url(self) -> str:
        """Return the address of the feed itself."""
        return self._absolute(reverse("witness:stories_atom"))

    def feed_guid(self) -> str:
        """Name the feed."""
        return self.feed_url()

    def items(self) -> list[StoryEntry]:
        """Return the stories."""
        rows = story_queries.with_texts(story_queries.public_stories()).order_by(
            "-changed_at", "-pk"
        )
        return story_queries.story_entries(rows[:ENTRIES])

    def item_title(self, item: StoryEntry) -> str:
        """Return the title of a story."""
        return item.title

    def item_description(self, item: StoryEntry) -> str:
        """Return its one line."""
        return escape(" · ".join(part for part in (item.name, item.summary) if part))

    def item_link(self, item: StoryEntry) -> str:
        """Return the address of its page in the language of the feed."""
        return self._absolute(item.url)

    def item_guid(self, item: StoryEntry) -> str:
        """Name the entry by the permanent address of the story."""
        with override("en"):
            return self._absolute(reverse("witness:story", args=[item.public_id]))

    def item_pubdate(self, item: StoryEntry) -> datetime:
        """Say since when it is published."""
        return item.first_published_at

    def item_updateddate(self, item: StoryEntry) -> datetime:
        """Say when it last changed."""
        return item.changed_at

    def _absolute(self, path: str) -> str:
        return self.request.build_absolute_uri(path)
