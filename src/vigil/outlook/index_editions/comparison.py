"""Countries compared: two to six countries, and terms, over editions and assessments.

Values of different makers, or made of different parts, have a break between them: no difference is
stated across it (`trajectories`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from django.utils.text import capfirst
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from vigil.charts.bars_and_columns import Bar, BarChart
from vigil.charts.figure import Figure, Provenance
from vigil.charts.numbers import UNKNOWN, number_text
from vigil.charts.table import TableCell, TableRow, table_cell
from vigil.outlook.index_editions.country_page import signed_text, term_name
from vigil.outlook.index_editions.country_scores import (
    CountryScore,
    Scores,
    ranks_of,
    scores_in,
)
from vigil.outlook.index_editions.headers import CRIMINALITY, RESILIENCE
from vigil.outlook.index_editions.queries import INDEX, is_scored
from vigil.outlook.index_editions.rank_ranges import range_meaning
from vigil.outlook.index_editions.score_page import spread_of
from vigil.outlook.index_editions.score_sources import ScoreSource, source_of, sources
from vigil.outlook.index_editions.trajectories import (
    Change,
    Trajectory,
    Value,
    time_of,
    trajectory,
)
from vigil.publication.record.labels import country_name
from vigil.reading.codebook.country_codes import COUNTRIES

FEWEST_COUNTRIES, MOST_COUNTRIES, MOST_TERMS = 2, 6, 6
DEFAULT_TERMS: Final = (CRIMINALITY, RESILIENCE)


@dataclass(frozen=True)
class ComparedCell:
    """A score of one country in one edition: its value, spread, range of ranks, and change."""

    name: str
    value: str
    spread: str
    rank: str
    change: str


@dataclass(frozen=True)
class ComparedLine:
    """One edition or assessment with the scores of each country; `broken` says why it differs."""

    source: str
    url_key: str
    broken: str
    cells: list[ComparedCell]


@dataclass(frozen=True)
class ComparedTerm:
    """A term with its lines, the oldest edition first, and a figure of the newest."""

    code: str
    label: str
    lines: list[ComparedLine]
    figure: Figure | None


class Comparison:
    """Chosen countries and terms, side by side. Codes that are unknown are left out and named."""

    def __init__(
        self, countries: Iterable[str], terms: Iterable[str], keys: Iterable[str] = ()
    ) -> None:
        asked = list(dict.fromkeys(code.upper() for code in countries if code))
        wanted = list(dict.fromkeys(term for term in terms if term))
        self.countries = [code for code in asked if code in COUNTRIES][:MOST_COUNTRIES]
        self.terms = [term for term in wanted if is_scored(term)][:MOST_TERMS]
        self.terms = self.terms or list(DEFAULT_TERMS)
        found = [one for key in dict.fromkeys(keys) if (one := source_of(key)) is not None]
        self.sources: Sequence[ScoreSource] = found or sources()
        self.refused = [
            *(code[:40] for code in asked if code not in self.countries),
            *(term[:40] for term in wanted if term not in self.terms),
        ]

    @property
    def is_enough(self) -> bool:
        """Return whether at least two countries are chosen."""
        return len(self.countries) >= FEWEST_COUNTRIES

    @property
    def names(self) -> list[tuple[str, str]]:
        """Code and name of each country, in the order of the address."""
        return [(code, country_name(code)) for code in self.countries]

    @property
    def query(self) -> str:
        """The query of the permanent address: it names the version of each edition."""
        return urlencode(
            [
                *(("country", code) for code in self.countries),
                *(("term", term) for term in self.terms),
                *(("of", source.key) for source in self.sources),
            ]
        )

    @cached_property
    def _scores(self) -> list[tuple[ScoreSource, Scores]]:
        """Return the scores of the terms in each source that has any of them."""
        each = (
            (source, [term for term in self.terms if term in set(source.terms())])
            for source in self.sources
        )
        return [(source, scores_in(source, terms)) for source, terms in each if terms]

    @cached_property
    def rows(self) -> list[ComparedTerm]:
        """Return each term that has a score of any of the countries."""
        found = (self._term(term) for term in self.terms)
        return [one for one in found if one.lines]

    @property
    def meanings(self) -> list[str]:
        """What ranges of ranks mean, for each way in which they are made here."""
        ways = dict.fromkeys(not source.is_published for source, _scores in self._scores)
        return [range_meaning(has_spread) for has_spread in ways]

    def _term(self, term: str) -> ComparedTerm:
        there = [
            (source, scores[term])
            for source, scores in self._scores
            if any(code in scores.get(term, {}) for code in self.countries)
        ]
        lines = list(self._lines(term, there))
        label = capfirst(term_name(term))
        return ComparedTerm(term, label, lines, self._figure(term, label, there))

    def _lines(
        self, term: str, there: Sequence[tuple[ScoreSource, dict[str, CountryScore]]]
    ) -> Iterable[ComparedLine]:
        paths = {code: _path(term, code, there) for code in self.countries}
        for n, (source, scores) in enumerate(there):
            ranks = ranks_of(scores)
            broken = {
                one.sentence
                for found in paths.values()
                for one in found.breaks
                if one.after.label == source.label
            }
            cells = []
            for code in self.countries:
                score, rank = scores.get(code), ranks.get(code)
                change = next(
                    (c for c in paths[code].changes if c.after.label == source.label), None
                )
                cells.append(
                    ComparedCell(
                        country_name(code),
                        UNKNOWN if score is None else number_text(score.value),
                        "" if score is None or score.low is None else spread_of(score),
                        "" if rank is None else rank.text,
                        "" if change is None else _change_text(change),
                    )
                )
            yield ComparedLine(
                source.label, source.key, " ".join(sorted(broken)) if n else "", cells
            )

    def _figure(
        self, term: str, label: str, there: Sequence[tuple[ScoreSource, dict[str, CountryScore]]]
    ) -> Figure | None:
        """Draw the newest scores of the term, all of one source, as bars with their values."""
        if not there:
            return None
        source, scores = there[-1]
        rows = [
            Bar(country_name(code), float(scores[code].value), number_text(scores[code].value))
            for code in self.countries
            if code in scores
        ]
        return Figure(
            f"compared-{term}",
            _("%(term)s: %(source)s") % {"term": label, "source": source.label},
            BarChart(rows, full=10).drawing(rtl=get_language_bidi()),
            tuple(
                _("%(place)s: %(value)s") % {"place": row.label, "value": row.shown} for row in rows
            ),
            (_("Place"), label, _("From"), _("To"), _("Answers")),
            tuple(_row(scores[code]) for code in self.countries if code in scores),
            Provenance("", source.maker, source.day).notes,
        )


def _row(score: CountryScore) -> TableRow:
    n = UNKNOWN if score.n is None else str(score.n)
    ends = (score.value, score.low, score.high)
    return TableRow(country_name(score.country), (*map(table_cell, ends), TableCell(n)))


def _path(
    term: str, country: str, there: Sequence[tuple[ScoreSource, dict[str, CountryScore]]]
) -> Trajectory:
    return trajectory(
        [
            Value(
                at=_time(source),
                label=source.label,
                value=float(score.value),
                maker=INDEX if source.is_published else source.key,
                parts=source.parts_of(term),
                spread=None
                if score.low is None or score.high is None
                else (float(score.low), float(score.high)),
                n=score.n,
            )
            for source, scores in there
            if (score := scores.get(country)) is not None
        ]
    )


def _time(source: ScoreSource) -> float:
    """Return the time of a source: an edition by its year, an assessment by its final day."""
    return float(source.edition) if source.is_published else time_of(source.day)


def _change_text(change: Change) -> str:
    """Return a change with its sign, and whether it is more than the spreads."""
    said = {"difference": signed_text(change.difference), "before": change.before.label}
    return _("%(difference)s since %(before)s") % said
