"""Addresses of stories and names that search engines may know."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse

from vigil.publication.pages.sitemap import Address, SitemapSection, section_of_views
from vigil.witness.names.queries.public import remembered
from vigil.witness.stories.queries.public import public_stories


def _read(start: int, stop: int) -> Iterable[Address]:
    rows = public_stories().order_by("number").values_list("public_id", "changed_at")
    to_a_story = reverse("witness:story", args=["*"])  # once: it costs more than all the rest
    for public_id, changed_at in rows[start:stop]:
        yield Address(to_a_story.replace("*", public_id), changed_at.date())


def _read_names(start: int, stop: int) -> Iterable[Address]:
    to_a_name = reverse("witness:name", args=["x"]).replace("x/", "")
    for handle in remembered().order_by("pk").values_list("handle", flat=True)[start:stop]:
        yield Address(f"{to_a_name}{handle}/")


ADDRESSES: Final = {
    "witness": section_of_views("witness:stories", "witness:names", "bearing:tell"),
    "names": SitemapSection(lambda: remembered().count(), _read_names),
    "stories": SitemapSection(lambda: public_stories().count(), _read),
}
"""The stories and names that readers may see, and their lists."""
