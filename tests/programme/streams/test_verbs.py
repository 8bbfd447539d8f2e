"""Where a session is streamed: what is taken for an address, and who may say."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from factories import UserFactory
from programme.registration_factories import STREAM_ADDRESS, moved_to, session_in
from vigil.programme.models import Session, Stream, StreamAddress
from vigil.programme.streams.admission import AdmissionWindow, admission_window, planned_window
from vigil.programme.streams.places import offered_places, origin_of
from vigil.programme.streams.verbs import (
    MOST_ADDRESSES,
    close_stream,
    open_addresses,
    open_stream,
    rehearse,
    remove_address,
    remove_stream,
    set_address,
    set_stream,
    switch_stream,
)
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import Decision, Role, Sealed, User

Mode, Purpose = Stream.Mode, StreamAddress.Purpose
PASTED = f'<iframe src="{STREAM_ADDRESS}"></iframe>'
ZOOM = "https://us02web.zoom.us/j/81234567890?pwd=abcDEF123"
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
    said = {"mode": Mode.OURS, "address": PASTED, **values}
    return set_stream(session, by=by, **said)  # type: ignore[arg-type]


@db
def test_the_address_lies_in_the_vault_and_in_no_decision() -> None:
    session, by = session_in(60), host()
    stream = given_stream(session, by)
    assert [one.address for one in offered_places(stream)] == [STREAM_ADDRESS]
    kept = [stream, session, *Decision.objects.all()]
    assert STREAM_ADDRESS not in str([type(r).objects.filter(pk=r.pk).values().get() for r in kept])


@db
def test_an_empty_address_keeps_the_one_there_is() -> None:
    session, by = session_in(60), host()
    given_stream(session, by)
    stream = given_stream(session, by, address="", opens_before=5)
    assert stream.opens_before == 5
    assert [one.address for one in offered_places(stream)] == [STREAM_ADDRESS]
    assert list(open_addresses(stream, by=by, why="to test it").values()) == [STREAM_ADDRESS]


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


@db
def test_what_was_typed_is_kept_as_what_is_shown() -> None:
    session, by = session_in(60), host()
    stream = given_stream(session, by, address="https://youtu.be/dQw4w9WgXcQ?si=abc")
    (place,) = offered_places(stream)
    assert place.address == "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"
    assert (place.row.form, place.service) == ("embed", "YouTube")
    given_stream(session, by, address=ZOOM)
    (place,) = offered_places(stream)
    assert (place.row.form, place.address, place.service) == ("join", ZOOM, "Zoom")
    with pytest.raises(Unfit, match="only looks like an address of YouTube"):
        given_stream(session, by, address="https://youtube.com.evil.example/embed/dQw4w9WgXcQ")
    assert [one.address for one in offered_places(stream)] == [ZOOM]


@db
def test_a_changed_address_is_checked_anew() -> None:
    session, by = session_in(60), host()
    given_stream(session, by)
    StreamAddress.objects.update(
        found="gone", checked_at=session.starts_at, told_at=session.starts_at
    )
    given_stream(session, by, address="")
    assert StreamAddress.objects.get().found == "gone"
    given_stream(session, by)
    row = StreamAddress.objects.get()
    assert (row.found, row.checked_at) == ("", None)


@db
def test_languages_and_a_fallback_and_who_may() -> None:
    session, by = session_in(60), host()
    with pytest.raises(NotPossible, match="Set the stream"):
        set_address(session, purpose=Purpose.FALLBACK, address=ZOOM, by=by)
    stream = given_stream(session, by)
    with pytest.raises(NotPossible, match="no fallback"):
        switch_stream(session, to_fallback=True, by=by)
    with pytest.raises(Unfit, match="Name the language"):
        set_address(session, purpose=Purpose.LANGUAGE, language="", address=ZOOM, by=by)
    french = set_address(session, purpose=Purpose.LANGUAGE, language="fr", address=PASTED, by=by)
    again = set_address(session, purpose=Purpose.LANGUAGE, language="fr", address=ZOOM, by=by)
    assert french == again
    fallback = set_address(session, purpose=Purpose.FALLBACK, language="x", address=ZOOM, by=by)
    assert fallback.language == ""
    assert switch_stream(session, to_fallback=True, by=by).on_fallback
    with pytest.raises(NotPossible, match="before you"):
        switch_stream(session, to_fallback=True, by=by)
    remove_address(session, fallback.pk, by=by)
    stream.refresh_from_db()
    assert not stream.on_fallback
    with pytest.raises(NotPossible, match="removed before"):
        remove_address(session, fallback.pk, by=by)
    stranger = UserFactory(roles=[Role.ADJUDICATOR])
    for act in (
        lambda: set_address(session, purpose=Purpose.FALLBACK, address=ZOOM, by=stranger),
        lambda: remove_address(session, french.pk, by=stranger),
        lambda: switch_stream(session, to_fallback=False, by=stranger),
        lambda: rehearse(stream, french, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert ZOOM not in str(Decision.objects.values())
    remove_stream(session, by=by)
    assert not Sealed.objects.exists()


@db
def test_captions_are_any_page_and_a_sign_language_is_a_stream() -> None:
    session, by = session_in(60), host()
    stream = given_stream(session, by)
    page = "https://www.streamtext.net/player?event=Kyoto"
    with pytest.raises(Unfit, match="language of the captions"):
        set_address(session, purpose=Purpose.CAPTIONS, address=page, by=by)
    captions = set_address(session, purpose=Purpose.CAPTIONS, language="fr", address=page, by=by)
    assert captions.form == StreamAddress.Form.LINK
    for wrong in ("http://text.example/e", "https://localhost/e", "https://youtube.com.evil.ex/"):
        with pytest.raises(Unfit):
            set_address(session, purpose=Purpose.CAPTIONS, language="es", address=wrong, by=by)
    with pytest.raises(Unfit):
        set_address(session, purpose=Purpose.SIGN, language="ase", address=page, by=by)
    set_address(session, purpose=Purpose.SIGN, address="https://youtu.be/dQw4w9WgXcQ", by=by)
    main, sign, words = offered_places(stream)
    assert (main.key, sign.key, words.key) == ("", "sign-", "captions-fr")
    assert (sign.is_frame, words.is_frame) == (True, False)
    assert (words.page, words.host) == (page, "www.streamtext.net")
    set_address(session, purpose=Purpose.FALLBACK, address=ZOOM, by=by)
    switch_stream(session, to_fallback=True, by=by)
    stream.refresh_from_db()
    assert [one.key for one in offered_places(stream)] == ["fallback", "sign-", "captions-fr"]


@db
def test_a_host_opens_a_stream_before_its_time_and_closes_it() -> None:
    session, by = session_in(120), host()
    stream = given_stream(session, by)
    planned = planned_window(session, stream)

    def window() -> AdmissionWindow:
        stream.refresh_from_db()
        return admission_window(session, stream)

    with pytest.raises(NotPossible, match="not open now"):
        close_stream(session, by=by)
    open_stream(session, by=by)
    assert window().holds(timezone.now())
    with pytest.raises(NotPossible, match="open already"):
        open_stream(session, by=by)
    close_stream(session, by=by)
    assert window() == planned
    open_stream(session, by=by)
    # Moved to another day, it is not open until then.
    moved_to(session, 60 * 24)
    assert window() == planned_window(session, stream)
    with pytest.raises(NotPossible, match="at most 6 hours"):
        open_stream(session, by=by)
    moved_to(session, -30)
    close_stream(session, by=by)
    assert not window().holds(timezone.now())
    open_stream(session, by=by)
    assert window().holds(timezone.now())
    moved_to(session, -300)
    with pytest.raises(NotPossible, match="is over"):
        open_stream(session, by=by)
    for act in (open_stream, close_stream):
        with pytest.raises(NotAllowed):
            act(session, by=UserFactory(roles=[Role.ADJUDICATOR]))
    done = Decision.objects.order_by("pk").values_list("verb", flat=True)
    opened_and_closed = ["open_stream", "close_stream", "open_stream", "close_stream"]
    assert [one for one in done if one in opened_and_closed] == [*opened_and_closed, "open_stream"]


@db
def test_a_stream_has_no_end_of_addresses() -> None:
    session, by = session_in(60), host()
    given_stream(session, by)
    tags = [f"a{letter}" for letter in "abcdefghijklmnop"][:MOST_ADDRESSES]
    for tag in tags[:-1]:
        set_address(session, purpose=Purpose.LANGUAGE, language=tag, address=ZOOM, by=by)
    with pytest.raises(NotPossible, match="at most"):
        set_address(session, purpose=Purpose.LANGUAGE, language=tags[-1], address=ZOOM, by=by)
    assert StreamAddress.objects.count() == MOST_ADDRESSES


@db
def test_a_rehearsal_is_in_the_log() -> None:
    session, by = session_in(3000), host()
    stream = given_stream(session, by)
    assert rehearse(stream, stream.addresses.get(), by=by) == STREAM_ADDRESS
    opened = Decision.objects.get(verb="open_sealed")
    assert (opened.actor, opened.why) == (by, "trying the stream as a participant")
