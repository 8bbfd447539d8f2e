"""Addresses of campaigns that search engines may know."""

from collections.abc import Iterable
from typing import Final

from vigil.publication.pages.sitemap import Address, Part, pages
from vigil.witness.campaigns.queries import public as campaign_queries


def _read(start: int, stop: int) -> Iterable[Address]:
    for path, changed_on in campaign_queries.paths_for_sitemap(start, stop):
        yield Address(path, changed_on)


ADDRESSES: Final = {
    "campaign_list": pages("witness:campaigns"),
    "campaigns": Part(lambda: len(campaign_queries.public_campaigns()), _read),
}
"""The campaigns, as far as readers see them, and their list."""
