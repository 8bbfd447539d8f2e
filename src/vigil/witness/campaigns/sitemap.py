"""Addresses of campaigns that search engines may know."""

from collections.abc import Iterable
from typing import Final

from vigil.publication.pages.sitemap import Address, SitemapSection, section_of_views
from vigil.witness.campaigns.queries import public as campaign_reading


def _read(start: int, stop: int) -> Iterable[Address]:
    for path, changed_on in campaign_reading.addresses(start, stop):
        yield Address(path, changed_on)


ADDRESSES: Final = {
    "campaign_list": section_of_views("witness:campaigns"),
    "campaigns": SitemapSection(lambda: len(campaign_reading.public_campaigns()), _read),
}
"""The campaigns, as far as readers see them, and their list."""
