"""The day in a browser: a host's page stays where it is, and who watches hears of a switch."""

import pytest
from playwright.sync_api import Page, Route, expect

from browser.conftest import ELSEWHERE
from browser.signing import sign_in
from programme.message_factories import host
from programme.registration_factories import addressed, registered, session_in, streamed
from vigil.programme.models import Registration
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
