"""The feed of stories, newest change first. A story that was withdrawn leaves it at once."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.witness.stories.queries import public as story_queries
from vigil.witness.stories.queries.public import StoryEntry
from vigil.witness.works.feed import ENTRIES, WorkFeed


@cache_control(no_cache=True)
@require_safe
def stories_atom(request: HttpRequest) -> HttpResponseBase:
    """Return the feed, in the language of its address."""
    return StoryFeed()(request)


class StoryFeed(WorkFeed[StoryEntry]):
    """The feed of stories."""

    list_view, feed_view = "witness:stories", "witness:stories_atom"
    title = gettext_lazy("Vigil: stories")
    subtitle = gettext_lazy(
        "Stories that were published or corrected. A story that was withdrawn leaves the "
        "feed: show no entry longer than it stands here."
    )

    def items(self) -> list[StoryEntry]:
        """Return the stories, the latest change first."""
        rows = story_queries.with_texts(story_queries.public_stories())
        return story_queries.story_entries(rows.order_by("-changed_at", "-pk")[:ENTRIES])

    def line_of(self, item: StoryEntry) -> str:
        """Return the name of the person and the story's one line."""
        return " · ".join(part for part in (item.name, item.summary) if part)

    def address_of(self, item: StoryEntry) -> str:
        """Return the path of a story's page."""
        return reverse("witness:story", args=[item.public_id])
