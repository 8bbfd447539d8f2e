"""Every public page in every language at every width: axe finds nothing, and the text reflows."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Browser

from browser.looking import Looking, closely, faults, looks, send, tab_of
from factories import behind
from publication.public_pages import FORM, PAGES, publish_everything
from vigil.trust.models import Role

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("ways", looks())
def test_every_public_page_at_every_width(looking: Looking) -> None:
    publish_everything()
    for address in looking.of_today(PAGES):
        looking.at(address, status=PAGES[address])
    looking.found_nothing()


@pytest.mark.parametrize("ways", looks())
def test_what_is_refused_or_fails_at_every_width(looking: Looking) -> None:
    """The form with its errors, a form that is not ours, and our own failure."""
    tab = looking.tab
    behind(Role.ADJUDICATOR)
    looking.open(FORM)
    send(tab, {"case": "7"})
    looking.now()
    assert tab.locator(".errorlist").count() == 2
    looking.open(FORM)
    tab.locator("[name=ticket]").evaluate("(one) => { one.value = 'not ours' }")
    send(tab, {})
    looking.now()
    assert tab.locator("form[method=post]").count() == 0
    looking.open(FORM)
    with translation.override(looking.look.language):
        body = render_to_string("500.html")
    tab.route(tab.url, lambda route: route.fulfill(body=body, content_type="text/html"))
    tab.reload()
    looking.now()
    assert tab.locator("html").get_attribute("lang") == looking.look.language
    looking.found_nothing()


def test_what_axe_finds_runs_off_the_screen_or_is_cut_off_is_told(browser: Browser) -> None:
    tab = tab_of(browser, "http://localhost")
    tab.goto("about:blank")
    tab.set_content(
        "<html lang='en'><title>x</title><style>[hidden] { display: none }</style>"
        "<main><h1>x</h1><img src='data:,'>"
        "<p style='width:600px'>runs far off the screen of a telephone and so is not read</p>"
        "<div style='width:80px;height:10px;overflow:hidden'>cut off before its end</div>"
        "<details><summary>x</summary><p style='color:#ddd'>too pale</p></details>"
        "<div tabindex='0' style='overflow-x:auto'><p style='width:900px'>scrolls</p></div>"
        "<svg><text>2020</text><text hidden>kept</text></svg>"
    )
    told = "\n".join(faults(tab, closely("en")))
    for fault in (
        "640, unfolded: axe image-alt",
        "320: off the screen: runs",
        "320: clipped: cut",
        "320: undrawn: read: 2020",
    ):
        assert fault in told
    for width in (1280, 320):
        assert f"{width}, unfolded: axe color-contrast" in told
    assert "px to scroll sideways" in told
    assert "scrolls" not in told
    assert "kept" not in told
    tab.context.close()


def test_daily_what_is_alike_is_asked_until_it_passes(browser: Browser) -> None:
    pale, page = "<p style='color:#ddd'>too pale</p>", "<html lang='en'><title>x</title><main>"
    header = "<header><a href='/x'>A way</a></header>"
    tab = tab_of(browser, "http://localhost")
    tab.goto("about:blank")
    for texts, told in (
        ("<h1>x</h1><p>dark enough</p>", False),
        (f"<h1>x</h1><p>dark enough</p>{pale}", True),
        (f"<h1>x</h1>{pale}", True),
        ("<h1>x</h1><p style='background:#333'>dark on dark</p>", True),
        ("<h1>x</h1><div style='opacity:.3'><p>faint</p></div>", True),
        ("<h1>x</h1><p>dark enough</p>", False),
    ):
        tab.set_content(page + texts)
        assert any("color-contrast" in one for one in faults(tab)) is told, texts
    for around, told in (
        (header, []),
        (header.replace("/x", "/y"), []),
        (header.replace("A way", ""), ["link-name"]),
        (header.replace("A way", ""), ["link-name"]),
        (f"{header}<img src='data:,'>", ["image-alt"]),
    ):
        tab.set_content(f"<html lang='en'><title>x</title>{around}<main><h1>x</h1></main>")
        found = "".join(faults(tab))
        assert [rule for rule in ("link-name", "image-alt") if f"axe {rule}" in found] == told, (
            around
        )
    tab.context.close()
