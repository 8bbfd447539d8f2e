"""The days on which the reports of a case were published, beside the row of the date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from vigil.desk.coding.report_tabs import ReportTab

MOST_DAYS = 6
"""Days of publication that the row of the date shows."""


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
        for shown in (tab.first, *(copy.shown for copy in tab.copies)):
            report = shown.report
            try:
                day = date.fromisoformat(report.published[:10])
            except ValueError:  # published in a month or a year, or nobody knows when
                continue
            yield PublicationDay(day, report.outlet.name if report.outlet else "")
