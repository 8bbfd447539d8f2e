"""Addresses of campaigns that search engines may know."""

from collections.abc import Iterable

from vigil.publication.addresses import Address, Part, list_addresses, list_pages
from vigil.witness import campaign_reading


def register() -> None:
    """List the campaigns, as far as readers see them, and their list."""
    list_pages("campaign_list", ["witness:campaigns"])
    list_addresses("campaigns", Part(lambda: len(campaign_reading.public_campaigns()), _read))


def _read(start: int, stop: int) -> Iterable[Address]:
    for path, changed_on in campaign_reading.addresses(start, stop):
        yield Address(path, changed_on)
