"""The sources of a case in the order in which pages and files number them."""

from collections.abc import Iterable

from vigil.casefile.cases.index_columns import is_source
from vigil.casefile.disclosure.policy import CitedSource
from vigil.casefile.models import Account, Report


def sources_in_order(accounts: Iterable[Account]) -> list[list[Account]]:
    """Return the accounts of each source together, the oldest source first.

    The number of a source is its place in this list, from 1.
    """
    by_report: dict[int, list[Account]] = {}
    for account in accounts:
        if is_source(account):
            by_report.setdefault(account.report_id, []).append(account)
    return sorted(by_report.values(), key=lambda a: (a[0].report.published, a[0].report.key))


def cited(report: Report) -> CitedSource:
    """Return a report as the source that pages and files cite."""
    held = report.fetched_at if report.raw_sha256 else None
    return CitedSource(
        publisher=report.outlet.name if report.outlet else "",
        title=report.title,
        url=report.url,
        date=report.published,
        language=report.language,
        captured=held.date().isoformat() if held else "",
        sha256=report.raw_sha256,
        protected=report.protected,
    )
