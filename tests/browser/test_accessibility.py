"""Every public page in every language at every width: axe finds nothing, and the text reflows.

Widths in CSS pixels: 1280 (a desk), 640 (that desk at 200% zoom), 390 (a telephone), 320 (WCAG
1.4.10, or 1280 at 400%). One page of the browser a language, so that the run stays short.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page

from publication.planted import plant
from vigil.casefile.models import Case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/",
    "/cases/",
    "/cases/?method=firearm",
    "/cases/?q=nobody-of-this-name",
    "/cases/?year_from=later&country=XX",
    "/cases/V-7000/",
    "/map/",
    "/figures/",
    "/figures/?country=MEX",
    "/data/",
    "/data/api/",
    "/about/",
    "/about/policy/",
    "/about/report-an-error/",
    "/about/report-an-error/sent/",
    "/account/login/",
    "/nowhere/",
]
WIDTHS = [1280, 640, 390, 320]
LANGUAGES = [code for code, _name in settings.LANGUAGES]

OUTSIDE = """(width) => {
  const scrolls = (element) => {
    for (let e = element; e && e !== document.body; e = e.parentElement) {
      const s = getComputedStyle(e);
      if (["auto", "scroll"].includes(s.overflowX)) return true;
      if (s.clipPath !== "none" || s.position === "absolute" && e.offsetWidth <= 2) return true;
    }
    return false;
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, parent = text.parentElement;
    if (!text.data.trim() || !parent || parent.closest("script, style, noscript, .skip, .trap")) continue;
    if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      if (box.width && (box.left < -1 || box.right > width + 1) && !scrolls(parent)) {
        found.push("off the screen: " + text.data.trim().slice(0, 60));
        break;
      }
    }
  }
  for (const e of document.body.querySelectorAll("*")) {
    const s = getComputedStyle(e);
    if (![s.overflowX, s.overflowY].some((o) => ["hidden", "clip"].includes(o))) continue;
    if (e.offsetWidth <= 2 || s.clipPath !== "none" || !e.textContent.trim()) continue;
    if (!e.checkVisibility() || e.closest("svg")) continue;
    if (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
      found.push("clipped: " + e.textContent.trim().slice(0, 60));
  }
  return found;
}"""
"""Texts that lie outside the screen, or are cut off by a box that hides what does not fit.

What lies in a box that can be scrolled (a wide table) is not counted: WCAG 1.4.10 exempts it.
"""


@pytest.fixture
def record() -> Case:
    """A case with everything on its page."""
    return plant(public_id="V-7000")


@pytest.fixture(params=LANGUAGES)
def page(request: Any, browser: Browser, live_server: object) -> Iterator[tuple[str, Page]]:
    """A page of the browser for one language, and what its addresses begin with."""
    context = browser.new_context(base_url=str(live_server), locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield ("" if request.param == settings.LANGUAGE_CODE else f"/{request.param}"), page
    context.close()


def misplaced(page: Page, width: int) -> list[str]:
    """Return which texts do not fit on the page that is open."""
    found: list[str] = page.evaluate(OUTSIDE, width)
    across = page.evaluate("document.documentElement.scrollWidth")
    return [*found, f"{across - width} px to scroll sideways"] if across > width else found


def faults(page: Page, width: int) -> list[str]:
    """Return what is wrong with the page that is open, at one width."""
    page.set_viewport_size({"width": width, "height": 900})
    found = misplaced(page, width)
    for violation in Axe().run(page).response["violations"]:
        places = "; ".join(str(node["target"][0]) for node in violation["nodes"][:3])
        found.append(f"axe {violation['id']}: {places}")
    return found


def unfolded(page: Page, width: int) -> list[str]:
    """Return what does not fit once everything that can be opened is open."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    return [f"unfolded, {fault}" for fault in misplaced(page, width)]


@pytest.mark.usefixtures("record")
def test_every_page_at_every_width(page: tuple[str, Page]) -> None:
    prefix, tab = page
    found: list[str] = []
    for address in PAGES:
        answer = tab.goto(prefix + address, wait_until="load")
        assert answer is not None
        assert answer.status == (404 if address == "/nowhere/" else 200), address
        for width in WIDTHS:
            found += [f"{prefix}{address} at {width}: {fault}" for fault in faults(tab, width)]
        for width in WIDTHS:
            found += [f"{prefix}{address} at {width}: {fault}" for fault in unfolded(tab, width)]
    assert not found, "\n".join(found)


def test_what_runs_off_the_screen_or_is_cut_off_is_found(browser: Browser) -> None:
    tab = browser.new_page(viewport={"width": 320, "height": 600})
    tab.set_content(
        "<p style='width:600px'>runs far off the screen of a telephone and so is not read</p>"
        "<div style='width:80px;height:10px;overflow:hidden'>cut off before its end</div>"
        "<div style='overflow-x:auto'><p style='width:600px'>in a box that scrolls</p></div>"
    )
    found = tab.evaluate(OUTSIDE, 320)
    assert [fault.split(":")[0] for fault in found] == ["off the screen", "clipped"]
    tab.close()
