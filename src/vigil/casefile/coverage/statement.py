"""State which country was monitored, in which months and by which outlets. Pure.

A month without cases means something only if somebody was reading then. So a country or a month
that was not monitored is never shown as zero, and no rate is shown without this statement. Cases
that were compiled from published sources, or imported from a team's sheet, do not come from
monitoring.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.charts.coverage import Coverage
from vigil.language.punctuation import in_a_row, one_by_one

MOST_OUTLETS_NAMED = 8
"""At most so many outlets are named in a sentence; the table has all."""
DAY = timedelta(days=1)

Span = tuple[date, date]
"""A first and a last day, both included."""


@dataclass(frozen=True, slots=True)
class MonitoredPeriod:
    """A time in which one outlet was monitored for some countries. `last` is included."""

    outlet: str
    countries: tuple[str, ...]
    language: str
    first: date
    last: date
    goes_on: bool


@dataclass(frozen=True, slots=True)
class OutletJoined:
    """An outlet whose monitoring began within the time: it may explain a rise after that day."""

    outlet: str
    countries: tuple[str, ...]
    day: date


class CoverageStatement:
    """What was monitored for some countries between two days."""

    def __init__(
        self,
        periods: Iterable[MonitoredPeriod],
        countries: Iterable[str],
        first: date,
        last: date,
        today: date,
    ) -> None:
        """Take all monitored periods, the countries and days to state, and today's date.

        Future days are left out of every answer.
        """
        self.countries = tuple(dict.fromkeys(countries))
        self.first, self.last, self.today = first, last, today
        chosen = set(self.countries)
        ever = [period for period in periods if not chosen.isdisjoint(period.countries)]
        self._first_days: dict[str, MonitoredPeriod] = {}
        for period in sorted(ever, key=lambda p: p.first):
            self._first_days.setdefault(period.outlet, period)
        self.periods = [p for p in ever if p.first <= last and p.last >= first]
        self._of: dict[str, list[MonitoredPeriod]] = {country: [] for country in self.countries}
        for period in self.periods:
            for country in chosen.intersection(period.countries):
                self._of[country].append(period)
        self._spans = {
            country: _merged([(period.first, period.last) for period in followed])
            for country, followed in self._of.items()
        }

    @cached_property
    def monitored_countries(self) -> list[str]:
        """The countries that were monitored on at least one day of the time."""
        return [country for country in self.countries if self._spans[country]]

    def state(self, country: str, first: date, last: date) -> Coverage:
        """Say how much of the days from `first` to `last` the country was monitored."""
        last = min(last, self.today)
        spans = self._spans.get(country, ())
        if any(start <= first and last <= end for start, end in spans) and first <= last:
            return Coverage.WHOLE
        if any(start <= last and first <= end for start, end in spans):
            return Coverage.PART
        return Coverage.NOT

    def state_of_month(self, country: str, year: int, month: int) -> Coverage:
        """Say how much of a month the country was monitored."""
        return self.state(country, *month_days(year, month))

    def monitored(self, country: str, year: int, month: int | None = None) -> bool:
        """Say whether the country was monitored all through a month, or a year."""
        days = month_days(year, month) if month else year_days(year)
        return self.state(country, *days) is Coverage.WHOLE

    def count(self, first: date, last: date) -> tuple[int, int]:
        """Count the countries that were monitored all of the days, and those in part."""
        states = [self.state(country, first, last) for country in self.monitored_countries]
        return states.count(Coverage.WHOLE), states.count(Coverage.PART)

    def together(self, first: date, last: date) -> Coverage:
        """Say how much of these days all the countries together were monitored."""
        whole, part = self.count(first, last)
        if whole == len(self.countries) and whole:
            return Coverage.WHOLE
        return Coverage.PART if whole or part else Coverage.NOT

    def outlets(self, country: str, first: date, last: date) -> list[str]:
        """Return the outlets that were monitored for the country on any of these days, by name."""
        found = {
            period.outlet
            for period in self._of[country]
            if period.first <= last and period.last >= first
        }
        return sorted(found)

    def spans(self, country: str) -> list[Span]:
        """Return when the country was monitored, within the time."""
        return [(max(a, self.first), min(b, self.last)) for a, b in self._spans[country]]

    def gaps(self, country: str) -> list[Span]:
        """Return when the country was not monitored, within the time and up to today."""
        gaps, start = [], self.first
        for first, last in self._spans[country]:
            if first > start:
                gaps.append((start, first - DAY))
            start = max(start, last + DAY)
        end = min(self.last, self.today)
        return [*gaps, (start, end)] if start <= end else gaps

    def joined(self) -> list[OutletJoined]:
        """Return the outlets whose monitoring began within the time, by day and name.

        Only the first day of an outlet counts, not a return after a break.
        """
        inside = [
            OutletJoined(period.outlet, period.countries, period.first)
            for period in self._first_days.values()
            if self.first < period.first <= self.last
        ]
        return sorted(inside, key=lambda j: (j.day, j.outlet))

    # In words

    def sentences(self, name: Callable[[str], str]) -> list[str]:
        """Return the statement in sentences. `name` returns the name of a country."""
        if len(self.countries) == 1:
            said = [self._of_one(self.countries[0], name)]
        else:
            said = [self._of_many()]
        if joined := self.joined():
            said.append(_joined_text(joined))
        if any(self.gaps(country) for country in self.countries) or not self.countries:
            said.append(
                _("Where nobody was reading, few cases or none say nothing about what happened.")
            )
        return said

    def _of_one(self, country: str, name: Callable[[str], str]) -> str:
        spans = self.spans(country)
        if not spans:
            return _("%(country)s was not monitored in this time.") % {"country": name(country)}
        times = one_by_one(span_text(span) for span in spans)
        number = len(self.outlets(country, self.first, self.last))
        said = ngettext(
            "%(country)s was monitored through %(n)d outlet: %(times)s.",
            "%(country)s was monitored through %(n)d outlets: %(times)s.",
            number,
        )
        return said % {"country": name(country), "n": number, "times": times}

    def _of_many(self) -> str:
        if not self.countries:
            return _("No country was monitored in this time.")
        told = len(self.monitored_countries)
        if not told:
            return _("None of these countries was monitored in this time.")
        through = sum(not self.gaps(country) for country in self.monitored_countries)
        said = _(
            "Countries that were monitored for some of this time: %(told)d of %(all)d; "
            "throughout: %(through)d."
        )
        return said % {"all": len(self.countries), "told": told, "through": through}

    def as_dict(self) -> dict[str, Any]:
        """Return the statement as data: ISO days, countries as ISO 3166-1 alpha-3."""
        return {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "as_of": self.today.isoformat(),
            "countries": [
                {
                    "country": country,
                    "monitored": [_span_dict(span) for span in self.spans(country)],
                    "not_monitored": [_span_dict(span) for span in self.gaps(country)],
                    "outlets": self.outlets(country, self.first, self.last),
                }
                for country in self.countries
            ],
            "outlets": [
                {
                    "outlet": period.outlet,
                    "countries": list(period.countries),
                    "language": period.language,
                    "since": period.first.isoformat(),
                    "until": None if period.goes_on else period.last.isoformat(),
                }
                for period in self.periods
            ],
            "joined": [
                {"outlet": j.outlet, "countries": list(j.countries), "on": j.day.isoformat()}
                for j in self.joined()
            ],
        }


def make_statement(
    periods: Iterable[MonitoredPeriod],
    countries: Iterable[str],
    first: date,
    last: date,
    today: date | None = None,
) -> CoverageStatement:
    """Make the statement for some countries from one day to another."""
    return CoverageStatement(periods, countries, first, last, today or date.today())


def elsewhere_sentences(compiled: int, imported: int, total: int) -> list[str]:
    """Return the sentences on the cases that do not come from monitoring, each with its source."""
    return [
        *([_compiled(compiled, total)] if compiled else []),
        *([_imported(imported, total)] if imported else []),
    ]


def _compiled(n: int, total: int) -> str:
    if n == total:
        text = ngettext(
            "The one case here was compiled from published sources and does not come from this "
            "monitoring.",
            "All %(total)d cases here were compiled from published sources and do not come from "
            "this monitoring.",
            total,
        )
    else:
        text = ngettext(
            "%(n)d of the %(total)d cases here was compiled from published sources and does not "
            "come from this monitoring.",
            "%(n)d of the %(total)d cases here were compiled from published sources and do not "
            "come from this monitoring.",
            n,
        )
    return text % {"n": n, "total": total}


def _imported(n: int, total: int) -> str:
    if n == total:
        text = ngettext(
            "The one case here was taken from a team's own sheet and does not come from this "
            "monitoring.",
            "All %(total)d cases here were taken from a team's own sheets and do not come from "
            "this monitoring.",
            total,
        )
    else:
        text = ngettext(
            "%(n)d of the %(total)d cases here was taken from a team's own sheet and does not "
            "come from this monitoring.",
            "%(n)d of the %(total)d cases here were taken from a team's own sheets and do not "
            "come from this monitoring.",
            n,
        )
    return text % {"n": n, "total": total}


def month_days(year: int, month: int) -> Span:
    """Return the first and the last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def year_days(year: int) -> Span:
    """Return the first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def span_text(span: Span) -> str:
    """Return a span of days in words, in the language of the page."""
    first, last = (date_format(day, "DATE_FORMAT") for day in span)
    return _("from %(first)s to %(last)s") % {"first": first, "last": last}


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Join spans that overlap, or that follow each other without a day between."""
    merged: list[Span] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + DAY:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def _joined_text(joined: Sequence[OutletJoined]) -> str:
    told = [
        _("%(outlet)s (%(day)s)")
        % {"outlet": one.outlet, "day": date_format(one.day, "DATE_FORMAT")}
        for one in joined[:MOST_OUTLETS_NAMED]
    ]
    more = len(joined) - len(told)
    if more:
        told.append(ngettext("%(n)d more", "%(n)d more", more) % {"n": more})
    return _(
        "Outlets that joined in this time: %(outlets)s. A rise after such a day may only show "
        "that more was read."
    ) % {"outlets": in_a_row(told)}


def _span_dict(span: Span) -> dict[str, str]:
    return {"from": span[0].isoformat(), "to": span[1].isoformat()}
