"""Names to remember: the list and what comes of it, reminders, and the screens of editors."""

from typing import Any

from factories import CaseFactory, VictimFactory
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same, why
from routes.worlds import World, made_user, worlds
from vigil.casefile.people.name_visibility import NO_END
from vigil.trust.models import Role, User
from vigil.witness.models import Ground, Life, Name, Reminder, Ruling, Standing
from vigil.witness.names.verbs.admitting import admit, exclude, leave_out
from vigil.witness.people.verbs import writing as lives
from vigil.witness.reminders import verbs as reminders

EDITORS = frozenset({Role.EDITOR})
TEXT = "She taught and sang."
WAITS = frozenset({Standing.WAITING, Standing.LEFT_OUT, "of a conflict"})
LIVES = {f"life {state}": state for state in Life.State.values}
"""States in which editors wrote a text on the life."""
CHILD = "under 18"
SHOWN = (Standing.REMEMBERED, "let in", *LIVES)
NAMES = (*SHOWN, "excluded", CHILD, *sorted(WAITS), "none")
WITH_PAGE = [state for state in NAMES if state not in (CHILD, "none")]
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
    if state == CHILD:
        values |= {"age_low": 12, "age_high": 12, "agreed_until": NO_END}
    victim = VictimFactory(case=case, **values)
    name = Name.objects.get(uid=victim.uid)
    decided = {Standing.LEFT_OUT: leave_out, "let in": admit, "excluded": exclude}
    if verb := decided.get(state):
        verb(name, by=by, why="Decided before")
    if state in LIVES:
        _write(name, LIVES[state], by)

    def facts() -> dict[str, Any]:
        now = Name.objects.get(uid=victim.uid)
        life = Life.objects.filter(person=victim.uid).first()
        return {
            "standing": now.standing,
            "excluded": now.excluded,
            "life": life.state if life else "",
        }

    return World("name", state, {"handle": "x" if state == "none" else name.handle}, facts=facts)


def _write(name: Name, state: str, by: User) -> None:
    lives.write_life(name, "en", TEXT, by=by)
    if state == Life.State.SHOWN:
        lives.approve_life(name, "en", TEXT, by=made_user("second@example.org", Role.EDITOR))
    if state == Life.State.SENT_BACK:
        lives.send_back_life(name, "en", by=by, why="Decided before")
    if state == Life.State.HIDDEN:
        lives.hide_life(name, by=by, why="Decided before")


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
    "Life.state": lambda: Life.objects.values_list("state", flat=True),
    "Reminder.every": lambda: Reminder.objects.values_list("every", flat=True),
}
assert set(Ground.values) == {"", "category", "motive"}

LIST = Route(EVERYBODY, of="name")
NOT_SHOWN = dict.fromkeys(WAITS, 404)
NO_PAGE = {CHILD: 404}


def deciding(do: str, states: list[str], **after: Any) -> Post:
    """Return what an editor does, in which states, and what it changes."""
    return Post(
        EDITORS,
        send=lambda world: {"do": do, **why(world)},
        done=same(states, **after),
        within=ANYWHERE,
    )


def writing(act: str, states: list[str], life: str, **sent: Any) -> Post:
    """Return what an editor does with the text on a life, in which states, and what it is then."""
    return Post(
        EDITORS,
        send=lambda world: {"act": act, **sent},
        done=same(states, life=life),
        within=ANYWHERE,
        nothing=frozenset({"none", CHILD}),
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
    # It leads to the page of the person; who was under 18 has none.
    "names/<slug:handle>/": Route(
        EVERYBODY, of="name", seen={**NOT_SHOWN, **dict.fromkeys((*SHOWN, "excluded"), 301)}
    ),
    "people/": Route(EVERYBODY, seen={"": 301}),
    "people/<slug:handle>/": Route(EVERYBODY, of="name", seen=NO_PAGE),
    "people/<slug:handle>/anniversary.ics": Route(
        EVERYBODY, of="name", seen={**NOT_SHOWN, **NO_PAGE, "excluded": 404}
    ),
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
    "desk/remembrance/<slug:handle>/life/": Route(
        EDITORS,
        {
            "write": writing(
                "write", WITH_PAGE, life=Life.State.WAITING, language="en", text=f"{TEXT} More."
            ),
            "approve": writing(
                "approve", ["life waiting"], life=Life.State.SHOWN, language="en", text=TEXT
            ),
            "send back": writing(
                "send_back", ["life waiting"], life=Life.State.SENT_BACK, language="en", why="Thin"
            ),
            "hide": writing(
                "hide",
                [state for state in WITH_PAGE if state != "life hidden"],
                life=Life.State.HIDDEN,
                why="Asked for",
            ),
            "nothing": Post(
                EDITORS, otherwise=422, within=ANYWHERE, nothing=frozenset({"none", CHILD})
            ),
        },
        of="name",
        seen=NO_PAGE,
        door=EDITORS,
        gate=EDITORS,
    ),
    "desk/remembrance/<slug:handle>/preview/": Route(
        EDITORS, of="name", seen=NO_PAGE, door=EDITORS, gate=EDITORS
    ),
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
            "exclude": deciding("exclude", [*SHOWN, CHILD, *sorted(WAITS)], excluded=True),
            "include": deciding("include", ["excluded"], excluded=False),
            "nothing": Post(EDITORS, otherwise=422, within=ANYWHERE),
        },
        of="name",
        door=EDITORS,
        gate=EDITORS,
    ),
}
