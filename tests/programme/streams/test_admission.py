"""The one question of the gate: who is let into a stream, and when."""

from datetime import timedelta

import pytest
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
