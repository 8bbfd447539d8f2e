"""One withdrawal, and every public address of network and programme says the name no more."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from factories import adjudicator
from network.factories import agree
from programme.factories import PartnerFactory
from programme.message_factories import a_member, named_member, shown
from programme.recording_factories import a_recording, a_session, agreed, host, watched_and_posted
from routes.table import address, routes
from vigil.network.models import Biography
from vigil.network.profiles.fields import Audience
from vigil.trust.withdrawals.names_in_texts import says
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = pytest.mark.django_db
NAME = "Casilda Reyes"
ROOMS = ("network/", "programme/", "api/v1/programme/")
AT = "programme/<slug:slug>/<slug:session>/recordings/<slug:uid>/"
FILE = f"{AT}file"
SILENT = {
    "programme/registration/withdrawn/": "one sentence, the same for all",
    "programme/<slug:slug>/<slug:session>/register/sent/": "one sentence, the same for all",
    "programme/<slug:slug>/<slug:session>/recordings/<slug:uid>/poster.jpg": "as the file",
    "programme/<slug:slug>/<slug:session>/recordings/<slug:uid>/<int:height>p": "as the file",
    "programme/<slug:slug>/<slug:session>/materials/<slug:uid>.pdf": "pictures of pages",
    f"{AT}sound/<slug:language>": "as the file",
    "programme/<slug:slug>/register/sent/": "one sentence, the same for all",
    "programme/<slug:slug>/<slug:session>/recordings/<slug:uid>/slides.pdf": "as the file",
    FILE: "sound: it has to be gone",
    "network/portraits/<str:uid>/": "a picture, gone with the member's page",
    "programme/certificate/<slug:code>/": "title and days of an event, as its own page says them",
    "programme/<slug:slug>/card.png": "a picture of the title, days and place of an event",
    "programme/media/<slug:uid>": "sound or a film, gone with its message",
    "programme/<slug:slug>/<slug:session>/recordings/<slug:uid>/watch/": "a player elsewhere",
}
"""Public addresses that say no words of anybody, and why."""
THEIRS = (
    *("network/me/", "network/join/", "network/members/", "programme/registration/<slug:token>/"),
    *("programme/messages/", "programme/<slug:slug>/messages/new/"),
    "programme/contribution/<slug:token>/",
)
"""Behind a link or a sign-in: where somebody sees their own, or members see each other."""


CARD = "programme/<slug:slug>/messages/<str:uid>/card.png"
UNSAID = {
    CARD,  # drawn: it has to be gone
    "programme/",  # titles of events alone
    "programme/<slug:slug>/<slug:session>/register/",  # not there once a session is over
    "programme/<slug:slug>/register/",  # not there once all sessions are over
    "programme/<slug:slug>/<slug:session>/stream/",  # not there without a stream
    "programme/<slug:slug>/<slug:session>/stream/news/",  # it says nothing of the session
}
"""What is read, and did not say the name in words before either."""


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


def planted() -> dict[str, str]:
    """Make everything that can say the name to the public; return what fills the addresses."""
    by = host()
    session, part = a_session(title=f"Talk with {NAME}", abstract=f"{NAME} speaks.")
    event = session.event
    event.takes_messages, event.summary = True, f"With {NAME}."
    event.save()
    agreed(part, by=by)
    recording = watched_and_posted(
        a_recording(
            session, by, chapters=f"0:00 {NAME}\n0:02 Close", transcript=f"[0:00] {NAME} speaks."
        ),
        by=by,
    )
    recording.captions.update(text=f"WEBVTT\n\n00:00.000 --> 00:01.000\n{NAME} speaks.\n")
    PartnerFactory(event=event, name=f"Friends of {NAME}")
    member = named_member(NAME)
    Biography.objects.create(member=member, language="en", text=f"{NAME} reports.")
    agree(member, Audience.PUBLIC)
    message = shown(event, member, named=True, text="Seguimos.")
    shown(event, a_member("Other"), text=f"I think of {NAME}.")
    return {
        "slug": event.slug,
        "session": session.slug,
        "handle": member.handle,
        "language": "en",
        "recording": recording.uid,
        "message": message.uid,
    }


def addresses(names: dict[str, str]) -> dict[str, str]:
    found = {}
    for route in routes():
        if route.startswith(ROOMS) and route not in SILENT and not route.startswith(THEIRS):
            uid = names["message" if "/messages/" in route else "recording"]
            found[route] = address(route, {**names, "uid": uid})
    return found


def test_no_stated_route_is_gone() -> None:
    ours = {route for route in routes() if route.startswith(ROOMS)}
    assert set(SILENT) - ours == set()
    assert {mine for mine in THEIRS if not any(r.startswith(mine) for r in ours)} == set()


def test_a_withdrawn_name_is_on_no_public_address() -> None:
    names = planted()
    read, file = addresses(names), address(FILE, {**names, "uid": names["recording"]})
    assert Client().get(file).status_code == 200
    before = {route: Client().get(at) for route, at in read.items()}
    told = {r for r, a in before.items() if says([body(a)], [NAME])}
    assert set(read) - told == UNSAID
    withdraw([NAME], by=adjudicator(), why="her family asked")
    after = {route: Client().get(at) for route, at in read.items()}
    assert {r for r, a in after.items() if says([body(a)], [NAME])} == set()
    assert {a.status_code for a in after.values()} <= {200, 404, 410}
    assert after[CARD].status_code in (404, 410)
    assert Client().get(file).status_code in (404, 410)


def body(answer: object) -> str:
    """Return what an answer says; folded lines of calendars put together again."""
    content = b"".join(answer) if getattr(answer, "streaming", False) else answer.content  # type: ignore[attr-defined, call-overload]
    return content.decode("utf-8", "replace").replace("\r\n ", "")
