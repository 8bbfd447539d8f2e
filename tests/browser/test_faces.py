"""Faces in a real browser: pictures of every shape keep it, and letters stand where none is.

A picture either has the shape of its file, or is fitted into its box by `object-fit`: *cover* fills
the box and may lose edges alone, *contain* and *scale-down* show all of it. No picture is wider
than what it lies in, and none is enlarged more than twice.
"""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.fixtures import Settings

from vigil.trust.models import User
from vigil.witness.stories.verbs import files
from witness.campaign_factories import added, begun
from witness.campaign_factories import published as campaign_published
from witness.people_factories import killed, row_of
from witness.story_factories import QUOTED, a_story, agreed, editor, picture, published, written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHAPES = {
    "Amalia Ríos": (900, 1200),
    "Berta Solano": (800, 450),
    "Carla Ocampo": (1500, 350),
    "Diego Luna": (40, 40),
    "Elena Cruz": None,
}
ALSO_IN_THE_TEXT = ("Carla Ocampo",)
WIDTHS = (1280, 820, 390)
MISSHAPEN = """async () => {
  const all = [...document.querySelectorAll("main img")];
  const pictures = all.filter((one) => one.checkVisibility());
  pictures.forEach((one) => { one.loading = "eager"; });
  await Promise.all(pictures.map((one) => one.decode()));
  const fault = (one) => {
    const { width, height, right, left } = one.getBoundingClientRect();
    const around = one.parentElement.getBoundingClientRect();
    const fit = getComputedStyle(one).objectFit;
    const shape = one.naturalWidth / one.naturalHeight, box = width / height;
    const apart = Math.max(shape / box, box / shape);
    if (width > around.width + 1 || left < -1 || right > innerWidth + 1) return "too wide";
    if (height > innerHeight) return "too high";
    const [across, up] = [width / one.naturalWidth, height / one.naturalHeight];
    const enlarged = { fill: Math.max(across, up), cover: Math.max(across, up),
      contain: Math.min(across, up), "scale-down": Math.min(1, across, up) }[fit];
    if (enlarged === undefined) return `fitted by ${fit}`;
    if (fit === "fill" && apart > 1.01) return `stretched by ${apart.toFixed(2)}`;
    if (fit === "cover" && apart > 3) return `cut by ${apart.toFixed(2)}`;
    return enlarged > 2 ? `enlarged by ${enlarged.toFixed(1)}` : "";
  };
  const told = (one) => `${one.getAttribute("src")}: ${fault(one)}`;
  return { seen: pictures.length, faults: pictures.filter(fault).map(told) };
}"""
FOLDED_ON_PAPER = """() => [...document.querySelectorAll("main details")].filter((one) =>
  one.checkVisibility() && !one.querySelector("p, table").checkVisibility()).length"""
ORDER = """
- figure:
  - img "A woman at a desk."
- heading /Amalia Ríos ?. She kept the minutes of the harbour/ [level=1]
- paragraph: /7 March 2019 · .+/
- paragraph: She knew every ship.
- list:
  - listitem:
    - link "Amalia Ríos in the record"
  - listitem:
    - link "What is known, and who says so"
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@pytest.fixture
def pictures(browser_page: Page) -> dict[str, bytes]:
    """Pictures by the last part of their address, given to the browser without the server.

    A page asks for several at once, and threads of the server share one connection here.
    """
    kept: dict[str, bytes] = {}

    def give(route: Route) -> None:
        name = urlsplit(route.request.url).path.rpartition("/")[2]
        route.fulfill(body=kept[name], content_type="image/jpeg")

    browser_page.route("**/stories/*/files/*", give)
    return kept


def told_of(name: str, by: User, pictures: dict[str, bytes]) -> tuple[str, str]:
    """Publish a story with a portrait of some shape; return its address and that of the person."""
    victim = killed(name)
    story = a_story(by, of=victim, name=name, summary="She knew every ship.", body=QUOTED)
    if (size := SHAPES[name]) is not None:
        kinds = ("portrait", "picture") if name in ALSO_IN_THE_TEXT else ("portrait",)
        for kind in kinds:
            one = files.add_file(story, kind, picture(size), credit="Album", licence="Given", by=by)
            files.describe_file(one, "en", {"alt": "A woman at a desk."}, by=by)
            pictures[one.upload] = picture(size)
    agreed(story, by=by)
    published(story, by)
    return f"/stories/{story.public_id}/", f"/people/{row_of(victim).handle}/"


def arabic(by: User) -> str:
    """Publish a story in Arabic, of somebody whose name is kept."""
    story = a_story(by, name="", title="A harbour", summary="")
    written(story, by, name="أمل عبد الرحمن الصالح", title="كانت تكتب أسماء السفن")
    agreed(story, by=by)
    published(story, by)
    return f"/stories/{story.public_id}/"


@pytest.mark.turns
def test_pictures_of_every_shape_keep_it_on_every_page(
    browser_page: Page, pictures: dict[str, bytes]
) -> None:
    page, by = browser_page, editor()
    addresses = {name: told_of(name, by, pictures) for name in SHAPES}
    in_arabic = arabic(by)
    campaign = begun(by)
    stories = [at.strip("/").rpartition("/")[2] for at, _person in addresses.values()]
    added(campaign, "stories", by, stories=" ".join(stories))
    added(campaign, "figure", by, figure="by-year")
    campaign_published(campaign, by)

    least = {"/": 0, "/stories/": 4, "/campaigns/day-2027/": 4}
    for name, (story, person) in addresses.items():
        pictured = SHAPES[name] is not None
        least |= {story: int(pictured) + (name in ALSO_IN_THE_TEXT), person: int(pictured)}
    found: list[str] = []
    for at, n in least.items():
        page.goto(at)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            told = page.evaluate(MISSHAPEN)
            assert told["seen"] >= n, at
            found += [f"{at} at {width}: {fault}" for fault in told["faults"]]
    assert not found, "\n".join(found)

    # The person is first, with the ways to the record; letters claim nothing, and are not read.
    page.goto(addresses["Amalia Ríos"][0])
    expect(page.locator(".night-head")).to_match_aria_snapshot(ORDER)
    page.goto(addresses["Elena Cruz"][0])
    expect(page.locator(".face")).to_have_text("EC")
    assert "EC" not in page.locator("main").aria_snapshot()
    page.goto(in_arabic)
    expect(page.locator(".face")).to_have_text("أمل")

    # What is folded on the screen is whole on paper.
    page.goto("/campaigns/day-2027/")
    assert page.evaluate(FOLDED_ON_PAPER) == 2
    page.emulate_media(media="print")
    assert page.evaluate(FOLDED_ON_PAPER) == 0
