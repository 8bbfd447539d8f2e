"""What is wrong with a page of the browser at every width: what axe finds, what does not fit.

Widths in CSS pixels: 1280 (a desk), 820 (a tablet), 640 (the desk at 200% zoom), 390 (a telephone),
320 (WCAG 1.4.10, or 1280 at 400%). What can be unfolded is unfolded, since axe passes over what is
hidden.
Contrast takes most of its time, and depends on colours and sizes. It is measured at the ends of the
widths alone, and daily once for all texts that are painted alike: what passed on one page of a run
is not measured on the next. Headers and footers are treated alike. The tail asks all of each page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from playwright.sync_api import Browser, Page

from turns import has_turn

WIDTHS = [1280, 820, 640, 390, 320]

LOOK = Path(__file__).with_name("looking.js").read_text("utf-8")
PASSED: set[str] = set()
"""What passed in this run: how texts are painted that had enough contrast, headers and footers."""


@dataclass(frozen=True)
class Look:
    """How pages are looked at: in which language, at which widths, and how closely.

    Contrast is measured at the first width in light colours and at the last in dark ones.
    """

    language: str
    widths: Sequence[int]
    axe_at: Sequence[int]
    """The widths at which axe is asked."""
    everything: bool = False
    """Whether axe is asked again of what passed on another page."""

    @property
    def prefix(self) -> str:
        """What the addresses of its language begin with."""
        return "" if self.language == settings.LANGUAGE_CODE else f"/{self.language}"


EVERY_DAY = Look("en", (1280, 320), axe_at=(1280,))
IN_ARABIC = Look("ar", (640, 390), axe_at=(390,))
DAILY = (EVERY_DAY, IN_ARABIC)
"""The looks that pages have in turn each day.

Between them are each direction of writing, each scheme of colours, and each width: pages share
their parts, so that a fault of one is seldom alone.
"""


def closely(language: str) -> Look:
    """Return the look that asks everything at each width."""
    return Look(language, WIDTHS, axe_at=WIDTHS, everything=True)


def looks(languages: Iterable[str] = ()) -> list[Any]:
    """Return the looks of every day, and those of the tail: each language, at every width."""
    why = "daily each page in English wide in light colours, or in Arabic narrow in dark ones"
    tail = [
        pytest.param((closely(code),), id=code, marks=pytest.mark.tail(why))
        for code in languages or dict(settings.LANGUAGES)
    ]
    return [pytest.param(DAILY, id="daily"), *tail]


class Looking:
    """Looks at one page after the other, each in the next of some looks; keeps what is wrong."""

    def __init__(self, tab: Page, looks: Sequence[Look] = DAILY) -> None:
        self.tab = tab
        self.found: list[str] = []
        self.look = looks[0]
        self._looks = cycle(looks)

    def open(self, address: str, status: int = 200) -> None:
        """Open a page in the next look, to look at it once something was done there."""
        self.look = next(self._looks)
        answer = self.tab.goto(self.look.prefix + address, wait_until="load")
        assert answer is not None
        assert answer.status == status, address

    def now(self) -> None:
        """Look at the page that is open."""
        self.found += faults(self.tab, self.look)

    def at(self, *addresses: str, status: int = 200) -> None:
        """Open pages, and look at each."""
        for address in addresses:
            self.open(address, status)
            self.now()

    def of_today(self, addresses: Iterable[str]) -> list[str]:
        """Return the addresses that are looked at today; in the tail all are."""
        return [at for at in addresses if self.look.everything or has_turn(at)]

    def found_nothing(self) -> None:
        """Fail if anything was wrong."""
        assert not self.found, "\n".join(self.found)


def tab_of(browser: Browser, address: object) -> Page:
    """Open a page in a context of its own."""
    context = browser.new_context(base_url=str(address), locale="en-GB", reduced_motion="reduce")
    tab = context.new_page()
    tab.add_init_script(AXE_SCRIPT)  # half the time of evaluating it on each page
    tab.set_default_timeout(30_000)
    return tab


def faults(tab: Page, look: Look = EVERY_DAY) -> list[str]:
    """Return what is wrong with the page that is open, folded and unfolded."""
    tab.wait_for_load_state("load")
    found: list[str] = []
    for width in look.widths:
        tab.set_viewport_size({"width": width, "height": 900})
        found += _faults_at(tab, look, width)
    return [f"{tab.url}: {fault}" for fault in found]


def _faults_at(tab: Page, look: Look, width: int) -> list[str]:
    asked = width in look.axe_at
    dark = asked and width == look.widths[-1]
    if asked and tab.evaluate("typeof axe") == "undefined":
        tab.evaluate(AXE_SCRIPT)
    if dark:
        tab.emulate_media(color_scheme="dark")
    contrast = dark or width == look.widths[0]
    found, passed = tab.evaluate(LOOK, [width, asked, contrast, look.everything, [*PASSED]])
    if dark:
        tab.emulate_media(color_scheme="light")
    PASSED.update(passed)
    return [*found]


def finds_nothing(page: Page) -> None:
    """Fail if anything is wrong with the page that is open; leave it at the width it had."""
    before = page.viewport_size
    page.emulate_media(reduced_motion="reduce")  # else colours are measured while they change
    assert faults(page) == []
    if before is not None:
        page.set_viewport_size(before)


def send(tab: Page, values: dict[str, str]) -> None:
    """Send the form of a page with what the browser itself would refuse."""
    for name, value in values.items():
        tab.fill(f"[name={name}]", value)
    with tab.expect_navigation():
        tab.evaluate(
            """() => {
              const form = document.querySelector("main form[method=post]");
              form.noValidate = true;
              form.requestSubmit();
            }"""
        )
