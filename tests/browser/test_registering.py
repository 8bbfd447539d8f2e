"""In a real browser, without scripts: register, open the link, watch, withdraw; how it looks."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from browser.conftest import ELSEWHERE
from browser.looking import Looking, looks
from browser.signing import sign_in
from factories import UserFactory
from programme.message_factories import host
from programme.registration_factories import (
    MARK,
    NAME,
    PLAYER,
    STREAM_ADDRESS,
    WHO,
    addressed,
    moved_to,
    registered,
    session_in,
    streamed,
    token_in,
)
from vigil.programme.models import Registration, Session, Stream, StreamAddress
from vigil.programme.registrations import links
from vigil.programme.run_of_show.verbs import add_item
from vigil.trust.models import Letter, Role

pytestmark = [pytest.mark.browser, pytest.mark.turns, pytest.mark.django_db(transaction=True)]
State, Registering = Registration.State, Session.Registering


def others_answered(context: BrowserContext) -> list[str]:
    """Answer other hosts here; keep which addresses of theirs were asked for, and from where."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(f"{route.request.url} {route.request.headers.get('referer', '')}")
        route.fulfill(status=200, content_type="text/html", body="<p>The stream plays.</p>")

    context.route(ELSEWHERE, answer)
    return asked


@pytest.fixture
def without_scripts(browser: Browser, live_server: object) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=str(live_server), locale="en-GB", java_script_enabled=False
    )
    yield context
    context.close()


def test_register_open_the_link_watch_and_withdraw(
    without_scripts: BrowserContext, live_server: object
) -> None:
    session = session_in(3000)
    streamed(session)
    asked = others_answered(without_scripts)
    page = without_scripts.new_page()
    page.goto(f"/programme/{session.event.slug}/{session.slug}/")
    page.get_by_role("link", name="Register").click()
    page.get_by_label("E-mail address").fill("nobody")
    page.get_by_role("button", name="Register").click()
    assert page.get_by_label("E-mail address").input_value() == "nobody"
    page.get_by_label("E-mail address").fill(WHO)
    page.get_by_label("Name (may stay empty)").fill(NAME)
    page.get_by_role("button", name="Register").click()
    assert "Check your email" in page.title()
    assert without_scripts.cookies() == []

    letter = Letter.objects.get()
    link = f"/programme/registration/{token_in(letter)}/"
    page.goto(link)
    assert page.get_by_text("You are registered.", exact=True).count() == 1
    with page.expect_download() as taken:
        page.get_by_role("link", name="Calendar file (.ics)").click()
    assert taken.value.suggested_filename.endswith(".ics")

    page.get_by_role("link", name="To the stream").click()
    assert "not open yet" in page.inner_text("main")
    moved_to(session, -5)
    page.goto(link)
    page.get_by_role("link", name="Enter the stream").click()
    assert MARK not in page.content()
    assert asked == []
    page.get_by_role("link", name="Open the stream").click()
    assert page.frame_locator("iframe.player").get_by_text("The stream plays.").count() == 1
    # The service learns of this site, and of no address in it.
    assert asked == [f"{STREAM_ADDRESS} {live_server}/"]

    page.goto(link)
    page.get_by_role("link", name="Withdraw and be forgotten…").click()
    page.get_by_role("button", name="Withdraw").click()
    assert "You are forgotten" in page.title()
    assert without_scripts.cookies() == []
    answer = page.goto(f"/programme/{session.event.slug}/{session.slug}/stream/?open=1")
    assert answer is not None
    assert answer.status == 403
    assert MARK not in page.content()


def test_the_policy_keeps_every_other_host_out_of_the_player(
    browser: Browser, live_server: object
) -> None:
    session = session_in(-5)
    streamed(session)
    context = browser.new_context(base_url=str(live_server))
    asked = others_answered(context)
    page = context.new_page()
    page.goto(f"/programme/registration/{links.token_of(registered(session))}/")
    page.goto(f"/programme/{session.event.slug}/{session.slug}/stream/?open=1")
    page.evaluate(
        """() => { for (const host of ["evil.example", "streams.example"]) {
             const frame = document.createElement("iframe");
             frame.src = `https://${host}/`;
             document.body.append(frame);
           } }"""
    )
    page.wait_for_timeout(500)
    assert {urlsplit(one.split()[0]).netloc for one in asked} == {PLAYER}
    context.close()


@pytest.mark.turns
@pytest.mark.parametrize("ways", looks())
def test_every_page_at_every_width(looking: Looking) -> None:
    others_answered(looking.tab.context)
    looked_at_in_public(looking)
    looked_at_at_the_desk(looking)
    looking.found_nothing()


def looked_at_in_public(looking: Looking) -> None:
    tab = looking.tab
    session = session_in(3000, registering=Registering.CODES)
    streamed(session, captions=["en", "fr"], audio_languages=["en", "ja"])
    at = f"/programme/{session.event.slug}/{session.slug}/"
    looking.at(at, f"{at}register/", f"{at}register/sent/")
    looking.at(f"{at}stream/", status=403)
    looking.open(f"{at}register/")
    press(tab, "form.registering button")
    assert tab.locator(".errorlist").count() == 2
    looking.now()
    for n, state in enumerate((State.WAITING, State.FULL, State.REFUSED, State.CONFIRMED)):
        row = registered(session, state, f"p{n}@hermanas.example", zone="America/Bogota")
        link = f"/programme/registration/{links.token_of(row)}/"
        looking.at(link)
        looking.at(f"{at}stream/", status=403)
    looking.at(f"{link}withdraw/")
    moved_to(session, -5)
    stream = Stream.objects.get()
    addressed(stream, "https://text.example/e", "captions", language="fr", form="link")
    addressed(stream, "https://sign.example/s", "sign", language="ase")
    looking.at(link, f"{at}stream/", f"{at}stream/?open=1&with=sign-ase")
    StreamAddress.objects.update(form="hls")
    looking.at(f"{at}stream/?open=1")
    Stream.objects.update(mode="host", who="Participants of the Congress, in its hall.")
    looking.at(f"{at}stream/", "/programme/registration/withdrawn/")
    looking.at(f"/programme/registration/{'x' * 43}/", status=410)


def looked_at_at_the_desk(looking: Looking) -> None:
    tab = looking.tab
    session = session_in(3000, registering=Registering.APPROVAL, capacity=20)
    streamed(session)
    for n, state in enumerate(State.values):
        registered(session, state, f"p{n}@hermanas.example", name=NAME)
    sign_in(tab, UserFactory(roles=[Role.PROGRAMME_HOST]))
    at = f"/desk/programme/sessions/{session.pk}/registrations/"
    add_item(session, by=host(), title="Opening", seconds=300)
    looking.at(at, f"/desk/programme/sessions/{session.pk}/stream/")
    looking.at(f"/desk/programme/events/{session.event_id}/day/")
    for field, value, button in (
        ("open-why", "to decide", "form[action*='registrations/open/'] button"),
        ("codes", "bad\nKYOTO-0001", "form[action$='codes/'] button"),
        ("door-why", "the door", "form[action$='door/'] button"),
    ):
        looking.open(at)
        tab.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
        tab.locator(f"[name={field}]").fill(value)
        press(tab, button)
        looking.now()


def press(tab: Page, button: str) -> None:
    """Press the first such button, and wait for the page that it leads to."""
    with tab.expect_navigation():
        tab.locator(button).first.click()
