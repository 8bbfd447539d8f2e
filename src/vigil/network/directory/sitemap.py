"""Addresses of the network for search engines."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse

from vigil.network.directory import queries as directory
from vigil.network.profiles.fields import Audience
from vigil.publication.pages.sitemap import Address, SitemapSection, section_of_views


def _read(start: int, stop: int) -> Iterable[Address]:
    to_a_member = reverse("network:member", args=["*"])
    for handle in directory.handles(Audience.PUBLIC)[start:stop]:
        yield Address(to_a_member.replace("*", handle))


ADDRESSES: Final = {
    "network": section_of_views("network:directory"),
    "members": SitemapSection(lambda: len(directory.handles(Audience.PUBLIC)), _read),
}
"""The directory, and the pages of the members who let everybody see them.

When a member changed something is told to nobody: it may be what they do not show.
"""
