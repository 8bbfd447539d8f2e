"""Read the host of a report, the reports of a host, and the corrections in force."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet

from vigil.casefile.models import OutletCorrection, Report


def host_of(report: Report) -> str:
    """Return the host of the address of a report without "www.", or ""."""
    try:
        host = urlsplit(report.canonical_url or report.url).hostname
    except ValueError:
        return ""
    return (host or "").removeprefix("www.")[:255]


def reports_of_host(host: str) -> QuerySet[Report]:
    """Return the reports whose address is of a host, with or without "www."."""
    here = Q()
    for begins in (
        f"{scheme}{www}{host}" for scheme in ("https://", "http://") for www in ("", "www.")
    ):
        for end in ("/", "?", "#", ":"):
            here |= Q(canonical_url__startswith=begins + end)
            here |= Q(canonical_url="", url__startswith=begins + end)
        here |= Q(canonical_url=begins) | Q(canonical_url="", url=begins)
    return Report.objects.filter(here)


def corrections_of(report: Report) -> QuerySet[OutletCorrection]:
    """Return what people corrected of this report or all of its host, the newest first."""
    host = host_of(report)
    about = Q(report=report, host="") | (Q(host=host) if host else Q(pk__in=[]))
    found = OutletCorrection.objects.filter(about)
    return found.select_related("outlet", "copied_from", "by", "undone_by")


def winning_corrections(reports: Sequence[Report]) -> dict[int, OutletCorrection]:
    """Return the correction in force of each report that has one, by the key of the report.

    The newest of the report alone counts; without one, the newest of its host.
    """
    hosts = {report.pk: host_of(report) for report in reports}
    in_force = OutletCorrection.objects.filter(undone_at=None).order_by("at", "pk")
    of_host = {one.host: one for one in in_force.filter(host__in=set(hosts.values()) - {""})}
    alone = {one.report_id: one for one in in_force.filter(report__in=list(hosts), host="")}
    return {
        pk: found
        for pk, host in hosts.items()
        if (found := alone.get(pk) or of_host.get(host)) is not None
    }
