"""The day of an event: the page that a host keeps open, and the part that it asks for."""

from typing import Any

from programme.factories import EventFactory
from programme.recording_factories import host
from programme.registration_factories import addressed, session_in, streamed
from routes.rows import ANYWHERE, Changes, Post, Route, same
from routes.worlds import NOTHING, World, worlds
from vigil.programme.models import RunItem, Stream
from vigil.programme.run_of_show.verbs import add_item
from vigil.trust.models import Role

HOSTS = frozenset({Role.PROGRAMME_HOST})
DAYS = ("on", "later", "without sessions", "none")
WITH_SESSION = ("on", "later")


def day_in(state: str) -> World:
    """Make an event with a session that is on or comes later, its stream and an item of its run."""
    event = EventFactory(slug="kyoto")
    parts: dict[str, Any] = {}
    if state in WITH_SESSION:
        session = session_in(-5 if state == "on" else 600, event=event, slug="witness")
        addressed(streamed(session), "https://player.streams.example/b", "fallback")
        parts["item"] = add_item(session, by=host(), title="Opening", seconds=300)

    def facts() -> dict[str, Any]:
        item, stream = RunItem.objects.first(), Stream.objects.first()
        return {
            "started": bool(item and item.started_at),
            "fallback": bool(stream and stream.on_fallback),
            "closed": bool(stream and stream.closed_at),
        }

    names = {"pk": str(NOTHING if state == "none" else event.pk)}
    return World("day", state, names, parts, facts)


def tapping(name: str, done: dict[str, Changes]) -> Post:
    """Return one tap on a button about the session."""
    return Post(
        HOSTS,
        send=lambda world: {name: "1"},
        done=done,
        refused={"without sessions": 404},
        within=ANYWHERE,
    )


def item_of(world: World) -> dict[str, Any]:
    """Start the item of the run."""
    item = world.parts.get("item")
    return {"start": str(item.pk) if item else "0"}


WORLDS = {"day": worlds(day_in, *DAYS)}
ROUTES: dict[str, Route] = {
    "desk/programme/events/<int:pk>/day/": Route(
        HOSTS,
        {
            "start": Post(
                HOSTS,
                send=item_of,
                done=same(WITH_SESSION, started=True),
                refused={"without sessions": 404},
                within=ANYWHERE,
            ),
            "switch": tapping("to_fallback", same(WITH_SESSION, fallback=True)),
            "close": tapping("close_stream", same(["on"], closed=True)),
            "clear": tapping("clear_marks", {}),
        },
        of="day",
        door=HOSTS,
        gate=HOSTS,
    ),
    "desk/programme/events/<int:pk>/day/now/": Route(
        HOSTS, of="day", seen={"without sessions": 404}, door=HOSTS, gate=HOSTS
    ),
}
