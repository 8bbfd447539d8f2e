"""What is wrong with a page of the browser at every width: what axe finds, what does not fit.

Widths in CSS pixels: 1280 (a desk), 640 (that desk at 200% zoom), 390 (a telephone), 320 (WCAG
1.4.10, or 1280 at 400%). What can be unfolded is unfolded, since axe passes over what is hidden.
axe is put into a page before it loads. Contrast, which takes most of its time and does not hang on
the width, is not measured at each.
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
UNFOLD = """document.querySelectorAll("details").forEach((one) => {
  one.removeAttribute("name");  // of those that share a name only one can be open
  one.open = true;
})"""
VIOLATIONS = """async (contrast) => (await axe.run(document, {
  resultTypes: ["violations"], rules: { "color-contrast": { enabled: contrast } }
})).violations.map(
  (one) => `axe ${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target[0]).join("; ")}`
)"""


@dataclass(frozen=True)
class Look:
    """How pages are looked at: in which language, and how closely."""

    language: str
    axe_at: Sequence[int]
    """The widths at which axe is asked."""

    def of(self, addresses: Sequence[str]) -> Sequence[str]:
        """Return the addresses to look at so: daily every other one in each language.

        They share their parts, so that a fault of one is seldom alone.
        """
        closely = len(self.axe_at) == len(WIDTHS)
        return addresses if closely else addresses[self.language == "ar" :: 2]


def looks() -> list[Any]:
    """Return the looks of every day, and those of the tail.

    Daily is each direction of writing, each scheme of colours, and axe at each end of the widths.
    """
    daily = [
        pytest.param(Look("en", WIDTHS[:1]), id="en"),
        pytest.param(Look("ar", WIDTHS[-1:]), id="ar"),
    ]
    why = "daily English wide in light colours, and Arabic narrow in dark ones"
    tail = [
        pytest.param(Look(code, WIDTHS), id=f"{code}-closely", marks=pytest.mark.tail(why))
        for code, _name in settings.LANGUAGES
    ]
    return [*daily, *tail]


def tab_of(browser: Browser, address: object) -> Page:
    """Open a page in a context of its own, with axe in it."""
    context = browser.new_context(base_url=str(address), locale="en-GB", reduced_motion="reduce")
    context.add_init_script(AXE_SCRIPT)
    tab = context.new_page()
    tab.set_default_timeout(30_000)
    return tab


def prefix_of(language: str) -> str:
    """Return what the addresses of a language begin with."""
    return "" if language == settings.LANGUAGE_CODE else f"/{language}"


def faults(tab: Page, *, axe_at: Sequence[int] = WIDTHS[:1]) -> list[str]:
    """Return what is wrong with the page that is open, at every width, folded and unfolded.

    `axe_at` are the widths at which axe is asked; at the first and the last of all widths with
    contrast, at the last one in dark colours.
    """
    tab.wait_for_load_state("load")
    tab.emulate_media(reduced_motion="reduce")  # else colours are measured while they change
    found = [f"{width}: {said}" for width in WIDTHS for said in outside(tab, width)]
    tab.evaluate(UNFOLD)
    for width in WIDTHS:
        at_an_end = width in (WIDTHS[0], WIDTHS[-1])
        tab.emulate_media(color_scheme="dark" if width == WIDTHS[-1] else "light")
        said = outside(tab, width)
        if width in axe_at:
            said += tab.evaluate(VIOLATIONS, at_an_end)
        found += [f"{width}, unfolded: {fault}" for fault in said]
    tab.emulate_media(color_scheme="light")
    return [f"{tab.url}: {fault}" for fault in found]


def outside(tab: Page, width: int) -> list[str]:
    """Return what does not fit a screen of this width."""
    tab.set_viewport_size({"width": width, "height": 900})
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
