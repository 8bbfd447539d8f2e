"""What the page of a country shows beside its trajectory: its newest scores, panels, neighbours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language_bidi

from vigil.charts.bars_and_columns import Bar, BarChart, Column
from vigil.charts.coverage import Coverage
from vigil.charts.numbers import UNKNOWN, number_text
from vigil.charts.small_multiples import Panel, SmallMultiples
from vigil.charts.svg import svg_for_page
from vigil.outlook.index_editions.country_page import (
    CountryPage,
    average_name,
    term_name,
)
from vigil.outlook.index_editions.country_scores import CountryScore, ranks_of, scores_in
from vigil.outlook.index_editions.headers import CRIMINALITY, RESILIENCE, terms_by_kind
from vigil.outlook.index_editions.queries import countries_scored
from vigil.outlook.index_editions.rank_ranges import range_meaning
from vigil.outlook.index_editions.score_sources import ScoreSource, source_of
from vigil.outlook.index_editions.trajectories import Value, quadrant, quadrant_name
from vigil.outlook.index_editions.world_regions import by_name
from vigil.reading.codebook.terms import region_of

FULL = 10
"""The end of the scale, at which the longest bar ends."""


@dataclass(frozen=True)
class HeadScore:
    """Criminality or resilience in the newest edition, with the range of its rank."""

    name: str
    value: str
    rank: str


@dataclass(frozen=True)
class BarGroup:
    """The terms of one list as bars, with their average."""

    heading: str
    average: str
    svg: SafeString


@dataclass(frozen=True)
class JudgedRow:
    """What a panel judged of a term."""

    term: str
    label: str
    value: str
    spread: str
    n: str


@dataclass(frozen=True)
class JudgedGroup:
    """What one panel judged of the country."""

    title: str
    url: str
    day: date | None
    rows: list[JudgedRow]


class CountryOverview:
    """The newest edition of a country, what panels judged of it, and the countries near it."""

    def __init__(self, place: CountryPage) -> None:
        self.place = place
        self.scores = place.said[-1].scores
        edition = place.said[-1].edition
        found = source_of(f"{edition.year}.{edition.version}")
        assert found is not None  # the page has scores of it
        self.source: ScoreSource = found

    @cached_property
    def head(self) -> list[HeadScore]:
        """Return criminality and resilience with the ranges of their ranks among all countries."""
        by_term = scores_in(self.source, [CRIMINALITY, RESILIENCE])
        return [self._head(term, by_term.get(term, {})) for term in (CRIMINALITY, RESILIENCE)]

    def _head(self, term: str, scores: dict[str, CountryScore]) -> HeadScore:
        rank = ranks_of(scores).get(self.place.country)
        value = number_text(scores[self.place.country].value)
        return HeadScore(capfirst(average_name(term)), value, rank.text if rank else UNKNOWN)

    @property
    def meaning(self) -> str:
        """One sentence on what a range of ranks means."""
        return range_meaning(has_spread=False)

    @property
    def quadrant(self) -> str:
        """The quarter of the country in words."""
        values = (float(self.scores[term]) for term in (CRIMINALITY, RESILIENCE))
        return capfirst(quadrant_name(quadrant(*values)))

    @cached_property
    def bars(self) -> list[BarGroup]:
        """Return the markets, actors and blocks of the newest edition as bars with their values."""
        return [self._bars(kind) for kind in terms_by_kind()]

    def _bars(self, kind: str) -> BarGroup:
        rows = [
            Bar(capfirst(term_name(code)), float(score), number_text(score))
            for code in terms_by_kind()[kind]
            if (score := self.scores.get(code)) is not None
        ]
        drawing = BarChart(rows, full=FULL).drawing(rtl=get_language_bidi())
        average = self.scores.get(kind)
        return BarGroup(
            capfirst(average_name(kind)),
            UNKNOWN if average is None else number_text(average),
            svg_for_page(drawing, f"bars-{kind}"),
        )

    @cached_property
    def multiples(self) -> list[SafeString]:
        """Return a small chart of each term over the editions; none if there is one edition."""
        said = self.place.said
        if len(said) < 2:
            return []
        charts = [
            Panel(
                capfirst(term_name(code)),
                [_column(one.edition.year, one.scores.get(code)) for one in said],
            )
            for terms in terms_by_kind().values()
            for code in terms
            if any(code in one.scores for one in said)
        ]
        return SmallMultiples(charts).panels("term", rtl=get_language_bidi())

    @cached_property
    def judged(self) -> list[JudgedGroup]:
        """Return what public panels judged of the country, the newest panel first."""
        by_maker: dict[str, list[tuple[str, Value]]] = {}
        for terms in terms_by_kind().values():
            for term in terms:
                for value in self.place.panels.get(term, ()):
                    by_maker.setdefault(value.maker, []).append((term, value))
        groups = [_judged(maker, rows) for maker, rows in by_maker.items()]
        return sorted(groups, key=lambda one: (one.day or date.min, one.title), reverse=True)

    @cached_property
    def neighbours(self) -> list[tuple[str, str]]:
        """Return the other countries of the same region that have scores, by name."""
        region = region_of(self.place.country)
        return by_name(
            [
                code
                for code in countries_scored()
                if region and region_of(code) == region and code != self.place.country
            ]
        )


def _column(year: str, score: object) -> Column:
    if score is None:
        return Column(year, 0, Coverage.NOT)
    return Column(year, float(str(score)))


def _judged(maker: str, rows: Sequence[tuple[str, Value]]) -> JudgedGroup:
    first = rows[0][1]
    url = reverse("outlook:panel_results", args=[maker.removeprefix("panel ")])
    return JudgedGroup(first.label, url, first.day, list(_judged_rows(rows)))


def _judged_rows(rows: Sequence[tuple[str, Value]]) -> Iterator[JudgedRow]:
    for term, one in rows:
        spread = "–".join(map(number_text, one.spread)) if one.spread else UNKNOWN
        n = UNKNOWN if one.n is None else str(one.n)
        yield JudgedRow(term, capfirst(term_name(term)), number_text(one.value), spread, n)
