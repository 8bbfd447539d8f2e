"""The map in a browser: a drawing without WebGL or script, one that moves where there is WebGL."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from browser.conftest import CHROMIUM, NARROW, WIDE, Seen
from factories import CaseFactory, VictimFactory, published_together
from publication.planted import SECRET, plant

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]
WHY = "the map that moves in English in both schemes; test_accessibility.py: the drawing in Arabic"

WITHOUT_WEBGL = ["--no-sandbox", "--disable-gpu", "--disable-webgl", "--disable-3d-apis"]
WITH_WEBGL = [
    *("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"),
    "--in-process-gpu",  # a process of its own takes longer to draw, and seconds to end
]
SMALL = {"width": 800, "height": 600}
"""Each point costs of a map that software draws."""
DRAWN = """() => {
  const all = [...document.querySelectorAll(".map-drawing")];
  const seen = all.filter((one) => one.checkVisibility());
  const boxes = (drawing, what) => [...drawing.querySelectorAll(what)].map(
    (one) => one.getBoundingClientRect());
  return seen.map((drawing) => {
    const { left, right, top } = drawing.getBoundingClientRect();
    const form = document.querySelector("main form");
    return {
      left, right, top,
      form: form.getBoundingClientRect().top,
      targets: Math.min(...boxes(drawing, "a").map((box) => Math.min(box.width, box.height))),
      text: Math.min(...boxes(drawing, "text").map((box) => box.height)),
    };
  });
}"""
"""The drawings that are seen: where they and the first form are, their smallest mark and number."""
ARRANGED = "#map-live[data-arranged=yes]"


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Wait long: WebGL in software is slow on a busy machine."""
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
@published_together()
def record() -> None:
    """Cases near each other and apart, one in a division, one only in a country."""
    plant(public_id="V-7000", lat=16.85, lon=-99.91)
    for lat, lon in ((16.9, -98.9), (17.8, -99.4), (16.9, -98.9)):
        VictimFactory(case=CaseFactory(lat=lat, lon=lon))
    VictimFactory(case=CaseFactory(country="ITA", lat=38.12, lon=13.36, admin1="Sicily"))
    VictimFactory(case=CaseFactory(place_precision="admin1", place_name="", admin1="Sinaloa"))
    VictimFactory(
        case=CaseFactory(country="ITA", place_precision="country", place_name="", admin1="")
    )


@pytest.fixture(scope="module")
def moving(browser: Browser) -> Iterator[Browser]:
    """A browser that can draw with WebGL, in software."""
    other = browser.browser_type.launch(executable_path=CHROMIUM, args=WITH_WEBGL)
    yield other
    other.close()


@pytest.fixture(scope="module")
def still(browser: Browser) -> Iterator[Browser]:
    """A browser without WebGL."""
    other = browser.browser_type.launch(executable_path=CHROMIUM, args=WITHOUT_WEBGL)
    yield other
    other.close()


@pytest.fixture(autouse=True)
def _no_map_left_open(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close the maps of a test: drawn in software, each would go on costing both cores."""
    yield
    for name in {"moving", "still"} & set(request.fixturenames):
        for context in request.getfixturevalue(name).contexts:
            context.close()


def opened(browser: Browser, server: object, seen: Seen, address: str = "/map/") -> Page:
    context = browser.new_context(
        base_url=str(server), viewport=SMALL, locale="en-GB", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.on("request", seen.note)
    page.on("console", lambda said: seen.said.append(said.text) if said.type == "error" else None)
    page.goto(address)
    return page


@pytest.fixture
def seen(requests_seen: Seen) -> Seen:
    """What a page asked for, and what it complained of."""
    requests_seen.said = []
    return requests_seen


@pytest.mark.usefixtures("record")
def test_without_webgl_the_drawing_and_the_table_stay(
    still: Browser, live_server: object, seen: Seen
) -> None:
    page = opened(still, live_server, seen)
    expect(page.get_by_role("link", name="4 cases placed here")).to_be_visible()
    expect(page.get_by_role("link", name="1 case placed only in Italy")).to_be_visible()
    expect(page.get_by_role("row", name="Mexico 5 4 1 0")).to_be_visible()
    expect(page.get_by_role("button", name="Move and zoom the map")).to_be_hidden()
    assert not [url for url in seen.urls if "maplibre" in url or "points" in url]
    page.context.close()


@pytest.mark.usefixtures("record")
def test_without_script_the_drawing_and_the_table_are_the_page(
    browser: Browser, live_server: object, seen: Seen
) -> None:
    context = browser.new_context(base_url=str(live_server), java_script_enabled=False)
    page = context.new_page()
    page.goto("/map/")
    page.get_by_role("link", name="4 cases placed here").click()
    expect(page.get_by_text("4 cases", exact=True)).to_be_visible()
    assert "bbox" in parse_qs(urlsplit(page.url).query)
    context.close()


@pytest.mark.tail("daily the drawing, the table and what stays when the library fails")
@pytest.mark.usefixtures("record")
def test_the_map_that_moves_gathers_opens_lists_and_goes_back(
    moving: Browser, live_server: object, seen: Seen
) -> None:
    """One map answers it all: drawn in software each is dear."""
    page = opened(moving, live_server, seen)
    assert not [url for url in seen.urls if "maplibre" in url or "points" in url], "not asked yet"
    opener = page.get_by_role("button", name="Move and zoom the map")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator(ARRANGED)).to_be_visible()
    expect(page.get_by_label("Map of the cases. Arrow keys move it")).to_be_focused()
    live = page.locator("#map-live")
    expect(live.get_by_role("link", name="2 cases placed only to a state")).to_have_count(0)
    expect(live.get_by_role("link", name="1 case placed only in Italy")).to_be_visible()
    expect(live.get_by_role("link", name="Sinaloa, Mexico")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    cluster = live.get_by_role("button", name="4 cases placed here, to a town or district: Mexico")
    expect(cluster).to_be_visible()
    cluster.click()
    expect(cluster).to_have_count(0)
    same = live.get_by_role("link", name="2 cases placed here, to a town or district: Mexico")
    expect(same).to_be_visible()
    same.click(trial=True)
    cases = str(same.get_attribute("href"))
    inside = page.get_by_role("link", name="List the cases placed in this view")
    nearer = str(inside.get_attribute("href"))
    box = parse_qs(urlsplit(nearer).query)["bbox"][0]
    west, south, east, north = map(float, box.split(","))
    assert west < -98.9 < east
    assert south < 16.9 < north
    assert east - west < 30, "it went nearer"
    page.keyboard.press("+")
    expect(inside).not_to_have_attribute("href", nearer)
    page.get_by_role("button", name="Back to the drawing").press("Enter")
    expect(opener).to_be_focused()
    expect(page.locator(".map-wide")).to_be_visible()
    expect(live).to_be_hidden()
    page.goto(cases)
    expect(page.get_by_text("2 cases", exact=True)).to_be_visible()
    assert seen.foreign == []
    assert seen.said == []
    page.context.close()


@pytest.mark.usefixtures("record")
def test_if_the_library_does_not_come_the_drawing_stays(
    moving: Browser, live_server: object, seen: Seen
) -> None:
    page = opened(moving, live_server, seen)
    page.route("**/maplibre-gl.mjs", lambda route: route.abort())
    page.get_by_role("button", name="Move and zoom the map").click()
    expect(page.get_by_text("The map that moves could not be started here.")).to_be_visible()
    expect(page.locator(".map-wide")).to_be_visible()
    expect(page.locator("#map-live")).to_be_hidden()
    page.context.close()


@pytest.mark.tail("the same way back if the library does not come")
@pytest.mark.usefixtures("record")
def test_if_the_worker_does_not_come_the_drawing_stays(
    moving: Browser, live_server: object, seen: Seen
) -> None:
    page = opened(moving, live_server, seen)
    page.context.route("**/maplibre-gl-worker.mjs*", lambda route: route.abort())
    page.get_by_role("button", name="Move and zoom the map").click()
    expect(page.get_by_text("The map that moves could not be started here.")).to_be_visible()
    expect(page.locator(".map-wide")).to_be_visible()
    page.context.close()


@pytest.mark.tail(WHY)
@pytest.mark.usefixtures("record")
@pytest.mark.parametrize(
    ("scheme", "address"),
    [(scheme, at) for scheme in ("light", "dark") for at in ("/map/", "/ar/map/?country=MEX")],
)
def test_axe_finds_nothing(
    moving: Browser, live_server: object, seen: Seen, address: str, scheme: str
) -> None:
    page = opened(moving, live_server, seen, address)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.locator("#map-open").click()
    expect(page.locator(ARRANGED)).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert not [word for word in SECRET if word in page.content()]
    page.context.close()


@pytest.mark.usefixtures("record")
def test_the_map_comes_first_fits_each_width_and_paper_has_no_controls(
    browser_page: Page,
) -> None:
    page = browser_page
    for address in ("/ar/map/", "/map/"):
        page.goto(address)
        for width in (1280, NARROW["width"], 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            [drawn] = page.evaluate(DRAWN)
            assert drawn["left"] >= 0, address
            assert drawn["right"] <= width, address
            assert drawn["top"] < 500 < drawn["form"], address
            assert drawn["targets"] >= 24, address
            assert drawn["text"] >= 12, address
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.emulate_media(media="print")
    expect(page.locator(".map-wide")).to_be_visible()
    expect(page.locator(".map-actions")).to_be_hidden()
    expect(page.get_by_role("table")).to_be_visible()
