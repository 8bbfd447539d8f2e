"""The page of the day: what it shows of the session that is on, and what one tap does."""

from datetime import timedelta
from html import unescape

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from factories import UserFactory
from programme.factories import EventFactory
from programme.question_factories import asked, asking_session
from programme.recording_factories import host
from programme.registration_factories import addressed, registered, session_in, streamed
from vigil.programme.day.queries import counts_of, events_of_today, session_to_show
from vigil.programme.events.models.event import State as Published
from vigil.programme.models import Event, Registration, RunItem, Session, Stream
from vigil.programme.run_of_show.verbs import add_item
from vigil.site.pages.views import own_rooms
from vigil.trust.models import Role

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture
def event() -> Event:
    made: Event = EventFactory(title="Days of remembrance")
    return made


@pytest.fixture
def client() -> Client:
    made = Client()
    made.force_login(host())
    return made


def text(answer: HttpResponseBase) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


def at(event: Event, more: str = "") -> str:
    return f"/desk/programme/events/{event.pk}/day/{more}"


def test_the_session_that_is_on_or_comes_next_is_shown(event: Event) -> None:
    past, on, later = (session_in(minutes, event=event) for minutes in (-300, -10, 200))
    sessions, now = [past, on, later], timezone.now()
    assert session_to_show(sessions, "", now) == on
    assert session_to_show(sessions, str(later.pk), now) == later
    assert session_to_show(sessions, "x", now + timedelta(hours=2)) == later
    assert session_to_show(sessions, "", now + timedelta(days=2)) == later
    assert session_to_show([], "", now) is None


def test_who_registered_and_came_is_counted_in_one_query(
    event: Event, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    session, now = session_in(-10, event=event), timezone.now()
    states = [State.CONFIRMED] * 3 + [State.FULL, State.WAITING, State.REFUSED, State.WITHDRAWN]
    for n, state in enumerate(states):
        came = {0: now, 1: now - timedelta(hours=1)}.get(n)
        language = "fr" if n == 1 else "en"
        registered(session, state, f"p{n}@hermanas.example", came_at=came, language=language)
    with django_assert_max_num_queries(1):
        counts = counts_of(session, now)
    assert (counts.registered, counts.with_place, counts.full, counts.waiting) == (5, 3, 1, 1)
    assert (counts.came, counts.lately) == (2, 1)
    assert [(one.name, one.with_place, one.came) for one in counts.languages] == [
        ("English", 2, 1),
        ("French", 1, 1),
    ]


def test_the_page_shows_it_and_its_part_is_asked_for_again(
    event: Event, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    session = session_in(-10, event=event, title="Bearing witness")
    session_in(300, event=event, title="The second one")
    stream = streamed(session)
    addressed(stream, "https://back.streams.example/b", "fallback")
    registered(session)
    by = host()
    for n in range(12):
        add_item(session, by=by, title=f"Item {n}", seconds=300)
    page = text(client.get(at(event)))
    for said in (
        "On now. Ends in 80 minutes.",
        "The second one",
        "10 minutes behind",
        "Start this item",
        "Open now",
        "Switch everybody to the fallback",
        "Try it as a participant",
        f"/desk/programme/sessions/{session.pk}/registrations/",
        f"/mailings/new/?template=delay&session={session.pk}",
    ):
        assert said in page, said
    assert "streams.example" not in page
    with django_assert_max_num_queries(13):
        part = text(client.get(at(event, f"now/?session={session.pk}&zone=Asia/Kolkata")))
    assert "<h1" not in part
    assert "Kolkata" in part
    assert "csrfmiddlewaretoken" not in part  # it would differ each time


def test_a_dead_fallback_is_a_warning_and_not_the_main_button(event: Event, client: Client) -> None:
    stream = streamed(session_in(-10, event=event))
    row = addressed(stream, "https://back.streams.example/b", "fallback")
    row.found = "gone"
    row.save()
    page = text(client.get(at(event)))
    button = page.partition('id="to-fallback"')[2].partition(">")[0]
    assert 'class="plain"' in button
    assert '<p class="note warning">' in page


def test_one_tap_marks_switches_and_opens(event: Event, client: Client) -> None:
    session = session_in(-10, event=event)
    stream = streamed(session)
    addressed(stream, "https://back.streams.example/b", "fallback")
    item = add_item(session, by=host(), title="Opening", seconds=300)
    mine = at(event, f"?session={session.pk}")
    started = client.post(mine, {"start": item.pk})
    assert started["Location"] == f"{mine}#run"
    page = text(client.get(mine))
    assert "Mark as done" in page
    assert "Undo start" in page
    client.post(mine, {"end": item.pk})
    client.post(mine, {"undo": item.pk})
    item.refresh_from_db()
    assert item.started_at is not None
    assert item.ended_at is None
    assert client.post(mine, {"to_fallback": "1"})["Location"] == f"{mine}#stream"
    assert "Participants are led to the fallback." in text(client.get(mine))
    twice = client.post(mine, {"to_fallback": "1"})
    assert twice.status_code == 409
    assert "Somebody switched before you" in text(twice)
    client.post(mine, {"back": "1"})
    client.post(mine, {"close_stream": "1"})
    assert "Closed now" in text(client.get(mine))
    client.post(mine, {"open_stream": "1"})
    stream = Stream.objects.get()
    assert (stream.on_fallback, stream.closed_at) == (False, None)
    client.post(mine, {"clear_marks": "1"})
    assert not RunItem.objects.exclude(started_at=None).exists()
    other = add_item(session_in(5), by=host(), title="Elsewhere", seconds=300)
    assert client.post(mine, {"start": other.pk}).status_code == 404
    assert client.post(mine, {"dance": "1"}).status_code == 422


def test_tabs_name_the_day_where_there_are_several(event: Event, client: Client) -> None:
    first = session_in(-10, event=event)
    session_in(60 * 48, event=event)
    tabs = text(client.get(at(event))).partition('class="day-sessions"')[2].partition("</nav>")[0]
    assert f"<bdi>{first.starts_local:%a} {first.starts_local.day}</bdi>" in tabs


def test_a_question_that_waits_is_said_to_who_may_moderate(
    event: Event, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    session = asking_session(event=event)
    assert "question waits" not in text(client.get(at(event)))
    asked(session)
    with django_assert_max_num_queries(14):
        part = text(client.get(at(event, "now/")))
    assert "1 question waits" in part
    assert f"/desk/programme/sessions/{session.pk}/questions/" in part
    assert "/desk/programme/questions/" in text(client.get("/desk/programme/"))


def test_an_event_without_sessions_says_what_to_do(event: Event, client: Client) -> None:
    assert "Add session" in text(client.get(at(event)))
    assert client.get(at(event, "now/")).status_code == 404
    assert client.post(at(event), {"check": "1"}).status_code == 404


def test_an_event_of_today_is_on_the_start_page_of_hosts(event: Event) -> None:
    now = timezone.now()
    session_in(1, event=event)
    session_in(3, event=event)
    session_in(3, event=event, state=Published.DRAFT)
    Session.objects.update(starts_at=now, ends_at=now + timedelta(hours=1))
    assert events_of_today(now) == [(event, 2)]
    assert events_of_today(now + timedelta(days=2)) == []
    found = {room.address: room for room in own_rooms(UserFactory(roles=[Role.PROGRAMME_HOST]))}
    room = found[at(event)]
    assert room.label == "Today: Days of remembrance"
    assert [waiting.count for waiting in room.waiting] == [2]
    assert not any("/day/" in one.address for one in own_rooms(UserFactory(roles=[Role.EDITOR])))
