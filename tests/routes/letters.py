"""The outbox: letters that wait for a person, and what became of the others."""

from typing import Any

from routes.rows import ADJUDICATORS, ANYWHERE, Post, Route, same, why
from routes.worlds import NOTHING, World, worlds
from vigil.trust.models import Letter, Role
from vigil.trust.outbox.verbs.letters import empty_letter, write_letter

State = Letter.State
LETTERS = (*State.values, "failed, and its text removed", "none")
OUTBOX = ADJUDICATORS | {Role.ADMINISTRATOR}


def letter_in(state: str) -> World:
    """Make a letter that decides something in a state."""
    letter = write_letter(
        "casilda@hermanas.example",
        Letter.Subject.ANSWER,
        "The name is gone.",
        kind="answer",
        by=None,
        decides=state == State.WAITING,
        language="en",
    )
    if state == "failed, and its text removed":
        empty_letter(letter, why="its time is over")
    becomes = state if state in State.values else State.FAILED
    Letter.objects.update(state=becomes)

    def facts() -> dict[str, Any]:
        return {"state": Letter.objects.get(pk=letter.pk).state}

    names = {"pk": str(NOTHING if state == "none" else letter.pk)}
    return World("letter", state, names, facts=facts)


WORLDS = {"letter": worlds(letter_in, *LETTERS)}

ROUTES: dict[str, Route] = {
    "desk/outbox/": Route(OUTBOX, of="letter", gate=OUTBOX),
    "desk/outbox/<int:pk>/": Route(OUTBOX, of="letter", gate=OUTBOX),
    "desk/outbox/<int:pk>/release/": Route(
        posts={
            "": Post(
                ADJUDICATORS,
                # Where no mail server is set up a letter that is let go stays here.
                done=same([State.WAITING, State.FAILED, State.RETURNED], state=State.CAPTURED),
                within=ANYWHERE,
            )
        },
        of="letter",
        gate=ADJUDICATORS,
    ),
    "desk/outbox/<int:pk>/discard/": Route(
        posts={
            "": Post(
                OUTBOX,
                send=why,
                done=same(
                    {*LETTERS} - {State.SENDING, State.SENT, State.DISCARDED, "none"},
                    state=State.DISCARDED,
                ),
                within=ANYWHERE,
            )
        },
        of="letter",
        gate=OUTBOX,
    ),
}
