"""Links, passes and the one question of the gate."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.test import override_settings
from django.utils import timezone

from programme.registration_factories import (
    STREAM_ADDRESS,
    moved_to,
    registered,
    session_in,
    streamed,
)
from vigil.programme.models import Registration
from vigil.programme.streams import admission
from vigil.programme.streams.admission import AdmissionAnswer
from vigil.trust.models import Decision, Sealed
from vigil.trust.vault.verbs.sealing import seal

pytestmark = pytest.mark.django_db
State = Registration.State


def test_a_token_is_long_the_same_each_time_and_another_for_each() -> None:
    session = session_in(60)
    one, other = registered(session), registered(session, address="b@c.example")
    assert len(admission.token_of(one)) == 43
    assert admission.token_of(one) == admission.token_of(one) != admission.token_of(other)


def test_a_token_is_made_under_the_secret_of_the_installation() -> None:
    one = registered(session_in(60))
    token = admission.token_of(one)
    with override_settings(SECRET_KEY="another"):
        assert admission.token_of(one) != token


@pytest.mark.parametrize("token", ["", "x", "A" * 43])
def test_what_is_no_token_leads_nowhere(token: str) -> None:
    gone = registered(session_in(60))
    Registration.objects.filter(pk=gone.pk).update(link_digest="")
    assert admission.registration_by(token) is None


def test_a_pass_is_ours_and_of_today() -> None:
    one = registered(session_in(60))
    held = admission.entry_pass(one)
    assert admission.registration_of_pass(held) == one
    assert admission.registration_of_pass(held[:-1] + ("A" if held[-1] != "A" else "B")) is None
    assert admission.registration_of_pass(one.uid) is None
    assert (
        admission.registration_of_pass(signing.TimestampSigner(salt="other").sign(one.uid)) is None
    )
    old = signing.TimestampSigner(salt=admission.SALT)
    old.timestamp = lambda: signing.b62_encode(int(datetime.now(UTC).timestamp()) - 12 * 3600 - 5)  # type: ignore[method-assign]
    assert admission.registration_of_pass(old.sign(one.uid)) is None


@pytest.mark.parametrize(
    ("minutes", "answer"),
    [
        (16, AdmissionAnswer.EARLY),
        (14, AdmissionAnswer.ENTER),
        (-60, AdmissionAnswer.ENTER),
        (-119, AdmissionAnswer.ENTER),
        (-121, AdmissionAnswer.OVER),
    ],
)
def test_the_window_is_that_of_the_session_now(minutes: float, answer: AdmissionAnswer) -> None:
    session = session_in(5000, length=90)
    stream, one = streamed(session), registered(session)
    moved_to(session, minutes)
    assert admission.decide_admission(one, session, stream, timezone.now()) == answer


def test_the_edges_of_the_window() -> None:
    session = session_in(60)
    stream, one = streamed(session), registered(session)
    window = admission.admission_window(session, stream)
    second = timedelta(seconds=1)
    told = [
        admission.decide_admission(one, session, stream, at)
        for at in (window.opens_at - second, window.opens_at)
    ]
    assert told == [AdmissionAnswer.EARLY, AdmissionAnswer.ENTER]
    told = [
        admission.decide_admission(one, session, stream, at)
        for at in (window.closes_at - second, window.closes_at)
    ]
    assert told == [AdmissionAnswer.ENTER, AdmissionAnswer.OVER]


def test_the_address_is_opened_once_and_not_after_it_was_changed() -> None:
    stream = streamed(session_in(0))
    opened = Decision.objects.filter(verb="open_sealed")
    assert [admission.stream_address(stream) for _ in range(5)] == [STREAM_ADDRESS] * 5
    assert opened.count() == 1
    seal("stream", str(stream.pk), "address", "https://other.example/", by=None)
    assert admission.stream_address(stream) == "https://other.example/"
    assert opened.count() == 2
    Sealed.objects.all().delete()
    assert admission.stream_address(stream) == ""
