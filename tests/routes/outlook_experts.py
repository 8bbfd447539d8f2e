"""Routes of the outlook: the pages of experts, each for whoever holds the seat."""

from collections.abc import Iterable, Mapping
from typing import Any

from routes.outlook_panel_worlds import EXPERTS, SEATS
from routes.rows import ANYWHERE, Changes, Post, Route, Sends, same

AT = "outlook/panels/"
LEFT = ("withdrawn", "removed")
SEATED = tuple(one for one in SEATS if one not in ("invited", "declined", *LEFT, "refused", "none"))
ANSWERING = ("answering", "kept", "handed in", "late", "second")
"""Who sits there while a round is open to them."""
SHOWN = ("discussing", "second", "closed", "final")
"""Who may see what the first round gave."""


def hidden(*shown: str) -> dict[str, int]:
    """Return that in all other states there is no such page."""
    return {state: 404 for state in SEATS if state not in shown}


def page(*shown: str, posts: Mapping[str, Post] | None = None, **more: Any) -> Route:
    """Return the row of a page that is there in some states of a seat, for its holder alone."""
    return Route(
        EXPERTS, posts or {}, of="seat", seen=hidden(*shown), signed_in=True, stranger=404, **more
    )


def act(
    send: Sends | Mapping[str, Any],
    done: Mapping[str, Changes],
    shown: Iterable[str],
    *,
    otherwise: int = 409,
    **refused: int,
) -> Post:
    """Return one act on a page that is there in these states."""
    sends = send if callable(send) else lambda world: send
    return Post(
        EXPERTS, sends, done=done, otherwise=otherwise, within=ANYWHERE,
        refused={**hidden(*shown), **refused},
    )  # fmt: skip


def never(send: Mapping[str, Any], shown: Iterable[str], **refused: int) -> Post:
    """Return something that cannot be taken, whatever the state."""
    return act(send, {}, shown, otherwise=422, **refused)


def answer(**more: Any) -> Sends:
    """Send an answer to the first question, upon the one that stands."""
    return lambda world: {"1.base": str(world.base), "1.nonce": "n", "1.score": "7.5", **more}


OVER = ("closed", "final")
THERE = tuple(one for one in SEATS if one not in ("refused", "none"))
KEPT: dict[str, Changes] = {
    **same(("answering", "second"), versions=[1]),
    **same(("kept", "late"), versions=[2]),
    "handed in": {"versions": [2, 1, 1, 1]},
}
HANDED: dict[str, Changes] = {
    "answering": {"submissions": 1},
    "kept": {"submissions": 1, "handed": 1},
    "handed in": {"submissions": 2},
    # Then no round is open to them any more.
    "late": {"submissions": 1, "versions": []},
    "second": {"submissions": 2},
}
SURE = {"sure": "on"}
LEAVING = {"state": "withdrawn", "versions": [], "handed": 0}
ROUTES: Mapping[str, Route] = {
    AT: Route(EXPERTS, signed_in=True, stranger=404),
    f"{AT}<slug:uid>/": page(
        *THERE,
        held=True,
        posts={
            "accept": act(
                {"act": "accept", "interest": "Shares in a port.", "quotable": "on"},
                {"invited": {"state": "seated", "interest": True, "quotable": True}},
                THERE,
            ),
            "decline": act({"act": "decline"}, {"invited": {"state": "declined"}}, THERE),
            "unknown": never({"act": "dance"}, THERE),
        },
    ),
    f"{AT}<slug:uid>/seat/": page(
        *SEATED,
        *LEFT,
        held=True,
        posts={
            # In a final panel nobody begins to be quoted: it would tell whose words they are.
            "choose": act(
                {"act": "choose", "quotable": "on"},
                {**same(SEATED, quotable=True), "final": {}},
                (*SEATED, *LEFT),
            ),
            "keep out": act(
                lambda world: {"act": "choose", "recused": world.other},
                {
                    **same((one for one in SEATED if one not in OVER), recused=1),
                    "handed in": {"recused": 1, "handed": 3, "versions": [1] * 4},
                },
                (*SEATED, *LEFT),
            ),
            "interest": act(
                {"act": "interest", "interest": "Shares."},
                same(SEATED, interest=True),
                (*SEATED, *LEFT),
            ),
            "leave": act({"act": "withdraw", **SURE}, same(SEATED, **LEAVING), (*SEATED, *LEFT)),
            "not sure": never({"act": "withdraw"}, (*SEATED, *LEFT)),
            "remove": act(
                {"act": "remove", **SURE},
                {"withdrawn": {"removed": True}},
                (*SEATED, *LEFT),
                removed=302,
            ),
            "unknown": never({"act": "dance"}, (*SEATED, *LEFT)),
        },
    ),
    f"{AT}<slug:uid>/questions/<int:number>/": page(
        *SEATED,
        held=True,
        posts={
            "save": act(answer(), KEPT, SEATED),
            "pass": act(answer(do="pass"), KEPT, SEATED),
            "unfit": never({"1.base": "0", "1.score": "11"}, SEATED),
            "nothing": never({}, SEATED),
        },
    ),
    f"{AT}<slug:uid>/all/": page(
        *SEATED,
        held=True,
        posts={
            "save": act(answer(), KEPT, SEATED),
            "unfit": never({"1.base": "0", "1.score": "x"}, SEATED),
            "nothing": never({}, SEATED),
        },
    ),
    f"{AT}<slug:uid>/hand-in/": page(*SEATED, posts={"": act({}, HANDED, SEATED)}),
    f"{AT}<slug:uid>/rounds/<int:round>/<int:number>/": page(
        *SHOWN,
        held=True,
        posts={
            "remark": act(
                {"act": "remark", "text": "It is less.", "side": "against"},
                same(("discussing", "second"), remarks=1),
                SHOWN,
            ),
            "take back another's": never({"act": "take_back", "remark": "none"}, SHOWN),
            "nothing said": never({"act": "remark"}, SHOWN, closed=409, final=409),
        },
    ),
    f"{AT}<slug:uid>/own/": page(*SEATED),
}
