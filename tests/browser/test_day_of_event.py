"""The day in a browser: a host's page, who watches, and a whole day with two hundred people."""

import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.fixtures import Settings

from browser.conftest import ELSEWHERE
from browser.people_of_a_day import Day
from browser.recording_of_a_day import (
    film_taken_back,
    recording_posted,
    recording_seen,
    recording_told,
)
from browser.signing import sign_in
from browser.stand_ins import Services, finds_services
from browser.steps_of_a_day import (
    FALLBACK,
    FRENCH,
    SPANISH,
    SPOKEN,
    asked_and_answered,
    checked_in,
    delay_told,
    fallen_back,
    registered_in_three_languages,
    rehearsed,
    watching,
)
from programme.factories import ContributionFactory, EventFactory
from programme.message_factories import host
from programme.registration_factories import addressed, moved_to, registered, session_in, streamed
from vigil.programme.models import Registration, Session
from vigil.programme.registrations import links
from vigil.programme.run_of_show.verbs import add_item, start_item
from vigil.programme.streams.verbs import close_stream, switch_stream

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.tail("programme/day and streams/test_views.py hold what the scripts ask for"),
]


def test_a_host_keeps_the_place_while_the_page_refreshes(browser_page: Page) -> None:
    page, by = browser_page, host()
    session = session_in(-5)
    streamed(session)
    items = [add_item(session, by=by, title=f"Item {n}", seconds=60) for n in range(12)]
    sign_in(page, by)
    page.clock.install()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/desk/programme/events/{session.event_id}/day/")
    last = page.locator(f"#start-{items[-1].pk}")
    last.focus()
    before = page.evaluate("scrollY")
    registered(session)
    start_item(items[0], by=by)
    page.clock.run_for(16_000)
    expect(page.locator("[data-part=run] .now")).to_contain_text("Item 0")
    expect(page.locator("[data-part=counts]")).to_contain_text("1 registered")
    expect(last).to_be_focused()
    assert before > 0
    assert abs(page.evaluate("scrollY") - before) < 60
    # The line drops, and comes back.
    page.route("**/day/now/**", lambda route: route.abort())
    page.clock.run_for(16_000)
    expect(page.locator("[data-stale]")).to_be_visible()
    page.unroute("**/day/now/**")
    page.clock.run_for(31_000)
    expect(page.locator("[data-stale]")).to_be_hidden()
    # Who was signed out is told so, not that the line is down.
    kept = page.context.cookies()
    page.context.clear_cookies()
    page.clock.run_for(16_000)
    expect(page.locator("[data-signed-out]")).to_be_visible()
    page.context.add_cookies(kept)
    # One tap, and the page is where it was.
    page.locator(f"#start-{items[1].pk}").click()
    expect(page.locator("[data-part=run] .now")).to_contain_text("Item 1")
    assert page.url.endswith("#run")


def test_who_watches_is_told_that_the_stream_moved_and_is_over(browser_page: Page) -> None:
    page, by = browser_page, host()

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<p>It plays.</p>")

    page.context.route(ELSEWHERE, answer)
    session = session_in(-5)
    addressed(streamed(session), "https://back.streams.example/b", "fallback")
    row = registered(session)
    page.goto(f"/programme/registration/{links.token_of(row)}/")
    page.clock.install()
    page.goto(f"/programme/{session.event.slug}/{session.slug}/stream/?open=1")
    news, other = (
        page.locator("[data-follows]"),
        page.get_by_role("link", name="About this session"),
    )
    other.focus()
    page.clock.run_for(25_000)
    expect(news).to_be_empty()
    switch_stream(session, to_fallback=True, by=by)
    page.clock.run_for(25_000)
    expect(news).to_contain_text("The stream has moved to another address.")
    expect(other).to_be_focused()
    switch_stream(session, to_fallback=False, by=by)
    page.clock.run_for(25_000)
    expect(news).to_be_empty()
    switch_stream(session, to_fallback=True, by=by)
    page.clock.run_for(25_000)
    news.get_by_role("link", name="Open the stream").click()
    expect(page.locator("iframe.player")).to_have_attribute("src", "https://back.streams.example/b")
    expect(news).to_be_empty()
    close_stream(session, by=by)
    page.clock.run_for(25_000)
    expect(news).to_contain_text("The stream is over.")
    assert Registration.objects.get().came_at is not None


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@pytest.fixture
def lasting(tmp_path: Path) -> Iterator[Services]:
    """The services that answer all day."""
    with Services.opened(tmp_path / "lasting") as services:
        yield services


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Services]:
    """The service that goes away."""
    with Services.opened(tmp_path / "failing") as services:
        yield services


@pytest.fixture
def day(
    browser: Browser, live_server: object, lasting: Services, failing: Services
) -> Iterator[Day]:
    hosts = {SPOKEN: lasting, FRENCH: lasting, FALLBACK: lasting, SPANISH: failing}
    own = finds_services(browser, hosts)
    yield Day(own, str(live_server))
    own.close()


@pytest.fixture
def witness(transactional_db: None) -> Session:
    """The first of two sessions of an event, with a speaker."""
    today = timezone.now().date()
    event = EventFactory(slug="days", zone="UTC", starts_on=today, ends_on=today)
    session = session_in(2000, event=event, slug="witness", languages=["es", "fr"])
    session_in(3000, event=event, slug="workshop", title="Writing it down")
    ContributionFactory(session=session, name="Casilda Reyes")
    return session


def test_a_day_of_an_event(day: Day, witness: Session, failing: Services, tmp_path: Path) -> None:
    by = day.person()
    sign_in(by.page, host())
    with day.step("register 200"):
        people = registered_in_three_languages(day, witness.event)
    own = {language: urlsplit(one.page.url).path for language, one in people.items()}
    with day.step("rehearse"):
        rehearsed(by, witness)
    with day.step("tell a delay"):
        delay_told(day, by, witness, people)
    moved_to(witness, -5)
    with day.step("two language streams"):
        watching(people)
    with day.step("fall back"):
        fallen_back(day, by, witness, people, failing)
    with day.step("questions"):
        asked_and_answered(day, witness, people)
    with day.step("check in 30"):
        checked_in(day, witness)
    moved_to(witness, -200)
    # Who left the player open is told that it is over: the gate's answer to that is 410.
    with day.step("post a recording"), day.no_trouble_but("410.*/stream/news/"):
        speaker = recording_posted(day, by, witness, tmp_path)
        recording_told(day, by, witness)
        for language, one in people.items():
            recording_seen(one, own[language], witness)
    with day.step("take a film back"):
        film_taken_back(day, by, speaker, people["fr"], witness)
    sys.stdout.write(day.report())
    assert not day.troubles, "\n".join(day.troubles)
    assert {host for host, _page in day.elsewhere} == {SPOKEN, SPANISH, FRENCH, FALLBACK}
    assert all("/stream/" in page for _host, page in day.elsewhere), day.elsewhere
