"""What is wrong with a page of the browser at every width: what axe finds, what does not fit.

Widths in CSS pixels: 1280 (a desk), 640 (that desk at 200% zoom), 390 (a telephone), 320 (WCAG
1.4.10, or 1280 at 400%). What can be unfolded is unfolded, since axe passes over what is hidden.
Contrast, which takes most of its time and does not hang on
the width, is measured at the ends of the widths alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from playwright.sync_api import Browser, Page

WIDTHS = [1280, 640, 390, 320]

OUTSIDE = """(width) => {
  const scrolls = (element) => {
    for (let e = element; e && e !== document.body; e = e.parentElement) {
      const s = getComputedStyle(e);
      if (["auto", "scroll"].includes(s.overflowX)) return true;
      if (s.clipPath !== "none" || s.position === "absolute" && e.offsetWidth <= 2) return true;
    }
    return false;
  };
  const unseen = "script, style, noscript, .skip, .trap";
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, parent = text.parentElement;
    if (!text.data.trim() || !parent || parent.closest(unseen)) continue;
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
    if (!e.checkVisibility() || e.closest("svg, select")) continue;
    if (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
      found.push("clipped: " + e.textContent.trim().slice(0, 60));
  }
  const across = document.documentElement.scrollWidth;
  if (across > width) found.push(`${across - width} px to scroll sideways`);
  return found;
}"""
"""Texts that lie outside the screen, or are cut off by a box that hides what does not fit.

What lies in a box that can be scrolled (a wide table) is not counted: WCAG 1.4.10 exempts it.
"""
UNFOLD = """() => {
  const folded = [...document.querySelectorAll("details:not([open])")];
  for (const one of document.querySelectorAll("details"))
    one.removeAttribute("name");  // of those that share a name only one can be open
  for (const one of folded) one.open = true;
  window.foldedBefore = folded;
  return folded.length > 0;
}"""
"""Open what can be opened; say whether anything was."""
FOLD = "() => window.foldedBefore.forEach((one) => { one.open = false; })"
VIOLATIONS = """async (contrast) => (await axe.run(document, {
  resultTypes: ["violations"], rules: { "color-contrast": { enabled: contrast } }
})).violations.map(
  (one) => `axe ${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target[0]).join("; ")}`
)"""


@dataclass(frozen=True)
class Look:
    """How pages are looked at: in which language, at which widths, and how closely.

    Contrast is measured at the first width in light colours and at the last in dark ones.
    """

    language: str
    widths: Sequence[int]
    axe_at: Sequence[int]
    """The widths at which axe is asked."""

    def of(self, addresses: Sequence[str]) -> Sequence[str]:
        """Return the addresses to look at so: daily every other one in each language.

        They share their parts, so that a fault of one is seldom alone.
        """
        closely = len(self.axe_at) == len(WIDTHS)
        return addresses if closely else addresses[self.language == "ar" :: 2]


EVERY_DAY = Look("en", (1280, 320), axe_at=(1280,))
IN_ARABIC = Look("ar", (640, 390), axe_at=(390,))


def looks() -> list[Any]:
    """Return the looks of every day, and those of the tail.

    Daily is each direction of writing, each scheme of colours, and each width once.
    """
    daily = [pytest.param(look, id=look.language) for look in (EVERY_DAY, IN_ARABIC)]
    why = "daily English wide in light colours, and Arabic narrow in dark ones"
    tail = [
        pytest.param(Look(code, WIDTHS, WIDTHS), id=f"{code}-closely", marks=pytest.mark.tail(why))
        for code, _name in settings.LANGUAGES
    ]
    return [*daily, *tail]


def tab_of(browser: Browser, address: object) -> Page:
    """Open a page in a context of its own."""
    context = browser.new_context(base_url=str(address), locale="en-GB", reduced_motion="reduce")
    tab = context.new_page()
    tab.set_default_timeout(30_000)
    return tab


def prefix_of(language: str) -> str:
    """Return what the addresses of a language begin with."""
    return "" if language == settings.LANGUAGE_CODE else f"/{language}"


def faults(tab: Page, look: Look = EVERY_DAY) -> list[str]:
    """Return what is wrong with the page that is open, folded and unfolded."""
    tab.wait_for_load_state("load")
    tab.emulate_media(reduced_motion="reduce")  # else colours are measured while they change
    found = []
    for width in look.widths:
        tab.set_viewport_size({"width": width, "height": 900})
        found += [f"{width}: {said}" for said in outside(tab, width)]
        unfolded = tab.evaluate(UNFOLD)
        said = outside(tab, width) if unfolded else []
        if width in look.axe_at:
            said += asked_of_axe(tab, look, width)
        if unfolded:
            tab.evaluate(FOLD)
        found += [f"{width}, unfolded: {fault}" for fault in said]
    return [f"{tab.url}: {fault}" for fault in found]


def finds_nothing(page: Page) -> None:
    """Fail if anything is wrong with the page that is open; leave it at the width it had."""
    before = page.viewport_size
    assert faults(page) == []
    if before is not None:
        page.set_viewport_size(before)


def asked_of_axe(tab: Page, look: Look, width: int) -> list[str]:
    """Return what axe finds on the page as it stands."""
    dark = width == look.widths[-1]
    if tab.evaluate("typeof axe") == "undefined":
        tab.evaluate(AXE_SCRIPT)
    if dark:
        tab.emulate_media(color_scheme="dark")
    found: list[str] = tab.evaluate(VIOLATIONS, dark or width == look.widths[0])
    if dark:
        tab.emulate_media(color_scheme="light")
    return found


def outside(tab: Page, width: int) -> list[str]:
    """Return what does not fit a screen of this width."""
    found: list[str] = tab.evaluate(OUTSIDE, width)
    return found


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
