"""The link in a letter and the entry pass in a browser: whose they are, and how long they work."""

from datetime import UTC, datetime

import pytest
from django.core import signing
from django.test import override_settings

from programme.factories import EventFactory
from programme.registration_factories import (
    registered,
    session_in,
)
from vigil.programme.models import EventRegistration, Registration
from vigil.programme.registrations import links

pytestmark = pytest.mark.django_db
State = Registration.State


def test_a_token_is_long_the_same_each_time_and_another_for_each() -> None:
    session = session_in(60)
    one, other = registered(session), registered(session, address="b@c.example")
    assert len(links.token_of(one)) == 43
    assert links.token_of(one) == links.token_of(one) != links.token_of(other)


def test_a_token_is_made_under_the_secret_of_the_installation() -> None:
    one = registered(session_in(60))
    token = links.token_of(one)
    with override_settings(SECRET_KEY="another"):
        assert links.token_of(one) != token


@pytest.mark.parametrize("token", ["", "x", "A" * 43])
def test_what_is_no_token_leads_nowhere(token: str) -> None:
    gone = registered(session_in(60))
    EventRegistration.objects.filter(uid=gone.uid).update(link_digest="")
    assert links.registration_by(token) is None


def test_a_pass_is_ours_and_of_today() -> None:
    one = registered(session_in(60))
    held = links.entry_pass(one)

    def read(held: str) -> Registration | None:
        return links.registration_of_passes([held], one.session)

    assert read(held) == one
    assert read(held[:-1] + ("A" if held[-1] != "A" else "B")) is None
    assert read(one.uid) is None
    assert read(signing.TimestampSigner(salt="other").sign(one.uid)) is None
    old = signing.TimestampSigner(salt=links.SALT)
    old.timestamp = lambda: signing.b62_encode(int(datetime.now(UTC).timestamp()) - 12 * 3600 - 5)  # type: ignore[method-assign]
    assert read(old.sign(one.uid)) is None


def test_of_several_passes_that_for_the_session_counts() -> None:
    """Whoever registered before events had registrations has a link for each session."""
    event = EventFactory()
    first, second = session_in(60, event=event), session_in(90, event=event)
    one = registered(first, address="a@b.example")
    two = registered(second, address="c@d.example")
    held = [links.entry_pass(one), links.entry_pass(two)]
    assert links.registration_of_passes(held, first) == one
    assert links.registration_of_passes(held, second) == two
    assert links.registration_of_passes(held[:1], second) == one  # of another session
    assert links.registration_of_passes([], first) is None


def test_the_code_of_a_pass_is_proved_and_is_not_the_link() -> None:
    one = registered(session_in(60)).event_registration
    other = registered(session_in(60)).event_registration
    code = links.door_code(one)
    assert links.registration_by_door_code(code) == one
    assert links.registration_by_door_code(links.token_of(one)) is None
    number, _dash, mac = code.partition("-")
    assert links.registration_by(mac) is None
    for wrong in (
        "",
        "-",
        "x",
        number,
        f"{number}-",
        f"{other.pk}-{mac}",
        f"{code[:-1]}*",
        "9" * 99,
    ):
        assert links.registration_by_door_code(wrong) is None
