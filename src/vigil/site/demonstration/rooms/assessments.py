"""Play two assessments of the same countries: one is final, one is in work."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from vigil.outlook.answers.verbs import answering, cells
from vigil.outlook.assessments.default_wording import default_term
from vigil.outlook.assessments.people.verbs.seating import set_cells
from vigil.outlook.assessments.specs import RegionSpec, TermSpec
from vigil.outlook.assessments.verbs import regions, setting_up, terms
from vigil.outlook.experts.verbs.inviting_and_seating import accept, invite
from vigil.outlook.models import Assessment, Panel, Question, ReasonRequest, Round, Seat
from vigil.outlook.panels.preconditions import asked_of
from vigil.outlook.panels.verbs import rounds
from vigil.outlook.panels.verbs import setting_up as panels
from vigil.outlook.results.verbs import computing, finalising_and_scoring
from vigil.outlook.second_reading.queries import second_reading
from vigil.outlook.second_reading.verbs import ask_for_reasons
from vigil.site.demonstration.people import DOMAIN
from vigil.site.demonstration.rooms.index_editions import scores_of
from vigil.site.demonstration.rooms.world import DemoWorld, invented
from vigil.trust.models import Role, User
from vigil.trust.people.verbs.accounts import create_person

NEWEST: Final = "2023"
"""The edition of the index from which the invented answers start."""
ROUNDS: Final = (Round.Kind.ESTIMATE, Round.Kind.FINAL)
OPEN_REGION: Final = "North"
"""The region of the second assessment in which a round is open."""
STEPS: Final = (0.0, 0.5, -0.5, 0.5, 1.0, 0.0, -1.0)
"""By how much the answers of the experts of a region differ from one to the next."""


def finish_assessment(world: DemoWorld) -> Assessment:
    """Set an assessment up, play one round of each region, and make it final."""
    made = _set_up(world)
    experts = _experts(world)
    for panel in made.panels.all():
        seats = _seats(world, panel, experts[panel.region])
        panel = _begin(panel, (Round.Kind.FINAL,))
        for seat in seats:
            _answer(seat, moved=0.5)
        _close(panel, seats)
    computing.prepare()
    for panel in made.panels.all():
        finalising_and_scoring.finalise(panel, by=panel.chair)
    return Assessment.objects.get(pk=made.pk)


def follow_assessment(world: DemoWorld, before: Assessment) -> Assessment:
    """Begin the next edition; leave it between two rounds in one region, in the second elsewhere.

    The expert whom visitors try left a country out in the first round, and is asked again.
    """
    edition = str(world.today.year + 2)
    made = setting_up.copy_assessment(before, edition, by=world.by("chair"))
    seated: dict[int, list[Seat]] = {}
    for panel in made.panels.all():
        people = [seat.user for seat in _those_seated(panel.follows)]
        seated[panel.pk] = _seats(world, panel, people)
        panel = _begin(panel, ROUNDS)
        for seat in seated[panel.pk]:
            tried = seat.user == world.by("expert")
            left_out = invented("outlook")["assessment"]["not_yet_answered"] if tried else ""
            _answer(seat, moved=1.0, left_out=left_out)
        _close(panel, seated[panel.pk])
    computing.prepare()
    for panel in made.panels.filter(region=OPEN_REGION):
        _ask_for_reasons(panel)
        rounds.open_round(panel.rounds.get(number=2), by=panel.chair)
        for n, seat in enumerate(seated[panel.pk][1:4]):
            _answer(seat, moved=1.0)
            if n > 0:
                answering.hand_in(seat, by=seat.user)
    return made


def _set_up(world: DemoWorld) -> Assessment:
    told, director = invented("outlook")["assessment"], world.by("chair")
    made = setting_up.make_assessment(
        told["title"], by=director, about=told["about"], edition=str(world.today.year)
    )
    asked = [default_term(name, code, "en") for name, code in told["terms"]]
    chance = TermSpec(
        "markets",
        "cocaine",
        kind=Question.Kind.PROBABILITY,
        text=told["question"],
        horizon=world.today.replace(year=world.today.year + 1, month=12, day=31),
    )
    made = terms.set_terms(made, [*asked, chance], by=director)
    specs = [
        RegionSpec(name, tuple(codes), world.by(told["leads"][name]).pk)
        for name, codes in told["regions"].items()
    ]
    return regions.set_regions(made, specs, by=director)


def _experts(world: DemoWorld) -> Mapping[str, Sequence[User]]:
    """Create the accounts of the experts of each region; the one whom visitors try is the first."""
    chief = world.by("administrator")
    made = {
        region: [
            create_person(
                f"expert-{region.lower()}-{n}@{DOMAIN}",
                by=chief,
                roles=[Role.PANEL_EXPERT],
                name=name,
            )
            for n, name in enumerate(names, 1)
        ]
        for region, names in invented("outlook")["assessment"]["experts"].items()
    }
    return made | {OPEN_REGION: [world.by("expert"), *made[OPEN_REGION]]}


def _seats(world: DemoWorld, panel: Panel, people: Sequence[User]) -> list[Seat]:
    """Seat experts, who answer about all countries; the one whom visitors try, about three."""
    seats = []
    for user in people:
        seat = accept(invite(panel, user, by=panel.chair), by=user, quotable=True)
        if user == world.by("expert"):
            places = invented("outlook")["assessment"]["of_the_expert"]
            seat = set_cells(seat, places, (), by=panel.chair)
        seats.append(seat)
    return seats


def _those_seated(panel: Panel | None) -> Iterable[Seat]:
    return Seat.objects.filter(panel=panel).select_related("user").order_by("pk")


def _begin(panel: Panel, kinds: Sequence[str]) -> Panel:
    """Plan the rounds of a region, three weeks each, open it and its first round."""
    day = timezone.now().replace(tzinfo=None, second=0, microsecond=0)
    for kind in kinds:
        panels.plan_round(panel, kind, day, day + timedelta(days=21), by=panel.chair)
        day += timedelta(days=28)
    panel = panels.open_panel(panel, by=panel.chair)
    rounds.open_round(panel.rounds.get(number=1), by=panel.chair)
    return panel


def _close(panel: Panel, seats: Sequence[Seat]) -> None:
    """Let everybody hand in the first round, and close it."""
    for seat in seats:
        answering.hand_in(seat, by=seat.user)
    rounds.close_round(panel.rounds.get(number=1), by=panel.chair)


def _answer(seat: Seat, *, moved: float, left_out: str = "") -> None:
    """Save the answers of an expert to all cells but those of a country that is left out."""
    saves = [one for one in _saves(seat, moved) if one.question.place != left_out]
    outcomes = cells.save_cells(seat, saves, by=seat.user)
    errors = [one.error for one in outcomes if one.error is not None]
    if errors:
        raise errors[0]


def _saves(seat: Seat, moved: float) -> Iterator[cells.CellSave]:
    """Yield what an expert answers: each passes some cells, and gives reasons for some."""
    scores, reasons = scores_of(NEWEST), invented("outlook")["assessment"]["reasons"]
    own = list(seat.panel.seats.order_by("pk").values_list("pk", flat=True)).index(seat.pk)
    newest = dict(_newest_versions(seat))
    for n, question in enumerate(asked_of(seat).order_by("position")):
        passes = (n * 5 + own) % 11 == 0
        words = cells.Words(reasons[n % len(reasons)], quotable=True) if own == n % 9 else None
        step = STEPS[(own + n) % len(STEPS)] * (3 if n == 4 else 1)
        yield cells.CellSave(
            question,
            {} if passes else _value(question, scores, step, moved),
            words,
            passed=passes,
            base=newest.get(question.pk, 0),
        )


def _newest_versions(seat: Seat) -> Iterator[tuple[int, int]]:
    row = answering.round_of(seat)
    yield from seat.answers.filter(round=row).values_list("question", "version")


def _value(question: Question, scores: Any, step: float, moved: float) -> dict[str, float]:
    if question.kind == Question.Kind.PROBABILITY:
        base = scores[question.place]["cocaine"] / 10 + 0.15
        return {"probability": round(min(0.95, max(0.05, base + step / 10)), 2)}
    term = question.market or question.actor or question.block
    drift = moved if term == "cocaine" else 0.0
    return {"score": min(10.0, max(1.0, scores[question.place][term] + drift + step))}


def _ask_for_reasons(panel: Panel) -> None:
    """Ask about the cell on which the experts differ most, before the second round."""
    reading = second_reading(panel, by=panel.chair)
    assert reading is not None  # a round was closed
    cell = panel.questions.get(pk=reading.unusual[0].cell.key)
    text = invented("outlook")["assessment"]["request"]
    ask_for_reasons(cell, ReasonRequest.Wish.REASON, text, by=panel.chair)
