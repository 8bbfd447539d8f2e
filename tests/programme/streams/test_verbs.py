"""Where a session is streamed: what is taken for an address, and who may say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import UserFactory
from programme.registration_factories import STREAM_ADDRESS, session_in
from vigil.programme.models import Session, Stream
from vigil.programme.streams.admission import stream_address
from vigil.programme.streams.verbs import open_address, origin_of, remove_stream, set_stream
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, Sealed, User

Mode, Form = Stream.Mode, Stream.Form
db = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://player.example/e/1?x=1;y#z", "https://player.example"),
        ("https://Player.Example:443/", "https://player.example"),
        ("https://player.example:8443/live.m3u8", "https://player.example:8443"),
        ("https://b\u00fccher.example/x", "https://xn--bcher-kva.example"),
    ],
)
def test_origin(address: str, origin: str) -> None:
    assert origin_of(address) == origin


@pytest.mark.parametrize(
    "address",
    [
        "http://player.example/",
        "javascript:alert(1)",
        "https://user:word@player.example/",
        "https://player.example@evil.example/",
        "https://localhost/",
        "https://player.example:x/",
        "https://player.example;script-src/",
        "https://player.example 'unsafe-inline'/",
        "https://*.example/",
        "https://",
        "//player.example/",
        "https://player.example/\nx",
        "https://player.example/" + "x" * 2000,
    ],
)
def test_what_is_no_address_of_a_stream(address: str) -> None:
    with pytest.raises(NotPossible, match="https://"):
        origin_of(address)


@given(st.text(max_size=60))
def test_an_origin_holds_nothing_that_a_policy_would_take_for_more(text: str) -> None:
    try:
        origin = origin_of("https://" + text)
    except NotPossible:
        return
    assert origin.startswith("https://")
    assert not set(origin[8:]) - set("abcdefghijklmnopqrstuvwxyz0123456789.-:")


def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


def given_stream(session: Session, by: User, **values: object) -> Stream:
    said = {"mode": Mode.OURS, "form": Form.EMBED, "address": STREAM_ADDRESS, **values}
    return set_stream(session, by=by, **said)  # type: ignore[arg-type]


@db
def test_the_address_lies_in_the_vault_and_in_no_decision() -> None:
    session, by = session_in(60), host()
    stream = given_stream(session, by)
    assert stream_address(stream) == STREAM_ADDRESS
    kept = [stream, session, *Decision.objects.all()]
    assert STREAM_ADDRESS not in str([type(r).objects.filter(pk=r.pk).values().get() for r in kept])


@db
def test_an_empty_address_keeps_the_one_there_is() -> None:
    session, by = session_in(60), host()
    given_stream(session, by)
    stream = given_stream(session, by, address="", opens_before=5)
    assert (stream.opens_before, stream_address(stream)) == (5, STREAM_ADDRESS)
    assert open_address(stream, by=by, why="to test it") == STREAM_ADDRESS


@db
def test_where_the_host_streams_no_address_of_ours_is_kept() -> None:
    session, by = session_in(60), host()
    given_stream(session, by)
    with pytest.raises(NotPossible, match="who may watch"):
        given_stream(session, by, mode=Mode.HOST, address="")
    given_stream(session, by, mode=Mode.HOST, address="", who="Participants of the Congress.")
    assert not Sealed.objects.exists()


@db
def test_what_cannot_be() -> None:
    session, by = session_in(60), host()
    for wrong in ({"opens_before": 1441}, {"captions": ["not a tag!"]}, {"address": "x"}):
        with pytest.raises(NotPossible):
            given_stream(session, by, **wrong)
    with pytest.raises(NotAllowed):
        given_stream(session, UserFactory(roles=[Role.ADJUDICATOR]))
    assert not Stream.objects.exists()


@db
def test_a_stream_that_is_taken_away_takes_its_address_along() -> None:
    session, by = session_in(60), host()
    given_stream(session, by)
    remove_stream(session, by=by)
    remove_stream(session, by=by)
    assert not Stream.objects.exists()
    assert not Sealed.objects.exists()
