"""Addresses of the outlook that search engines may know."""

from collections.abc import Iterable

from django.urls import reverse

from vigil.outlook.models import ReportEdition
from vigil.publication.addresses import Address, Part, list_addresses, list_pages


def register() -> None:
    """List the overview, the list of reports, and every edition."""
    list_pages("outlook", ["outlook:home", "outlook:reports"])
    list_addresses("report_editions", Part(ReportEdition.objects.count, _read))


def _read(start: int, stop: int) -> Iterable[Address]:
    rows = ReportEdition.objects.order_by("pk").values_list("report__slug", "number", "at")
    for slug, number, at in rows[start:stop]:
        yield Address(reverse("outlook:edition", args=[slug, number]), at.date())
