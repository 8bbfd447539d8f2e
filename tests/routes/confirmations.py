"""What waits for a second person: the list, confirming, refusing."""

from contextlib import suppress
from typing import Any

from casefile.people.named_people import ANA, person, settled
from factories import adjudicator
from routes.rows import ADJUDICATORS, ANYWHERE, Post, Route
from routes.worlds import NOTHING, World, maker, worlds
from vigil.trust.confirmations.verbs import ConfirmationLapsed, confirm, refuse
from vigil.trust.models import Confirmation, Role, Withdrawal
from vigil.trust.withdrawals.verbs import ask_to_lift, withdraw

Outcome = Confirmation.Outcome
STATES = (*Outcome.values, "changed", "none")
SEEING = ADJUDICATORS | {
    *(Role.EDITOR, Role.FUND_OFFICER, Role.PROGRAMME_HOST),
    *(Role.PANEL_CHAIR, Role.ADMINISTRATOR),
}


def confirmation_in(state: str) -> World:
    """Let somebody ask to lift a withdrawal, and another answer."""
    by, case = maker(), settled(person(ANA))
    done = withdraw([ANA], by=by, why="her family asked")
    asked = ask_to_lift(done, by=by, why="her family wants it told")
    if state in (Outcome.LAPSED, "changed"):
        Withdrawal.objects.filter(pk=done.pk).update(why="her brother asked")
    if state == Outcome.LAPSED:
        with suppress(ConfirmationLapsed):
            confirm(asked, by=adjudicator())
    if state == Outcome.CONFIRMED:
        confirm(asked, by=adjudicator())
    if state == Outcome.REFUSED:
        refuse(asked, by=adjudicator(), why="nobody answered")

    def facts() -> dict[str, Any]:
        now = Confirmation.objects.get(pk=asked.pk)
        return {
            "outcome": now.outcome,
            "lifted": Withdrawal.objects.get(pk=done.pk).lifted_at is not None,
        }

    names = {"pk": str(NOTHING if state == "none" else asked.pk)}
    parts = {"person": case.victims.get(), "asked": asked}
    return World("confirmation", state, names, parts, facts)


WORLDS = {"confirmation": worlds(confirmation_in, *STATES)}
STATES_OF = {"Confirmation.outcome": lambda: Confirmation.objects.values_list("outcome", flat=True)}

ROUTES: dict[str, Route] = {
    "desk/confirmations/": Route(SEEING, of="confirmation", door=SEEING, gate=SEEING),
    "desk/confirmations/<int:pk>/confirm/": Route(
        posts={
            "": Post(
                ADJUDICATORS,
                done={Outcome.WAITING: {"outcome": Outcome.CONFIRMED, "lifted": True}},
                ends={"changed": {"outcome": Outcome.LAPSED}},
                within=ANYWHERE,
            )
        },
        of="confirmation",
        door=SEEING,
        gate=SEEING,
    ),
    "desk/confirmations/<int:pk>/refuse/": Route(
        posts={
            "": Post(
                ADJUDICATORS,
                send=lambda world: {f"refuse-{world.asked.pk}-why": "Nobody answered"},
                done={
                    Outcome.WAITING: {"outcome": Outcome.REFUSED},
                    "changed": {"outcome": Outcome.REFUSED},
                },
                within=ANYWHERE,
            )
        },
        of="confirmation",
        door=SEEING,
        gate=SEEING,
    ),
}
