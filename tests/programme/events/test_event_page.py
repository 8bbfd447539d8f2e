"""The page of an event: all there is of its sessions, before, while and after they are on."""

import pytest
from django.test import Client

from programme.factories import ContributionFactory, EventFactory
from programme.recording_factories import a_session
from programme.registration_factories import MARK, session_in, streamed
from vigil.programme.events.display import displayed_sessions
from vigil.programme.events.event_page import days_on_page
from vigil.programme.models import Recording

pytestmark = pytest.mark.django_db


def test_it_says_what_a_session_is_about_who_speaks_and_when_its_stream_is_open() -> None:
    event = EventFactory(slug="days")
    now = session_in(-5, event=event, abstract="What was seen.")
    ContributionFactory(session=now)
    streamed(now)
    page = Client().get("/programme/days/").content.decode()
    for told in (
        "What was seen.",
        "Agnès Callamard",
        "Open now",
        'href="/programme/days/register/"',
    ):
        assert told in page
    assert MARK not in page
    streamed(session_in(3000, event=event))
    assert Client().get("/programme/days/").content.decode().count("Open now") == 1


def test_a_recording_is_asked_for_with_the_registration_of_the_reader() -> None:
    session, _by = a_session()
    Recording.objects.create(session=session, language="es", state=Recording.State.POSTED)
    asked = []
    (day,) = days_on_page(displayed_sessions([session]), lambda one: asked.append(one))
    assert asked == [session]
    (one,) = day.sessions
    assert one.recordings == []  # posted, and yet something stands against it
    assert one.stream is None
