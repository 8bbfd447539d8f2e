"""Panels and seats in every state, led and answered by the chair and the expert of the table.

The chair of each panel is the person "panel_chair" of the table, and its first seat that of
"panel_expert": of every other panel they would know nothing, and their rows would tell of
refusals alone.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from outlook import factories_panels as factories
from outlook.factories_panels import Kind
from routes.worlds import NOTHING, World, Worlds, made_user, worlds
from vigil.outlook.answers.verbs import answering, discussing
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import Panel, Remark, Round, Seat
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.trust.models import Role, User

CHAIRS = frozenset({Role.PANEL_CHAIR})
EXPERTS = frozenset({Role.PANEL_EXPERT})
ASKED = (Kind.SCORE, Kind.QUANTITY, Kind.PROBABILITY, Kind.DRIVERS)
OTHERS = 5
"""How many sit beside the expert of the table."""
PANELS = (
    *("draft", "open", "estimating", "all in", "over", "discussing", "second"),
    *("closed", "final", "few", "abandoned", "none"),
)
"""In "all in" everybody handed the open round in, in "over" its deadline has passed; "few" is
final, and too few answered for anything of it to be public."""
SEATS = (
    *("invited", "seated", "answering", "kept", "handed in", "late", "discussing", "second"),
    *("closed", "final", "declined", "withdrawn", "removed", "refused", "none"),
)
"""Of the expert of the table. "kept" is something, "handed in" all; "late": they have more time in
a round that was closed for everybody else."""
BEFORE = frozenset({"invited", "seated", "declined", "refused"})
"""States of a seat before a round is opened."""


def of_table(role: Role) -> User:
    """Return the person of the table who holds a role, made once."""
    email = f"{role}@example.org"
    return User.objects.filter(username=email).first() or made_user(email, role)


def expert(n: int) -> User:
    """Return one of the experts beside the one of the table, made once."""
    email = f"expert{n}@example.org"
    return User.objects.filter(username=email).first() or made_user(email, Role.PANEL_EXPERT)


def begun(others: int = OTHERS) -> tuple[Panel, Round]:
    """Make a draft of two rounds, with experts; the one of the table is invited."""
    panel = factories.draft(ASKED, by=of_table(Role.PANEL_CHAIR))
    row = factories.plan(panel)
    factories.plan(panel, Round.Kind.FINAL)
    inviting_and_seating.invite(panel, of_table(Role.PANEL_EXPERT), by=panel.chair)
    for n in range(others):
        factories.seat(panel, expert(n), quotable=True)
    return panel, row


def own(panel: Panel) -> Seat:
    """Return the seat of the expert of the table, as it stands."""
    return factories.fresh([panel.seats.get(user=of_table(Role.PANEL_EXPERT))])[0]


def beside(panel: Panel) -> list[Seat]:
    """Return the seats of the others, as they stand."""
    return factories.fresh(list(panel.seats.exclude(user=of_table(Role.PANEL_EXPERT))))


def answer(seats: Iterable[Seat]) -> None:
    """Let experts answer all, each another value, and hand it in."""
    for n, one in enumerate(seats):
        words = {"reasons": f"Reason {n}.", "sources": f"Source {n}.", "quotable": True}
        factories.answer_all(one, n % 6, **words)


def close(row: Round) -> Round:
    """Close a round after its deadline."""
    over(row)
    return factories.close_round(row, by=row.panel.chair)


def over(row: Round) -> None:
    """Let the deadline of a round have passed; what comes after it is still planned."""
    earlier = timezone.now() - timedelta(minutes=1)
    Round.objects.filter(pk=row.pk).update(closes_at=earlier)
    row.refresh_from_db()


def panel_to(state: str) -> Panel:
    """Make a panel and bring it so far."""
    panel, row = begun(1 if state == "few" else OTHERS)
    inviting_and_seating.accept(own(panel), by=own(panel).user)
    if state in ("draft", "none"):
        return panel
    panel = setting_up.open_panel(panel, by=panel.chair)
    if state == "abandoned":
        return setting_up.abandon_panel(panel, by=panel.chair, why="Nobody has the time.")
    if state == "open":
        return panel
    rounds.open_round(row, by=panel.chair)
    answer(beside(panel))
    if state in ("all in", "second", "discussing"):
        answer([own(panel)])
    if state == "over":
        over(row)
    if state in ("estimating", "all in", "over"):
        return panel
    close(row)
    return discussed(panel, state)


def discussed(panel: Panel, state: str) -> Panel:
    """Bring a panel on whose first round is closed."""
    question = panel.questions.get(position=1)
    one = beside(panel)[0]
    discussing.remark(one, question, "It is more.", by=one.user, side=Remark.Side.HIGHER)
    if state == "discussing":
        return panel
    second = panel.rounds.get(number=2)
    rounds.open_round(second, by=panel.chair)
    if state == "second":
        return panel
    answer([*beside(panel), own(panel)])
    close(second)
    panel.refresh_from_db()
    return factories.finalise(panel, by=panel.chair) if state in ("final", "few") else panel


def panel_facts(panel: Panel) -> Callable[[], dict[str, Any]]:
    """Return what reads from the database what acts change of a panel."""

    def facts() -> dict[str, Any]:
        now = Panel.objects.get(pk=panel.pk)
        return {
            "state": now.state,
            "title": now.title,
            "copies": Panel.objects.filter(follows=now).count(),
            "co-chairs": now.co_chairs.count(),
            "questions": list(now.questions.values_list("position", "kind")),
            "rounds": list(now.rounds.values_list("state", flat=True)),
            "seats": sorted(now.seats.values_list("state", flat=True)),
            "extended": now.seats.exclude(extensions=None).count(),
            "recused": now.seats.exclude(recused=None).count(),
            "resolved": now.questions.exclude(resolution=None).count(),
            "taken back": Remark.objects.exclude(taken_back_at=None).count(),
        }

    return facts


def parts_of(panel: Panel) -> dict[str, Any]:
    """Return what is in a panel, for what is sent: uids of its parts, and somebody to invite."""
    return {
        "panel": panel.uid,
        "questions": {one.kind: one.uid for one in panel.questions.all()},
        "rounds": [one.uid for one in panel.rounds.all()],
        "seat": own(panel).uid,
        "beside": [one.uid for one in beside(panel)],
        "free": made_user("free.expert@example.org", Role.PANEL_EXPERT).pk,
        "free_chair": made_user("free.chair@example.org", Role.PANEL_CHAIR).pk,
        "remark": Remark.objects.values_list("uid", flat=True).first() or "none",
    }


def panels_in(state: str) -> dict[str, World]:
    """Make a panel in a state; return the worlds of the kinds that its addresses name, by kind:
    the panel itself, a question of it, a round, a seat (one beside the table's).
    """
    panel = panel_to(state)
    parts = parts_of(panel)
    uids = {
        "panel": panel.uid,
        "panel question": parts["questions"][Kind.PROBABILITY],
        "panel round": parts["rounds"][-1 if state == "second" else 0],
        "panel seat": parts["beside"][0],
    }
    facts = panel_facts(panel)
    gone = state == "none"
    number = str(NOTHING) if gone else "1"
    return {
        kind: World(kind, state, {"uid": "none" if gone else uid, "number": number}, parts, facts)
        for kind, uid in uids.items()
    }


def made_for(kind: str) -> Callable[[str], World]:
    """Return how a panel is made where the address names it, or one of its parts."""
    return lambda state: panels_in(state)[kind]


def seat_to(state: str) -> Panel:
    """Make a panel, and bring the expert of the table on it so far."""
    panel, row = begun()
    expert = own(panel).user
    if state == "declined":
        inviting_and_seating.decline(own(panel), by=expert)
    elif state not in ("invited", "refused"):
        inviting_and_seating.accept(own(panel), by=expert)
    if state == "refused":
        inviting_and_seating.refuse(own(panel), by=panel.chair, why="They work for the port.")
    panel = setting_up.open_panel(panel, by=panel.chair)
    if state in BEFORE:
        return panel
    rounds.open_round(row, by=panel.chair)
    return answered(panel, row, state)


def answered(panel: Panel, row: Round, state: str) -> Panel:
    """Bring the expert of the table on from where the first round is open."""
    seat = own(panel)
    if state in ("kept", "late"):
        factories.answer(seat, reasons="A first thought.")
    elif state != "answering":
        answer([seat])
    if state in ("answering", "kept", "handed in", "none"):
        return panel
    if state == "late":
        inviting_and_seating.extend(seat, row, factories.wall(30), by=panel.chair)
    answer(beside(panel))
    close(row)
    if state in ("withdrawn", "removed"):
        inviting_and_seating.withdraw(own(panel), by=seat.user, remove=state == "removed")
    if state in ("late", "withdrawn", "removed"):
        return panel
    return discussed(panel, state)


def seat_facts(panel: Panel) -> Callable[[], dict[str, Any]]:
    """Return what reads from the database what acts change of the table's seat."""

    def facts() -> dict[str, Any]:
        now = own(panel)
        newest = answering.round_of(now)
        answers = now.answers.filter(round=newest)
        return {
            "state": now.state,
            "interest": now.has_interest,
            "quotable": now.quotable,
            "weights": now.weights_agreed,
            "recused": now.recused.count(),
            "removed": now.removed,
            "versions": [one.version for one in answers],
            "handed": answers.exclude(handed=0).count(),
            "submissions": now.submissions.count(),
            "remarks": now.remarks.filter(taken_back_at=None).count(),
        }

    return facts


def seat_in(state: str) -> World:
    """Make a panel on which the expert of the table is so far; the address names the panel."""
    panel = seat_to(state)
    gone = state == "none"
    names = {
        "uid": "none" if gone else panel.uid,
        "number": str(NOTHING) if gone else "1",
        "round": str(NOTHING) if gone else "1",
    }
    newest = answering.round_of(own(panel))
    first = own(panel).answers.filter(round=newest, question__position=1).first()
    parts = {
        "base": first.version if first is not None else 0,
        "question": panel.questions.get(position=1).uid,
        "other": panel.questions.get(position=2).uid,
        "remark": Remark.objects.values_list("uid", flat=True).first() or "none",
    }
    return World("seat", state, names, parts, seat_facts(panel))


WORLDS: dict[str, Worlds] = {
    "panel": worlds(made_for("panel"), *PANELS),
    "panel question": worlds(made_for("panel question"), *PANELS),
    "panel round": worlds(made_for("panel round"), *PANELS),
    "panel seat": worlds(made_for("panel seat"), *PANELS),
    "seat": worlds(seat_in, *SEATS),
}
STATES_OF: Mapping[str, Callable[[], Iterable[str]]] = {
    "Panel.state": lambda: Panel.objects.values_list("state", flat=True),
    "Round.state": lambda: Round.objects.values_list("state", flat=True),
    "Seat.state": lambda: Seat.objects.values_list("state", flat=True),
}
NO_STATES: Mapping[str, str] = {
    "Panel.names": "who sees whom: held by the tests of panels",
    "Panel.pooling": "how it pools: held by the tests of finishing",
    "Question.kind": "what an answer is: held by the tests of values and of answering",
    "Question.form": "what an answer is: held by the tests of values and of answering",
    "Round.kind": "which estimate it is: held by the tests of rounds",
    "AssessedTerm.list": "which list a term is of: nothing hangs on it",
    "GroupReason.list": "what the reasons are about: held by the tests of countries",
    "Remark.side": "for what it speaks: told, nothing hangs on it",
}
