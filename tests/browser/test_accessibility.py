"""Every public page in every language at every width: axe finds nothing, and the text reflows."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Browser, Page

from browser.looking import WIDTHS, Look, faults, looks, prefix_of, send, tab_of
from factories import behind
from publication.public_pages import FORM, PAGES, publish_everything
from vigil.trust.models import Role

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=looks())
def page(request: Any, browser: Browser, live_server: object) -> Iterator[tuple[Look, Page]]:
    """A way to look, and a page of the browser for it."""
    tab = tab_of(browser, live_server)
    yield request.param, tab
    tab.context.close()


def test_every_public_page_at_every_width(page: tuple[Look, Page]) -> None:
    publish_everything()
    look, tab = page
    found: list[str] = []
    for address in look.of([*PAGES]):
        answer = tab.goto(prefix_of(look.language) + address, wait_until="load")
        assert answer is not None
        assert answer.status == PAGES[address], address
        found += faults(tab, look)
    assert not found, "\n".join(found)


def test_what_is_refused_or_fails_at_every_width(page: tuple[Look, Page]) -> None:
    """The form with its errors, a form that is not ours, and our own failure."""
    look, tab = page
    behind(Role.ADJUDICATOR)
    at = prefix_of(look.language) + FORM
    tab.goto(at)
    send(tab, {"case": "7"})
    found = faults(tab, look)
    assert tab.locator(".errorlist").count() == 2
    tab.locator("[name=ticket]").evaluate("(one) => { one.value = 'not ours' }")
    send(tab, {})
    found += faults(tab, look)
    assert tab.locator("form[method=post]").count() == 0
    with translation.override(look.language):
        body = render_to_string("500.html")
    tab.route(f"**{at}", lambda route: route.fulfill(body=body, content_type="text/html"))
    tab.goto(at)
    found += faults(tab, look)
    assert tab.locator("html").get_attribute("lang") == look.language
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
    told = "\n".join(faults(tab, Look("en", WIDTHS, WIDTHS)))
    for fault in ("640, unfolded: axe image-alt", "320: off the screen: runs", "320: clipped: cut"):
        assert fault in told
    for width in (1280, 320):
        assert f"{width}, unfolded: axe color-contrast" in told
    assert "px to scroll sideways" in told
    assert "scrolls" not in told
    tab.context.close()
