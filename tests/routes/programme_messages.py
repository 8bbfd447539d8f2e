"""Members' messages: the wall, one of them, its card, sending, taking back; the desk's queue."""

from dataclasses import replace
from typing import Any

from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same, why
from routes.worlds import NOTHING, World, worlds
from vigil.programme.messages.verbs.moderating import refuse_message, show_message
from vigil.programme.messages.verbs.withdrawing import withdraw_message
from vigil.programme.models import Message, MessageTranslation
from vigil.trust.models import Letter, Role

State = Message.State
MESSAGES = (*State.values, "taken away", "says their name", "none")
MODERATORS = frozenset({Role.PROGRAMME_HOST, Role.EDITOR})
THERE = {State.ARRIVING, State.WAITING, State.SHOWN, State.REFUSED, "taken away", "says their name"}


def message_in(state: str) -> World:
    """Make a message in a state."""
    from programme.message_factories import a_member, an_event, host, sent, user_of

    event, member = an_event(), a_member()
    text = f"Seguimos aquí. {member.name}" if state == "says their name" else "Seguimos aquí."
    message = sent(event, member, text=text)
    Message.objects.update(kind=Message.Kind.AUDIO)  # of which there may be a transcript
    message.refresh_from_db()
    by = host()
    if state in (State.SHOWN, State.WITHDRAWN, "taken away"):
        show_message(message, by=by)
    if state == State.REFUSED:
        refuse_message(message, by=by, why="off the subject")
    if state == State.WITHDRAWN:
        withdraw_message(message, by=user_of(member))
    if state == State.ARRIVING:
        Message.objects.update(state=State.ARRIVING)
    if state == "taken away":
        Message.objects.update(withdrawals=[1])

    def facts() -> dict[str, Any]:
        now = Message.objects.get(pk=message.pk)
        translations = MessageTranslation.objects.count()
        asked = Letter.objects.filter(about_key=message.uid).count()
        return {"state": now.state, "text": now.text, "translations": translations, "asked": asked}

    uid = "none" if state == "none" else message.uid
    names = {
        "slug": event.slug,
        "uid": uid,
        "upload": "x",
        "pk": str(NOTHING if state == "none" else message.pk),
    }
    return World("message", state, names, facts=facts)


def moderating(*states: str, send: Any = why, **after: Any) -> Post:
    """Return an act of a moderator."""
    return Post(MODERATORS, send=send, done=same(states, **after), within=ANYWHERE)


WORLDS = {"message": worlds(message_in, *MESSAGES)}

SHOWN_ONLY = {
    State.WAITING: 404,
    State.ARRIVING: 404,
    "says their name": 404,
    State.REFUSED: 410,
    State.WITHDRAWN: 410,
    "taken away": 410,
}
DESK_PAGE = Route(MODERATORS, of="message", door=MODERATORS, gate=MODERATORS)


HOSTS = frozenset({Role.PROGRAMME_HOST})
PIECES = Route(of="message", door=HOSTS, gate=HOSTS, protocol={"POST": 412, "OPTIONS": 204})
MEMBERS_FILM = Route(frozenset(), of="message", signed_in=True, members=True)


def desk(post: Post) -> Route:
    """Return a route of the desk by which one thing is done."""
    return Route(posts={"": post}, of="message", door=MODERATORS, gate=MODERATORS)


ROUTES: dict[str, Route] = {
    # For members, as whom nobody in the table signs in: what they are answered is held by the tests
    # of messages.
    "programme/messages/": Route(frozenset(), signed_in=True, members=True),
    "programme/messages/<str:uid>/withdraw/": Route(
        posts={"": Post(frozenset(), otherwise=422)}, of="message", signed_in=True, members=True
    ),
    "programme/messages/<str:uid>/film/": Route(
        frozenset(),
        posts={"": Post(frozenset(), otherwise=422)},
        of="message",
        signed_in=True,
        members=True,
    ),
    "programme/messages/<str:uid>/film/uploads/": MEMBERS_FILM,
    "programme/messages/<str:uid>/film/uploads/<slug:upload>/": MEMBERS_FILM,
    "programme/<slug:slug>/messages/new/": Route(
        frozenset(),
        posts={"": Post(frozenset(), otherwise=422)},
        of="message",
        signed_in=True,
        members=True,
    ),
    "programme/<slug:slug>/messages/": Route(EVERYBODY, of="message", seen={"none": 200}),
    "programme/<slug:slug>/messages/<str:uid>/": Route(EVERYBODY, of="message", seen=SHOWN_ONLY),
    "programme/<slug:slug>/messages/<str:uid>/card.png": Route(
        EVERYBODY, of="message", seen=SHOWN_ONLY
    ),
    "desk/programme/<int:pk>/messages/enter/": Route(
        HOSTS,
        of="event",
        door=HOSTS,
        gate=HOSTS,
        posts={"": Post(HOSTS, otherwise=422, within=ANYWHERE)},
    ),
    # None of these was entered by a host: what they are answered is held by the tests of entering.
    "desk/programme/messages/<int:pk>/film/": Route(
        HOSTS,
        of="message",
        door=HOSTS,
        gate=HOSTS,
        seen=dict.fromkeys(MESSAGES, 404),
        posts={"entered film": Post(HOSTS, otherwise=404, within=ANYWHERE)},
    ),
    "desk/programme/messages/<int:pk>/film/uploads/": PIECES,
    "desk/programme/messages/<int:pk>/film/uploads/<slug:uid>/": replace(
        PIECES, protocol={"HEAD": 412, "PATCH": 412, "DELETE": 412, "OPTIONS": 204}
    ),
    "desk/programme/messages/<int:pk>/document/file": Route(
        MODERATORS,
        of="message",
        door=MODERATORS,
        gate=MODERATORS,
        seen=dict.fromkeys(MESSAGES, 404),
    ),
    "desk/programme/messages/": DESK_PAGE,
    "desk/programme/messages/<int:pk>/": DESK_PAGE,
    "desk/programme/messages/<int:pk>/show/": desk(
        moderating(State.WAITING, State.REFUSED, state=State.SHOWN)
    ),
    "desk/programme/messages/<int:pk>/ask/": desk(moderating("says their name", asked=1)),
    "desk/programme/messages/<int:pk>/refuse/": desk(
        moderating(State.WAITING, "says their name", State.SHOWN, "taken away", state=State.REFUSED)
    ),
    "desk/programme/messages/<int:pk>/remove/": desk(
        moderating(*THERE, state=State.WITHDRAWN, text="")
    ),
    "desk/programme/messages/<int:pk>/transcript/": desk(
        moderating(*THERE, send=lambda world: {"text": "What is said."}, text="What is said.")
    ),
    "desk/programme/messages/<int:pk>/translation/": desk(
        moderating(
            *THERE, send=lambda world: {"language": "en", "text": "Still here."}, translations=1
        )
    ),
}
