"""Addresses of the outlook that search engines may know."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from vigil.outlook.models import ReportEdition
from vigil.outlook.panel_public import published_panels
from vigil.publication.addresses import Address, Part, list_addresses, list_pages


def register() -> None:
    """List the overview, the lists of reports and results, every edition, every public panel."""
    list_pages("outlook", ["outlook:home", "outlook:reports", "outlook:results"])
    list_addresses("report_editions", Part(ReportEdition.objects.count, _read))
    list_addresses("panel_results", Part(lambda: published_panels().count(), _panels))


def _read(start: int, stop: int) -> Iterable[Address]:
    rows = ReportEdition.objects.order_by("pk").values_list("report__slug", "number", "at")
    for slug, number, at in rows[start:stop]:
        yield Address(reverse("outlook:edition", args=[slug, number]), at.date())


def _panels(start: int, stop: int) -> Iterable[Address]:
    for panel in published_panels().order_by("final_at", "pk")[start:stop]:
        at = reverse("outlook:panel_results", args=[panel.uid])
        yield Address(at, timezone.localdate(panel.final_at))
