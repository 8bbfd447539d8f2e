"""Every page in every language at every width: axe finds nothing, and the text reflows.

Widths in CSS pixels: 1280 (a desk), 640 (that desk at 200% zoom), 390 (a telephone), 320 (WCAG
1.4.10, or 1280 at 400%). What can be unfolded is unfolded, since axe passes over what is hidden.
Contrast takes most of its time and does not hang on the width: light colours are measured at the
first, dark ones at the last.
The public record in all languages, the desk in English and in Arabic. One page of the browser a
language, with axe put into it before it loads, so that the run stays short.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings

from desk.conftest import signed_in
from desk.whole import whole_desk
from publication.public_pages import FORM, PAGES, publish_everything

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

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


def tab_of(browser: Browser, address: object) -> Page:
    """Open a page in a context of its own, with axe in it."""
    context = browser.new_context(base_url=str(address), locale="en-GB", reduced_motion="reduce")
    context.add_init_script(AXE_SCRIPT)
    tab = context.new_page()
    tab.set_default_timeout(30_000)
    return tab


@pytest.fixture(params=LANGUAGES)
def page(request: Any, browser: Browser, live_server: object) -> Iterator[tuple[str, Page]]:
    """A language, and a page of the browser for it."""
    tab = tab_of(browser, live_server)
    yield request.param, tab
    tab.context.close()


def prefix_of(language: str) -> str:
    """Return what the addresses of a language begin with."""
    return "" if language == settings.LANGUAGE_CODE else f"/{language}"


def faults(tab: Page) -> list[str]:
    """Return what is wrong with the page that is open, at every width, folded and unfolded."""
    found = [f"{width}: {said}" for width in WIDTHS for said in outside(tab, width)]
    tab.evaluate(UNFOLD)
    for width in WIDTHS:
        tab.emulate_media(color_scheme="dark" if width == WIDTHS[-1] else "light")
        said = outside(tab, width)
        said += tab.evaluate(VIOLATIONS, width in (WIDTHS[0], WIDTHS[-1]))
        found += [f"{width}, unfolded: {fault}" for fault in said]
    tab.emulate_media(color_scheme="light")
    return [f"{tab.url}: {fault}" for fault in found]


def outside(tab: Page, width: int) -> list[str]:
    """Return what does not fit a screen of this width."""
    tab.set_viewport_size({"width": width, "height": 900})
    found: list[str] = tab.evaluate(OUTSIDE, width)
    return found


def test_every_public_page_at_every_width(page: tuple[str, Page]) -> None:
    publish_everything()
    language, tab = page
    found: list[str] = []
    for address, status in PAGES.items():
        answer = tab.goto(prefix_of(language) + address, wait_until="load")
        assert answer is not None
        assert answer.status == status, address
        found += faults(tab)
    assert not found, "\n".join(found)


def test_what_is_refused_or_fails_at_every_width(page: tuple[str, Page]) -> None:
    """The form with its errors, the form that was open for too long, and our own failure."""
    language, tab = page
    at = prefix_of(language) + FORM
    tab.goto(at)
    send(tab, {"case": "7"})
    found = faults(tab)
    assert tab.locator(".errorlist").count() == 2
    tab.context.clear_cookies()
    send(tab, {})
    found += faults(tab)
    assert tab.locator("form[method=post]").count() == 0
    with translation.override(language):
        body = render_to_string("500.html")
    tab.route(f"**{at}", lambda route: route.fulfill(body=body, content_type="text/html"))
    tab.goto(at)
    found += faults(tab)
    assert tab.locator("html").get_attribute("lang") == language
    assert not found, "\n".join(found)


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


@pytest.mark.parametrize("page", ["en", "ar"], indirect=True)
def test_every_page_of_the_desk_at_every_width(
    page: tuple[str, Page], tmp_path: Path, settings: Settings
) -> None:
    settings.DATA, settings.VIGIL_KEYS = tmp_path / "data", tmp_path / "keys"
    language, tab = page
    whole = whole_desk()
    cookie = signed_in(whole.everyone).cookies[settings.SESSION_COOKIE_NAME].value
    home = tab.goto("/")
    assert home is not None
    tab.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": home.url}]
    )
    found: list[str] = []
    for address in (at for addresses in whole.pages.values() for at in addresses):
        answer = tab.goto(prefix_of(language) + address, wait_until="load")
        assert answer is not None
        assert answer.status == 200, address
        assert "/account/" not in tab.url
        found += faults(tab)
    sent: dict[str, dict[str, str]] = {
        "/desk/withdraw/": {"names": "Eva"},
        **{at: {} for at in ("/desk/coverage/", "/desk/sheets/", "/desk/add/")},
        **{at: {} for at in whole.pages["desk/cases/<int:pk>/adjudication/"]},
        **{at: {} for at in whole.pages["desk/cases/<int:pk>/documents/"]},
    }
    for address, values in sent.items():
        tab.goto(prefix_of(language) + address)
        send(tab, values)
        assert tab.locator("fieldset.room, .errorlist, [role=alert]").count(), address
        found += faults(tab)
    assert not found, "\n".join(found)


def test_what_axe_finds_runs_off_the_screen_or_is_cut_off_is_told(browser: Browser) -> None:
    tab = tab_of(browser, "http://localhost")
    tab.goto("about:blank")
    tab.set_content(
        "<html lang='en'><title>x</title><main><h1>x</h1><img src='data:,'>"
        "<p style='width:600px'>runs far off the screen of a telephone and so is not read</p>"
        "<div style='width:80px;height:10px;overflow:hidden'>cut off before its end</div>"
        "<details><summary>x</summary><p style='color:#ddd'>too pale</p></details>"
        "<div tabindex='0' style='overflow-x:auto'><p style='width:900px'>scrolls</p></div>"
    )
    told = "\n".join(faults(tab))
    for fault in ("640, unfolded: axe image-alt", "320: off the screen: runs", "320: clipped: cut"):
        assert fault in told
    for width in (1280, 320):
        assert f"{width}, unfolded: axe color-contrast" in told
    assert "px to scroll sideways" in told
    assert "scrolls" not in told
    tab.context.close()
