"""Every page of the outlook at every width, in English and in Arabic: axe finds nothing."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from browser.looking import Looking, looks
from browser.signing import sign_in
from desk.whole import everybody
from outlook.whole_outlook import PAGES, whole_assessment, whole_outlook
from vigil.trust.vault.keys import make_missing

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]
DAILY = (
    "desk/outlook/assessments/<slug:uid>/",
    "desk/outlook/assessments/<slug:uid>/people/",
    "desk/outlook/second-reading/<slug:uid>/",
    "outlook/panels/<slug:uid>/countries/<slug:country>/",
    "outlook/results/assessments/<slug:uid>/",
)
"""Looked at each day: of those that no test of the outlook in a browser looks at, the most used."""


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Settings) -> None:
    settings.DATA, settings.VIGIL_KEYS = tmp_path / "data", tmp_path / "keys"
    make_missing()


@pytest.mark.parametrize("ways", looks(("en", "ar")))
def test_every_page_of_the_outlook_at_every_width(
    looking: Looking, request: pytest.FixtureRequest
) -> None:
    everyone = everybody()
    daily = request.node.get_closest_marker("tail") is None
    pages = whole_assessment(everyone) if daily else whole_outlook(everyone)
    assert daily or set(pages) >= set(PAGES)
    sign_in(looking.tab, everyone)
    for route in DAILY if daily else sorted(pages):
        looking.at(pages[route])
        assert looking.tab.url.endswith(pages[route])
        assert looking.tab.locator("header .bar, header nav").first.is_visible(), route
    looking.found_nothing()
