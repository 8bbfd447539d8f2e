"""The figures as a reader has them, in a browser."""

import datetime
import re

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from browser.conftest import NARROW, Seen, idle
from factories import CaseFactory, OutletFactory, VictimFactory, published_together
from vigil.casefile.models import Monitoring

pytestmark = [pytest.mark.browser, pytest.mark.turns, pytest.mark.django_db(transaction=True)]


@pytest.fixture
@published_together()
def record() -> None:
    """Cases of two countries, one of them monitored."""
    for year in (2018, 2019, 2019):
        day = datetime.date(year, 3, 7)
        case = CaseFactory(date=day.isoformat(), date_earliest=day, date_latest=day)
        VictimFactory(case=case)
    VictimFactory(case=CaseFactory(country="COL", admin1="Nariño", method="blade"))
    Monitoring.objects.create(
        outlet=OutletFactory(name="El Día"), countries=["MEX"], since=datetime.date(2018, 6, 1)
    )


@pytest.mark.usefixtures("record")
def test_a_label_narrows_the_page_in_its_place_and_a_number_leads_to_its_cases(
    browser_page: Page,
) -> None:
    page = browser_page
    page.goto("/figures/")
    page.locator("#more summary").click()
    page.locator("#by-country").get_by_role("link", name="Cases by country").click()
    country = page.get_by_role("row", name="Mexico")
    country.get_by_role("link", name="Mexico").click()
    expect(page).to_have_url(re.compile(r"/figures/\?country=MEX$"))
    page.locator("#more summary").click()
    page.locator("#by-division a").click()
    expect(page.locator("#by-division")).to_contain_text("Guerrero")
    page.goto("/figures/by-country/")
    country.get_by_role("link", name="3").first.click()
    expect(page.get_by_role("status").get_by_text("3 cases")).to_be_visible()
    page.locator(".cards a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.usefixtures("record")
def test_nothing_is_refused_asked_elsewhere_or_off_a_narrow_screen(
    browser_page: Page, requests_seen: Seen
) -> None:
    said: list[ConsoleMessage] = []
    browser_page.on("console", lambda message: said.append(message))
    browser_page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    for address in (
        "/figures/",
        "/ar/figures/by-year/?country=MEX&year_to=2019",
        "/figures/countries-over-time/",
        "/figures/by-country/embed/",
    ):
        browser_page.goto(address, wait_until="load")
        idle(browser_page)
        assert [message.text for message in said] == []
        assert requests_seen.foreign == []
        assert browser_page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.usefixtures("record")
def test_charts_are_hidden_from_readers_aloud_can_be_selected_and_printed(
    browser_page: Page,
) -> None:
    page = browser_page
    page.goto("/figures/by-country/")
    chart = page.locator("#by-country svg")
    assert chart.get_attribute("aria-hidden") == "true"
    bar = chart.locator("rect.bar").first
    box = bar.bounding_box()
    assert box is not None
    assert box["width"] > 20
    assert bar.evaluate("element => getComputedStyle(element).fill") == "rgb(138, 51, 36)"
    ground = chart.locator("rect[fill^='url(']").first
    assert "url(" in ground.evaluate("element => getComputedStyle(element).fill")
    chart.get_by_text("Colombia").first.select_text()
    assert page.evaluate("String(getSelection())").strip() == "Colombia"

    page.emulate_media(color_scheme="dark")
    assert bar.evaluate("element => getComputedStyle(element).fill") == "rgb(232, 165, 145)"
    page.emulate_media(media="print", color_scheme="light")
    assert bar.evaluate("element => getComputedStyle(element).fill") == "rgb(0, 0, 0)"
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator("#by-country table")).to_be_visible()


@pytest.mark.usefixtures("record")
def test_from_right_to_left_bars_begin_at_the_right(browser_page: Page) -> None:
    page = browser_page
    page.goto("/ar/figures/by-country/")
    chart = page.locator("#by-country svg").bounding_box()
    bar = page.locator("#by-country rect.bar").first.bounding_box()
    label = page.locator("#by-country text.label").first.bounding_box()
    assert chart is not None
    assert bar is not None
    assert label is not None
    right = chart["x"] + chart["width"]
    assert bar["x"] + bar["width"] == pytest.approx(right, abs=2)
    assert label["x"] + label["width"] == pytest.approx(right, abs=4)


@pytest.mark.usefixtures("record")
def test_an_embedded_figure_is_no_higher_than_it_says(browser_page: Page) -> None:
    page = browser_page
    for key in ("by-year", "by-country", "countries-over-time", "by-motive"):
        page.goto(f"/figures/{key}/")
        code = page.locator("#embed-code").input_value()
        told = int(re.findall(r'height="(\d+)"', code)[0])
        page.goto(f"/figures/{key}/embed/")
        high = 0
        for width in (640, 366):
            page.set_viewport_size({"width": width, "height": 100})
            high = max(high, page.evaluate("document.documentElement.scrollHeight"))
        assert high <= told <= high + 160, key
