"""Registering, links that come back, the gate of the stream, and the screens of all that."""

from typing import Any

from programme.factories import EventFactory
from programme.registration_factories import addressed, registered, session_in, streamed
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same
from routes.worlds import NOTHING, World, worlds
from vigil.programme.events.models.event import State as Published
from vigil.programme.models import Registration, Session, Stream, StreamAddress
from vigil.programme.registrations import links
from vigil.programme.registrations.verbs.withdrawing import withdraw
from vigil.trust.models import Role

State, Registering = Registration.State, Session.Registering
HOSTS = frozenset({Role.PROGRAMME_HOST})
LINKS = (*State.values, "expired", "none")
DOORS = (*Registering.values, "over", "cancelled", "draft", "none")
PLACES = ("hls", "join", "language", "fallback", "captions", "sign")
"""Streams of ours: of another form, or with one more address."""
STREAMS = (*Stream.Mode.values, *PLACES, "not set", "none")
OURS = (Stream.Mode.OURS, *PLACES)
OF_MORE = {"language": ("embed", "fr"), "captions": ("link", "fr"), "sign": ("embed", "ase")}
"""What one more address is: its form, and its language."""
NONE = ("embed", "")
FRENCH = "https://player.streams.example/fr"


def link_in(state: str) -> World:
    """Make somebody's registration, whose session is open to all and has just begun."""
    minutes = -60 * 24 * 40 if state == "expired" else -5
    session = session_in(minutes, event=EventFactory(slug="kyoto"), slug="witness")
    row = registered(session, state if state in State.values else State.CONFIRMED)
    token = links.token_of(row)
    if state == State.WITHDRAWN:
        Registration.objects.filter(pk=row.pk).update(state=State.CONFIRMED)
        withdraw(row)

    def facts() -> dict[str, Any]:
        now = Registration.objects.get(pk=row.pk)
        zone = now.event_registration.zone
        return {"state": now.state, "came": now.came_at is not None, "zone": zone}

    names = {
        "token": "x" * 43 if state == "none" else token,
        "pk": str(NOTHING if state == "none" else row.pk),
        "code": f"1-{'x' * 16}" if state == "none" else links.door_code(row.event_registration),
    }
    return World("registration", state, names, facts=facts)


def door_in(state: str) -> World:
    """Make a session, and somebody who registered for it."""
    values: dict[str, Any] = {"registering": state if state in Registering.values else "open"}
    if state in ("cancelled", "draft"):
        values["state"] = Published.CANCELLED if state == "cancelled" else Published.DRAFT
    minutes = -600 if state == "over" else 600
    session = session_in(minutes, event=EventFactory(slug="kyoto"), slug="witness", **values)
    registered(session, follow_up=True)
    names = {
        "slug": "nothing" if state == "none" else "kyoto",
        "session": "witness",
        "pk": str(NOTHING if state == "none" else session.pk),
    }
    return World("door", state, names)


def stream_in(state: str) -> World:
    """Make a session that has just begun, with a stream."""
    session = session_in(-5, event=EventFactory(slug="kyoto"), slug="witness")
    if state not in ("not set", "none"):
        mode = state if state in Stream.Mode.values else Stream.Mode.OURS
        form = state if state in ("hls", "join") else "embed"
        stream = streamed(session, mode=mode, form=form, who="Participants.")
        if state in ("language", "fallback", "captions", "sign"):
            form, language = OF_MORE.get(state, NONE)
            addressed(stream, FRENCH, state, form=form, language=language)

    def facts() -> dict[str, Any]:
        found = Stream.objects.filter(session=session).first()
        return {
            "opens": found.opens_before if found else None,
            "fallback": bool(found and found.on_fallback),
            "languages": list(
                StreamAddress.objects.exclude(language="")
                .order_by("language")
                .values_list("language", flat=True)
            ),
        }

    names = {
        "slug": "nothing" if state == "none" else "kyoto",
        "session": "witness",
        "pk": str(NOTHING if state == "none" else session.pk),
    }
    return World("stream", state, names, facts=facts)


WORLDS = {
    "registration": worlds(link_in, *LINKS),
    "door": worlds(door_in, *DOORS),
    "stream": worlds(stream_in, *STREAMS),
}
LEADS_NOWHERE = {State.WITHDRAWN: 410, "expired": 410, "none": 410}
NO_FORM = {Registering.NONE: 404, "draft": 404}
NOTHING_OPEN = {**NO_FORM, "over": 409, "cancelled": 409}
ALIVE = (State.CONFIRMED, State.WAITING, State.FULL, State.REFUSED)


def act(by: str, **sent: str) -> Post:
    """Return an act of the host side that gives out a page or a sheet, and changes nothing."""
    return Post(
        HOSTS,
        send=lambda world: {f"{by}-why": "to know", **sent},
        done=same([state for state in DOORS if state != "none"]),
        status=200,
        within=ANYWHERE,
    )


def deciding(do: str, within: str, **after: Any) -> Post:
    """Return an act on one registration in a state."""
    return Post(
        HOSTS,
        send=lambda world: {"do": do},
        done=same([within, "expired"] if within == State.CONFIRMED else [within], **after),
        within=ANYWHERE,
    )


NONCE = "n" * 32
SET = {"mode": "ours", "opens_before": "7", "closes_after": "9"}
ADDED = {
    "act": "add",
    "add-purpose": "language",
    "add-language": "es",
    "add-address": "https://youtu.be/dQw4w9WgXcQ",
}

ROUTES: dict[str, Route] = {
    "programme/<slug:slug>/register/": Route(
        EVERYBODY,
        {
            "register": Post(
                EVERYBODY,
                send=lambda world: {"address": "new@hermanas.example"},
                done=same([Registering.OPEN, Registering.APPROVAL]),
                # A code is needed, and none was sent.
                refused={Registering.CODES: 422, **NOTHING_OPEN},
                within=ANYWHERE,
            ),
        },
        of="door",
        seen=NO_FORM,
    ),
    "programme/<slug:slug>/register/sent/": Route(EVERYBODY, of="door"),
    "programme/<slug:slug>/<slug:session>/register/": Route(
        EVERYBODY,
        {
            "register": Post(
                EVERYBODY,
                send=lambda world: {"address": "new@hermanas.example"},
                done=same([Registering.OPEN, Registering.APPROVAL]),
                # A code is needed, and none was sent.
                refused={Registering.CODES: 422, **NO_FORM},
                within=ANYWHERE,
            ),
            "no address": Post(
                EVERYBODY,
                otherwise=422,
                refused={"over": 409, "cancelled": 409, **NO_FORM},
                within=ANYWHERE,
            ),
        },
        of="door",
        seen=NO_FORM,
    ),
    "programme/<slug:slug>/<slug:session>/register/sent/": Route(
        EVERYBODY, of="door", seen={"draft": 404}
    ),
    "programme/<slug:slug>/<slug:session>/stream/": Route(
        EVERYBODY,
        of="stream",
        seen={**dict.fromkeys(OURS, 403), "not set": 404},
    ),
    "programme/<slug:slug>/<slug:session>/stream/news/": Route(
        EVERYBODY,
        of="stream",
        seen={**dict.fromkeys(OURS, 403), "not set": 404},
    ),
    "programme/registration/withdrawn/": Route(EVERYBODY),
    "programme/registration/<slug:token>/": Route(EVERYBODY, of="registration", seen=LEADS_NOWHERE),
    "programme/registration/<slug:token>/pass/": Route(
        EVERYBODY, of="registration", seen=LEADS_NOWHERE
    ),
    "programme/registration/<slug:token>/change/": Route(
        EVERYBODY,
        {
            "zone": Post(
                EVERYBODY,
                send=lambda world: {"zone": "America/Bogota", "language": "en"},
                done=same(ALIVE, zone="America/Bogota"),
                otherwise=410,
                missing=410,
                within=ANYWHERE,
            )
        },
        of="registration",
        seen=LEADS_NOWHERE,
    ),
    "programme/registration/<slug:token>/withdraw/": Route(
        EVERYBODY,
        {
            "": Post(
                EVERYBODY,
                done=same(ALIVE, state=State.WITHDRAWN),
                otherwise=410,
                missing=410,
                within=ANYWHERE,
            )
        },
        of="registration",
        seen=LEADS_NOWHERE,
    ),
    "desk/programme/sessions/<int:pk>/registrations/": Route(
        HOSTS, of="door", gate=HOSTS, door=EVERYBODY
    ),
    "desk/programme/sessions/<int:pk>/registrations/open/": Route(
        posts={"": act("open")}, of="door", gate=HOSTS, door=EVERYBODY
    ),
    "desk/programme/sessions/<int:pk>/registrations/door/": Route(
        posts={"print": act("door"), "csv": act("door", do="csv")},
        of="door",
        gate=HOSTS,
        door=EVERYBODY,
    ),
    "desk/programme/sessions/<int:pk>/registrations/follow-up/": Route(
        posts={"": act("follow")}, of="door", gate=HOSTS, door=EVERYBODY
    ),
    "desk/programme/sessions/<int:pk>/registrations/codes/": Route(
        posts={
            "": Post(
                HOSTS,
                send=lambda world: {"codes": "KYOTO-0001"},
                done=same([state for state in DOORS if state != "none"]),
                within=ANYWHERE,
            )
        },
        of="door",
        gate=HOSTS,
        door=EVERYBODY,
    ),
    "desk/programme/sessions/<int:pk>/registrations/decide/": Route(
        posts={
            # Whom it is about is in what is sent: nobody here.
            "": Post(HOSTS, send=lambda world: {"do": "approve"}, otherwise=422, within=ANYWHERE)
        },
        of="door",
        gate=HOSTS,
        door=EVERYBODY,
    ),
    "desk/programme/pass/<slug:code>/": Route(
        HOSTS,
        {
            "check in": Post(
                HOSTS,
                send=lambda world: {
                    "do": "check_in",
                    "registration": world.names["pk"],
                    "nonce": NONCE,
                },
                done=same([State.CONFIRMED], came=True),
                refused={State.WITHDRAWN: 404},
                within=ANYWHERE,
            )
        },
        of="registration",
        gate=HOSTS,
        door=EVERYBODY,
    ),
    "desk/programme/registrations/<int:pk>/do/": Route(
        posts={
            "approve": deciding("approve", State.WAITING, state=State.CONFIRMED),
            "refuse": deciding("refuse", State.WAITING, state=State.REFUSED),
            "came": deciding("came", State.CONFIRMED, came=True),
        },
        of="registration",
        gate=HOSTS,
        door=EVERYBODY,
    ),
    "desk/programme/sessions/<int:pk>/stream/": Route(
        HOSTS, of="stream", gate=HOSTS, door=EVERYBODY
    ),
    "desk/programme/sessions/<int:pk>/stream/edit/": Route(
        posts={
            "set": Post(
                HOSTS,
                send=lambda world: SET,
                done=same([state for state in STREAMS if state != "none"], opens=7),
                within=ANYWHERE,
            ),
        },
        of="stream",
        gate=HOSTS,
        door=EVERYBODY,
    ),
    "desk/programme/sessions/<int:pk>/stream/open/": Route(
        posts={
            "": Post(
                HOSTS,
                send=lambda world: {"open-why": "to test it"},
                done=same([*Stream.Mode.values, *PLACES]),
                status=200,
                within=ANYWHERE,
            )
        },
        of="stream",
        gate=HOSTS,
        door=EVERYBODY,
    ),
    "desk/programme/sessions/<int:pk>/stream/addresses/": Route(
        posts={
            "add": Post(
                HOSTS,
                send=lambda world: ADDED,
                done={
                    state: {"languages": sorted(filter(None, ["es", OF_MORE.get(state, NONE)[1]]))}
                    for state in OURS
                },
                otherwise=422,
                within=ANYWHERE,
            ),
            "switch": Post(
                HOSTS,
                send=lambda world: {"act": "to_fallback"},
                done=same(["fallback"], fallback=True),
                within=ANYWHERE,
            ),
            "check": Post(
                HOSTS, send=lambda world: {"act": "check"}, done=same(OURS), within=ANYWHERE
            ),
        },
        of="stream",
        gate=HOSTS,
        door=EVERYBODY,
    ),
    "desk/programme/sessions/<int:pk>/stream/try/": Route(
        HOSTS,
        posts={
            "": Post(
                HOSTS,
                done=same(OURS),
                status=200,
                refused={Stream.Mode.HOST: 409, "not set": 404},
                within=ANYWHERE,
            )
        },
        of="stream",
        seen={"not set": 404},
        gate=HOSTS,
        door=EVERYBODY,
    ),
}
