"""What this room adds to the sitemap: its fixed pages, its figures, and every public case."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse

from vigil.publication.figures.kinds import KINDS
from vigil.publication.models import PublicCase
from vigil.publication.pages.sitemap import Address, SitemapSection, section_of_views
from vigil.publication.record.columns import current

PAGES: Final = (
    *("home", "cases", "people_of_cases", "map", "figures", "data", "api_guide"),
    *("about", "policy", "report_error"),
)


def _count_cases() -> int:
    current()  # removes what was shown by a consent that has ended
    return PublicCase.objects.count()


def _read_cases(start: int, stop: int) -> Iterable[Address]:
    current()
    rows = PublicCase.objects.order_by("pk").values_list("public_id", "changed_at")[start:stop]
    to_a_case = reverse("case", args=["*"])  # once: it costs more than all the rest
    for public_id, changed_at in rows:
        yield Address(to_a_case.replace("*", public_id), changed_at.date())


def _read_figures(start: int, stop: int) -> Iterable[Address]:
    return [Address(reverse("figure", args=[key])) for key in list(KINDS)[start:stop]]


SECTIONS: Final = {
    "record": section_of_views(*PAGES),
    "figures": SitemapSection(lambda: len(KINDS), _read_figures),
    "cases": SitemapSection(_count_cases, _read_cases),
}
"""The pages of the public record, its figures, and its cases."""
