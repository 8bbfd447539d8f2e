"""The years and months that the figures of a selection show. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vigil.casefile.coverage.statement import MonitoredPeriod, month_days, year_days
from vigil.publication.record.columns import Columns, Mask
from vigil.publication.search.selection import Selection

MONTHS_UP_TO = 3
"""Months are shown for at most this number of years."""


@dataclass(frozen=True, slots=True)
class YearRange:
    """Years from `first` to `last`, both included; none if nothing is dated or monitored."""

    first: int
    last: int
    month: int = 0
    """The month that is asked for; 0 means all."""

    @property
    def years(self) -> range:
        """The years, in order."""
        return range(self.first, self.last + 1)

    @property
    def has_months(self) -> bool:
        """Say whether the range is short enough to show months."""
        return 0 < len(self.years) <= MONTHS_UP_TO

    @property
    def months(self) -> list[tuple[int, int]]:
        """The months, in order, as year and month."""
        months = [self.month] if self.month else range(1, 13)
        return [(year, month) for year in self.years for month in months]

    def days(self, today: date) -> tuple[date, date]:
        """Return the first and the last day; without years, those of this year until today."""
        if not len(self.years):
            return year_days(today.year)[0], today
        return year_days(self.first)[0], year_days(self.last)[1]


def year_range_of(
    selection: Selection,
    columns: Columns,
    mask: Mask,
    periods: Sequence[MonitoredPeriod],
    today: date,
) -> YearRange:
    """Return the years of the selected cases and of the monitoring, within the years asked for."""
    dated = columns.year[mask]
    dated = dated[dated > 0]
    spans = [(int(dated.min()), int(dated.max()))] if len(dated) else []
    spans += [(period.first.year, period.last.year) for period in periods]
    first, last = asked_years(selection)
    kept = [(max(a, first), min(b, last)) for a, b in spans if a <= last and b >= first]
    if not kept:
        return YearRange(today.year, today.year - 1)
    month = int(str(selection.asked.get("month") or "0000-00")[5:])
    return YearRange(min(a for a, _b in kept), max(b for _a, b in kept), month)


def asked_years(selection: Selection) -> tuple[int, int]:
    """Return the first and the last year that a selection allows."""
    asked = selection.asked
    first, last = int(asked.get("year_from") or 0), int(asked.get("year_to") or 9999)
    if month := asked.get("month"):
        year = int(str(month)[:4])
        first, last = max(first, year), min(last, year)
    return first, last


def place_of(day: date, time: YearRange, by_months: bool) -> float:
    """Return the distance of a day from the start of the range, in years or in months."""
    if by_months:
        start, end = month_days(day.year, day.month)
        whole = (day.year - time.first) * 12 + day.month - (time.month or 1)
    else:
        start, end = year_days(day.year)
        whole = day.year - time.first
    return whole + (day - start).days / ((end - start).days + 1)
