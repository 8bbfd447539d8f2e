"""The gate of a stream: for each who comes, the exact answer; the address in one of them alone."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from factories import UserFactory
from programme.registration_factories import (
    MARK,
    PLAYER,
    STREAM_ADDRESS,
    addressed,
    moved_to,
    registered,
    session_in,
    streamed,
)
from vigil.programme.events.models.event import State as SessionState
from vigil.programme.models import Registration, Session, Stream, StreamAddress
from vigil.programme.registrations import links
from vigil.programme.registrations.verbs import withdrawing
from vigil.programme.streams.admission import AdmissionAnswer
from vigil.programme.streams.verbs import close_stream, open_stream, switch_stream
from vigil.trust.models import Role, Sealed, User

pytestmark = pytest.mark.django_db
State = Registration.State


@dataclass
class Coming:
    """Somebody who comes to a session's stream, with what their browser holds."""

    session: Session
    cookies: dict[str, str] = field(default_factory=dict)
    user: User | None = None
    token: str = ""

    def client(self) -> Client:
        client = Client()
        if self.user:
            client.force_login(self.user)
        for name, value in self.cookies.items():
            client.cookies[name] = value
        return client

    @property
    def address(self) -> str:
        return f"/programme/{self.session.event.slug}/{self.session.slug}/stream/"


def passes(registration: Registration) -> dict[str, str]:
    return {"entry-en": links.entry_pass(registration)}


def open_session(minutes: float = -5, **values: object) -> Session:
    """Make a session, by default one that has just begun, with a stream."""
    session = session_in(minutes, **values)
    streamed(session)
    return session


def with_state(state: str, minutes: float = -5) -> Coming:
    session = open_session(minutes)
    return Coming(session, passes(registered(session, state)))


def withdrawn() -> Coming:
    coming = with_state(State.CONFIRMED)
    withdrawing.withdraw(coming.session.registrations.get())
    return coming


def of_another_session() -> Coming:
    other = open_session()
    return Coming(open_session(), passes(registered(other)))


def link_of_another_session() -> Coming:
    """Open the link of one session; then go to another with all that the browser keeps."""
    coming, other = Coming(open_session()), open_session()
    client = Client()
    client.get(f"/programme/registration/{links.token_of(registered(other))}/")
    sent = [m for m in client.cookies.values() if coming.address.startswith(m["path"])]
    return Coming(coming.session, {m.key: m.value for m in sent})


def cancelled() -> Coming:
    coming = with_state(State.CONFIRMED)
    Session.objects.filter(pk=coming.session.pk).update(state=SessionState.CANCELLED)
    return coming


def event_cancelled() -> Coming:
    coming = with_state(State.CONFIRMED)
    event = coming.session.event
    event.state = SessionState.CANCELLED
    event.save()
    return coming


def expired() -> Coming:
    coming = with_state(State.CONFIRMED)
    moved_to(coming.session, -60 * 24 * 31)
    return coming


def forgotten() -> Coming:
    coming = expired()
    withdrawing.forget_when_over(coming.session.registrations.get().event_registration)
    return coming


def cancelled_at_the_host() -> Coming:
    coming = host_streams()
    Session.objects.filter(pk=coming.session.pk).update(state=SessionState.CANCELLED)
    return coming


def forged() -> Coming:
    coming = with_state(State.CONFIRMED)
    value = coming.cookies["entry-en"]
    uid = registered(coming.session, address="b@c.example").uid
    return Coming(coming.session, {"entry-en": uid + value[32:]})


def staff() -> Coming:
    return Coming(open_session(), user=UserFactory(roles=list(Role)))


def unset() -> Coming:
    coming = with_state(State.CONFIRMED)
    Sealed.objects.filter(subject_kind="stream").delete()
    return coming


def host_streams() -> Coming:
    coming = with_state(State.CONFIRMED)
    Stream.objects.update(mode=Stream.Mode.HOST, who="Participants of the Congress, in its hall.")
    return coming


KEPT_OUT: dict[str, tuple[Callable[[], Coming], int, AdmissionAnswer]] = {
    "anonymous": (lambda: Coming(open_session()), 403, AdmissionAnswer.UNKNOWN),
    "forged pass": (forged, 403, AdmissionAnswer.UNKNOWN),
    "staff without a registration": (staff, 403, AdmissionAnswer.UNKNOWN),
    "withdrawn": (withdrawn, 403, AdmissionAnswer.UNKNOWN),
    "waiting": (lambda: with_state(State.WAITING), 403, AdmissionAnswer.WAITING),
    "on the waiting list": (lambda: with_state(State.FULL), 403, AdmissionAnswer.FULL),
    "refused": (lambda: with_state(State.REFUSED), 403, AdmissionAnswer.REFUSED),
    "registration of another session": (of_another_session, 403, AdmissionAnswer.ELSEWHERE),
    "shared link from another session": (link_of_another_session, 403, AdmissionAnswer.UNKNOWN),
    "expired link": (expired, 410, AdmissionAnswer.EXPIRED),
    "forgotten since": (forgotten, 410, AdmissionAnswer.EXPIRED),
    "early": (lambda: with_state(State.CONFIRMED, 20), 403, AdmissionAnswer.EARLY),
    "late": (lambda: with_state(State.CONFIRMED, -125), 410, AdmissionAnswer.OVER),
    "cancelled session": (cancelled, 410, AdmissionAnswer.CANCELLED),
    "cancelled event": (event_cancelled, 410, AdmissionAnswer.CANCELLED),
    "cancelled where the host streams": (cancelled_at_the_host, 410, AdmissionAnswer.CANCELLED),
    "the host streams": (host_streams, 200, AdmissionAnswer.HOST),
    "no address yet": (unset, 503, AdmissionAnswer.CLOSED),
}


def told(response: HttpResponseBase) -> str:
    return unescape(response.content.decode())  # type: ignore[attr-defined]


def everything(response: HttpResponseBase) -> str:
    """Return all that goes out: the body, the headers, the cookies."""
    cookies: SimpleCookie = response.cookies
    return f"{told(response)}{dict(response.headers)}{cookies.output()}"


@pytest.mark.parametrize("cell", KEPT_OUT)
@pytest.mark.parametrize("query", ["", "?open=1"])
def test_who_is_kept_out_gets_the_exact_answer_and_no_address(
    cell: str, query: str, caplog: pytest.LogCaptureFixture
) -> None:
    make, status, answer = KEPT_OUT[cell]
    coming = make()
    client = coming.client()
    with caplog.at_level(logging.DEBUG):
        got = client.get(coming.address + query)
        head = client.head(coming.address + query)
        others = [getattr(client, m)(coming.address) for m in ("post", "put", "delete", "options")]
        news = client.get(f"{coming.address}news/{query}")
    assert (got.status_code, head.status_code, news.status_code) == (status,) * 3
    assert news.json()["says"] == str(answer.sentence)
    assert str(answer.sentence) in told(got)
    assert [r.status_code for r in others] == [405] * 4
    for response in (got, head, news, *others):
        assert MARK not in everything(response)
        assert PLAYER not in everything(response)
        assert "frame-src" not in response["Content-Security-Policy"]
    for response in (got, head, news):
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
    assert MARK not in caplog.text
    assert not Registration.objects.exclude(came_at=None).exists()


def let_in(minutes: float = -5, **values: object) -> Coming:
    session = session_in(minutes)
    streamed(session, **values)
    return Coming(session, passes(registered(session)))


@pytest.mark.parametrize("minutes", [14, -5, -115])
def test_the_one_right_cell(minutes: float, caplog: pytest.LogCaptureFixture) -> None:
    coming = let_in(minutes)
    client = coming.client()
    with caplog.at_level(logging.DEBUG):
        door = client.get(coming.address)
        player = client.get(coming.address + "?open=1")
    assert door.status_code == player.status_code == 200
    # The click comes first: before it, only the name of the service is told.
    assert MARK not in everything(door)
    assert PLAYER in told(door)
    assert "frame-src" not in door["Content-Security-Policy"]
    assert f'<iframe class="player" src="{STREAM_ADDRESS}"' in told(player)
    headers = f"{dict(player.headers)}{player.cookies.output()}"
    assert MARK not in headers
    assert MARK not in caplog.text
    for response in (door, player):
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
    assert Registration.objects.get().came_at is not None


def test_the_policy_opens_that_one_origin_in_that_one_answer() -> None:
    coming = let_in()
    policy = coming.client().get(coming.address + "?open=1")["Content-Security-Policy"]
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules["frame-src"] == f"https://{PLAYER}"
    assert rules["default-src"] == "'none'"
    assert {k: v for k, v in rules.items() if k != "frame-src"} == {
        name: " ".join(map(str, values)) for name, values in settings.SECURE_CSP.items()
    }


def policy_of(answer: HttpResponseBase) -> dict[str, str]:
    """Return what a page may load beyond what every page may."""
    parts = (part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    usual = {name: " ".join(map(str, values)) for name, values in settings.SECURE_CSP.items()}
    return {name: sources for name, sources in parts if usual.get(name) != sources}


def test_hls_is_played_by_us_from_that_one_origin() -> None:
    coming = let_in(form=StreamAddress.Form.HLS)
    player = coming.client().get(coming.address + "?open=1")
    assert f'src="{STREAM_ADDRESS}"' in told(player)
    assert "vigil/vendor/hls/hls.min.mjs" in told(player)
    assert policy_of(player) == {
        "media-src": f"blob: https://{PLAYER}",
        "connect-src": f"'self' https://{PLAYER}",
        "worker-src": "'self'",
    }


def test_a_meeting_is_a_button_after_the_gate() -> None:
    coming = let_in(form=StreamAddress.Form.JOIN, provider="zoom")
    client = coming.client()
    door = told(client.get(coming.address))
    assert "It is a meeting at Zoom" in door
    assert MARK not in door
    player = client.get(coming.address + "?open=1")
    assert f'href="{STREAM_ADDRESS}"' in told(player)
    assert "<iframe" not in told(player)
    assert policy_of(player) == {}
    assert Registration.objects.get().came_at is not None


def test_a_language_is_chosen_and_the_fallback_comes_with_one_switch() -> None:
    coming = let_in()
    stream = Stream.objects.get()
    addressed(stream, "https://fr.streams.example/f", "language", language="fr")
    addressed(stream, "https://back.streams.example/b", "fallback")
    client = coming.client()
    door = told(client.get(coming.address))
    assert "Open the stream as it is spoken" in door
    assert "Open the stream: French" in door
    assert "back.streams.example" not in door
    french = client.get(coming.address + "?open=1&in=fr")
    assert policy_of(french) == {"frame-src": "https://fr.streams.example"}
    assert "Open in a new tab" in told(french)
    # Nobody opens a fallback that hosts have not switched to.
    early = client.get(coming.address + "?open=1&in=fallback")
    assert policy_of(early) == {"frame-src": f"https://{PLAYER}"}
    Stream.objects.update(on_fallback=True)
    for query in ("", "&in=fr"):
        switched = client.get(f"{coming.address}?open=1{query}")
        assert policy_of(switched) == {"frame-src": "https://back.streams.example"}
        assert "have switched to another address" in told(switched)


def test_a_host_tries_it_at_any_time_with_the_same_page_and_policy() -> None:
    session = session_in(3000, state=SessionState.DRAFT)
    stream = streamed(session)
    addressed(stream, "https://back.streams.example/b", "fallback")
    client = Client()
    client.force_login(UserFactory(roles=[Role.PROGRAMME_HOST]))
    at = f"/desk/programme/sessions/{session.pk}/stream/try/"
    gate = client.get(at)
    assert "Rehearsal" in told(gate)
    box, _end, page = told(gate).partition("</section>")
    assert "Open the fallback" in box
    assert "Open the stream" not in box
    # The same as for participants: one button. No address is opened to say whose player it is.
    assert "fallback" not in page
    assert re.findall(r"(?s)<button[^>]*>(.*?)</button>", page.split("</article>")[0]) == [
        "Open the stream"
    ]
    assert "The player is that of another service." in page
    assert MARK not in everything(gate)
    assert policy_of(gate) == {}
    player = client.post(at)
    assert "Rehearsal" in told(player)
    assert f'src="{STREAM_ADDRESS}"' in told(player)
    assert policy_of(player) == {"frame-src": f"https://{PLAYER}"}
    # With "no-referrer" browsers send their forms with "Origin: null", which is refused.
    assert {page["Referrer-Policy"] for page in (gate, player)} == {"same-origin"}
    assert "no-store" in player["Cache-Control"]
    fallback = client.post(at, {"in": "fallback"})
    assert policy_of(fallback) == {"frame-src": "https://back.streams.example"}


def test_hosts_see_what_became_of_an_address_and_why_another_is_refused() -> None:
    session = session_in(3000)
    client = Client()
    client.force_login(UserFactory(roles=[Role.PROGRAMME_HOST]))
    at = f"/desk/programme/sessions/{session.pk}/stream/"
    said = {"mode": "ours", "opens_before": 10, "closes_after": 20}
    kept = client.post(
        f"{at}edit/", {**said, "address": "https://youtu.be/dQw4w9WgXcQ"}, follow=True
    )
    assert "Kept. Shown in our page as a YouTube player without cookies." in told(kept)
    assert "Not checked yet." in told(kept)
    assert "dQw4w9WgXcQ" not in told(kept)
    wrong = client.post(
        f"{at}edit/", {**said, "address": "https://zoom.us.evil.example/j/81234567"}
    )
    assert wrong.status_code == 422
    assert "only looks like an address of Zoom" in told(wrong)
    added = {"act": "add", "add-purpose": "language", "add-language": "French"}
    zoom = "https://us02web.zoom.us/j/81234567890?pwd=a"
    page = client.post(f"{at}addresses/", {**added, "add-address": zoom}, follow=True)
    assert "Offered as a button to Zoom." in told(page)
    assert "French" in told(page)
    lacking = client.post(f"{at}addresses/", {**added, "add-language": "", "add-address": zoom})
    assert lacking.status_code == 422
    assert "Name the language" in told(lacking)
    none = client.post(f"{at}addresses/", {"act": "to_fallback"})
    assert none.status_code == 409
    assert "no fallback address" in told(none)


def test_head_of_the_player_tells_nothing_and_notes_nobody() -> None:
    coming = let_in()
    head = coming.client().head(coming.address + "?open=1")
    assert head.status_code == 200
    assert head.content == b""
    assert MARK not in everything(head)
    assert Registration.objects.get().came_at is None


def test_every_language_has_its_own_path_and_the_same_gate() -> None:
    session = open_session()
    client = Client()
    client.get(f"/programme/registration/{links.token_of(registered(session))}/")
    for code, _label in settings.LANGUAGES:
        prefix = "" if code == "en" else f"/{code}"
        event = f"{prefix}/programme/{session.event.slug}/"
        path = f"{event}{session.slug}/"
        morsel = client.cookies[f"entry-{code}"]
        assert morsel["path"] == event
        assert morsel["httponly"]
        assert morsel["samesite"] == "Lax"
        assert client.get(f"{path}stream/?open=1").status_code == 200
        assert Client().get(f"{path}stream/?open=1").status_code == 403


def test_what_is_no_public_stream_is_not_there() -> None:
    session = session_in(0)
    coming = Coming(session, passes(registered(session)))
    assert coming.client().get(coming.address).status_code == 404
    streamed(session)
    Session.objects.update(state=SessionState.DRAFT)
    answer = coming.client().get(coming.address + "?open=1")
    assert answer.status_code == 404
    assert MARK not in everything(answer)


def test_somebody_who_withdraws_while_they_watch_is_out_at_the_next_request() -> None:
    coming = let_in()
    client = coming.client()
    assert client.get(coming.address + "?open=1").status_code == 200
    withdrawing.withdraw(Registration.objects.get())
    assert client.get(coming.address + "?open=1").status_code == 403


def test_letting_in_takes_few_questions(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    coming = let_in()
    client = coming.client()
    client.get(coming.address + "?open=1")
    for query in ("", "?open=1"):
        with django_assert_max_num_queries(6):
            client.get(coming.address + query)
        # Asked by a thousand viewers three times a minute.
        with django_assert_max_num_queries(5):
            client.get(f"{coming.address}news/{query}")


def mark_of(page: HttpResponseBase) -> str:
    """Return the mark of what a page shows, which it compares with the news."""
    found = re.search(r'data-mark="([0-9a-f]{20})"', told(page))
    assert found
    return found[1]


def test_a_page_learns_that_the_stream_opened_moved_and_is_over() -> None:
    coming = with_state(State.CONFIRMED, 30)
    stream = Stream.objects.get()
    addressed(stream, "https://fr.streams.example/f", "language", language="fr")
    addressed(stream, "https://back.streams.example/b", "fallback")
    client, host = coming.client(), UserFactory(roles=[Role.PROGRAMME_HOST])

    def news(query: str = "") -> dict[str, str]:
        answer = client.get(f"{coming.address}news/{query}")
        assert "streams.example" not in everything(answer)
        read: dict[str, str] = answer.json()
        return read

    early = mark_of(client.get(coming.address))
    assert news()["mark"] == early
    open_stream(coming.session, by=host)
    opened = news()
    assert (opened["says"], opened["label"]) == ("The stream is open now.", "Open the stream")
    gate = mark_of(client.get(coming.address))
    assert gate == opened["mark"] != early
    french = mark_of(client.get(f"{coming.address}?open=1&in=fr"))
    same = news("?open=1&in=fr")
    assert (same["mark"], same["again"]) == (french, 20)
    assert french != news("?open=1")["mark"]
    switch_stream(coming.session, to_fallback=True, by=host)
    moved = news("?open=1&in=fr")
    assert moved["mark"] != french
    assert moved["says"] == "The stream has moved to another address."
    assert news()["mark"] == gate
    switch_stream(coming.session, to_fallback=False, by=host)
    assert news("?open=1&in=fr")["mark"] == french
    close_stream(coming.session, by=host)
    assert news("?open=1&in=fr")["says"] == str(AdmissionAnswer.EARLY.sentence)
    moved_to(coming.session, -300)
    over = news("?open=1&in=fr")
    assert (over["says"], over["again"]) == ("The stream is over.", 0)


def test_captions_and_sign_language_come_beside_the_stream() -> None:
    coming = let_in()
    stream = Stream.objects.get()
    addressed(stream, "https://text.example/e?event=k", "captions", language="fr", form="link")
    addressed(stream, "https://sign.example/s", "sign", language="ase")
    client = coming.client()
    session_page = told(client.get(coming.address.removesuffix("stream/")))
    assert "American Sign Language (ASL)" in session_page
    door = told(client.get(coming.address))
    assert "text.example/e" not in door
    assert "Captions are written at text.example" in door
    assert "Open the stream with sign language: American Sign Language (ASL)" in door
    player = client.get(coming.address + "?open=1")
    assert 'hreflang="fr"' in told(player)
    assert "https://text.example/e?event=k" in told(player)
    assert policy_of(player) == {"frame-src": f"https://{PLAYER}"}
    both = client.get(coming.address + "?open=1&with=sign-ase")
    assert policy_of(both) == {"frame-src": f"https://{PLAYER} https://sign.example"}
    assert 'lang="ase"' in told(both)
    # Captions alone are no stream.
    Sealed.objects.filter(subject_kind="stream", field="address").delete()
    assert client.get(coming.address + "?open=1").status_code == 503


def test_the_time_of_early_is_told_where_it_happens_and_where_the_reader_is() -> None:
    session = open_session(200)
    row = registered(session, zone="Asia/Kolkata")
    answer = told(Coming(session, passes(row)).client().get(Coming(session).address))
    assert "Coordinated Universal Time (UTC)" in answer
    assert "Kolkata time (UTC+5:30)" in answer


# Nowhere else


@pytest.mark.parametrize(("minutes", "is_open"), [(-5, True), (600, False)])
def test_the_page_says_when_it_is_open_on_the_readers_clock(minutes: float, is_open: bool) -> None:
    session = open_session(minutes)
    at = f"/programme/{session.event.slug}/{session.slug}/"
    page = Client().get(f"{at}?zone=Asia/Kathmandu").content.decode()
    section = page.split('id="stream"')[1].split("</section>")[0]
    assert ("Open now" in section) is is_open
    assert "Kathmandu time (UTC+5:45)" in section
    assert page.index('id="register"') < page.index('id="stream"')


def test_no_other_output_holds_the_address() -> None:
    session = open_session(30)
    session.event.takes_messages = True
    session.event.save()
    event, at = session.event.slug, f"/programme/{session.event.slug}/{session.slug}/"
    row = registered(session)
    client = Client()
    addresses = [
        "/programme/",
        f"/programme/{event}/",
        at,
        f"{at}session.ics",
        f"{at}register/",
        f"{at}register/sent/",
        f"/programme/{event}/sessions.ics",
        f"/programme/{event}/schedule.json",
        f"/programme/{event}/schedule.xml",
        "/programme/sessions.ics",
        "/api/v1/programme/sessions",
        "/api/v1/programme/events",
        f"/api/v1/programme/events/{event}",
        f"/api/v1/programme/events/{event}/sessions/{session.slug}",
        f"/programme/registration/{links.token_of(row)}/",
        f"/programme/registration/{links.token_of(row)}/withdraw/",
    ]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert MARK not in everything(response), address
        assert PLAYER not in everything(response), address
        assert row.uid not in told(response), address


def test_the_stream_of_the_next_hour_is_found_by_no_guess() -> None:
    """The address of the page is known to all; what lies behind it hangs on the pass alone."""
    coming = let_in()
    later = timezone.now() + timedelta(hours=1)
    guesses = (
        "key=sesame",
        f"token={links.token_of(Registration.objects.get())}",
        "open=1",
        later,
    )
    for guess in guesses:
        response = Client().get(f"{coming.address}?{guess}")
        assert response.status_code == 403
        assert MARK not in everything(response)
