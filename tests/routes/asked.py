"""What the public asked for: the list, one request, its contact, its answer."""

from typing import Any

from routes.rows import ADJUDICATORS, ANYWHERE, Post, Route, same
from routes.worlds import NOTHING, World, maker, worlds
from vigil.trust.models import Request
from vigil.trust.requests.verbs import answer_request, decline_request, receive_request

State = Request.State
REQUESTS = (*State.values, "without a contact", "none")


def request_in(state: str) -> World:
    """Make a request in a state."""
    contact = "" if state == "without a contact" else "casilda@hermanas.example"
    asked = receive_request(
        "case", "V-7001", "removal", "Please take the name of my sister away.", contact=contact
    )
    if state in (State.ANSWERED, State.DECLINED):
        close = answer_request if state == State.ANSWERED else decline_request
        close(asked, "It is done.", by=maker())

    def facts() -> dict[str, Any]:
        return {"state": Request.objects.get(pk=asked.pk).state}

    names = {"pk": str(NOTHING if state == "none" else asked.pk)}
    return World("request", state, names, facts=facts)


def closed(state: State, **sent: str) -> Post:
    """Return how a request is closed."""
    return Post(
        ADJUDICATORS,
        send=lambda world: {"answer": "It is done.", **sent},
        done=same([State.OPEN, "without a contact"], state=state),
        within=ANYWHERE,
    )


WORLDS = {"request": worlds(request_in, *REQUESTS)}

ROUTES: dict[str, Route] = {
    "desk/requests/": Route(ADJUDICATORS, of="request", gate=ADJUDICATORS),
    "desk/requests/<int:pk>/": Route(ADJUDICATORS, of="request", gate=ADJUDICATORS),
    "desk/requests/<int:pk>/contact/": Route(
        posts={
            "": Post(
                ADJUDICATORS,
                send=lambda world: {"open-why": "To answer"},
                # Also once it is closed: the answer is sent after that.
                done=same(State.values),
                status=200,
                within=ANYWHERE,
            )
        },
        of="request",
        gate=ADJUDICATORS,
    ),
    "desk/requests/<int:pk>/answer/": Route(
        posts={
            "answer": closed(State.ANSWERED),
            "decline": closed(State.DECLINED, do="decline"),
        },
        of="request",
        gate=ADJUDICATORS,
    ),
}
