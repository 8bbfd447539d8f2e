"""Public addresses of the fund for the sitemap."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse

from vigil.fund.calls.verbs import public_calls
from vigil.publication.pages.sitemap import Address, SitemapSection, section_of_views


def _read(start: int, stop: int) -> Iterable[Address]:
    for slug in public_calls().order_by("pk").values_list("slug", flat=True)[start:stop]:
        yield Address(reverse("fund:call", args=[slug]))


ADDRESSES: Final = {
    "fund": section_of_views("fund:home", "fund:results", "fund:emergency"),
    "calls": SitemapSection(lambda: public_calls().count(), _read),
}
"""What the fund is and how to ask it for help, and the calls that everybody may read."""
