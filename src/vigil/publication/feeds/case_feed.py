"""The feed of a selection: what entered the record or changed in it, newest first."""

from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from vigil.language.punctuation import one_by_one
from vigil.publication.cases.page import Line, line_of
from vigil.publication.feeds.atom import Atom
from vigil.publication.models import PublicCase
from vigil.publication.record.columns import Columns
from vigil.publication.record.entries import address_of
from vigil.publication.search.selection import Selection

ENTRIES: Final = 100
FEW: Final = 1000


def newest_changes(selection: Selection, columns: Columns, limit: int) -> list[PublicCase]:
    """Return the cases of a selection whose record changed last, newest change first."""
    mask = selection.mask(columns)
    chosen = columns.pk[mask]
    rows = PublicCase.objects.order_by("-changed_at", "-pk")
    if len(chosen) <= FEW:
        return list(rows.filter(pk__in=chosen.tolist())[:limit])
    wanted = set(chosen.tolist())
    pks = rows.values_list("pk", flat=True).iterator()
    first = list(islice((pk for pk in pks if pk in wanted), limit))
    return list(rows.filter(pk__in=first))


class CaseFeed(Feed):
    """An Atom feed. An entry holds what a list shows of a case, and nothing else."""

    feed_type = Atom

    def __init__(self, selection: Selection, columns: Columns) -> None:
        """Take the selection, and the record whose changes are told."""
        self.selection, self.columns = selection, columns

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Keep the request: addresses are absolute, though no site is registered."""
        self.request = request

    def _absolute(self, path: str) -> str:
        return self.request.build_absolute_uri(path)

    def _query(self) -> str:
        query = self.selection.query()
        return f"?{query}" if query else ""

    def title(self) -> str:
        """Name the feed by its filter."""
        return _("Vigil: %(cases)s") % {"cases": one_by_one(self.selection.phrases()) or _("cases")}

    def subtitle(self) -> str:
        """Say what the feed is."""
        return _(
            "Cases that entered the public record or changed in it. A case that was withdrawn "
            "leaves the feed: show no entry longer than it stands here."
        )

    def link(self) -> str:
        """Return the address of the list that this is the feed of."""
        return self._absolute(reverse("cases") + self._query())

    def feed_url(self) -> str:
        """Return the address of the feed itself."""
        return self._absolute(reverse("cases_atom") + self._query())

    def feed_guid(self) -> str:
        """Name the feed."""
        return self.feed_url()

    def items(self) -> list[tuple[PublicCase, Line]]:
        """Return the cases with their lines."""
        return [
            (row, line_of(row)) for row in newest_changes(self.selection, self.columns, ENTRIES)
        ]

    def item_title(self, item: tuple[PublicCase, Line]) -> str:
        """Return the title of a case."""
        return item[1].title

    def item_description(self, item: tuple[PublicCase, Line]) -> str:
        """Return the rest of its line."""
        line = item[1]
        contested = _("contested") if line.contested else ""
        parts = (line.date, line.place, line.about, line.public_id, contested)
        return escape(" · ".join(part for part in parts if part))  # Atom reads it as HTML

    def item_link(self, item: tuple[PublicCase, Line]) -> str:
        """Return the address of its page in the language of the feed."""
        return self._absolute(item[1].url)

    def item_guid(self, item: tuple[PublicCase, Line]) -> str:
        """Name the entry by the permanent address of the case."""
        return self._absolute(address_of(item[0].public_id))

    def item_pubdate(self, item: tuple[PublicCase, Line]) -> datetime:
        """Say since when the case is in the record."""
        return item[0].published_at

    def item_updateddate(self, item: tuple[PublicCase, Line]) -> datetime:
        """Say when its record last changed."""
        return item[0].changed_at
