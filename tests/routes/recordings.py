"""Recordings, what of them is given out, and the host side of a session."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from files.carriers import pdf
from programme.factories import EventFactory
from programme.recording_factories import (
    CAPTIONS,
    TRANSCRIPT,
    a_recording,
    a_session,
    agreed,
    host,
    sound,
    watched,
    watched_and_posted,
)
from programme.registration_factories import registered
from routes.programme import SESSIONS
from routes.programme_messages import MESSAGES, MODERATORS
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same
from routes.worlds import NOTHING, World, made_user, worlds
from vigil.programme.models import AudioTrack, Listening, Material, Recording, RemovedPart, RunItem
from vigil.programme.recordings.verbs import files, materials, removing, tracks
from vigil.programme.recordings.verbs.listening import files_digest
from vigil.programme.recordings.verbs.receiving import PURPOSE
from vigil.programme.recordings.verbs.tracks import track_digest
from vigil.programme.run_of_show.verbs import add_item
from vigil.trust.models import ResumableUpload, Role
from vigil.trust.resumable_uploads.verbs import begin_upload

HOSTS = frozenset({Role.PROGRAMME_HOST})
State = Recording.State
RECORDINGS = (*State.values, "for the registered", "elsewhere", "none")
FILES = (State.HELD, State.POSTED, "for the registered")
TRACKS = (State.HELD, State.POSTED)
MATERIALS = (*TRACKS, "for the registered")
SOUND = sound(1).read()
THERE = (*FILES, "elsewhere")


def recording_in(state: str) -> World:
    """Make a recording in a state, whose contributor agreed to everything."""
    event = EventFactory(slug="kyoto")
    session, part = a_session(event=event, slug="witness", starts=datetime(2021, 3, 11, 9))
    by = host()
    agreed(part, by=by)
    access = "registered" if state == "for the registered" else "all"
    row = a_recording(session, by, access=access)
    files.set_slides(row, pdf(), by=by)
    if state == "elsewhere":
        files.set_elsewhere(row, "https://video.example/1", by=by)
    poster = made_user("programme_host@example.org", Role.PROGRAMME_HOST)
    sending = begin_upload(PURPOSE, row.uid, 10, by=poster)
    if state == State.HELD:  # whoever posts it has watched it
        watched(row, by=poster)
    if state not in (State.HELD, State.REMOVED):
        watched_and_posted(row, by=by)
    if state == State.REMOVED:
        removing.remove_recording(row, by=by, why="asked")
    registered(session)
    media = Recording.objects.get(pk=row.pk).media

    def facts() -> dict[str, Any]:
        now = Recording.objects.get(pk=row.pk)
        return {
            "state": now.state,
            "access": now.access,
            "looked": now.disguise_checked_at is not None,
            "captions": now.captions.count(),
            "cut": RemovedPart.objects.count(),
            "listened": Listening.objects.count(),
            "sending": ResumableUpload.objects.filter(state="arriving").count(),
        }

    none = state == "none"
    names = {
        "slug": "kyoto",
        "session": "witness",
        "uid": "nothing" if none else row.uid,
        "language": "en",
        "height": "360",
        "pk": str(NOTHING if none else row.pk),
    }
    return World(
        "recording", state, names, {"media": media, "part": part, "sending": sending.uid}, facts
    )


def track_in(state: str) -> World:
    """Make the sound of a recording in another language, in a state."""
    session, part = a_session()
    by = host()
    agreed(part, by=by)
    row = tracks.add_track(a_recording(session, by), "es", by=by)
    tracks.set_track_file(row, sound(1), by=by)
    row.refresh_from_db()
    poster = made_user("programme_host@example.org", Role.PROGRAMME_HOST)
    sending = begin_upload(tracks.PURPOSE, row.uid, 10, by=poster)
    listener = poster if state == State.HELD else by
    tracks.confirm_listening_to(row, tracks.track_digest(row), by=listener)
    if state == State.POSTED:
        tracks.post_track(row, by=by)

    def facts() -> dict[str, Any]:
        now = AudioTrack.objects.first()
        return {
            "state": now and now.state,
            "listened": Listening.objects.count(),
            "sending": ResumableUpload.objects.filter(state="arriving").count(),
        }

    names = {"pk": str(NOTHING if state == "none" else row.pk), "uid": row.uid}
    return World("track", state, names, {"part": part, "sending": sending.uid}, facts)


def material_in(state: str) -> World:
    """Make a document of a session in a state."""
    event = EventFactory(slug="kyoto")
    session, _part = a_session(event=event, slug="witness")
    by = host()
    access = "registered" if state == "for the registered" else "all"
    row = materials.add_material(
        session, pdf(), title="Slides", language="en", access=access, by=by
    )
    if state != State.HELD:
        materials.post_material(row, was_read=True, by=by)

    def facts() -> dict[str, Any]:
        now = Material.objects.filter(pk=row.pk).first()
        return {"state": now and now.state}

    none = state == "none"
    names = {
        "slug": "kyoto",
        "session": "witness",
        "uid": "nothing" if none else row.uid,
        "pk": str(NOTHING if none else row.pk),
    }
    return World("material", state, names, facts=facts)


def item_in(state: str) -> World:
    """Make an item of a run of show."""
    session, _part = a_session()
    kind = state if state in RunItem.Kind.values else RunItem.Kind.LIVE
    row = add_item(session, by=host(), title="Opening", seconds=60, kind=kind)

    def facts() -> dict[str, Any]:
        now = RunItem.objects.filter(pk=row.pk).first()
        return {"title": now and now.title, "tried": bool(now and now.checked_at)}

    return World(
        "run item", state, {"pk": str(NOTHING if state == "none" else row.pk)}, facts=facts
    )


WORLDS = {
    "recording": worlds(recording_in, *RECORDINGS),
    "material": worlds(material_in, *MATERIALS, "none"),
    "track": worlds(track_in, *TRACKS, "none"),
    "run item": worlds(item_in, *RunItem.Kind.values, "none"),
}


def act(
    name: str,
    states: Any = THERE,
    send: Callable[[World], Mapping[str, Any]] = lambda world: {},
    idle: tuple[str, ...] = (),
    **after: Any,
) -> Post:
    """Return an act of the host on a recording; in `idle` states it is done already."""

    def sent(world: World) -> dict[str, Any]:
        return {"act": name, **{f"{name}-{key}": value for key, value in send(world).items()}}

    return Post(
        HOSTS,
        send=sent,
        done=same(states, **after),
        refused=dict.fromkeys(idle, 302),
        within=ANYWHERE,
    )


def on_track(
    name: str,
    send: Callable[[World], Mapping[str, Any]] = lambda world: {},
    states: Any = TRACKS,
    idle: tuple[str, ...] = (),
    **after: Any,
) -> Post:
    """Return an act of the host on the sound in another language."""
    return act(name, states, send, idle, **after)


def host_page(of: str, **more: Any) -> Route:
    """Return a route of the desk for hosts alone."""
    return Route(**{"get": HOSTS, **more}, of=of, door=HOSTS, gate=HOSTS)


def posting(send: Callable[[World], Mapping[str, Any]], states: Any, **more: Any) -> Post:
    """Return what hosts send to a screen of a session."""
    return Post(HOSTS, send=send, done=same(states), within=ANYWHERE, **more)


def given(*states: str) -> dict[str, int]:
    """Return that something is given out in these states, and is nowhere in the others."""
    return dict.fromkeys(set(RECORDINGS) - set(states), 404)


def why(world: World) -> dict[str, str]:
    """Send a reason."""
    return {"why": "asked"}


ITEM = {"kind": "live", "title": "Closing", "seconds": "1:00", "voice": "none", "face": "none"}
OPEN = (State.POSTED,)
AT = "programme/<slug:slug>/<slug:session>/recordings/<slug:uid>/"

ROUTES: dict[str, Route] = {
    # The messages of the table have no file: which are given is held by the tests of media.
    "programme/media/<slug:uid>": Route(EVERYBODY, of="message", seen=dict.fromkeys(MESSAGES, 404)),
    "desk/programme/messages/<int:pk>/file": Route(
        MODERATORS,
        of="message",
        door=MODERATORS,
        gate=MODERATORS,
        seen=dict.fromkeys(MESSAGES, 404),
    ),
    # For the registered: nobody in the table shows a pass.
    f"{AT}file": Route(EVERYBODY, of="recording", seen=given(*OPEN)),
    # Sound has no picture and no smaller copies: the tests of posters and renditions have films.
    f"{AT}poster.jpg": Route(EVERYBODY, of="recording", seen=given()),
    f"{AT}<int:height>p": Route(EVERYBODY, of="recording", seen=given()),
    f"{AT}slides.pdf": Route(EVERYBODY, of="recording", seen=given(*OPEN, "elsewhere")),
    f"{AT}chapters/<slug:language>.vtt": Route(
        EVERYBODY, of="recording", seen=given(*OPEN, "elsewhere")
    ),
    # None of these recordings has sound in another language: the tests of tracks have.
    f"{AT}sound/<slug:language>": Route(EVERYBODY, of="recording", seen=given()),
    f"{AT}captions/<slug:language>.vtt": Route(
        EVERYBODY, of="recording", seen=given(*OPEN, "elsewhere")
    ),
    f"{AT}watch/": Route(EVERYBODY, of="recording", seen=given("elsewhere")),
    "desk/programme/sessions/<int:pk>/recordings/": host_page(
        "session", posts={"": posting(lambda world: {"language": "en"}, SESSIONS)}
    ),
    "desk/programme/recordings/<int:pk>/": host_page(
        "recording",
        posts={
            "post": act("post", [State.HELD], idle=THERE[1:], state=State.POSTED),
            "hold": act("hold", THERE[1:], why, idle=(State.HELD,), state=State.HELD),
            "disguise": act("disguise", looked=True),
            "listened": act(
                "listened",
                THERE[1:],
                lambda world: {"of": files_digest(Recording.objects.get())},
                idle=(State.HELD,),
                listened=2,
            ),
            "discard": replace(
                act("discard", send=lambda world: {"uid": world.sending}, sending=0),
                recorded=False,
            ),
            # Of sound there are no smaller copies.
            "renditions": act("renditions", ()),
            "remove": act("remove", send=why, state=State.REMOVED, captions=0, sending=0),
            "captions": act("captions", send=lambda world: {"language": "en", "text": CAPTIONS}),
            "words": act(
                "words", send=lambda world: {"kind": "chapters", "language": "es", "text": "0:01 A"}
            ),
            "sound": act("sound", send=lambda world: {"language": "es"}),
            "presence": act("presence", send=lambda world: {world.part.uid: "heard"}),
            "describe": act(
                "describe",
                send=lambda world: {"access": "registered", "transcript": TRANSCRIPT},
                access="registered",
            ),
            "elsewhere": act(
                "elsewhere",
                send=lambda world: {"address": "https://video.example/2"},
                state=State.HELD,
                looked=False,
            ),
            "file": act(
                "file",
                send=lambda world: {"file": SimpleUploadedFile("x.ogg", sound(1).read())},
                state=State.HELD,
            ),
            "slides": act(
                "slides", send=lambda world: {"file": SimpleUploadedFile("x.pdf", pdf())}
            ),
            "received": act(
                "received",
                send=lambda world: {
                    "contributor": world.part.pk,
                    "received_how": "drive",
                    "received_on": "2021-03-12",
                    "given_by": "self",
                },
            ),
            "cut": act(
                "cut",
                FILES,
                lambda world: {"of": world.media or "x", "starts": "0:02", "ends": "0:03"},
                cut=1,
            ),
        },
    ),
    # What is answered to a client that speaks the protocol is held by the tests of uploads.
    "desk/programme/recordings/<int:pk>/uploads/": host_page(
        "recording", get=None, protocol={"POST": 412, "OPTIONS": 204}
    ),
    "desk/programme/recordings/<int:pk>/uploads/<slug:uid>/": host_page(
        "recording",
        get=None,
        protocol={"HEAD": 412, "PATCH": 412, "DELETE": 412, "OPTIONS": 204},
    ),
    "programme/<slug:slug>/<slug:session>/materials/<slug:uid>.pdf": Route(
        EVERYBODY, of="material", seen={State.HELD: 404, "for the registered": 404, "none": 404}
    ),
    "desk/programme/sessions/<int:pk>/materials/": host_page(
        "session",
        posts={
            "": posting(
                lambda world: {
                    "title": "Slides",
                    "language": "es",
                    "access": "all",
                    "file": SimpleUploadedFile("x.pdf", pdf()),
                },
                SESSIONS,
            )
        },
    ),
    "desk/programme/materials/<int:pk>/": host_page(
        "material",
        posts={
            "post": act(
                "post",
                (State.HELD,),
                lambda world: {"was_read": "on"},
                idle=(State.POSTED, "for the registered"),
                state=State.POSTED,
            ),
            "hold": act(
                "hold",
                (State.POSTED, "for the registered"),
                idle=(State.HELD,),
                state=State.HELD,
            ),
            "remove": act("remove", MATERIALS, why, state=None),
        },
    ),
    "desk/programme/materials/<int:pk>/file": host_page("material", seen={"none": 404}),
    "desk/programme/recordings/tracks/<int:pk>/": host_page(
        "track",
        posts={
            "file": on_track(
                "file", lambda world: {"file": SimpleUploadedFile("x.ogg", SOUND)}, state=State.HELD
            ),
            "discard": replace(
                on_track("discard", lambda world: {"uid": world.sending}, sending=0), recorded=False
            ),
            "heard": on_track("heard", lambda world: {world.part.uid: "absent"}),
            "listened": on_track(
                "listened",
                lambda world: {"of": track_digest(AudioTrack.objects.get())},
                (State.POSTED,),
                idle=(State.HELD,),
                listened=2,
            ),
            "post": on_track(
                "post", states=(State.HELD,), idle=(State.POSTED,), state=State.POSTED
            ),
            "hold": on_track("hold", why, (State.POSTED,), idle=(State.HELD,), state=State.HELD),
            "remove": on_track("remove", why, state=None, sending=0),
        },
    ),
    "desk/programme/recordings/tracks/<int:pk>/uploads/": host_page(
        "track", get=None, protocol={"POST": 412, "OPTIONS": 204}
    ),
    "desk/programme/recordings/tracks/<int:pk>/uploads/<slug:uid>/": host_page(
        "track", get=None, protocol={"HEAD": 412, "PATCH": 412, "DELETE": 412, "OPTIONS": 204}
    ),
    "desk/programme/recordings/tracks/<int:pk>/file": host_page("track", seen={"none": 404}),
    "desk/programme/recordings/<int:pk>/file": host_page("recording", seen=given(*FILES)),
    # None of these came by mail: the tests of entering have a document.
    "desk/programme/recordings/<int:pk>/document": host_page("recording", seen=given()),
    "desk/programme/recordings/<int:pk>/poster.jpg": host_page("recording", seen=given()),
    "desk/programme/recordings/<int:pk>/slides.pdf": host_page("recording", seen=given(*THERE)),
    "desk/programme/sessions/<int:pk>/application/": host_page(
        "session",
        posts={
            "write": posting(lambda world: {"act": "write", "write-congress": "UN"}, SESSIONS),
            # There is none yet that could be sent: the rest is held by the tests of applications.
            "send": posting(lambda world: {"act": "send"}, (), otherwise=422),
        },
    ),
    "desk/programme/sessions/<int:pk>/run/": host_page(
        "session", posts={"": posting(lambda world: ITEM, SESSIONS)}
    ),
    "desk/programme/sessions/<int:pk>/agreements/": host_page(
        "session",
        posts={
            "": posting(
                lambda world: {
                    "part": world.part.uid,
                    "uses": ["voice"],
                    "given_by": "self",
                    "given_how": "paper",
                },
                SESSIONS,
            )
        },
    ),
    "desk/programme/sessions/<int:pk>/afterwards/": host_page("session"),
    "desk/programme/run/<int:pk>/": host_page(
        "run item",
        posts={
            "edit": Post(
                HOSTS,
                send=lambda world: {
                    "act": "edit",
                    **{f"edit-{name}": value for name, value in ITEM.items()},
                },
                done=same(RunItem.Kind.values, title="Closing"),
                within=ANYWHERE,
            ),
            "check": Post(
                HOSTS,
                send=lambda world: {"act": "check", "check-technical": "on"},
                done=same([RunItem.Kind.LIVE], tried=True),
                within=ANYWHERE,
            ),
            "file": Post(
                HOSTS,
                send=lambda world: {
                    "act": "file",
                    "file-file": SimpleUploadedFile("x.ogg", sound(1).read()),
                },
                done=same([RunItem.Kind.PRERECORDED]),
                within=ANYWHERE,
            ),
            "remove": Post(
                HOSTS,
                send=lambda world: {"act": "remove"},
                done=same(RunItem.Kind.values, title=None),
                within=ANYWHERE,
            ),
        },
    ),
    "desk/programme/run/<int:pk>/file": host_page(
        "run item", seen=dict.fromkeys(RunItem.Kind.values, 404)
    ),
}
