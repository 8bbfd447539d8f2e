"""The reports of a case as coders read them: one tab for each source, its copies together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.utils.translation import gettext as _

from vigil.casefile.coding.quotations import Place
from vigil.casefile.models import Account
from vigil.casefile.reports.claims import sources_of_reports
from vigil.desk.cases.evidence import ReportWithEvidence, reports_of
from vigil.desk.cases.highlighting import Span
from vigil.reading.codebook import Codebook

MOST_DAYS = 6
"""Days of publication that the row of the date shows."""
OWN_TEXT = 0.5
"""Reports of one source that share fewer of their words are no copies of each other."""


@dataclass(frozen=True)
class ReportTab:
    """Reports that are not independent of each other: the first one, and its copies."""

    first: ReportWithEvidence
    copies: Sequence[ReportWithEvidence]

    @property
    def other_texts(self) -> bool:
        """Whether a report behind the first says something else, though its source is the same."""
        first = _words(self.first)
        return any(_alike(first, _words(copy)) < OWN_TEXT for copy in self.copies)

    @property
    def label(self) -> str:
        """Who published the first report, and when."""
        report = self.first.report
        outlet = report.outlet.name if report.outlet else self.first.made_by
        parts = (outlet or _("outlet not known"), report.published[:10])
        return " · ".join(filter(None, parts))


def _words(shown: ReportWithEvidence) -> frozenset[str]:
    return frozenset(shown.report.text.casefold().split())


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Return which share of the words of the shorter text the other one has; 1.0 for no text."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 1.0


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


@dataclass(frozen=True)
class PublicationDay:
    """The day on which a report was published, from which "yesterday" in it is counted."""

    day: date
    outlet: str


def publication_days(tabs: Sequence[ReportTab]) -> list[PublicationDay]:
    """Return on which days the reports were published, as they stand on the screen."""
    return list(dict.fromkeys(_days(tabs)))[:MOST_DAYS]


def _days(tabs: Sequence[ReportTab]) -> Iterator[PublicationDay]:
    for tab in tabs:
        for shown in (tab.first, *tab.copies):
            report = shown.report
            try:
                day = date.fromisoformat(report.published[:10])
            except ValueError:  # published in a month or a year, or nobody knows when
                continue
            yield PublicationDay(day, report.outlet.name if report.outlet else "")
