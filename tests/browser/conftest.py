"""A real browser for tests: pages as a reader has them, and every host they ask."""

import functools
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Concatenate
from urllib.parse import urlsplit

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponseBase
from playwright.sync_api import Browser, Locator, Page, Request, Route, sync_playwright

from browser.looking import Look, Looking, tab_of
from wide_frames import within_wide_frame

# Playwright's sync API runs an event loop in this thread; Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first one found is asked; that without windows takes two thirds of the time."""
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
    "--js-flags=--no-turbofan --no-maglev",
]
"""No other host is ever found: pages that ask one say so, and nobody is asked.

No script here runs so long that compiling it to fast code would pay: a third of the time is saved.
"""
ELSEWHERE = re.compile(r"https?://(?!localhost[:/])")
"""Addresses of other hosts. What is asked of our own need not be looked at in Python first."""
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def _one_request_at_a_time() -> Iterator[None]:
    """Let the threads of the live server take turns: they share one connection to SQLite.

    Two that ask the same of it at once can both fail ("bad parameter or other API misuse").
    """
    turn, answer = threading.Lock(), WSGIHandler.get_response

    def in_turn(handler: WSGIHandler, request: HttpRequest) -> HttpResponseBase:
        with turn:
            said: HttpResponseBase = within_wide_frame(lambda: answer(handler, request))
            return said

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "get_response", in_turn)
        yield


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, _one_request_at_a_time: None, live_server: object) -> object:
    """The live server, started after the test database is there.

    Started before, its threads would not share the connection to a database in memory.
    """
    return live_server


@pytest.fixture(scope="session", autouse=True)
def _acts_end_on_a_whole_page() -> Iterator[None]:
    """Let a click or a key that leads on return only when the next page has been read.

    Playwright returns when the next document has begun: whoever counts, or asks what is in it, may
    still find an empty one.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("click", "press"):
            patch.setattr(Locator, name, _then_read(getattr(Locator, name)))
        yield


def _then_read[**P](act: Callable[Concatenate[Locator, P], None]) -> Callable[..., None]:
    @functools.wraps(act)
    def acted(on: Locator, *args: P.args, **options: P.kwargs) -> None:
        act(on, *args, **options)
        if not on.page.is_closed():
            on.page.wait_for_load_state("domcontentloaded")

    return acted


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of this machine; the test is skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip(f"no Chromium on this machine ({', '.join(BROWSERS)})")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _nothing_left_open(browser: Browser) -> Iterator[None]:
    """Close what a test left open: a page that goes on asking would slow all that follow."""
    yield
    for context in browser.contexts:
        context.close()


class Seen:
    """The requests a page made: hosts other than the server under test are foreign."""

    def __init__(self, server: str) -> None:
        self.home = urlsplit(server).netloc
        self.urls: list[str] = []

    def note(self, request: Request) -> None:
        """Remember a request. Data and blob addresses ask nobody."""
        if request.url.startswith(("http:", "https:", "ws:", "wss:")):
            self.urls.append(request.url)

    @property
    def foreign(self) -> list[str]:
        """Requests to any other host."""
        return [url for url in self.urls if urlsplit(url).netloc != self.home]


def idle(page: Page) -> None:
    """Wait until the scripts of a page have nothing left to do, two seconds at most.

    A browser without windows that draws no frame may never call itself idle.
    """
    page.evaluate("new Promise((done) => requestIdleCallback(() => done(), {timeout: 2000}))")


@pytest.fixture
def requests_seen(live_server: object) -> Seen:
    """What `browser_page` asked the network for."""
    return Seen(str(live_server))


@pytest.fixture
def browser_page(browser: Browser, live_server: object, requests_seen: Seen) -> Iterator[Page]:
    """A fresh page on the live server; its requests are noted."""
    context = browser.new_context(base_url=str(live_server), viewport=WIDE, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.on("request", requests_seen.note)
    yield page
    context.close()


@pytest.fixture
def others_answer(browser_page: Page) -> None:
    """Answer, in place of other hosts, what `browser_page` asks them."""

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<title>elsewhere</title>")

    browser_page.context.route(ELSEWHERE, answer)


@pytest.fixture
def looking(browser: Browser, live_server: object, ways: Sequence[Look]) -> Looking:
    """What looks at pages in the ways that a test is given (`browser.looking.looks`)."""
    return Looking(tab_of(browser, live_server), ways)
