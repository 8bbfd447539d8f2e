"""Coverage for programs: which countries were monitored, and when."""

import re
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from vigil.casefile.coverage.queries import coverage, ever_monitored, monitored_periods
from vigil.publication.api.validation import BadQuery
from vigil.publication.record import queries
from vigil.publication.record.columns import Columns, current
from vigil.publication.record.labels import country_name

PARAMETERS = ("country", "from", "to")
_CODE = re.compile(r"[A-Z]{3}")


def coverage_answer(request: HttpRequest) -> dict[str, Any]:
    """Return the coverage of the countries and days that a request asks for. Raises BadQuery."""
    bad = {name: [_("No such parameter.")] for name in request.GET if name not in PARAMETERS}
    if bad:
        raise BadQuery(bad)
    columns = current()
    countries = _countries(request, columns)
    earliest, latest = _all_years(columns)
    first, last = _day(request, "from") or earliest, _day(request, "to") or latest
    if first > last:
        raise BadQuery({"to": [_("The last day lies before the first.")]})
    statement = coverage(countries, first, last)
    return {**statement.as_dict(), "sentences": statement.sentences(country_name)}


def _countries(request: HttpRequest, columns: Columns) -> list[str]:
    value = request.GET.get("country", "")
    if not value:
        return sorted({*queries.countries(columns), *ever_monitored()})
    codes = [code.strip() for code in value.split(",")]
    if len(codes) > 300 or not all(_CODE.fullmatch(code) for code in codes):
        raise BadQuery({"country": [_("Write countries as ISO 3166-1 alpha-3: MEX,COL.")]})
    return codes


def _day(request: HttpRequest, name: str) -> date | None:
    value = request.GET.get(name, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise BadQuery({name: [_("Write a day as 2019-03-07.")]}) from None


def _all_years(columns: Columns) -> tuple[date, date]:
    """Return the first and last day of the years of the record and of the monitoring."""
    today = date.today()
    known = queries.years(columns) or (today.year, today.year)
    firsts = [date(known[0], 1, 1), *(period.first for period in monitored_periods())]
    return min(firsts), max(today, date(known[1], 12, 31))
