"""How far each region and country of an assessment is, without any answer.

While a round is open, it counts who is asked, has begun and has handed in: never what. The number
of queries is the same for 5 experts and for 500.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils import timezone

from vigil.desk.screens.labels import country_name, sorting_key
from vigil.outlook.models import (
    Answer,
    AssessedPlace,
    Assessment,
    Extension,
    Panel,
    Round,
    Seat,
    Submission,
)
from vigil.trust.access.errors import NotAllowed
from vigil.trust.models import User

DIRECT: Final = "outlook.direct_assessment"
THERE: Final = (Seat.State.INVITED, Seat.State.SEATED)
Cell = tuple[str, str]
"""Country, code of the term."""


@dataclass
class Counts:
    """How many people of a country or region are how far."""

    invited: int = 0
    """Invited, and not on the panel yet."""
    asked: int = 0
    """On the panel, and asked about it."""
    begun: int = 0
    """Of them: saved something in the current round, and did not hand in yet."""
    handed_in: int = 0
    late: int = 0
    """Did not hand in, though their time is over."""


@dataclass
class PlaceProgress:
    """One country."""

    code: str
    name: str
    counts: Counts = field(default_factory=Counts)
    fewest: int = 0
    """Fewest people who are asked about a cell of it, invited ones included."""
    fewest_in: int = 0
    """Fewest of them who handed in."""
    too_few: bool = False
    """Whether `fewest` is below what the panel needs for a public result."""


@dataclass
class RegionProgress:
    """One region: its panel, its current round, its countries and who is late."""

    panel: Panel
    round: Round | None
    """The open round; without one, the last that was closed."""
    places: list[PlaceProgress] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    late: list[Seat] = field(default_factory=list)
    """For the director and the lead alone."""

    @property
    def too_few(self) -> int:
        """How many countries have a cell with too few people."""
        return sum(one.too_few for one in self.places)


def panels_seen_by(assessment: Assessment, user: User) -> list[Panel]:
    """Return the panels whose people a user may see: all for the director, a lead's own."""
    rows = assessment.panels.select_related("chair", "assessment").order_by("region", "pk")
    if not user.has_perm(DIRECT, assessment):
        rows = rows.filter(Q(chair=user) | Q(co_chairs=user)).distinct()
    found = list(rows)
    if not found or not user.has_perm("outlook.chair"):
        raise NotAllowed("")
    return found


def progress_of(assessment: Assessment, *, by: User) -> list[RegionProgress]:
    """Return how far each region is that a user may see. Raises NotAllowed (none)."""
    panels = panels_seen_by(assessment, by)
    world = _World(assessment, panels)
    found = [_region(panel, world) for panel in panels]
    _name_late(found)
    return found


def _name_late(regions: Iterable[RegionProgress]) -> None:
    """Read who is late, with their names: of all others only the cells are counted."""
    keys = [seat.pk for one in regions for seat in one.late]
    named = Seat.objects.select_related("user").in_bulk(keys) if keys else {}
    for one in regions:
        people = [named[seat.pk] for seat in one.late]
        one.late = sorted(people, key=lambda seat: sorting_key(str(seat.user)))


class _World:
    """Everything that the counts need, read at once."""

    def __init__(self, assessment: Assessment, panels: Iterable[Panel]) -> None:
        keys = [panel.pk for panel in panels]
        self.terms = list(assessment.terms.values_list("code", flat=True))
        self.places = _grouped(
            AssessedPlace.objects.filter(panel__in=keys).values_list("panel", "code")
        )
        self.rounds = _current_rounds(keys)
        current = [row.pk for row in self.rounds.values()]
        self.seats: dict[int, list[Seat]] = defaultdict(list)
        seats = Seat.objects.filter(panel__in=keys, state__in=THERE).order_by("pk")
        for seat in seats.only("panel_id", "state", "places", "terms"):
            self.seats[seat.panel_id].append(seat)
        self.handed = set(
            Submission.objects.filter(round__in=current).values_list("seat", flat=True)
        )
        begun = Answer.objects.filter(round__in=current).values_list("seat", "question__place")
        self.begun = set(begun.distinct())
        self.begun_seats = {seat for seat, _place in self.begun}
        self.until = dict(Extension.objects.filter(round__in=current).values_list("seat", "until"))
        closed = Seat.recused.through.objects.filter(seat__panel__in=keys)
        closed = closed.exclude(question__term=None)
        self.closed: dict[int, set[Cell]] = defaultdict(set)
        for pk, place, term in closed.values_list(
            "seat", "question__place", "question__term__code"
        ):
            self.closed[pk].add((place, term))


def _region(panel: Panel, world: _World) -> RegionProgress:
    row = world.rounds.get(panel.pk)
    found = RegionProgress(panel, row)
    seats, codes = world.seats[panel.pk], world.places.get(panel.pk, [])
    in_round = [seat for seat in seats if seat.pk in world.handed]
    fewest, fewest_in = (_fewest(codes, world, some) for some in (seats, in_round))
    by_place = {code: PlaceProgress(code, country_name(code)) for code in codes}
    for seat in seats:
        late = row is not None and _is_late(seat, row, world)
        if late:
            found.late.append(seat)
        _count(found.counts, seat, world, late, begun=_has_begun(seat, world))
        for code in seat.places or codes:
            if code in by_place:
                begun = (seat.pk, code) in world.begun
                _count(by_place[code].counts, seat, world, late, begun=begun)
    for code, one in by_place.items():
        one.fewest, one.fewest_in = fewest[code], fewest_in[code]
        one.too_few = one.fewest < panel.smallest
    found.places = sorted(by_place.values(), key=lambda one: sorting_key(one.name))
    return found


def _count(counts: Counts, seat: Seat, world: _World, late: bool, *, begun: bool) -> None:
    if seat.state == Seat.State.INVITED:
        counts.invited += 1
        return
    counts.asked += 1
    handed = seat.pk in world.handed
    counts.handed_in += handed
    counts.begun += begun and not handed
    counts.late += late


def _has_begun(seat: Seat, world: _World) -> bool:
    return seat.pk in world.begun_seats


def _is_late(seat: Seat, row: Round, world: _World) -> bool:
    if seat.state != Seat.State.SEATED or seat.pk in world.handed:
        return False
    until = world.until.get(seat.pk)
    deadline: datetime = max(row.closes_at, until) if until else row.closes_at
    return deadline <= timezone.now()


def _fewest(codes: Iterable[str], world: _World, seats: Iterable[Seat]) -> Mapping[str, int]:
    """Return the smallest number of people over the cells of each country.

    People who are asked all terms are counted once a country, so that few steps are needed.
    """
    whole: Counter[str] = Counter()
    apart: Counter[Cell] = Counter()
    codes = list(codes)
    for seat in seats:
        places = [code for code in seat.places if code in codes] if seat.places else codes
        if seat.terms:
            apart.update((place, term) for place in places for term in seat.terms)
        else:
            whole.update(places)
        closed = world.closed.get(seat.pk, set())
        apart.subtract(
            (place, term)
            for place, term in closed
            if place in places and (not seat.terms or term in seat.terms)
        )
    return {
        code: whole[code] + min((apart[code, term] for term in world.terms), default=0)
        for code in codes
    }


def _current_rounds(panels: list[int]) -> dict[int, Round]:
    """Return the open round of each panel; without one, the last that was closed."""
    found: dict[int, Round] = {}
    rows = Round.objects.filter(panel__in=panels).exclude(state=Round.State.PLANNED)
    for row in rows.order_by("number"):
        there = found.get(row.panel_id)
        if there is None or there.state != Round.State.OPEN:
            found[row.panel_id] = row
    return found


def _grouped(rows: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, value in rows:
        found[key].append(value)
    return found
