"""The reports of a case as coders read them: one tab for each source, its copies together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _

from vigil.casefile.coding.quotations import Place
from vigil.casefile.models import Account
from vigil.casefile.reports.claims import sources_of_reports
from vigil.desk.cases.evidence import ReportWithEvidence, reports_of
from vigil.desk.cases.highlighting import Span
from vigil.reading.codebook import Codebook


@dataclass(frozen=True)
class ReportTab:
    """Reports that are not independent of each other: the first one, and its copies."""

    first: ReportWithEvidence
    copies: Sequence[ReportWithEvidence]

    @property
    def label(self) -> str:
        """Who published the first report, and when."""
        report = self.first.report
        outlet = report.outlet.name if report.outlet else self.first.made_by
        parts = (outlet or _("outlet not known"), report.published[:10])
        return " · ".join(filter(None, parts))


def report_tabs(
    accounts: Sequence[Account],
    book: Codebook,
    *,
    marked: bool,
    quoted: Mapping[Place, Sequence[Span]] = MappingProxyType({}),
) -> list[ReportTab]:
    """Return the reports in a case by source, those in which something was read first."""
    placed = [account for account in accounts if not account.membership.suggested]
    source_of = sources_of_reports(placed)
    by_source: dict[int, list[ReportWithEvidence]] = {}
    for shown in reports_of(placed, book, marked=marked, quoted=quoted):
        by_source.setdefault(source_of[shown.report.pk], []).append(shown)
    return [ReportTab(first, copies) for first, *copies in by_source.values()]
