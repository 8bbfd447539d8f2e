"""People who take part in a day of an event, each in a browser, and what their browsers saw.

Their acts are clicks and typing, in the words of their language. What their pages ask of other
hosts, and what they complain of, is noted.
"""

import io
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from urllib.parse import urlsplit

import av
import numpy as np
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

from browser.conftest import NARROW, WIDE
from programme.registration_factories import text_of
from vigil.trust.models import Letter

PICTURES, RATE = 60, 10


@dataclass
class Steps:
    """What it took somebody to do something."""

    clicks: int = 0
    typed: int = 0
    """Fields that were filled in or set."""
    loads: int = 0
    """Pages that were loaded."""

    def __sub__(self, before: "Steps") -> "Steps":
        """Return what came since then."""
        return Steps(
            self.clicks - before.clicks, self.typed - before.typed, self.loads - before.loads
        )

    def __str__(self) -> str:
        return f"{self.clicks} clicks, {self.typed} fields, {self.loads} pages"


@dataclass
class Day:
    """The browsers of a day, and what is counted of it."""

    browser: Browser
    home: str
    asked: int = 0
    """How many requests pages made."""
    elsewhere: set[tuple[str, str]] = field(default_factory=set)
    """Other hosts that were asked, each with the path of the page that asked."""
    troubles: list[str] = field(default_factory=list)
    """What browsers complained of."""
    counts: dict[str, object] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def context(self, *, narrow: bool = False) -> BrowserContext:
        """Open somebody's browser, whose pages are watched."""
        context = self.browser.new_context(
            base_url=self.home,
            viewport=NARROW if narrow else WIDE,
            locale="en-GB",
            ignore_https_errors=True,
        )
        context.set_default_timeout(30_000)
        context.on("request", self._note)
        context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        context.on(
            "console",
            lambda said: (
                self.troubles.append(f"{said.text} {said.location['url']}")
                if said.type == "error"
                else None
            ),
        )
        return context

    def _note(self, request: Request) -> None:
        self.asked += 1
        url = urlsplit(request.url)
        if (
            url.scheme in ("http", "https", "ws", "wss")
            and url.netloc != urlsplit(self.home).netloc
        ):
            self.elsewhere.add((url.netloc, urlsplit(request.frame.page.url).path))

    def person(self, language: str = "en", *, narrow: bool = False) -> "Person":
        """Let somebody come, with a browser of their own."""
        return Person(self.context(narrow=narrow).new_page(), language)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure how long a step takes."""
        begun = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - begun

    @contextmanager
    def counted(self, somebody: "Person", what: str) -> Iterator[None]:
        """Count the clicks, fields and pages that something takes."""
        before = replace(somebody.steps)
        yield
        self.counts[what] = somebody.steps - before

    @contextmanager
    def no_trouble_but(self, *expected: str) -> Iterator[None]:
        """Take out what browsers complain of meanwhile and have reason to, such as a line down."""
        before = len(self.troubles)
        yield
        self.troubles[before:] = [
            one
            for one in self.troubles[before:]
            if not any(re.search(reason, one) for reason in expected)
        ]

    def report(self) -> str:
        """Return how long the steps took, and what was counted."""
        took = [f"{seconds:6.1f} s  {name}" for name, seconds in self.seconds.items()]
        counted = [f"{name}: {count}" for name, count in self.counts.items()]
        whole = f"{sum(self.seconds.values()):6.1f} s  in all, {self.asked} requests"
        return "\n".join(["", *took, whole, *counted, ""])


class Person:
    """Somebody at a page, who clicks and types in their language."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language, self.steps = page, language, Steps()
        page.on("domcontentloaded", self._loaded)

    def _loaded(self, _page: Page) -> None:
        self.steps.loads += 1

    def word(self, text: str) -> str:
        """Return a text of the site in their language."""
        with override(self.language):
            return gettext(text)

    def opens(self, path: str) -> None:
        """Open a page of the site, in their language, by its address."""
        there = self.language == "en" or path.startswith(f"/{self.language}/")
        self.page.goto(path if there else f"/{self.language}{path}")

    def clicks(self, on: Locator) -> None:
        """Click once."""
        self.steps.clicks += 1
        on.click()

    def presses(self, button: str, within: Locator | None = None) -> None:
        """Press a button by its words."""
        place = within or self.page.locator("body")
        self.clicks(place.get_by_role("button", name=self.word(button), exact=True))

    def follows(self, link: str, within: Locator | None = None) -> None:
        """Follow a link by its words."""
        place = within or self.page.locator("body")
        self.clicks(place.get_by_role("link", name=self.word(link), exact=True).first)

    def unfolds(self, summary: str) -> None:
        """Unfold what is folded."""
        self.clicks(self.page.locator("summary", has_text=self.word(summary)).first)

    def fills(self, label: str, text: str, within: Locator | None = None) -> None:
        """Type into a field by its label."""
        self.steps.typed += 1
        self.field(label, within).fill(text)

    def picks(self, label: str, file: Path) -> None:
        """Choose a file."""
        self.steps.typed += 1
        self.field(label).set_input_files(file)

    def field(self, label: str, within: Locator | None = None) -> Locator:
        """Return a field by its label, whether a colon ends it or not."""
        words = re.compile(rf"^\s*{re.escape(self.word(label))}:?\s*$")
        return (within or self.page).get_by_label(words)

    def sees(self, text: str) -> None:
        """Find a text of the site, in their language."""
        expect(self.page.get_by_text(self.word(text)).first).to_be_visible()

    def plays(self) -> Locator:
        """Return what the player of the stream says."""
        return self.page.frame_locator("iframe.player").locator("#plays")


def link_in(letter: Letter) -> str:
    """Return the path of somebody's page, from the link in their letter."""
    found = re.search(r"https?://[^/\s]+(/\S*programme/registration/[\w-]{43}/)", text_of(letter))
    assert found
    return found[1]


def film() -> bytes:
    """Make six seconds of film with sound, large enough for a copy of 360p to be smaller."""
    out, noise = io.BytesIO(), np.random.default_rng(7)
    with av.open(out, "w", format="mp4") as made:
        finely = {"crf": "8", "preset": "ultrafast"}
        pictures = made.add_stream("libx264", rate=RATE, options=finely)
        pictures.width, pictures.height, pictures.pix_fmt = 640, 480, "yuv420p"
        sound = made.add_stream("aac", rate=48_000, layout="mono")
        for number in range(PICTURES):
            grey = noise.integers(60, 190, (120, 160, 1), dtype=np.uint8)
            plane = np.kron(grey, np.ones((4, 4, 3), dtype=np.uint8))
            frame = av.VideoFrame.from_ndarray(plane, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            made.mux(pictures.encode(frame))
        for number in range(PICTURES * 48_000 // RATE // 960):
            wave = np.sin(2 * np.pi * 440 * (np.arange(960) + number * 960) / 48_000) * 8000
            heard = av.AudioFrame.from_ndarray(
                wave.astype(np.int16).reshape(1, -1), format="s16", layout="mono"
            )
            heard.sample_rate, heard.pts = 48_000, number * 960
            heard.time_base = Fraction(1, 48_000)
            made.mux(sound.encode(heard))
        for stream in (pictures, sound):
            made.mux(stream.encode(None))
    return out.getvalue()
