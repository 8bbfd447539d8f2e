"""Addresses of stories, campaigns and names that search engines may know."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse

from vigil.publication.pages.sitemap import Address, SitemapSection, section_of_views
from vigil.witness.campaigns.queries.public import public_campaigns
from vigil.witness.names.visibility import remembered_names
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
    to_a_name = reverse("witness:name", args=["x"]).replace("x/", "")
    handles = remembered_names().order_by("pk").values_list("handle", flat=True)
    for handle in handles[start:stop]:
        yield Address(f"{to_a_name}{handle}/")


ADDRESSES: Final = {
    "campaign_list": section_of_views("witness:campaigns"),
    "campaigns": SitemapSection(lambda: len(public_campaigns()), _campaigns),
    "names": SitemapSection(lambda: remembered_names().count(), _names),
    "stories": SitemapSection(lambda: public_stories().count(), _stories),
    "witness": section_of_views("witness:stories", "witness:names", "bearing:tell"),
}
"""Lists and works that readers see, by the names of their parts of the sitemap."""
