"""The fund: what grants achieved, at the desk."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from days import today
from fund import achieved_statements as made
from fund.published_grants import granted
from routes.rows import ANYWHERE, Post, Route, same
from routes.worlds import NOTHING, World, Worlds, worlds
from vigil.fund.achieved import verbs
from vigil.fund.models import OutcomeStatement
from vigil.fund.parties.verbs import removing, who_may_know
from vigil.trust.models import Role, User

OFFICERS = frozenset({Role.FUND_OFFICER})
S = OutcomeStatement.State
STATES = (*S.values, "removed", "closed to others", "none")
AWAY = frozenset({"closed to others", "none"})
GRANTS = ("with a result", "without", "closed to others", "none")


def stated(state: str) -> World:
    """Make a statement in a state."""
    row = made.outcome(granted(), state if state in S.values else S.READING)
    if state == "removed":
        removing.remove(row.grant.party, by=row.by, why="asked")
    if state == "closed to others":
        who_may_know.let_know(row.grant.party, [row.by], by=row.by)

    def facts() -> dict[str, Any]:
        now = OutcomeStatement.objects.get(pk=row.pk)
        return {"state": now.state, "readings": now.readings.count()}

    parts = {"row": row.uid, "result": row.results.get().uid}
    uid = "nobody" if state == "none" else row.uid
    return World("outcome statement", state, {"uid": uid}, parts, facts)


def to_state(state: str) -> World:
    """Make a grant on which a statement can be written, or not."""
    grant = granted()
    result = made.stated(grant).uid if state != "without" else "x"
    if state == "closed to others":
        by = made.officer()
        who_may_know.let_know(grant.party, [by], by=by)

    def facts() -> dict[str, Any]:
        return {"statements": OutcomeStatement.objects.count()}

    pk = str(NOTHING) if state == "none" else str(grant.pk)
    return World("grant to state", state, {"pk": pk}, {"result": result}, facts)


def statement(world: World) -> dict[str, Any]:
    """Send what an author types."""
    return {
        "change": made.CHANGE,
        "contribution": made.CONTRIBUTION,
        "theme": "prevention",
        "month": f"{today():%Y-%m}",
        "results": [world.result],
    }


def reading(world: World) -> dict[str, Any]:
    """Send a reading, once the officer of the table has opened the statement."""
    by = User.objects.filter(username=f"{Role.FUND_OFFICER}@example.org").first()
    row = OutcomeStatement.objects.get(uid=world.row)
    if by is not None and not row.grant.party.is_removed and world.state not in AWAY:
        verbs.open_statement(row, by=by, why="to read it")
    return {"act": "read", "shown": "yes"}


def act(name: str, done: Mapping[str, Mapping[str, Any]], **values: Any) -> Post:
    """Return one act of an officer on the page of a statement."""
    values = {"nothing": AWAY, "within": ANYWHERE} | values
    send = values.pop("send", lambda world: {"act": name})
    return Post(OFFICERS, send, dict(done), **values)


def at_desk(**values: Any) -> Route:
    """Return the row of a screen for officers."""
    return Route(**{"get": OFFICERS, "door": OFFICERS, "gate": OFFICERS, **values})


READ: dict[str, Post] = {
    "open": act(
        "open",
        same(S.values),
        send=lambda world: {"act": "open", "why": "to read it"},
        status=200,
    ),
    "send": act("send", {S.DRAFT: {"state": S.READING}}),
    "read": act(
        "read",
        {S.READING: {"readings": 1}, S.DISPUTED: {"readings": 2}},
        send=reading,
    ),
    "change": act(
        "change",
        {state: {"state": S.DRAFT, "readings": 0} for state in S.values},
        send=lambda world: {"act": "change", **statement(world)},
    ),
    "unknown": act("dance", {}, otherwise=422),
}
WORLDS: dict[str, Worlds] = {
    "outcome statement": worlds(stated, *STATES),
    "grant to state": worlds(to_state, *GRANTS),
}
ROUTES: dict[str, Route] = {
    "desk/fund/grants/outcomes/": at_desk(),
    "desk/fund/grants/connections/": at_desk(),
    "desk/fund/grants/outcomes/<slug:uid>/": at_desk(
        of="outcome statement", seen=dict.fromkeys(AWAY, 404), posts=READ
    ),
    "desk/fund/grants/<int:pk>/outcomes/new/": at_desk(
        of="grant to state",
        seen=dict.fromkeys(AWAY, 404),
        posts={
            "write": Post(
                OFFICERS,
                lambda world: {"act": "send", **statement(world)},
                {"with a result": {"statements": 1}},
                otherwise=422,
                nothing=AWAY,
                within=ANYWHERE,
            )
        },
    ),
}
STATES_OF: Mapping[str, Callable[[], Iterable[str]]] = {
    "OutcomeStatement.state": lambda: OutcomeStatement.objects.values_list("state", flat=True),
}
NO_STATES: Mapping[str, str] = {}
