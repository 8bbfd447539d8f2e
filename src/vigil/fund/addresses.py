"""Addresses of the fund that search engines may know."""

from collections.abc import Iterable

from django.urls import reverse

from vigil.fund.domain.calls import public
from vigil.publication.addresses import Address, Part, list_addresses, list_pages


def register() -> None:
    """List what the fund is and how to ask it for help, and the calls that everybody may read."""
    list_pages("fund", ["fund:home", "fund:results", "fund:emergency"])
    list_addresses("calls", Part(lambda: public().count(), _read))


def _read(start: int, stop: int) -> Iterable[Address]:
    for slug in public().order_by("pk").values_list("slug", flat=True)[start:stop]:
        yield Address(reverse("fund:call", args=[slug]))
