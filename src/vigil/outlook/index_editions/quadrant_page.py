"""The page of the quadrants: all countries, one of them or those of a region marked."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from vigil.charts.figure import Figure, Provenance
from vigil.charts.numbers import number_text
from vigil.outlook.index_editions.country_scores import CountryScore, scores_in
from vigil.outlook.index_editions.headers import CRIMINALITY, RESILIENCE
from vigil.outlook.index_editions.quadrant_chart import QuadrantPoint, quadrant_chart
from vigil.outlook.index_editions.score_sources import ScoreSource
from vigil.outlook.index_editions.trajectories import Quadrant, quadrant, quadrant_name
from vigil.outlook.index_editions.world_regions import by_name, in_region, region_choices
from vigil.publication.record.labels import country_name


@dataclass(frozen=True)
class QuadrantEntry:
    """A country in a quarter, with its values as they are written."""

    code: str
    name: str
    criminality: str
    resilience: str
    chosen: bool


@dataclass(frozen=True)
class QuadrantList:
    """A quarter with its countries by name."""

    name: str
    countries: list[QuadrantEntry]


class QuadrantPage:
    """Criminality against resilience in one edition or assessment."""

    def __init__(self, source: ScoreSource, region: str = "", country: str = "") -> None:
        self.source = source
        found = scores_in(source, [CRIMINALITY, RESILIENCE])
        resilience = found.get(RESILIENCE, {})
        self.scores: dict[str, tuple[CountryScore, CountryScore]] = {
            code: (one, resilience[code])
            for code, one in found.get(CRIMINALITY, {}).items()
            if code in resilience
        }
        self.countries = by_name(self.scores)
        self.regions = region_choices(self.scores)
        self.region = region if region in dict(self.regions) else ""
        self.country = country if country in self.scores else ""

    @cached_property
    def shown(self) -> list[str]:
        """Return the codes of the countries that the lists name."""
        return in_region(self.scores, self.region)

    @cached_property
    def figure(self) -> Figure:
        """Draw all countries; the chosen one and those of the region have names or numbers."""
        named = set(self.shown) if self.region else set()
        named |= {self.country} - {""}
        points = [self._point(code) for code, _name in self.countries if code in named]
        others = sorted(
            (float(c.value), float(r.value))
            for code, (c, r) in self.scores.items()
            if code not in named
        )
        title = _("Criminality and resilience: %(place)s") % {
            "place": country_name(self.country) if self.country else self.source.label
        }
        about = Provenance("", self.source.maker, self.source.day)
        marked = country_name(self.country) if self.country else ""
        return quadrant_chart(
            "quadrants", title, about, points=points, others=others, marked=marked
        )

    def _point(self, code: str) -> QuadrantPoint:
        criminality, resilience = self.scores[code]
        return QuadrantPoint(country_name(code), float(criminality.value), float(resilience.value))

    @cached_property
    def lists(self) -> list[QuadrantList]:
        """Return the quarters, each with its countries by name."""
        within: dict[Quadrant, list[QuadrantEntry]] = {part: [] for part in Quadrant}
        for code, name in by_name(self.shown):
            c, r = self.scores[code]
            part = quadrant(float(c.value), float(r.value))
            within[part].append(
                QuadrantEntry(
                    code,
                    name,
                    number_text(c.value),
                    number_text(r.value),
                    code == self.country,
                )
            )
        return [QuadrantList(quadrant_name(part), rows) for part, rows in within.items()]
