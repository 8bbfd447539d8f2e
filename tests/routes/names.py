"""Names to remember: the list and what comes of it, reminders, and the screens of editors."""

from typing import Any

from factories import CaseFactory, VictimFactory
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same, why
from routes.worlds import World, made_user, worlds
from vigil.trust.models import Role
from vigil.witness.models import Ground, Name, Reminder, Ruling, Standing
from vigil.witness.names.verbs.admitting import admit, exclude, leave_out
from vigil.witness.reminders import verbs as reminders

EDITORS = frozenset({Role.EDITOR})
WAITS = frozenset({Standing.WAITING, Standing.LEFT_OUT, "of a conflict"})
NAMES = (Standing.REMEMBERED, "excluded", "let in", *sorted(WAITS), "none")
REMINDERS = ("asked", "confirmed", "weekly", "none")


def name_in(state: str) -> World:
    """Make somebody who was killed, and what an editor decided."""
    by = made_user("chooser@example.org", Role.EDITOR)
    values: dict[str, Any] = {}
    case = CaseFactory(public_id="V-7001")
    if state in (Standing.WAITING, Standing.LEFT_OUT, "let in"):
        values["target_category"] = "reported_criminal_link"
    if state == "of a conflict":
        from publication.planted import accept

        accept(case, "motive", "organised_crime")
        values["target_category"] = "unknown"
    victim = VictimFactory(case=case, **values)
    name = Name.objects.get(uid=victim.uid)
    decided = {Standing.LEFT_OUT: leave_out, "let in": admit, "excluded": exclude}
    if verb := decided.get(state):
        verb(name, by=by, why="Decided before")

    def facts() -> dict[str, Any]:
        now = Name.objects.get(uid=victim.uid)
        return {"standing": now.standing, "excluded": now.excluded}

    return World("name", state, {"handle": "x" if state == "none" else name.handle}, facts=facts)


def reminder_in(state: str) -> World:
    """Make somebody who asked to be reminded."""
    every = Reminder.Every.WEEK if state == "weekly" else Reminder.Every.DAY
    reminders.sign_up("casilda@hermanas.example", every=every)
    [made] = Reminder.objects.all()
    if state != "asked":
        reminders.confirm(made)

    def facts() -> dict[str, Any]:
        now = Reminder.objects.filter(pk=made.pk).first()
        return {"confirmed": now is not None and now.confirmed_at is not None, "there": bool(now)}

    token = "x" * 43 if state == "none" else reminders.token_of(made)
    return World("reminder", state, {"token": token}, facts=facts)


WORLDS = {"name": worlds(name_in, *NAMES), "reminder": worlds(reminder_in, *REMINDERS)}
STATES_OF = {
    "Name.standing": lambda: Name.objects.values_list("standing", flat=True),
    "Name.ground": lambda: Name.objects.values_list("ground", flat=True),
    "Ruling.admission": lambda: Ruling.objects.values_list("admission", flat=True),
    "Reminder.every": lambda: Reminder.objects.values_list("every", flat=True),
}
assert set(Ground.values) == {"", "category", "motive"}

LIST = Route(EVERYBODY, of="name")
NOT_SHOWN = dict.fromkeys(WAITS, 404)


def deciding(do: str, states: list[str], **after: Any) -> Post:
    """Return what an editor does, in which states, and what it changes."""
    return Post(
        EDITORS,
        send=lambda world: {"do": do, **why(world)},
        done=same(states, **after),
        within=ANYWHERE,
    )


ROUTES: dict[str, Route] = {
    "names/": LIST,
    "names/about/": Route(EVERYBODY),
    "names/today/": LIST,
    "names/anniversaries.ics": Route(EVERYBODY, of="name", programs=True),
    # Where nobody is left to print, there is nothing to give.
    "names/roll.pdf": Route(
        EVERYBODY, of="name", programs=True, seen=dict.fromkeys((*WAITS, "excluded"), 400)
    ),
    "names/<slug:handle>/": Route(EVERYBODY, of="name", seen=NOT_SHOWN),
    "names/<slug:handle>/share/": Route(EVERYBODY, of="name", seen={**NOT_SHOWN, "excluded": 404}),
    "names/<slug:handle>/card.png": Route(
        EVERYBODY, of="name", seen={**NOT_SHOWN, "excluded": 404}
    ),
    "names/remind/": Route(
        EVERYBODY,
        {
            "ask": Post(
                EVERYBODY,
                send=lambda world: {"address": "new@hermanas.example", "every": "day"},
                done=same([""]),
                within=ANYWHERE,
            ),
            "no address": Post(EVERYBODY, otherwise=422, within=ANYWHERE),
        },
    ),
    "names/remind/sent/": Route(EVERYBODY),
    "names/remind/left/": Route(EVERYBODY),
    "names/remind/<slug:token>/": Route(
        EVERYBODY,
        {
            "confirm": Post(
                EVERYBODY,
                done={"asked": {"confirmed": True}, "confirmed": {}, "weekly": {}},
                recorded=False,
                missing=410,
                within=ANYWHERE,
            ),
            "leave": Post(
                EVERYBODY,
                send=lambda world: {"do": "leave"},
                done=same(["asked", "confirmed", "weekly"], confirmed=False, there=False),
                missing=410,
                within=ANYWHERE,
            ),
        },
        of="reminder",
        seen={"none": 410},
    ),
    "desk/remembrance/": Route(EDITORS, of="name", door=EDITORS, gate=EDITORS),
    "desk/remembrance/<slug:handle>/": Route(EDITORS, of="name", door=EDITORS, gate=EDITORS),
    "desk/remembrance/<slug:handle>/do/": Route(
        posts={
            "admit": deciding("admit", sorted(WAITS), standing=Standing.REMEMBERED),
            "leave out": deciding(
                "leave_out",
                [Standing.WAITING, "of a conflict", "let in"],
                standing=Standing.LEFT_OUT,
            ),
            "take back": deciding(
                "undecide", [Standing.LEFT_OUT, "let in"], standing=Standing.WAITING
            ),
            "exclude": deciding(
                "exclude", [Standing.REMEMBERED, "let in", *sorted(WAITS)], excluded=True
            ),
            "include": deciding("include", ["excluded"], excluded=False),
            "nothing": Post(EDITORS, otherwise=422, within=ANYWHERE),
        },
        of="name",
        door=EDITORS,
        gate=EDITORS,
    ),
}
