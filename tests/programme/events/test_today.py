"""What the home page announces: the events of today."""

import pytest
from django.test import Client

from programme.factories import EventFactory
from programme.registration_factories import session_in, streamed
from vigil.programme.events.models.event import State
from vigil.programme.events.today import events_today
from vigil.programme.models import Event, Session

pytestmark = pytest.mark.django_db


def test_an_event_is_announced_once_on_its_day_and_not_after() -> None:
    assert events_today() == []
    event = EventFactory(title="Days of remembrance")
    session_in(60 * 40, event=EventFactory(title="In two days"))
    session_in(-300, event=EventFactory(title="Over"))
    one = session_in(-5, event=event)
    session_in(100, event=event)
    (told,) = events_today()
    assert (told.title, told.path, told.live) == (event.title, f"/programme/{event.slug}/", False)
    streamed(one)
    assert events_today()[0].live
    Session.objects.update(state=State.CANCELLED)
    assert events_today() == []


def test_the_home_page_says_so_and_hears_of_a_change() -> None:
    event = EventFactory(title="Days of remembrance")
    session_in(30, event=event)
    assert "Days of remembrance" in Client().get("/").content.decode()
    Event.objects.update(title="A day of remembrance")
    assert "A day of remembrance" in Client().get("/").content.decode()
    Event.objects.update(state=State.DRAFT)
    assert "remembrance" not in Client().get("/").content.decode()
