"""Panels for tests, made by their verbs: questions of every kind, experts, rounds played."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from factories import UserFactory
from vigil.outlook.answers.verbs import answering
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import Answer, Panel, Question, Round, Seat
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.outlook.questions import verbs as question_verbs
from vigil.outlook.questions.values import cells_of
from vigil.outlook.results.public import published, quotes_of
from vigil.outlook.results.verbs import computing, finalising_and_scoring
from vigil.trust.models import Role, User
from vigil.trust.people.role_grants import give_role

Kind = Question.Kind
DUE = date(2030, 12, 31)
QUESTIONS: dict[str, dict[str, Any]] = {
    Kind.SCORE: {"market": "cocaine", "place": "COL", "guidance": ["Who controls the routes?"]},
    Kind.QUANTITY: {"form": "quantiles", "unit": "killings a year", "lower": 0.0},
    Kind.PROBABILITY: {"horizon": DUE},
    Kind.TRAJECTORY: {"horizon": DUE},
    Kind.DRIVERS: {"rows": ["technology", "conflict"], "columns": ["cocaine", "arms_trafficking"]},
    Kind.EFFICACY: {"rows": ["prevention", "justice"]},
}
"""What a question of each kind needs to be one."""


def chair(**values: Any) -> User:
    """Make a chair."""
    return UserFactory(roles=[Role.PANEL_CHAIR], **values)


def expert(**values: Any) -> User:
    """Make somebody who can be invited."""
    return UserFactory(roles=[Role.PANEL_EXPERT], **values)


def question(panel: Panel, kind: str = Kind.SCORE, **values: Any) -> Question:
    """Add a question of a kind, by the chair."""
    given = {"text": f"How is it with {kind}?"} | QUESTIONS[kind] | values
    return question_verbs.add_question(panel, kind, given.pop("text"), by=panel.chair, **given)


def draft(kinds: tuple[str, ...] = (Kind.SCORE,), by: User | None = None, **values: Any) -> Panel:
    """Make a panel that is a draft, with a question of each of some kinds."""
    panel = setting_up.make_panel("Cocaine in ports", by=by or chair(), **values)
    for kind in kinds:
        question(panel, kind)
    return panel


def wall(days: float, zone: str = "UTC") -> Any:
    """Return what clocks in a zone show so many days from now."""
    then = timezone.now().astimezone(ZoneInfo(zone)) + timedelta(days=days)
    return then.replace(tzinfo=None, microsecond=0)


def plan(panel: Panel, kind: str = Round.Kind.ESTIMATE, days: float = 7) -> Round:
    """Plan the next round, of so many days after the one before."""
    last = panel.rounds.last()
    start = 0.0 if last is None else (last.closes_at - timezone.now()) / timedelta(days=1) + 0.1
    zone = panel.zone
    return setting_up.plan_round(
        panel, kind, wall(start, zone), wall(start + days, zone), by=panel.chair
    )


def seat(panel: Panel, user: User | None = None, **choices: Any) -> Seat:
    """Seat an expert who accepts."""
    invited = inviting_and_seating.invite(panel, user or expert(), by=panel.chair)
    return inviting_and_seating.accept(invited, by=invited.user, **choices)


def running(
    kinds: tuple[str, ...] = (Kind.SCORE,), experts: int = 6, kind: str = "estimate", **values: Any
) -> tuple[Panel, Round, list[Seat]]:
    """Make an open panel with an open round and experts who sit there."""
    panel = draft(kinds, **values)
    row = plan(panel, kind)
    seats = [seat(panel) for _n in range(experts)]
    panel = setting_up.open_panel(panel, by=panel.chair)
    return panel, rounds.open_round(row, by=panel.chair), fresh(seats)


def fresh(seats: list[Seat]) -> list[Seat]:
    """Return seats with their panels as they stand now."""
    return [Seat.objects.select_related("panel", "user").get(pk=one.pk) for one in seats]


def value_of(asked: Question, n: int = 0) -> dict[str, Any]:
    """Return a whole answer to a question; another for each n from 0 to 5."""
    match asked.kind:
        case Kind.SCORE:
            return {"score": 4 + n / 2}
        case Kind.QUANTITY if asked.form == Question.Form.FOUR_STEP:
            return {"lowest": 10 + n, "highest": 40 + n, "best": 20 + n, "confidence": 80}
        case Kind.QUANTITY:
            return {"q05": 10 + n, "q50": 20 + n, "q95": 40 + n}
        case Kind.PROBABILITY:
            return {"probability": 0.1 + n / 10}
        case Kind.TRAJECTORY:
            return {"direction": n % 5 - 2}
        case Kind.DRIVERS:
            return {"cells": dict.fromkeys(cells_of(asked), n % 5)}
        case _:
            return {"cells": dict.fromkeys(cells_of(asked), 3 + n)}


def answer(
    of: Seat, asked: Question | None = None, value: dict[str, Any] | None = None, **values: Any
) -> Answer:
    """Save an answer of an expert, by default the first question's, upon what stands."""
    asked = asked or of.panel.questions.get(position=1)
    row = answering.round_of(fresh([of])[0])
    there = Answer.objects.filter(seat=of, question=asked, round=row).first()
    values = {"base": there.version if there else 0} | values
    return answering.save_answer(of, asked, value or value_of(asked), by=of.user, **values)


def answer_all(of: Seat, n: int = 0, **values: Any) -> None:
    """Answer everything that an expert is asked, and hand it in."""
    out = set(of.recused.values_list("pk", flat=True))
    there = Answer.objects.filter(seat=of, round=answering.round_of(fresh([of])[0]))
    base = dict(there.values_list("question", "version"))
    for asked in of.panel.questions.exclude(pk__in=out):
        upon = {"base": base.get(asked.pk, 0)} | values
        answering.save_answer(of, asked, value_of(asked, n), by=of.user, **upon)
    answering.hand_in(of, by=of.user)


def prepare_results() -> None:
    """Do at once what `vigil work` does every second: compute the results that are wanted."""
    computing.prepare()


def close_round(row: Round, *, by: User) -> Round:
    """Close a round, and wait for its results."""
    rounds.close_round(row, by=by)
    prepare_results()
    return Round.objects.select_related("panel").get(pk=row.pk)


def finalise(panel: Panel, *, by: User) -> Panel:
    """Make a panel final, and wait for the weights."""
    prepare_results()
    finalising_and_scoring.finalise(panel, by=by)
    prepare_results()
    return Panel.objects.get(pk=panel.pk)


def played(
    kinds: tuple[str, ...] = (Kind.SCORE,), experts: int = 6, kind: str = "estimate", **values: Any
) -> tuple[Panel, Round, list[Seat]]:
    """Make a panel with one round that all answered, and that is closed."""
    panel, row, seats = running(kinds, experts, kind, **values)
    for n, one in enumerate(seats):
        answer_all(one, n % 6, reasons=f"Reason {n}.", sources=f"Source {n}.")
    row = close_round(row, by=panel.chair)
    panel.refresh_from_db()
    return panel, row, fresh(seats)


def quoting(
    kinds: tuple[str, ...] = (Kind.SCORE,), experts: int = 6, **values: Any
) -> tuple[Panel, list[Seat]]:
    """Make a closed panel whose experts all agreed, twice, that their reasons be quoted."""
    panel, row, seats = running(kinds, experts, kind="final", **values)
    for n, one in enumerate(seats):
        inviting_and_seating.choose(one, by=one.user, quotable=True)
        answer_all(one, n % 6, reasons=f"Reason {n}.", sources=f"Source {n}.", quotable=True)
    close_round(row, by=panel.chair)
    panel.refresh_from_db()
    return panel, fresh(seats)


def quoted(panel: Panel, position: int = 1) -> list[str]:
    """Return what everybody reads as quotes under a question, sorted."""
    told = published(Panel.objects.get(pk=panel.pk))
    if told is None:
        return []
    return sorted(quotes_of(told).get(panel.questions.get(position=position).pk, []))


def expert_and_chair(panel: Panel) -> User:
    """Return the chair of a panel, who holds the role of an expert as well."""
    give_role(panel.chair, Role.PANEL_EXPERT, by=None)
    return User.objects.get(pk=panel.chair_id)
