"""What is told in confidence: the public's two pages, and the desk's screens."""

from typing import Any

from factories import CaseFactory
from routes.rows import (
    ADJUDICATORS,
    ANYWHERE,
    COUNTRIES,
    EVERYBODY,
    LANGUAGES,
    Post,
    Route,
    same,
    why,
)
from routes.worlds import World, maker, worlds
from vigil.casefile.models import Stage
from vigil.trust.models import Role
from vigil.witness.models import Testimony
from vigil.witness.testimony.verbs import answering, sending
from witness.testimony_factories import WORDS, old_ticket, sent, told

State = Testimony.State
READERS = ADJUDICATORS | {Role.EDITOR}
NUMBER = "V-7801"
TESTIMONIES = (*State.values, "in a case", "none")
GONE = (State.WITHDRAWN, State.DESTROYED)
KEPT = [state for state in (*State.values, "in a case") if state not in GONE]


def testimony_in(state: str) -> World:
    """Make a testimony in a state; it is of Colombia, and told in Spanish."""
    by, given = maker(), told(WORDS, b"some notes")
    one, code = given.testimony, given.code
    file = one.files.get()
    case = CaseFactory(public_id=NUMBER, stage=Stage.OPEN, country="COL")
    if state == State.OPENED:
        answering.open_testimony(one, by=by, why="to read it")
    if state == State.CLOSED:
        answering.close(one, by=by, why="nothing to do")
    if state == State.WITHDRAWN:
        sending.take_back(one)
    if state == State.DESTROYED:
        answering.destroy(one, by=by, why="asked by letter")
    if state == "in a case":
        answering.place(one, case, by=by, why="the same day and street")

    def facts() -> dict[str, Any]:
        now = Testimony.objects.select_related("report").get(pk=one.pk)
        placed = now.report is not None and now.report.accounts.exists()
        return {"state": now.state, "placed": placed}

    names = {"uid": "x" if state == "none" else one.uid, "file": file.uid}
    return World("testimony", state, names, {"code": code}, facts)


def at_desk(**values: Any) -> Route:
    """Return the row of a screen for those who may read testimonies."""
    return Route(**{"of": "testimony", "door": READERS, "gate": READERS, **values})


def act(**values: Any) -> Route:
    """Return the row of one act on a testimony."""
    return at_desk(posts={"": Post(**{"by": READERS, **values})})


def reason(name: str) -> Any:
    """Send a reason in the form of this name."""
    return lambda world: {f"{name}-why": why(world)["why"]}


def returning(**values: Any) -> Any:
    """Send the code of the world and what is asked for."""
    return lambda world: {"ticket": old_ticket(), "code": world.code, **values}


def returned(states: list[str], **values: Any) -> Post:
    """Return how something is done by who has the code; where all is gone there is none."""
    given = {
        "by": EVERYBODY,
        "status": 200,
        "otherwise": 404,
        "within": ANYWHERE,
        "nothing": frozenset(),
        **values,
    }
    return Post(done=same(states, **given.pop("after", {})), **given)


LIMITS = COUNTRIES | LANGUAGES
WITH_CODE = [*KEPT, "none"]
WORLDS = {"testimony": worlds(testimony_in, *TESTIMONIES)}

ROUTES: dict[str, Route] = {
    "bear-witness/": Route(
        EVERYBODY,
        {
            "tell": Post(
                EVERYBODY,
                send=lambda world: sent(),
                done=same([""]),
                status=200,
                within=ANYWHERE,
            ),
            "nothing said": Post(
                EVERYBODY, send=lambda world: sent(text=""), otherwise=422, within=ANYWHERE
            ),
        },
    ),
    "bear-witness/leave/": Route(EVERYBODY, seen={"": 302}),
    "bear-witness/return/": Route(
        EVERYBODY,
        {
            "read": returned(WITH_CODE, send=returning(), recorded=False),
            "add": returned(
                WITH_CODE, send=returning(do="add", text=WORDS), after={"state": State.WAITING}
            ),
            "take back": returned(
                WITH_CODE,
                send=returning(do="take-back", sure="on"),
                after={"state": State.WITHDRAWN, "placed": False},
            ),
        },
        of="testimony",
        seen={"none": 200},
    ),
    "desk/testimony/": at_desk(get=READERS),
    "desk/testimony/<slug:uid>/": at_desk(get=READERS, within=LIMITS),
    "desk/testimony/<slug:uid>/open/": act(
        send=reason("open"),
        # What was not waiting stays as it was.
        done={
            **same(KEPT, state=State.OPENED),
            **same([State.CLOSED], state=State.CLOSED),
        },
        status=200,
    ),
    "desk/testimony/<slug:uid>/answer/": act(
        send=lambda world: {"text": "Thank you. Which street?"}, done=same(KEPT)
    ),
    "desk/testimony/<slug:uid>/place/": act(
        by=ADJUDICATORS,
        send=lambda world: {"place-case": NUMBER, "place-why": "the same street"},
        done=same([state for state in KEPT if state != "in a case"], placed=True),
    ),
    "desk/testimony/<slug:uid>/close/": act(
        send=reason("close"),
        done=same([state for state in KEPT if state != State.CLOSED], state=State.CLOSED),
    ),
    "desk/testimony/<slug:uid>/destroy/": act(
        by=ADJUDICATORS,
        send=reason("destroy"),
        done=same(KEPT, state=State.DESTROYED, placed=False),
    ),
    "desk/testimony/<slug:uid>/files/<slug:file>/open/": at_desk(
        posts={
            "original": Post(
                ADJUDICATORS,
                send=lambda world: {"file-why": "to look", "which": "original"},
                done=same(KEPT),
                status=200,
            ),
            "without a reason": Post(READERS, otherwise=422),
        }
    ),
}
