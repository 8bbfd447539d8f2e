"""What grants reached: people, communities, themes, world regions and years, as reported.

The newest result with a number counts for each grant, as numbers are cumulative. A missing number
is "not reported", never zero.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from vigil.fund.models import Grant, Result
from vigil.reading.codebook.terms import region_of, regions


@dataclass(frozen=True)
class GrantReach:
    """What one grant reached. None: not reported."""

    region: str
    """A region of the world (UN M49); empty if no country is kept."""
    theme: str
    """The one theme under which it is counted where each grant counts once."""
    themes: frozenset[str]
    people: int | None = None
    communities: int | None = None
    counted: str = ""
    people_by_year: Mapping[int, int] = field(default_factory=dict)
    """What each year added to the people reached; together they are `people`."""


@dataclass
class ReachSum:
    """What several grants reached together, and how many reported it."""

    grants: int = 0
    people: int = 0
    told_people: int = 0
    """Grants of which a number of people was reported."""
    communities: int = 0
    told_communities: int = 0

    def add(self, one: GrantReach) -> None:
        """Add a grant."""
        self.grants += 1
        if one.people is not None:
            self.people, self.told_people = self.people + one.people, self.told_people + 1
        if one.communities is not None:
            self.communities += one.communities
            self.told_communities += 1


@dataclass
class ReachInYear:
    """What was reported in one year."""

    people: int = 0
    grants: int = 0
    """Grants that reported a number of people in it."""


@dataclass
class ReachTotals:
    """Reach of all grants, in total and in parts. A grant of several themes counts in each."""

    all: ReachSum = field(default_factory=ReachSum)
    themes: dict[str, ReachSum] = field(default_factory=dict)
    regions: dict[str, ReachSum] = field(default_factory=dict)
    counted: dict[str, ReachSum] = field(default_factory=dict)
    """By how the people were counted."""
    years: dict[int, ReachInYear] = field(default_factory=dict)
    unreported: int = 0
    """Grants of which neither people nor communities were reported."""

    @property
    def share_unreported(self) -> float:
        """Return the share of grants that reported nothing, from 0 to 1."""
        return self.unreported / self.all.grants if self.all.grants else 0.0


def reach_by_grant(grants: Iterable[Grant]) -> dict[str, GrantReach]:
    """Return what each grant reached, by uid, with two queries."""
    found = {grant.uid: grant for grant in grants}
    told: dict[str, list[Result]] = {}
    rows = Result.objects.filter(grant__uid__in=found).select_related("grant")
    for row in rows.order_by("-month", "-pk"):
        told.setdefault(row.grant.uid, []).append(row)
    return {uid: _reach(grant, told.get(uid, [])) for uid, grant in found.items()}


def total_reach(reached: Iterable[GrantReach]) -> ReachTotals:
    """Return the totals over these grants."""
    made = ReachTotals()
    for one in reached:
        made.all.add(one)
        made.regions.setdefault(one.region, ReachSum()).add(one)
        for theme in one.themes or {""}:
            made.themes.setdefault(theme, ReachSum()).add(one)
        if one.people is not None:
            made.counted.setdefault(one.counted, ReachSum()).add(one)
        for year, people in one.people_by_year.items():
            in_year = made.years.setdefault(year, ReachInYear())
            in_year.people, in_year.grants = in_year.people + people, in_year.grants + 1
        made.unreported += one.people is None and one.communities is None
    return made


def world_region(country: str) -> str:
    """Return the world region (a continent of UN M49) of a country, or empty."""
    region = region_of(country)
    known = regions().terms.get(region)
    return known.within or region if known else ""


def world_regions() -> list[str]:
    """Return the top-level world regions."""
    return [code for code, region in regions().terms.items() if not region.within]


def _reach(grant: Grant, told: list[Result]) -> GrantReach:
    """Return the reach from the results of a grant, newest first."""
    people = next((row for row in told if row.people is not None), None)
    themed = next((row for row in told if row.themes), None)
    themes = frozenset(themed.themes if themed else ()) | {grant.theme}
    return GrantReach(
        region=next((row.region for row in told if row.region), "")
        or world_region(grant.country or grant.party.country),
        theme=grant.theme or min(themes - {""}, default=""),
        themes=themes - {""},
        people=people.people if people else None,
        communities=next((r.communities for r in told if r.communities is not None), None),
        counted=people.counted if people else "",
        people_by_year=_added_by_year(told),
    )


def _added_by_year(told: Sequence[Result]) -> dict[int, int]:
    """Return what each year added, as numbers are cumulative; a correction can be negative."""
    found: dict[int, int] = {}
    before = 0
    newest = {row.month.year: row.people for row in reversed(told) if row.people is not None}
    for year, people in sorted(newest.items()):
        found[year], before = people - before, people
    return found
