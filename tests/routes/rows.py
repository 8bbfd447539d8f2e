"""Who asks, what a row of the table says, and the answer that follows from it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from routes.worlds import World
from vigil.trust.models import Role

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
READING = frozenset({"GET", "HEAD"})
ADJUDICATORS = frozenset({Role.ADJUDICATOR})
CODERS = ADJUDICATORS | {Role.CODER}
DESK = CODERS | {Role.ADMINISTRATOR, Role.AUDITOR}
EVERYBODY = frozenset({None, *Role})
"""None is a visitor."""
COUNTRIES, LANGUAGES = frozenset({"countries"}), frozenset({"languages"})
ANYWHERE: frozenset[str] = frozenset()

Roles = Collection[Role | None]


# Who


@dataclass(frozen=True)
class Who:
    """Somebody at the door. `elsewhere` are roles limited to what is not in the table."""

    roles: frozenset[Role] = frozenset()
    elsewhere: Mapping[Role, Mapping[str, list[str]]] = field(default_factory=dict)
    active: bool = True
    visitor: bool = False

    @property
    def signed_in(self) -> bool:
        """Whether the person gets as far as being known."""
        return self.active and not self.visitor

    def holds(self, roles: Roles, within: Iterable[str] = ANYWHERE) -> bool:
        """Say whether the person holds one of the roles.

        `within` names the limits that count here: a role with such a limit does not reach.
        """
        if None in roles:
            return True
        reaching = {role for role, limits in self.elsewhere.items() if not {*limits} & {*within}}
        return any(role in roles for role in self.roles | reaching)


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
"""What the table tells of is in Colombia, and told in Spanish."""


# What

Sends = Callable[[World], Mapping[str, Any]]
Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Post:
    """One thing that can be done at a route, and where it is done.

    `send` makes what a browser sends when nothing is lacking.
    """

    by: Roles
    send: Sends = lambda world: {}
    done: Mapping[str, Changes] = field(default_factory=dict)
    """The states in which it is done, each with the facts of the world that it changes."""
    status: int = 302
    """The answer where it is done."""
    recorded: bool = True
    """Whether what is done is a decision, in the log."""
    otherwise: int = 409
    """The answer in every other state, where `refused` names no other."""
    refused: Mapping[str, int] = field(default_factory=dict)
    ends: Mapping[str, Changes] = field(default_factory=dict)
    """The states in which it is refused, and what the refusal itself changes."""
    within: frozenset[str] = COUNTRIES | LANGUAGES
    """The limits of a role that count."""
    beyond: int = 403
    """The answer to somebody whose role does not reach the thing."""
    adjudicators: frozenset[str] = frozenset()
    """States in which it takes an adjudicator."""
    visitors: bool = False
    """Whether it is done for visitors alone, and refused to who is signed in as somebody else."""
    nothing: frozenset[str] = frozenset({"none"})
    """States in which there is nothing to do it with."""
    missing: int = 404
    """The answer to that."""


@dataclass(frozen=True)
class Route:
    """One row: who may read the route, what may be posted, and how the answers hang on states."""

    get: Roles | None = None
    """Who may read it; None: nobody can, 405."""
    posts: Mapping[str, Post] = field(default_factory=dict)
    """What can be posted, by a name of it; empty: nothing can, 405."""
    of: str = ""
    """The kind of thing on whose state the answers hang (`table.WORLDS`)."""
    seen: Mapping[str, int] = field(default_factory=dict)
    """The answers to reading where it is not 200, nor 404 because there is no such thing."""
    door: Roles = DESK
    """Who gets to a page of the desk at all: for screens of other rooms than the case file."""
    gate: Roles = DESK
    """Who gets past the door of a page of the desk at all."""
    signed_in: bool = False
    """Whether a visitor is sent to sign in, though it is no page of the desk."""
    held: bool = False
    """Whether what a visitor sends there is shown back to them instead: their session ended."""
    stranger: int = 403
    """The answer to who holds none of the roles: 404 where only they may know that it is there."""
    members: bool = False
    """Whether it is for members of the network alone: nobody in the table is one."""
    within: frozenset[str] = ANYWHERE
    """The limits of a role that count for reading, and the answer to who is beyond them."""
    beyond: int = 403
    protocol: Mapping[str, int] = field(default_factory=dict)
    """Methods of a protocol of its own, and what each answers to whoever does not speak it."""
    programs: bool = False
    """Whether programs of other sites may ask: then OPTIONS is known."""
    lists: str = ""
    """For a page of many cases: how it tells that a case is among them ("id", "count")."""


def same(states: Iterable[str], **after: Any) -> dict[str, Changes]:
    """Return that something is done in these states, and what it changes."""
    return dict.fromkeys(states, after)


def why(world: World) -> dict[str, Any]:
    """Send a reason."""
    return {"why": "The court says so"}


# What follows


@dataclass(frozen=True)
class Answer:
    """What is expected. `changes` are what a post that is done changes; None: it is not done."""

    status: int
    changes: Changes | None = None


def answer(at: str, route: Route, method: str, act: str, state: str, who: Who) -> Answer:
    """Return what a route answers to somebody, when what it names is in a state.

    `act` is which of its posts is sent; of a route without any, it is "".
    """
    if at.startswith("desk/"):
        if not who.signed_in:
            return Answer(403 if route.held and method == "POST" else 302)
        if not (who.holds(route.door) and who.holds(route.gate)):
            return Answer(403)
    if route.signed_in and not who.signed_in:
        return Answer(403 if route.held and method == "POST" else 302)
    if route.members:
        return Answer(403)
    if method in route.protocol:
        return Answer(route.protocol[method])
    if method == "OPTIONS" and route.programs:
        return Answer(204)
    if method in READING and route.get is not None:
        return Answer(_read(at, route, state, who))
    if method == "POST" and route.posts:
        return _posted(route.posts[act], state, who, route.stranger)
    return Answer(405)


def _read(at: str, route: Route, state: str, who: Who) -> int:
    assert route.get is not None
    if state == "none" and "<" in at and route.seen.get(state, 404) == 404:
        return 404
    if not who.holds(route.get):
        return route.stranger
    if not who.holds(route.get, route.within):
        return route.beyond
    return route.seen.get(state, 200)


def _posted(post: Post, state: str, who: Who, stranger: int) -> Answer:
    if state in post.nothing:
        return Answer(post.missing)
    if not who.holds(post.by):
        return Answer(stranger)
    if not who.holds(post.by, post.within):
        return Answer(post.beyond)
    if state in post.adjudicators and not who.holds(ADJUDICATORS, post.within):
        return Answer(403)
    if state in post.done and not (post.visitors and who.signed_in):
        return Answer(post.status, post.done[state])
    if state in post.ends:
        return Answer(post.otherwise, post.ends[state])
    return Answer(post.refused.get(state, post.otherwise))
