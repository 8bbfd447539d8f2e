"""The public record as a reader has it, in a browser."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from browser.conftest import NARROW, WIDE, Seen, idle
from factories import CaseFactory, MembershipFactory, VictimFactory
from publication.planted import KILLED, SECRET, plant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ["/", "/cases/", "/cases/?method=firearm", "/cases/V-7000/", "/about/", "/about/policy/"]
OTHERS = [
    "/nowhere/",
    "/account/login/",
    "/account/link/no-such-token/",
    "/ar/",
    "/ar/cases/V-7000/",
]


@pytest.fixture
def record() -> None:
    """A case with everything on its page, and one that a filter leaves out."""
    plant(public_id="V-7000")
    other = CaseFactory(public_id="V-7001", method="blade", country="ITA", admin1="Sicily")
    VictimFactory(case=other, name="Bruna Calasso")
    MembershipFactory(case=other)


@pytest.mark.usefixtures("record", "others_answer")
def test_filter_open_and_follow_a_source(browser_page: Page, requests_seen: Seen) -> None:
    page = browser_page
    page.goto("/cases/")
    expect(page.get_by_role("heading", name=KILLED)).to_be_visible()
    page.locator(".groups").get_by_role("link", name="Italy 1").click()
    expect(page.get_by_role("status")).to_contain_text("1 case.")
    expect(page.get_by_role("heading", name=KILLED)).to_have_count(0)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    expect(page.locator(".groups")).to_be_hidden()
    chip = page.locator(".chosen").get_by_role("link", name="Remove this filter: Italy")
    expect(chip).to_be_in_viewport()
    page.get_by_text("Filters", exact=True).click()
    expect(page.locator(".groups").get_by_role("link", name="Mexico 1")).to_be_visible()
    chip.click()
    expect(page.get_by_role("heading", name=KILLED)).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Bruna Calasso").click()
    expect(page.get_by_role("heading", level=1, name="Bruna Calasso")).to_be_visible()
    source = page.locator("section[aria-labelledby=sources] a").first
    address = source.get_attribute("href")
    assert address is not None
    assert urlsplit(address).hostname == "news.example"
    assert source.get_attribute("rel") == "noopener noreferrer nofollow"
    assert requests_seen.foreign == []
    with page.expect_request(address) as asked:
        source.click()
    assert "referer" not in asked.value.headers
    assert requests_seen.foreign == [address]


@pytest.mark.usefixtures("record")
def test_no_page_asks_another_host_or_shows_what_must_not_be_seen(
    browser_page: Page, requests_seen: Seen
) -> None:
    for address in [*PAGES, *OTHERS]:
        browser_page.goto(address, wait_until="load")
        idle(browser_page)
        assert requests_seen.foreign == [], address
        content = browser_page.content()
        assert not [word for word in SECRET if word in content], address
    assert any("/styles/base." in url for url in requests_seen.urls)
    browser_page.wait_for_load_state("networkidle")
    assert requests_seen.foreign == []


@pytest.mark.tail("test_accessibility.py looks at every public page daily")
@pytest.mark.usefixtures("record")
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("address", [*PAGES, *OTHERS])
def test_axe_finds_nothing(browser_page: Page, address: str, size: dict[str, int]) -> None:
    browser_page.set_viewport_size(size)  # type: ignore[arg-type]
    browser_page.goto(address)
    found = Axe().run(browser_page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.tail("test_accessibility.py looks at every public page daily")
@pytest.mark.usefixtures("record")
def test_axe_finds_nothing_in_the_dark(browser_page: Page) -> None:
    browser_page.emulate_media(color_scheme="dark")
    browser_page.goto("/cases/V-7000/")
    found = Axe().run(browser_page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.tail("test_accessibility.py looks at every public page daily")
@pytest.mark.usefixtures("record")
@pytest.mark.parametrize("address", [*PAGES, "/ar/", "/ar/cases/V-7000/"])
def test_nothing_runs_off_a_narrow_screen(browser_page: Page, address: str) -> None:
    browser_page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    browser_page.goto(address)
    width = browser_page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW["width"]


@pytest.mark.usefixtures("record")
def test_by_keyboard_alone(browser_page: Page) -> None:
    page = browser_page
    page.goto("/cases/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Name, place, year or word, in any spelling").focus()
    page.keyboard.type("calasso")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 case.")
