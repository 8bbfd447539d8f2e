"""Events and sessions: their pages for everybody, their screens for programme hosts."""

from typing import Any

from programme.factories import ContributionFactory, EventFactory, PartnerFactory, SessionFactory
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same
from routes.worlds import NOTHING, World, worlds
from vigil.programme.events.models.event import State
from vigil.programme.models import Citation, Contribution, Event, Partner, Session
from vigil.trust.models import Role

HOSTS = frozenset({Role.PROGRAMME_HOST})
OF_EVENTS = (*State.values, "none")
OF_SESSIONS = (*State.values, "of a draft", "none")


def event_in(state: str) -> World:
    """Make an event in a state, with a partner."""
    row = EventFactory(slug="kyoto", state=state if state != "none" else State.DRAFT)
    partner = PartnerFactory(event=row)

    def facts() -> dict[str, Any]:
        event = Event.objects.get(pk=row.pk)
        return {
            "state": event.state,
            "title": event.title,
            "partners": Partner.objects.count(),
            "letters": event.letters,
            "certificates": event.certificates,
            "words_in": event.words_in,
        }

    none = state == "none"
    names = {"pk": str(NOTHING) if none else str(row.pk), "slug": "nothing" if none else "kyoto"}
    return World("event", state, names, {"partner": partner}, facts)


def session_in(state: str) -> World:
    """Make a session in a state, within a published event; or a published one within a draft."""
    within = State.DRAFT if state == "of a draft" else State.PUBLISHED
    own = state if state in State.values else State.PUBLISHED
    row = SessionFactory(event=EventFactory(slug="kyoto", state=within), slug="witness", state=own)
    part = ContributionFactory(session=row)
    cited = Citation.objects.create(session=row, kind="figure", key="/figures/", label="Figures")

    def facts() -> dict[str, Any]:
        session = Session.objects.get(pk=row.pk)
        return {
            "state": session.state,
            "title": session.title,
            "room": session.room,
            "people": Contribution.objects.count(),
            "cited": Citation.objects.count(),
        }

    none = state == "none"
    names = {
        "pk": str(NOTHING) if none else str(row.pk),
        "slug": "kyoto",
        "session": "nothing" if none else "witness",
    }
    return World("session", state, names, {"part": part, "citation": cited}, facts)


WORLDS = {"event": worlds(event_in, *OF_EVENTS), "session": worlds(session_in, *OF_SESSIONS)}
EVENTS, SESSIONS = State.values, (*State.values, "of a draft")

WHEN = {"starts": "2021-03-11T09:00", "ends": "2021-03-11T10:30", "zone": "Asia/Tokyo"}
AN_EVENT = {
    "title": "Another",
    "zone": "Asia/Tokyo",
    "starts_on": "2021-03-11",
    "ends_on": "2021-03-12",
}
A_SESSION = {
    **WHEN,
    "title": "Another",
    "kind": "live",
    "registering": "none",
    "people-rows": "1",
    "people-0-role": "contributor",
    "people-0-unnamed": "experts",
}


def post(send: dict[str, Any], states: Any, otherwise: int = 409, **after: Any) -> Post:
    """Return that hosts send this, in which states it is done, and what it changes."""
    done = same(states, **after)
    return Post(HOSTS, lambda world: send, done=done, otherwise=otherwise, within=ANYWHERE)


def acts(states: dict[str, list[str]], to: dict[str, str]) -> dict[str, Post]:
    """Return the acts that change a state: in which states each is done, and to which it leads."""
    return {act: post({"act": act, "why": "Illness"}, states[act], state=to[act]) for act in states}


def removing(part: str, key: str, states: Any, **after: Any) -> Post:
    """Return that hosts take something off."""
    return Post(
        HOSTS,
        lambda world: {"remove": getattr(world.parts[part], key)},
        done=same(states, **after),
        within=ANYWHERE,
    )


def screen(posts: dict[str, Post] | None = None, of: str = "", read: bool = True) -> Route:
    """Return a screen that only hosts get to."""
    return Route(HOSTS if read else None, posts or {}, of=of, door=HOSTS, gate=HOSTS)


def preview(of: str) -> Route:
    """Return a preview: of what is public already, it leads to the public page."""
    seen = {State.PUBLISHED: 302, State.CANCELLED: 302}
    return Route(HOSTS, of=of, door=HOSTS, gate=HOSTS, seen=seen)


LEADS = {
    "publish": State.PUBLISHED,
    "unpublish": State.DRAFT,
    "cancel": State.CANCELLED,
    "restore": State.PUBLISHED,
}
ACTS_OF_EVENTS = {
    "publish": [State.DRAFT],
    "unpublish": [State.PUBLISHED],
    "cancel": [State.PUBLISHED],
    "restore": [State.CANCELLED],
}
ACTS_OF_SESSIONS = {
    "publish": [State.DRAFT],
    "unpublish": [State.PUBLISHED, "of a draft"],
    "cancel": [State.PUBLISHED, "of a draft"],
    "restore": [State.CANCELLED],
}

ROUTES: dict[str, Route] = {
    "programme/": Route(EVERYBODY),
    "programme/<slug:slug>/": Route(EVERYBODY, of="event", seen={State.DRAFT: 404}),
    "programme/<slug:slug>/card.png": Route(EVERYBODY, of="event", seen={State.DRAFT: 404}),
    "programme/<slug:slug>/<slug:session>/": Route(
        EVERYBODY, of="session", seen={State.DRAFT: 404, "of a draft": 404}
    ),
    "desk/programme/": screen(),
    "desk/programme/new/": screen({"": post({**AN_EVENT, "slug": "new-one"}, [""])}),
    "desk/programme/<int:pk>/": screen(of="event"),
    "desk/programme/<int:pk>/preview/": preview("event"),
    "desk/programme/<int:pk>/edit/": screen(
        {"": post(AN_EVENT, EVENTS, title="Another")}, of="event"
    ),
    "desk/programme/<int:pk>/do/": screen(acts(ACTS_OF_EVENTS, LEADS), of="event", read=False),
    "desk/programme/<int:pk>/publish/": screen(
        {"": post({}, [State.DRAFT], state=State.PUBLISHED)}, of="event", read=False
    ),
    "desk/programme/<int:pk>/copy/": screen(
        {"": post({"title": "Another", "starts_on": "2022-03-11"}, EVENTS, partners=2)},
        of="event",
    ),
    "desk/programme/<int:pk>/partners/": screen(
        {
            "add": post({"role": "partner", "name": "Hermanas"}, EVENTS, partners=2),
            "remove": removing("partner", "pk", EVENTS, partners=0),
        },
        of="event",
        read=False,
    ),
    "desk/programme/<int:pk>/words/": screen(
        {"": post({"act": "words", "original": "es"}, EVENTS, words_in="es")}, of="event"
    ),
    "desk/programme/<int:pk>/letters/": screen(
        {"": post({"letters": "plain"}, EVENTS, letters="plain")}, of="event"
    ),
    "desk/programme/<int:pk>/sessions/new/": screen(
        {"": post({**A_SESSION, "slug": "new-one"}, EVENTS)}, of="event"
    ),
    "desk/programme/sessions/<int:pk>/": screen(of="session"),
    "desk/programme/sessions/<int:pk>/preview/": preview("session"),
    "desk/programme/sessions/<int:pk>/edit/": screen(
        {
            "": post(A_SESSION, SESSIONS, title="Another", people=2),
            "move": post(
                {**A_SESSION, "room": "Room B"},
                [state for state in SESSIONS if state != State.CANCELLED],
                otherwise=422,
                title="Another",
                room="Room B",
                people=2,
            ),
        },
        of="session",
    ),
    "desk/programme/sessions/<int:pk>/do/": screen(
        acts(ACTS_OF_SESSIONS, LEADS), of="session", read=False
    ),
    "desk/programme/sessions/<int:pk>/citations/": screen(
        {
            "add": post({"kind": "report", "key": "/about/", "label": "About"}, SESSIONS, cited=2),
            "remove": removing("citation", "pk", SESSIONS, cited=0),
        },
        of="session",
        read=False,
    ),
}
