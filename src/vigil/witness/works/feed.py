"""The Atom feed of stories and that of campaigns. What is withdrawn leaves them at once."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final, Protocol

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import override

from vigil.publication.feeds.atom import Atom

ENTRIES: Final = 50
"""How many works a feed holds."""


class WorkEntry(Protocol):
    """What a feed says of a work."""

    @property
    def title(self) -> str:
        """Return its title in the language of the feed."""

    @property
    def url(self) -> str:
        """Return the path of its page in the language of the feed."""

    @property
    def first_published_at(self) -> datetime:
        """Return when it was first published."""

    @property
    def changed_at(self) -> datetime:
        """Return when it last changed."""


class WorkFeed[E: WorkEntry](Feed):
    """An Atom feed. An entry holds what a list shows of a work, and nothing else."""

    feed_type = Atom
    title: ClassVar[str | Promise]
    subtitle: ClassVar[str | Promise]
    list_view: ClassVar[str]
    feed_view: ClassVar[str]
    """Names of the views of the list and of the feed."""

    @abstractmethod
    def items(self) -> Sequence[E]:
        """Return the entries, the latest change first."""

    @abstractmethod
    def line_of(self, item: E) -> str:
        """Return one line about a work."""

    @abstractmethod
    def address_of(self, item: E) -> str:
        """Return the path of a work's page in the language that is active."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Keep the request: addresses are absolute, though no site is registered."""
        self.request = request

    def link(self) -> str:
        """Return the address of the list that this is the feed of."""
        return self._absolute(reverse(self.list_view))

    def feed_url(self) -> str:
        """Return the address of the feed itself."""
        return self._absolute(reverse(self.feed_view))

    def feed_guid(self) -> str:
        """Return the id of the feed."""
        return self.feed_url()

    def item_title(self, item: E) -> str:
        """Return the title of a work."""
        return item.title

    def item_description(self, item: E) -> str:
        """Return one line about a work, as HTML."""
        return escape(self.line_of(item))

    def item_link(self, item: E) -> str:
        """Return the address of its page in the language of the feed."""
        return self._absolute(item.url)

    def item_guid(self, item: E) -> str:
        """Return the permanent address of the work, which is its id."""
        with override("en"):
            return self._absolute(self.address_of(item))

    def item_pubdate(self, item: E) -> datetime:
        """Return when it was first published."""
        return item.first_published_at

    def item_updateddate(self, item: E) -> datetime:
        """Return when it last changed."""
        return item.changed_at

    def _absolute(self, path: str) -> str:
        return self.request.build_absolute_uri(path)
