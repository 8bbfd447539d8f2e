"""Read which outlets were monitored for which countries, and when."""

from collections.abc import Iterable
from datetime import date

from vigil.casefile.coverage.statement import CoverageStatement, MonitoredPeriod, make_statement
from vigil.casefile.models import Monitoring


def monitored_periods(today: date | None = None) -> list[MonitoredPeriod]:
    """Return every period in which an outlet was monitored, up to `today`."""
    today = today or date.today()
    rows = Monitoring.objects.filter(taken_back=False).select_related("outlet")
    return [
        MonitoredPeriod(
            outlet=row.outlet.name,
            countries=tuple(row.countries),
            language=row.language,
            first=row.since,
            last=row.last_day(today),
            goes_on=row.goes_on(today),
        )
        for row in rows
        if row.since <= row.last_day(today)
    ]


def coverage(
    countries: Iterable[str], first: date, last: date, today: date | None = None
) -> CoverageStatement:
    """Return the coverage of some countries (ISO alpha-3) between two days."""
    return make_statement(monitored_periods(today), countries, first, last, today)


def ever_monitored() -> frozenset[str]:
    """Return the countries that were monitored on any day."""
    return frozenset(code for period in monitored_periods() for code in period.countries)
