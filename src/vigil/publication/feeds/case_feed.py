"""The Atom feed of a selection: cases that entered the record or changed in it, newest first."""

from itertools import islice
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from vigil.language.punctuation import beside, one_by_one
from vigil.publication.cases.summary import case_summary_of
from vigil.publication.feeds.atom import FeedEntry, atom_feed
from vigil.publication.models import PublicCase
from vigil.publication.record.columns import Columns
from vigil.publication.record.entries import address_of
from vigil.publication.search.links import with_query
from vigil.publication.search.selection import Selection
from vigil.trust.organisation.queries import organisation

ENTRIES: Final = 100
FEW: Final = 1000
"""Up to this number, cases are queried by key. For more, keys are read in the order of change."""


def case_feed(request: HttpRequest, selection: Selection, columns: Columns) -> HttpResponse:
    """Write the feed of a selection."""
    query = selection.query()
    return atom_feed(
        request,
        title=beside(organisation().name, one_by_one(selection.phrases()) or _("cases")),
        subtitle=_(
            "Cases that entered the public record or changed in it. A case that was withdrawn "
            "leaves the feed: show no entry longer than it stands here."
        ),
        list_path=with_query(reverse("cases"), query),
        feed_path=with_query(reverse("cases_atom"), query),
        entries=map(_entry, newest_changes(selection, columns, ENTRIES)),
    )


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


def _entry(row: PublicCase) -> FeedEntry:
    line = case_summary_of(row)
    contested = _("contested") if line.contested else ""
    parts = (line.date, line.place, *line.did, line.about, line.public_id, contested)
    return FeedEntry(
        title=line.title,
        summary=" · ".join(part for part in parts if part),
        path=line.url,
        permanent_path=address_of(row.public_id),
        published_at=row.published_at,
        changed_at=row.changed_at,
    )
