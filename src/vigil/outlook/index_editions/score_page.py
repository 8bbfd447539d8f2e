"""The page of an edition or an assessment: the map and the table of one term."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from vigil.charts.numbers import UNKNOWN, number_text
from vigil.outlook.index_editions.country_page import term_name
from vigil.outlook.index_editions.country_scores import (
    CountryScore,
    ranks_of,
    scores_in,
)
from vigil.outlook.index_editions.headers import CRIMINALITY
from vigil.outlook.index_editions.rank_ranges import RankRange, range_meaning
from vigil.outlook.index_editions.score_sources import ScoreSource
from vigil.outlook.index_editions.world_map import (
    ScoreDrawing,
    StepLabel,
    drawings_of,
    step_labels,
)
from vigil.outlook.index_editions.world_regions import by_name, in_region, region_choices


@dataclass(frozen=True)
class ScoreTableRow:
    """A country of the table, as it is written."""

    code: str
    name: str
    value: str
    spread: str
    n: str
    rank: str


class ScorePage:
    """One term in one edition or assessment: by country, perhaps of one region."""

    def __init__(self, source: ScoreSource, term: str = "", region: str = "") -> None:
        self.source = source
        known = source.terms()
        self.term = term if term in known else next(iter(known), CRIMINALITY)
        self.terms = [(code, term_name(code)) for code in known]
        self.label = term_name(self.term)
        self.region = region if region in dict(self.regions) else ""

    @cached_property
    def scores(self) -> Mapping[str, CountryScore]:
        """Return the scores of all countries."""
        return scores_in(self.source, [self.term]).get(self.term, {})

    @cached_property
    def regions(self) -> list[tuple[str, str]]:
        """Return the regions to choose from."""
        return region_choices(self.scores)

    @cached_property
    def shown(self) -> Mapping[str, CountryScore]:
        """Return the scores of the countries that are shown."""
        return {code: self.scores[code] for code in in_region(self.scores, self.region)}

    @cached_property
    def drawings(self) -> tuple[ScoreDrawing, ScoreDrawing]:
        """Return the drawings of the map: for a screen, and for a telephone."""
        return drawings_of(self.shown, self.region)

    @property
    def steps(self) -> list[StepLabel]:
        """The key of the map."""
        return step_labels()

    @cached_property
    def has_spread(self) -> bool:
        """Return whether any score has a spread; only those are then ranked."""
        return any(one.low is not None for one in self.scores.values())

    @property
    def meaning(self) -> str:
        """One sentence on what a range of ranks means."""
        return range_meaning(self.has_spread)

    @cached_property
    def rows(self) -> list[ScoreTableRow]:
        """Return the table by name, each country with the range of its rank among all."""
        ranks = ranks_of(self.scores)
        return [
            _row(code, name, self.scores[code], ranks.get(code))
            for code, name in by_name(self.shown)
        ]


def _row(code: str, name: str, one: CountryScore, rank: RankRange | None) -> ScoreTableRow:
    return ScoreTableRow(
        code,
        name,
        number_text(one.value),
        spread_of(one),
        UNKNOWN if one.n is None else str(one.n),
        UNKNOWN if rank is None else rank.text,
    )


def spread_of(one: CountryScore) -> str:
    """Return the spread of a score as it is written; a dash if there is none."""
    if one.low is None or one.high is None:
        return UNKNOWN
    return f"{number_text(one.low)}–{number_text(one.high)}"
