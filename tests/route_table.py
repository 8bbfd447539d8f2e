"""What every address of ours answers: to whom, by which method, in which state of what it names.

`MATRIX` says who may read a route and who may post to it; `ROUTES` what hangs on the state of
the thing that its address names. `answer` puts them together, so that each combination of route,
method, state and person has one expected answer.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desk.test_coding import COMPLETE, sent
from desk.test_route_matrix import CODERS, DESK, MATRIX, OURS_ANYWAY
from route_states import CASES, NOTHING, OTHER_ID, SHOWN, World
from vigil.trust.models import Role

Sends = Callable[[World], Mapping[str, Any]]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
READING = frozenset({"GET", "HEAD"})
ADJUDICATORS = frozenset({Role.ADJUDICATOR})
READERS_OF_DECISIONS = frozenset({Role.ADJUDICATOR, Role.ADMINISTRATOR, Role.AUDITOR})


# Who


@dataclass(frozen=True)
class Who:
    """Somebody at the door. `elsewhere` are roles that reach no case of the table."""

    roles: frozenset[Role] = frozenset()
    elsewhere: Mapping[Role, Mapping[str, list[str]]] = field(default_factory=dict)
    active: bool = True
    visitor: bool = False

    @property
    def signed_in(self) -> bool:
        """Whether the person gets as far as being known."""
        return self.active and not self.visitor

    def holds(self, roles: Iterable[Role | None], *, reach: bool = False) -> bool:
        """Say whether the person holds one of the roles; with `reach`, for the table's cases."""
        held = self.roles if reach else self.roles | set(self.elsewhere)
        return bool(held & {role for role in roles if role})


PERSONS: dict[str, Who] = {
    "visitor": Who(visitor=True),
    **{str(role): Who(frozenset({role})) for role in Role},
    "coder of another country": Who(elsewhere={Role.CODER: {"countries": ["MEX"]}}),
    "coder of another language": Who(elsewhere={Role.CODER: {"languages": ["ar"]}}),
    "adjudicator of another country": Who(elsewhere={Role.ADJUDICATOR: {"countries": ["MEX"]}}),
    "coder here, adjudicator elsewhere": Who(
        frozenset({Role.CODER}), {Role.ADJUDICATOR: {"countries": ["MEX"]}}
    ),
    "somebody who left": Who(frozenset(Role), active=False),
}


# What


@dataclass(frozen=True)
class Route:
    """How the answers of one route hang on states.

    `gate` are the roles that get past the door of a desk page at all. `seen` are the answers to
    reading where it is not 200. `send` makes a post that lacks nothing; `done` are the states in
    which it is done, each with what it changes of the thing; elsewhere the answer is 409, or as
    `refused` says. `adjudicators` are states in which a coder may not.
    """

    of: str = ""
    gate: frozenset[Role] = frozenset(DESK)
    seen: Mapping[str, int] = field(default_factory=dict)
    reads_within_reach: bool = False
    send: Sends = lambda world: {}
    done: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
    otherwise: int = 409
    beyond: int = 403
    """The answer to a post by somebody whose role does not reach the thing."""
    missing: int = 404
    adjudicators: frozenset[str] = frozenset()
    within_reach: bool = True
    lists: str = ""
    """For a page of many cases: how it tells that a case is among them."""


STAGES = frozenset(CASES) - {"none"}
IN_FORCE = STAGES - {"merged"}
NOT_REJECTED = IN_FORCE - {"rejected"}
IN_HAND = NOT_REJECTED - {"candidate"}
PUBLIC = SHOWN | {"merged"}
"""States in which the case file has a case as public, so that coders do not regroup it."""


def same(states: Iterable[str], **after: Any) -> dict[str, dict[str, Any]]:
    """Return that an act is done in these states, and what it changes."""
    return dict.fromkeys(states, after)


def act(
    name: str, send: Callable[[World], Mapping[str, Any]] = lambda world: {}, **more: Any
) -> Route:
    """Return the row of an act on a case; what is sent carries the act's name as prefix."""
    return Route(
        of="case",
        send=lambda world: {f"{name}-{key}": value for key, value in send(world).items()},
        missing=302,
        **more,
    )


def why(world: World) -> dict[str, Any]:
    """Send a reason."""
    return {"why": "The court says so"}


def other(world: World) -> dict[str, Any]:
    """Send the case beside it, and a reason."""
    return {"other": OTHER_ID, **why(world)}


def suggested(world: World) -> dict[str, Any]:
    """Send the report that the machine suggests."""
    return {"account": world.suggested.pk}


def second(world: World) -> int:
    """Return the second report of the case."""
    return int(world.inside[1].pk)


def adjudication(world: World) -> int:
    """Return the latest adjudication of the case."""
    latest = world.case.adjudications.first()
    return latest.pk if latest else NOTHING


def settled(world: World) -> dict[str, Any]:
    """Send all values of an adjudication or a correction as they stand, with a reason."""
    from vigil import codebook
    from vigil.casefile.domain.coding import compare_codings, submitted
    from vigil.desk.adjudication_form import AdjudicationForm

    codings = list(submitted(world.case))
    if len(codings) < 2:
        return sent(COMPLETE, do="submit", note="The court says so")
    form = AdjudicationForm(codebook.current(), compare_codings(world.case), codings, None)
    return {f"{row.other.name}--choice": row.chosen for row in form.rows}


NO_REPORTS = {"merged": 422}
"""Its reports went with the merge: there is none to choose."""
ACT_ROUTES: dict[str, Route] = {
    "accept": act("accept", done=same(["candidate"], stage="open")),
    "reject": act("reject", why, done=same(["candidate", "open"], stage="rejected")),
    "reopen": act("reopen", why, done=same(["rejected"], stage="open")),
    "merge": act(
        "merge",
        lambda world: {**other(world), "keep": "this" if world.case.public_id else "other"},
        # A candidate has no number to keep: it goes into the other case.
        done={**same(NOT_REJECTED), "candidate": {"superseded": True}},
        adjudicators=PUBLIC,
    ),
    "split": act(
        "split",
        lambda world: {"chosen": [second(world)], **why(world)},
        done=same(NOT_REJECTED),
        refused=NO_REPORTS,
        adjudicators=PUBLIC,
    ),
    "move": act(
        "move",
        lambda world: {"account": second(world), **other(world)},
        # Also out of what was marked as not a case: that is how a mistaken grouping is mended.
        done=same(IN_FORCE),
        refused=NO_REPORTS,
        adjudicators=PUBLIC,
    ),
    "confirm": act(
        "confirm", suggested, done=same(IN_HAND), refused=NO_REPORTS, adjudicators=PUBLIC
    ),
    "dismiss": act("dismiss", suggested, done=same(IN_FORCE), refused=NO_REPORTS),
    "judge": act(
        "judge",
        lambda world: {"a": world.inside[0].pk, "b": second(world), "verdict": "different"},
        done=same(IN_FORCE),
        refused=NO_REPORTS,
    ),
    "revoke": act(
        "revoke",
        lambda world: {"one": world.judgement.pk},
        done=same(IN_FORCE),
        refused={"merged": 404},  # it is on reports that are not in this case any more
    ),
    "undo": act(
        "undo", lambda world: {"one": world.undoable.pk}, done=same(IN_FORCE), adjudicators=PUBLIC
    ),
    "contest": act(
        "contest",
        lambda world: {"contested": "no" if world.case.contested else "yes", **why(world)},
        done={**same(IN_HAND, contested=True), "contested": {"contested": False}},
    ),
    "relate": act(
        "relate",
        lambda world: {"other": OTHER_ID, "kind": "same_chain"},
        done=same(IN_HAND),
        adjudicators=PUBLIC,
    ),
    "verify": act(
        "verify",
        lambda world: {"one": adjudication(world)},
        done=same([name for name, kept in CASES.items() if kept.pending], stage="verified"),
        refused={
            name: 404 for name, kept in CASES.items() if not (kept.adjudicated or kept.pending)
        },
    ),
    "publish": act("publish", done=same(["internal", "withdrawn"], visibility="published")),
    "withdraw": act("withdraw", why, done=same(SHOWN, visibility="withdrawn")),
}

UNCODED = ("candidate", "open", "imported", "rejected")
"""States in which nobody may adjudicate yet: the page leads back to the case and says so."""
OF_A_PUBLIC_CASE = {
    **dict.fromkeys(STAGES - SHOWN, 404),
    "none": 404,
    "withdrawn": 410,
    "merged": 301,
}
TYPED = {
    "names": "Tomás Example Prueba",
    "case-event": "killing",
    "case-place-country": "COL",
    "case-place-name": "Villa Inventada",
    "case-place-precision": "town",
}

ROUTES: dict[str, Route] = {
    "": Route(of="case", lists="id"),
    "cases/": Route(of="case", lists="id"),
    "cases/<str:public_id>/": Route(of="case", seen=OF_A_PUBLIC_CASE),
    "cases/cases.csv": Route(of="case", lists="id"),
    "cases/cases.geojson": Route(of="case", lists="id"),
    "cases/cases.xlsx": Route(of="case", lists="id"),
    "cases/cases.atom": Route(of="case", lists="id"),
    "map/": Route(of="case"),
    "map/points.json": Route(of="case", lists="count"),
    "api/v1/cases": Route(of="case", lists="id"),
    "api/v1/cases.geojson": Route(of="case", lists="id"),
    "api/v1/facets": Route(of="case", lists="count"),
    "api/v1/cases/<public_id>": Route(of="case", seen=OF_A_PUBLIC_CASE),
    OURS_ANYWAY: Route(
        of="link", done=same(["fresh"]), otherwise=410, within_reach=False, missing=410
    ),
    "desk/cases/": Route(of="case"),
    "desk/reject/": Route(
        of="case",
        gate=frozenset(CODERS),
        send=lambda world: {"case": [world.names["pk"]], **why(world)},
        done=same(["candidate"], stage="rejected"),
        # Several are sent at once: what cannot be done is said on the page that follows.
        otherwise=302,
        refused={"merged": 422, "none": 422},
        beyond=302,
    ),
    "desk/cases/<int:pk>/": Route(of="case"),
    "desk/cases/<int:pk>/coding/": Route(
        of="case",
        send=lambda world: sent(COMPLETE, do="submit"),
        done={**same(["coded", "imported"]), "open": {"stage": "coded"}},
    ),
    "desk/cases/<int:pk>/adjudication/": Route(
        of="case",
        reads_within_reach=True,
        seen=dict.fromkeys(UNCODED, 302),
        send=settled,
        done=same(IN_FORCE - {*UNCODED}),
        refused=dict.fromkeys(UNCODED, 302),
    ),
    **{f"desk/cases/<int:pk>/{name}/": row for name, row in ACT_ROUTES.items()},
    "desk/add/": Route(gate=frozenset(CODERS)),
    "desk/add/link/": Route(gate=frozenset(CODERS), otherwise=422, within_reach=False),
    "desk/add/case/": Route(gate=frozenset(CODERS), send=lambda world: TYPED, done=same([""])),
    "desk/decisions/": Route(gate=READERS_OF_DECISIONS),
}
"""Routes whose answers hang on more than who asks. The others read as `Route()` says."""


@dataclass(frozen=True)
class Answer:
    """What is expected. `changes` are what a post that is done changes; None: it is not done."""

    status: int
    changes: Mapping[str, Any] | None = None


def answer(route: str, method: str, state: str, who: Who) -> Answer:
    """Return what a route answers to somebody, when what it names is in a state."""
    row, told = MATRIX[route], ROUTES.get(route, Route())
    if route.startswith("desk/"):
        if not who.signed_in:
            return Answer(302)
        if not (who.holds(DESK) and who.holds(told.gate)):
            return Answer(403)
    program = route.startswith(("api/", "cases/cases."))
    if method == "OPTIONS" and program:
        return Answer(204)
    if method in READING and row.get is not None:
        return _read(route, told, row.get, state, who)
    if method == "POST" and row.post is not None:
        return _posted(route, told, row.post, state, who)
    return Answer(405)


def _read(route: str, told: Route, may: set[Role | None], state: str, who: Who) -> Answer:
    if route.startswith("desk/"):
        if state == "none" and "<" in route:
            return Answer(404)
        if not who.holds(may, reach=told.reads_within_reach):
            return Answer(403)
    return Answer(told.seen.get(state, 200))


def _posted(route: str, told: Route, may: set[Role | None], state: str, who: Who) -> Answer:
    if state == "none" and "<" in route:
        return Answer(told.missing)
    if None not in may:
        if not who.holds(may):
            return Answer(403)
        if told.within_reach and not who.holds(may, reach=True):
            return Answer(told.refused.get(state, told.beyond) if told.beyond != 403 else 403)
        if state in told.adjudicators and not who.holds(ADJUDICATORS, reach=True):
            return Answer(403)
    if state in told.done:
        return Answer(302, told.done[state])
    return Answer(told.refused.get(state, told.otherwise))
