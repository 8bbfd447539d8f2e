"""Withdrawing a name everywhere: looking, the one act, its receipt, lifting it."""

from typing import Any

from casefile.people.named_people import ANA, person, settled
from routes.rows import ADJUDICATORS, ANYWHERE, Post, Route, same, why
from routes.worlds import NOTHING, World, maker, worlds
from seconded import lift
from vigil.trust.models import Confirmation, Withdrawal
from vigil.trust.withdrawals.verbs import withdraw

WITHDRAWALS = ("in force", "lifted", "none")


def withdrawal_in(state: str) -> World:
    """Withdraw the name of somebody in a public case."""
    by, case = maker(), settled(person(ANA))
    done = withdraw([ANA], by=by, why="her family asked")
    if state == "lifted":
        lift(done, by=by, why="her family wants it told")

    def facts() -> dict[str, Any]:
        lifted = Withdrawal.objects.get(pk=done.pk).lifted_at is not None
        return {"lifted": lifted, "waits": Confirmation.objects.exists()}

    names = {"pk": str(NOTHING if state == "none" else done.pk)}
    return World("withdrawal", state, names, {"person": case.victims.get()}, facts)


def everywhere(world: World) -> dict[str, Any]:
    """Send the name, ticked where the case file holds it."""
    ticked = [f"casefile/victim/{world.person.uid}"]
    return {"do": "withdraw", "names": ANA, "seen": ticked, "chosen": ticked, **why(world)}


WORLDS = {"withdrawal": worlds(withdrawal_in, *WITHDRAWALS)}
ROUTES: dict[str, Route] = {
    "desk/withdraw/": Route(
        ADJUDICATORS,
        {
            "look": Post(
                ADJUDICATORS,
                send=lambda world: {"do": "look", "names": ANA},
                otherwise=200,
                within=ANYWHERE,
                nothing=frozenset(),
            ),
            # Of a name that is withdrawn already it is done again: it may stand in what came since.
            "withdraw": Post(
                ADJUDICATORS,
                send=everywhere,
                done=same(WITHDRAWALS),
                within=ANYWHERE,
                nothing=frozenset(),
            ),
        },
        of="withdrawal",
        gate=ADJUDICATORS,
    ),
    "desk/withdraw/<int:pk>/": Route(ADJUDICATORS, of="withdrawal", gate=ADJUDICATORS),
    "desk/withdraw/<int:pk>/lift/": Route(
        posts={
            "": Post(ADJUDICATORS, send=why, done=same(["in force"], waits=True), within=ANYWHERE)
        },
        of="withdrawal",
        gate=ADJUDICATORS,
    ),
}
