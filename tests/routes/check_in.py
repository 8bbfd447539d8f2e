"""The door of a session: check-in, walk-ins, the waiting list; and certificates afterwards."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from programme.factories import EventFactory
from programme.registration_factories import registered, session_in
from routes.programme import post, screen
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same
from routes.worlds import NOTHING, World, worlds
from vigil.programme.certificates.codes import code_of
from vigil.programme.events.models.event import State as Published
from vigil.programme.models import Event, Registration
from vigil.programme.registrations import links
from vigil.trust.models import Role

HOSTS = frozenset({Role.PROGRAMME_HOST})
State = Registration.State
ENTRANCES = ("open", "early", "cancelled", "none")
CERTIFICATES = ("offered", "not offered", "absent", "none")
NONCE = "n" * 32


def entrance_in(state: str) -> World:
    """Make a session with somebody who has a place, and somebody who waits for one."""
    minutes = 60 * 48 if state == "early" else -5
    own = Published.CANCELLED if state == "cancelled" else Published.PUBLISHED
    session = session_in(minutes, event=EventFactory(slug="kyoto"), slug="witness", state=own)
    row = registered(session)
    waits = registered(session, State.FULL, "b@c.example")

    def facts() -> dict[str, Any]:
        return {
            "came": Registration.objects.exclude(came_at=None).count(),
            "walk_ins": session.walk_ins.filter(undone=False).count(),
            "given": Registration.objects.get(pk=waits.pk).state == State.CONFIRMED,
        }

    names = {"pk": str(NOTHING if state == "none" else session.pk)}
    parts = {"row": row, "waits": waits}
    return World("entrance", state, names, parts, facts=facts)


def certificate_in(state: str) -> World:
    """Make somebody who came to a session that is over."""
    session = session_in(-200, event=EventFactory(slug="kyoto"), slug="witness")
    Event.objects.filter(pk=session.event_id).update(certificates=state != "not offered")
    came = None if state == "absent" else timezone.now() - timedelta(minutes=190)
    row = registered(session, came_at=came)
    names = {
        "token": "x" * 43 if state == "none" else links.token_of(row),
        "code": "1-x" if state == "none" else code_of(row.event_registration),
    }
    return World("certificate", state, names)


WORLDS = {
    "entrance": worlds(entrance_in, *ENTRANCES),
    "certificate": worlds(certificate_in, *CERTIFICATES),
}
THERE = [state for state in ENTRANCES if state != "none"]
LACKING = {"not offered": 404, "absent": 404}


def door(send: Any, otherwise: int = 409, done: Any = ("open",), **after: Any) -> Post:
    """Return what hosts do at the door, and in which states it is done."""
    return Post(HOSTS, send, done=same(done, **after), otherwise=otherwise, within=ANYWHERE)


ROUTES: dict[str, Route] = {
    "desk/programme/sessions/<int:pk>/check-in/": Route(
        HOSTS,
        {
            "check in": door(
                lambda world: {"do": f"check_in-{world.parts['row'].number}", "nonce": NONCE},
                came=1,
            ),
            "walk in": door(lambda world: {"do": "walk_in", "nonce": NONCE}, walk_ins=1),
            "names": door(lambda world: {"do": "open", "open-why": "the door"}, done=THERE),
        },
        of="entrance",
        gate=HOSTS,
        door=EVERYBODY,
    ),
    "desk/programme/sessions/<int:pk>/check-in/taps.json": Route(
        HOSTS,
        {"nothing": door(lambda world: {"taps": "nothing"}, otherwise=422, done=())},
        of="entrance",
        gate=HOSTS,
        door=EVERYBODY,
    ),
    "desk/programme/sessions/<int:pk>/walk-ins/": Route(
        HOSTS,
        {"count": door(lambda world: {"act": "add", "language": "en", "nonce": NONCE}, walk_ins=1)},
        of="entrance",
        gate=HOSTS,
        door=EVERYBODY,
    ),
    "desk/programme/sessions/<int:pk>/waiting-list/": Route(
        HOSTS,
        {
            "assign": door(
                lambda world: {"number": world.parts["waits"].number, "why": "She interprets."},
                done=("open", "early"),
                given=True,
            )
        },
        of="entrance",
        gate=HOSTS,
        door=EVERYBODY,
    ),
    "desk/programme/<int:pk>/certificates/": screen(
        {"offer": post({"offered": "on"}, Published.values, certificates=True)}, of="event"
    ),
    "programme/registration/<slug:token>/certificate/": Route(
        EVERYBODY,
        {
            # With a name a file is sent, and nothing changes.
            "no name": Post(EVERYBODY, otherwise=422, refused=LACKING, missing=410, within=ANYWHERE)
        },
        of="certificate",
        seen={**LACKING, "none": 410},
    ),
    "programme/certificate/<slug:code>/": Route(EVERYBODY, of="certificate", seen=LACKING),
}
