"""Messages from the hosts to the registered: the list, who gets one, reading and sending it."""

from typing import Any

from programme.factories import EventFactory
from programme.message_factories import host
from programme.registration_factories import registered, session_in
from routes.programme import HOSTS, post, screen
from routes.rows import ANYWHERE, Post, Route, same
from routes.worlds import NOTHING, World, worlds
from vigil.programme.mailings.verbs import drafting
from vigil.programme.mailings.verbs.releasing import fingerprint, release_mailing
from vigil.programme.models import Mailing, MailingRecipient, Session

State = Mailing.State


def mailing_in(state: str) -> World:
    """Make a message to the one who is registered for a session."""
    session: Session = session_in(60, event=EventFactory(slug="kyoto"), slug="witness")
    registered(session)
    by = host()
    choice = drafting.MailingChoice(
        template="delay", minutes=10, sessions=[session], languages=["en"]
    )
    row = drafting.draft_mailing(session.event, choice, by=by)
    if state == State.RELEASED:
        release_mailing(row, fingerprint(row), 1, by=by)
    if state == State.DISCARDED:
        drafting.discard_mailing(row, by=by)

    def facts() -> dict[str, Any]:
        now = Mailing.objects.get(pk=row.pk)
        return {
            "state": now.state,
            "minutes": now.minutes,
            "texts": list(now.texts.values_list("text", flat=True)),
            "received": MailingRecipient.objects.count(),
        }

    names = {"pk": str(NOTHING if state == "none" else row.pk)}
    return World("mailing", state, names, {"row": row, "session": session}, facts)


WORLDS = {"mailing": worlds(mailing_in, *State.values, "none")}


def act(send: Any, **after: Any) -> Post:
    """Return what hosts do with a draft, and with nothing else."""
    return Post(HOSTS, send=send, done=same([State.DRAFT], **after), within=ANYWHERE)


def _read(world: World) -> dict[str, Any]:
    return {"act": "release", "read": fingerprint(world.row), "shown": 1}


def _choice(world: World) -> dict[str, Any]:
    return {
        "template": "delay",
        "minutes": 20,
        "sessions": [world.session.pk],
        "languages": ["en"],
        "audience": "place",
    }


ROUTES: dict[str, Route] = {
    "desk/programme/<int:pk>/mailings/": screen(of="event"),
    "desk/programme/<int:pk>/mailings/new/": screen(
        # Nobody is chosen, so nothing is drafted.
        {"": post({"template": "free", "audience": "place"}, [], otherwise=422)},
        of="event",
    ),
    "desk/programme/mailings/<int:pk>/": screen(
        {
            "texts": act(lambda world: {"act": "texts", "text-en": "Later."}, texts=["Later."]),
            "release": act(_read, state=State.RELEASED, received=1),
            "discard": act(lambda world: {"act": "discard"}, state=State.DISCARDED, texts=[]),
        },
        of="mailing",
    ),
    "desk/programme/mailings/<int:pk>/choice/": Route(
        HOSTS,
        {
            "": act(
                _choice,
                minutes=20,
                texts=["The session begins 20 minutes late. Thank you for waiting."],
            )
        },
        of="mailing",
        seen={State.RELEASED: 302, State.DISCARDED: 302},
        door=HOSTS,
        gate=HOSTS,
    ),
}
