"""The frame of every page in a browser: without scripts, on a phone, in the dark, on paper."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings

from browser.conftest import NARROW, Seen
from factories import MembershipFactory, VictimFactory
from publication.planted import KILLED, plant
from site_menu import whole_menu
from vigil.charts.colours import contrast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOME = """
- heading [level=1]
- navigation "Start here"
- region "The people killed, by date of death":
  - heading [level=2]
  - link /Skip the \\d+ lights?/
  - group /Lights? for \\d+/
- region "Who they were"
- region "Where it happened"
- region "Who runs this, and how"
"""
CASE = """
- paragraph: /Case V-7000/
- heading [level=1]
- region "People"
- region "What is known, with sources"
- region "Sources"
- complementary:
  - region "Cite this case"
"""
"""What is read aloud, in this order."""


@pytest.fixture
def record(monkeypatch: pytest.MonkeyPatch) -> None:
    whole_menu(monkeypatch)
    plant(public_id="V-7000")
    MembershipFactory(case=VictimFactory(case__public_id="V-7001", name="Bruna Calasso").case)


def ground_of(page: Page, selector: str) -> str:
    """Return the colour behind an element, as #rrggbb."""
    said = page.locator(selector).evaluate("(one) => getComputedStyle(one).backgroundColor")
    channels = [int(part) for part in said[said.index("(") + 1 : -1].split(",")[:3]]
    return "#" + "".join(f"{channel:02x}" for channel in channels)


@pytest.mark.usefixtures("record")
def test_without_scripts_on_a_phone(browser: Browser, live_server: object) -> None:
    """The menu unfolds below the search, fits 320 pixels, and the search finds."""
    context = browser.new_context(
        base_url=str(live_server), viewport={"width": 320, "height": 700}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/about/")
    rooms = page.get_by_role("navigation", name="Rooms")
    expect(rooms).to_have_count(0)
    page.get_by_text("Menu", exact=True).click()
    expect(rooms.get_by_role("link", name="Figures")).to_be_visible()
    box, search = rooms.bounding_box(), page.get_by_role("search").bounding_box()
    assert box is not None
    assert search is not None
    assert (box["x"], box["width"]) == (0, 320)
    assert search["y"] + search["height"] <= box["y"]
    page.get_by_role("searchbox").fill(KILLED)
    page.get_by_role("search").get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name=KILLED)).to_be_visible()
    context.close()


@pytest.mark.usefixtures("record")
def test_five_requests_night_and_paper(browser_page: Page, requests_seen: Seen) -> None:
    page = browser_page
    page.goto("/cases/V-7000/", wait_until="networkidle")
    assert len(requests_seen.urls) == 5, requests_seen.urls
    expect(page.locator("main")).to_match_aria_snapshot(CASE)
    assert sum(url.endswith(".woff2") for url in requests_seen.urls) == 2
    for scheme, is_light in (("light", True), ("dark", False)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert contrast(ground_of(page, ".site-header"), "#000000") < 1.5
        assert (contrast(ground_of(page, "body"), "#000000") > 10) is is_light
    folded = page.locator("main details:not([open]) > :not(summary)").first
    expect(folded).to_be_hidden()
    page.emulate_media(media="print", color_scheme="dark")
    expect(folded).to_be_visible()
    expect(page.get_by_role("search")).to_have_count(0)
    assert {ground_of(page, "body"), ground_of(page, ".site-header")} == {"#ffffff"}
    page.goto("/cases/V-7001/")
    printed = page.locator("main a[href^='http']").first.evaluate(
        "(one) => getComputedStyle(one, '::after').content"
    )
    assert "attr(href)" in printed or "http" in printed
    page.emulate_media(media="screen")
    page.goto("/")
    expect(page.locator("main")).to_match_aria_snapshot(HOME)
    numbers = page.locator("main a").filter(has_text=re.compile(r"^\s*\d+\s*$"))
    expect(numbers.first).to_have_accessible_name(re.compile(r"\d+ \w+"))
    expect(page.locator("main a:not([aria-labelledby])").and_(numbers)).to_have_count(0)


@pytest.mark.usefixtures("record")
def test_the_first_view_explains_the_lights_below_a_long_name(
    browser_page: Page, requests_seen: Seen, settings: Settings
) -> None:
    """In Arabic, which has a typeface of its own in the place of another."""
    settings.VIGIL_PUBLISHER = "Observatorio de Periodistas y Defensores de Derechos Humanos " * 2
    page = browser_page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/ar/", wait_until="networkidle")
    box = page.locator(".field-caption").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 700
    assert len(requests_seen.urls) == 5, requests_seen.urls
    faces = re.findall(r"vigil-(\w+)\.\w+\.woff2", " ".join(requests_seen.urls))
    assert sorted(faces) == ["arabic", "serif"]


@pytest.mark.usefixtures("record")
def test_what_has_the_focus_is_not_below_the_menu(browser_page: Page) -> None:
    page = browser_page
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.goto("/about/")
    page.get_by_text("Menu", exact=True).click()
    rooms = page.get_by_role("navigation", name="Rooms")
    expect(rooms).to_be_visible()
    page.locator("main a").first.focus()
    page.keyboard.press("Tab")
    expect(rooms).to_have_count(0)
