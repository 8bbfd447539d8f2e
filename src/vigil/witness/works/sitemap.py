"""Addresses of stories, campaigns, people and names that search engines may know."""

from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse

from vigil.publication.pages.sitemap import Address, SitemapSection, section_of_views
from vigil.witness.campaigns.queries.public import public_campaigns
from vigil.witness.models import Name
from vigil.witness.names.visibility import remembered_names
from vigil.witness.people.visibility import people_with_pages
from vigil.witness.stories.queries.public import public_stories


def _stories(start: int, stop: int) -> Iterable[Address]:
    rows = public_stories().order_by("number").values_list("public_id", "changed_at")
    to_a_story = reverse("witness:story", args=["*"])  # once: it costs more than all the rest
    for public_id, changed_at in rows[start:stop]:
        yield Address(to_a_story.replace("*", public_id), changed_at.date())


def _campaigns(start: int, stop: int) -> Iterable[Address]:
    for row in public_campaigns()[start:stop]:
        yield Address(reverse("witness:campaign", args=[row.slug]), row.changed_at.date())


def _names(start: int, stop: int) -> Iterable[Address]:
    """Yield the addresses of names whose people have no page."""
    rows = remembered_names().filter(minor=True).order_by("pk")
    yield from _addresses("witness:name", rows, start, stop)


def _people(start: int, stop: int) -> Iterable[Address]:
    yield from _addresses("witness:person", people_with_pages().order_by("pk"), start, stop)


def _addresses(view: str, rows: QuerySet[Name], start: int, stop: int) -> Iterable[Address]:
    before = reverse(view, args=["x"]).replace("x/", "")  # once: it costs more than all the rest
    for handle, changed_at in rows.values_list("handle", "changed_at")[start:stop]:
        yield Address(f"{before}{handle}/", changed_at.date())


ADDRESSES: Final = {
    "campaign_list": section_of_views("witness:campaigns"),
    "campaigns": SitemapSection(lambda: len(public_campaigns()), _campaigns),
    "names": SitemapSection(lambda: remembered_names().filter(minor=True).count(), _names),
    "people": SitemapSection(lambda: people_with_pages().count(), _people),
    "stories": SitemapSection(lambda: public_stories().count(), _stories),
    "witness": section_of_views("witness:stories", "witness:names", "bearing:tell"),
}
"""Lists and works that readers see, by the names of their parts of the sitemap."""
