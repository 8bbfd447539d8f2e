"""What hosts paste, loaded in a browser: stand-ins on this machine answer for every service.

They send the framing headers that each service sends for its pages and for its players, over TLS,
under the names of the services. What a browser refuses, it refuses here.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.stand_ins import Services, finds_services
from factories import UserFactory
from programme.registration_factories import registered, session_in
from programme.streams.test_addresses import JOINED, SHOWN
from vigil.programme.models import Session, Stream, StreamAddress
from vigil.programme.registrations import links
from vigil.programme.streams.verbs import set_address, set_stream, switch_stream
from vigil.trust.models import Role, User
from vigil.trust.vault.verbs.sealing import seal

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.tail(
        "test_views.py holds the policy of each page, test_addresses.py what is shown"
    ),
]
FALLBACK = StreamAddress.Purpose.FALLBACK


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with Services.opened(tmp_path_factory.mktemp("services")) as services:
        yield services


@pytest.fixture
def visitor(
    browser: Browser, services: Services, live_server: object
) -> Iterator[Callable[[Session], Page]]:
    """A browser that finds every other host on this machine, with the pass of a registration."""
    own = finds_services(browser, {"*": services})
    contexts: list[BrowserContext] = []

    def come(session: Session) -> Page:
        context = own.new_context(
            base_url=str(live_server), locale="en-GB", ignore_https_errors=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(f"/programme/registration/{links.token_of(registered(session))}/")
        page.goto(f"/programme/{session.event.slug}/{session.slug}/stream/")
        return page

    yield come
    own.close()


@pytest.fixture
def host(transactional_db: None) -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


def pasted(session: Session, text: str, by: User) -> None:
    """Set the stream of a session to what a host pasted."""
    set_stream(session, mode=Stream.Mode.OURS, address=text, by=by)


def test_each_player_is_shown_in_our_page(
    visitor: Callable[[Session], Page], services: Services, host: User
) -> None:
    session = session_in(-5)
    pasted(session, next(iter(SHOWN)), host)
    page = visitor(session)
    failed: list[str] = []
    for text, (_provider, address) in SHOWN.items():
        pasted(session, text, host)
        services.asked.clear()
        page.goto(f"/programme/{session.event.slug}/{session.slug}/stream/?open=1")
        name = address.removeprefix("https://").partition("/")[0]
        try:
            expect(page.frame_locator("iframe.player").locator("#plays")).to_have_text(
                f"{name} plays", timeout=5_000
            )
        except AssertionError as error:
            failed.append(f"{text}: {error}")
            continue
        # It is told our name and no page of ours.
        assert {(host, sent.count("/")) for host, _path, sent in services.asked} == {(name, 3)}
    assert not failed, "\n".join(failed)


def test_a_page_that_is_pasted_as_it_is_would_have_stayed_empty(
    visitor: Callable[[Session], Page], services: Services, host: User
) -> None:
    """The stand-ins refuse what the services refuse: without the conversion nothing is seen."""
    session = session_in(-5)
    pasted(session, next(iter(SHOWN)), host)
    stream = Stream.objects.get()
    StreamAddress.objects.update(form="embed", provider="")
    page = visitor(session)
    for address in (
        "https://www.youtube.com/watch?v=dQw4w9-_gXc",
        "https://vimeo.com/123456789",
        "https://us02web.zoom.us/j/81234567890",
        "https://teams.microsoft.com/meet/1234567890",
    ):
        seal("stream", str(stream.pk), "address", address, by=None)
        page.goto(f"/programme/{session.event.slug}/{session.slug}/stream/?open=1")
        page.wait_for_timeout(300)
        assert page.frame_locator("iframe.player").locator("#plays").count() == 0, address


def test_each_meeting_is_a_button_that_leads_there(
    visitor: Callable[[Session], Page], services: Services, host: User
) -> None:
    session = session_in(-5)
    pasted(session, next(iter(JOINED)), host)
    page = visitor(session)
    for text in JOINED:
        pasted(session, text, host)
        page.goto(f"/programme/{session.event.slug}/{session.slug}/stream/")
        page.get_by_role("link", name="Open the stream").click()
        services.asked.clear()
        with page.expect_popup() as opened:
            page.get_by_role("link", name="Go to").click()
        expect(opened.value.locator("#plays")).to_have_count(1)
        # No Referer: the meeting does not learn where they come from.
        assert [sent for _host, _path, sent in services.asked if sent] == []
        opened.value.close()


def test_a_playlist_is_played_by_our_own_player(
    visitor: Callable[[Session], Page], services: Services, host: User
) -> None:
    playlist(services.folder)
    session = session_in(-5)
    pasted(session, "https://hls.hermanas.example/live/stream.m3u8", host)
    page = visitor(session)
    troubles: list[str] = []
    asked: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name="Open the stream").click()
    video = page.locator("video.player")
    expect(video).to_have_attribute("src", re.compile("^blob:"))
    video.evaluate("async (v) => { v.muted = true; await v.play(); }")
    for _try in range(100):
        if video.evaluate("(v) => v.currentTime") > 0.3:
            break
        page.wait_for_timeout(100)
    assert video.evaluate("(v) => v.currentTime") > 0.3
    assert any("hls.worker.js" in url for url in asked)
    foreign = {url.partition("/live/")[0] for url in asked if "hermanas.example" in url}
    assert foreign == {"https://hls.hermanas.example"}
    assert not troubles, troubles


def test_a_service_goes_away_and_the_fallback_comes_with_one_click(
    visitor: Callable[[Session], Page], host: User
) -> None:
    session = session_in(-5)
    pasted(session, next(iter(SHOWN)), host)
    set_address(session, purpose=FALLBACK, address="https://vimeo.com/123456789", by=host)
    page = visitor(session)
    page.get_by_role("link", name="Open the stream").click()
    frame = page.frame_locator("iframe.player").locator("#plays")
    expect(frame).to_have_text("www.youtube-nocookie.com plays")
    switch_stream(session, to_fallback=True, by=host)
    page.get_by_role("link", name="Reload").click()
    expect(frame).to_have_text("player.vimeo.com plays")


def playlist(folder: Path) -> None:
    """Write three seconds of a stream as an HLS playlist."""
    made = folder / "stream.m3u8"
    with av.open(
        str(made), "w", format="hls", options={"hls_time": "1", "hls_list_size": "0"}
    ) as out:
        stream = out.add_stream("libx264", rate=10, options={"g": "10"})
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        for _number in range(30):
            out.mux(stream.encode(av.VideoFrame(160, 90, "yuv420p")))
        out.mux(stream.encode(None))
