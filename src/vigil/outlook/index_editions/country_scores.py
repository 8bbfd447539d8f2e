"""Scores of many countries in one edition or assessment, with what is known of their spread.

An edition publishes values alone. Of an assessment, a value is the median of the answers, and its
spread their middle half, rounded and withheld as for every public result (`results.public`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Final

from django.db.models import Q
from django.utils.timezone import localdate

from vigil.outlook.index_editions.headers import (
    ACTORS,
    AVERAGES,
    CRIMINALITY,
    MARKETS,
    RESILIENCE,
    terms_by_kind,
)
from vigil.outlook.index_editions.rank_ranges import RankedValue, RankRange, rank_ranges
from vigil.outlook.index_editions.score_sources import ScoreSource
from vigil.outlook.index_editions.trajectories import mean, rounded
from vigil.outlook.models import FEWEST, IndexScore, Panel, Pooled, Question, Round
from vigil.outlook.results.forecasts import SCORES
from vigil.outlook.results.public import is_enough
from vigil.outlook.results.rounding import disclosed_number

FIELDS: Final = ("market", "actor", "block")
KEPT: Final = 8
"""Sources whose scores are kept in the memory of a process: about 2 MB each."""


@dataclass(frozen=True, slots=True)
class CountryScore:
    """A score of a country. `low` and `high` are None where no spread is public.

    `n` is how many experts answered, for an average the fewest of its terms; None for an edition.
    `day` is the day that an expected score is for; None for a score of the present.
    """

    country: str
    term: str
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    n: int | None = None
    day: date | None = None

    @property
    def ranked(self) -> RankedValue:
        """The value and its spread, for a range of ranks."""
        return RankedValue(self.value, self.low, self.high)


Scores = dict[str, dict[str, CountryScore]]
"""Scores of the present, by term and country."""


def scores_in(
    source: ScoreSource, terms: Collection[str] = (), countries: Collection[str] = ()
) -> Scores:
    """Return the scores of the present, by term and country.

    `terms` and `countries` limit them; all if empty. An average of an assessment is the mean of the
    medians of its terms. Its low and high are the means of their lows and highs, which is wide: as
    if all terms were off in the same direction. It is there if every term of the country is.
    """
    wanted = list(terms) or source.terms()
    if source.is_published:
        return _published(source, wanted, countries)
    if not countries and any(term in AVERAGES for term in wanted):
        whole = whole_scores(source).present
        return {term: whole[term] for term in wanted if term in whole}
    return _judged(source, wanted, countries)


@dataclass(frozen=True)
class WholeScores:
    """Every score of a source: of the present by term, and all in the order of a file."""

    present: Scores
    listed: Sequence[CountryScore]
    """By country and term; those that are expected of a later day are last."""

    @cached_property
    def ranks(self) -> Mapping[str, Mapping[str, RankRange]]:
        """The ranges of ranks by term and country."""
        return {term: ranks_of(scores) for term, scores in self.present.items()}


@lru_cache(maxsize=KEPT)
def whole_scores(source: ScoreSource) -> WholeScores:
    """Return every score of a source. They are computed once for each state of a source."""
    terms = source.terms()
    present = _published(source, terms, ()) if source.is_published else _judged(source, terms, ())
    order = {term: n for n, term in enumerate(terms)}
    rows = [one for scores in present.values() for one in scores.values()]
    expected = [one for one in judged_scores(source.panels) if one.day] if source.panels else []
    return WholeScores(
        present,
        [
            *sorted(rows, key=lambda one: (one.country, order[one.term])),
            *sorted(expected, key=lambda one: (one.country, one.term, str(one.day))),
        ],
    )


def _judged(source: ScoreSource, wanted: Collection[str], countries: Collection[str]) -> Scores:
    needed = {part for term in wanted for part in source.parts_of(term)}
    found: Scores = {}
    for one in judged_scores(source.panels, needed, countries):
        if one.day is None:
            found.setdefault(one.term, {})[one.country] = one
    for name in (MARKETS, ACTORS, RESILIENCE, CRIMINALITY):
        if name in source.averages and (name in wanted or CRIMINALITY in wanted):
            found[name] = _averages(found, name, source)
    return {term: found[term] for term in wanted if found.get(term)}


def _published(source: ScoreSource, terms: Collection[str], countries: Collection[str]) -> Scores:
    rows = IndexScore.objects.filter(edition=source.row)
    if len(terms) < len(source.terms()):
        rows = rows.filter(term__in=terms)
    if countries:
        rows = rows.filter(country__in=countries)
    found: Scores = {}
    for country, term, value in rows.values_list("country", "term", "value"):
        found.setdefault(term, {})[country] = CountryScore(country, term, value)
    return {term: found[term] for term in terms if term in found}


def judged_scores(
    panels: Sequence[Panel], terms: Collection[str] = (), countries: Collection[str] = ()
) -> Iterator[CountryScore]:
    """Yield the public scores of final panels, by country; two queries for any number of them.

    Left out are questions about two terms at once, seeds, and what too few experts answered. The
    caller has the panels from `results.public.published_panels`.
    """
    last = Round.objects.filter(panel__in=panels, state=Round.State.CLOSED).order_by("number")
    rounds = dict(last.values_list("panel", "pk"))
    rows = Pooled.objects.filter(
        round__in=rounds.values(),
        method=SCORES,
        cell="",
        question__kind=Question.Kind.SCORE,
        question__is_seed=False,
        question__withheld=[],
    ).order_by("question__position")
    if countries:
        rows = rows.filter(question__place__in=countries)
    if terms:
        rows = rows.filter(
            Q(question__market__in=terms)
            | Q(question__actor__in=terms)
            | Q(question__block__in=terms)
        )
    by_pk = {panel.pk: (panel.smallest, localdate(panel.final_at)) for panel in panels}
    told = ("panel", "question__place", "question__horizon", "value", "spread", "n", "heaviest")
    codes = tuple(f"question__{name}" for name in FIELDS)
    for panel, country, day, value, spread, n, heaviest, *asked in rows.values_list(*told, *codes):
        smallest, final = by_pk[panel]
        about = [code for code in asked if code]
        if len(about) != 1 or not is_enough(smallest, n, SCORES, heaviest):
            continue
        low, high = _ends(spread) if n >= FEWEST else (None, None)
        ahead = day if day is not None and day > final else None
        yield CountryScore(country, about[0], _number(value["median"]), low, high, n, ahead)


def _ends(spread: Mapping[str, float]) -> tuple[Decimal | None, Decimal | None]:
    if "low" not in spread:
        return None, None
    return _number(spread["low"]), _number(spread["high"])


def _number(value: float) -> Decimal:
    return Decimal(str(disclosed_number(Question.Kind.SCORE, value)))


def _averages(found: Scores, name: str, source: ScoreSource) -> dict[str, CountryScore]:
    """Return an average of each country that has all its parts; criminality is of two averages."""
    parts = (MARKETS, ACTORS) if name == CRIMINALITY else sorted(source.parts[name])
    rows = [found.get(part, {}) for part in parts]
    there = set.intersection(*map(set, rows)) if rows else set()
    return {country: _average(name, [row[country] for row in rows]) for country in there}


def _average(name: str, parts: Sequence[CountryScore]) -> CountryScore:
    lows = [one.low for one in parts if one.low is not None]
    highs = [one.high for one in parts if one.high is not None]
    whole = len(lows) == len(highs) == len(parts)
    return CountryScore(
        parts[0].country,
        name,
        rounded(mean([one.value for one in parts])),
        rounded(mean(lows)) if whole else None,
        rounded(mean(highs)) if whole else None,
        min((one.n for one in parts if one.n is not None), default=None),
    )


def ranks_of(scores: Mapping[str, CountryScore]) -> dict[str, RankRange]:
    """Return the range of ranks of each country in the scores of one term."""
    return rank_ranges({country: one.ranked for country, one in scores.items()})


def kind_of(term: str) -> str:
    """Return the list of a term (`markets`, `actors`, `resilience`), or `average`."""
    if term in AVERAGES:
        return "average"
    return next(kind for kind, terms in terms_by_kind().items() if term in terms)
