"""The one question of the gate: who is let into a stream, and when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from programme.registration_factories import (
    STREAM_ADDRESS,
    addressed,
    moved_to,
    registered,
    session_in,
    streamed,
)
from vigil.programme.models import Registration
from vigil.programme.streams import admission
from vigil.programme.streams.admission import AdmissionAnswer
from vigil.programme.streams.places import offered_places, unopened_places
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
    assert [one.address for _ in range(5) for one in offered_places(stream)] == [STREAM_ADDRESS] * 5
    assert opened.count() == 1
    seal("stream", str(stream.pk), "address", "https://other.example/", by=None)
    assert [one.address for one in offered_places(stream)] == ["https://other.example/"]
    assert opened.count() == 2
    Sealed.objects.all().delete()
    assert offered_places(stream) == []


def test_the_fallback_is_offered_alone_and_only_once_hosts_switched() -> None:
    stream = streamed(session_in(0))
    addressed(stream, "https://b.example/", "fallback")
    addressed(stream, "https://fr.example/", "language", language="fr")
    assert [one.key for one in offered_places(stream)] == ["", "fr"]
    assert [one.key for one in unopened_places(stream)] == ["", "fr", "fallback"]
    stream.on_fallback = True
    assert [one.address for one in offered_places(stream)] == ["https://b.example/"]
    Sealed.objects.filter(field="address-fallback").delete()
    assert [one.key for one in offered_places(stream)] == ["", "fr"]
