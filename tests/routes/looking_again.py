"""The list of cases to look at again, and the date of a reminder."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

from days import today
from desk.coding.test_views import COMPLETE
from desk.conftest import make_account, make_candidate
from routes.rows import CODERS, DESK, Post, Route, same
from routes.worlds import NOTHING, World, maker, worlds
from vigil.casefile.cases.changes import case_changes
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.coding.verbs.writing_values import write_values
from vigil.casefile.models import Basis, Case, LookAgain, Stage

KINDS = ("proceedings", "unnamed")


def reminder_in(state: str) -> World:
    """Make a verified case that is to be looked at again for one reason."""
    values: dict[str, Any] = deepcopy(COMPLETE)
    if state == "unnamed":
        del values["victims"][0]["names"]
    else:
        values["case"]["impunity"] = "proceedings_open"
    case = make_candidate(make_account(), stage=Stage.OPEN, public_id="V-7004")
    Case.objects.filter(pk=case.pk).update(stage=Stage.VERIFIED)
    case.refresh_from_db()
    with case_changes():
        decision = record_on_case("verify", case, by=maker())
        write_values(case, values, basis=Basis.ADJUDICATED, decision=decision)
    row = LookAgain.objects.get(case=case)

    def facts() -> dict[str, Any]:
        return {"moved": LookAgain.objects.get(pk=row.pk).moved_by is not None}

    names = {"pk": str(NOTHING if state == "none" else row.pk)}
    return World("look again", state, names, {"row": row}, facts)


WORLDS = {"look again": worlds(reminder_in, *KINDS, "none")}
ROUTES: dict[str, Route] = {
    "desk/look-again/": Route(DESK, of="look again"),
    "desk/look-again/<int:pk>/": Route(
        posts={
            "": Post(
                CODERS,
                send=lambda _world: {"on": str(today() + timedelta(days=90)), "why": "a trial"},
                done=same(KINDS, moved=True),
            )
        },
        of="look again",
    ),
}
