"""What the public pages of the programme say."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from factories import UserFactory
from programme.factories import ContributionFactory, EventFactory, SessionFactory
from vigil.programme.events.models.event import State
from vigil.programme.events.verbs import events, sessions
from vigil.programme.models import Session
from vigil.trust.models import Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


def page(client: Client, session: Session, query: str = "") -> str:
    address = f"/programme/{session.event.slug}/{session.slug}/{query}"
    return client.get(address).content.decode()


def test_both_clocks_are_told_with_their_zones(client: Client) -> None:
    session = SessionFactory()
    text = page(client, session)
    for told in ("09:00–10:30", "Tokyo time (UTC+9)", "01:00–02:30", "Vienna time (UTC+1)"):
        assert told in text
    for bare in ("JST", "CET", "CEST"):
        assert bare not in text


def test_a_reader_chooses_their_own_and_it_stays_in_links(client: Client) -> None:
    session = SessionFactory()
    text = page(client, session, "?zone=America/Bogota")
    assert "19:00–20:30" in text
    assert "Bogota time (UTC−5)" in text
    assert "the day before" in text
    assert "Wednesday, 10 March 2021" in text
    assert f'href="/programme/{session.event.slug}/?zone=America/Bogota"' in text


def test_what_is_no_zone_is_said_beside_the_choice(client: Client) -> None:
    text = page(client, SessionFactory(), "?zone=CET")
    assert "“CET” is no time zone of a place" in text
    assert "Vienna time" in text


def test_a_reader_where_it_is_held_is_told_once(client: Client) -> None:
    text = page(client, SessionFactory(), "?zone=Asia/Tokyo")
    assert text.count("09:00–10:30") == 1
    assert "Vienna time" not in text


def test_a_session_across_midnight_says_so(client: Client) -> None:
    session = SessionFactory(
        starts=datetime(2021, 3, 11, 23), ends=datetime(2021, 3, 12, 1), slug="night"
    )
    assert "(until Friday, 12 March 2021)" in page(client, session)


def test_a_moved_session_says_when_it_was_in_both_zones(client: Client, host: User) -> None:
    session = SessionFactory()
    sessions.move_session(
        session,
        by=host,
        starts=datetime(2021, 3, 12, 9),
        ends=datetime(2021, 3, 12, 10),
        zone="Asia/Tokyo",
        why="The host asked",
    )
    text = page(client, session)
    assert "Moved" in text
    assert "The host asked" in text
    said = re.sub("<[^>]+>", "", text)
    assert "It was: Thursday, 11 March 2021, 09:00–10:30 Tokyo time (UTC+9)." in said
    assert "That was: Thursday, 11 March 2021, 01:00–02:30 Vienna time (UTC+1)." in said
    listed = client.get(f"/programme/{session.event.slug}/").content.decode()
    assert "Moved" in listed
    assert "It was: Thursday, 11 March 2021" in listed


def test_what_it_was_keeps_its_times_on_one_line_from_left_to_right(
    client: Client, host: User
) -> None:
    session = SessionFactory()
    sessions.move_session(
        session,
        by=host,
        starts=datetime(2021, 3, 12, 9),
        ends=datetime(2021, 3, 12, 10),
        zone="Asia/Tokyo",
        why="The host asked",
    )
    for path in ("", f"{session.slug}/"):
        said = client.get(f"/ar/programme/{session.event.slug}/{path}").content.decode()
        assert '<bdi class="nowrap">09:00–10:30</bdi>' in said


def test_a_cancelled_session_stays_and_says_so(client: Client, host: User) -> None:
    session = SessionFactory()
    sessions.cancel_session(session, by=host, why="Illness")
    text = page(client, session)
    assert "This session was cancelled." in text
    assert "Illness" in text
    assert "<del>" in text
    assert text.count('class="note"') == 1  # one banner says all of it
    assert 'id="zone"' not in text  # no other clock to be chosen
    assert "Google" not in text  # nobody is asked to add it anew
    assert "Cancelled" in client.get(f"/programme/{session.event.slug}/").content.decode()


def test_with_its_event_each_session_is_cancelled(client: Client, host: User) -> None:
    session = SessionFactory()
    events.cancel_event(session.event, by=host, why="Put off")
    assert "This session was cancelled." in page(client, session)
    assert (
        "This event was cancelled."
        in client.get(f"/programme/{session.event.slug}/").content.decode()
    )
    events.restore_event(session.event, by=host, why="Held online")
    assert "This session was cancelled." not in page(client, session)


def test_everything_that_is_known_is_told(client: Client) -> None:
    event = EventFactory(host_programme="The Congress", search_term="Vigil")
    session = SessionFactory(
        event=event,
        number=166,
        room="Room 5",
        kind=Session.Kind.MIXED,
        languages=["en"],
        interpretation=["ar", "es"],
        abstract="What is known.",
        content_warning="People speak of killings.",
    )
    ContributionFactory(session=session, role="moderator", name="Ana Paula", affiliation="Vigil")
    ContributionFactory(session=session, name="", unnamed="people affected directly", announced="")
    text = page(client, session)
    for told in (
        *("#166", "Room 5", "Part live, part pre-recorded", "English", "Arabic", "Spanish"),
        *("What is known.", "People speak of killings.", "Ana Paula", "People affected directly"),
    ):
        assert told in text, told


def test_what_is_typed_by_hosts_is_no_markup(client: Client) -> None:
    session = SessionFactory(
        title="<script>alert(1)</script>", abstract="<b>x</b>", content_warning="<i>"
    )
    ContributionFactory(session=session, name="<u>N</u>")
    text = page(client, session)
    assert not [mark for mark in ("<script>a", "<b>x", "<i>", "<u>N") if mark in text]


def test_the_programme_lists_what_is_to_come_first_the_nearest_first(client: Client) -> None:
    today = timezone.localdate()
    for days, title in ((40, "Far"), (4, "Near"), (-40, "Over")):
        day = today + timedelta(days=days)
        EventFactory(title=title, starts_on=day, ends_on=day)
    EventFactory(title="Hidden", state=State.DRAFT)
    text = client.get("/programme/").content.decode()
    at = [text.index(title) for title in ("Near", "Far", "Over")]
    assert at == sorted(at)
    assert "Hidden" not in text


def test_sessions_are_found_and_a_bad_filter_is_shown_again(client: Client) -> None:
    SessionFactory(title="Found me", number=7)
    assert "1 session found" in client.get("/programme/?number=7").content.decode()
    assert "0 sessions found" in client.get("/programme/?number=8").content.decode()
    text = client.get("/programme/?day=yesterday").content.decode()
    assert 'value="yesterday"' in text
    assert "errorlist" in text
    assert text.index('role="alert"') < text.index('id="upcoming"')


def test_what_is_over_says_so_and_nothing_stands_under_an_empty_heading(client: Client) -> None:
    past = SessionFactory(event=EventFactory(host_programme="", search_term=""))
    text = client.get(f"/programme/{past.event.slug}/").content.decode()
    assert ">over</span>" in text
    assert ('id="about-event"' in text) is ("<dd" in text)


def test_what_is_not_there_speaks_of_no_cases(client: Client) -> None:
    answer = client.get("/programme/nothing-here/")
    assert answer.status_code == 404
    assert "V-0001" not in answer.content.decode()


def test_no_page_asks_another_host_or_sets_a_cookie(client: Client) -> None:
    session = SessionFactory()
    response = client.get(f"/programme/{session.event.slug}/{session.slug}/?zone=America/Bogota")
    assert not response.cookies
    assert "style=" not in response.content.decode()
