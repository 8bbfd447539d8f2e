"""Panels in a real browser: their chair's desk and their results, at any width, and in Arabic."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from browser.conftest import Seen
from browser.looking import Looking, looks
from browser.signing import sign_in
from outlook import factories_panels as factories
from vigil.outlook.models import Panel, Question
from vigil.outlook.results.verbs import finalising_and_scoring

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AT = "/desk/outlook"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@pytest.mark.turns
@pytest.mark.parametrize("ways", looks(("en",)))
def test_a_panel_is_begun_and_its_results_are_read_at_every_width(
    browser_page: Page, requests_seen: Seen, looking: Looking
) -> None:
    by, page = factories.chair(), browser_page
    sign_in(page, by)
    page.goto(f"{AT}/")
    page.get_by_role("link", name="Begin a panel").click()
    page.get_by_label("Title").fill("Ports of the Pacific")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="a score from 1 to 10").click()
    page.get_by_label("Question", exact=True).fill("How much of the port do they control?")
    page.get_by_label("Written thresholds").fill("1 – 4.5: little\n5 – 10: much")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("main")).to_contain_text("5.0 – 10.0")
    made = Panel.objects.get()

    panel, row, seats = factories.played(tuple(Question.Kind), kind="final", by=by)
    draft = factories.draft((Question.Kind.QUANTITY,), by=by)
    seed = factories.question(draft, Question.Kind.QUANTITY, is_seed=True)
    running, open_row, _seats = factories.running(by=by)
    factories.finalise(panel, by=by)
    asked = panel.questions.get(kind=Question.Kind.PROBABILITY)
    for kind, truth in ((Question.Kind.PROBABILITY, 1), (Question.Kind.QUANTITY, 22)):
        known = panel.questions.get(kind=kind)
        finalising_and_scoring.resolve_question(
            known, truth, date(2026, 1, 2), "The register.", by=by
        )
    desk = [
        f"{AT}/",
        f"{AT}/panels/new/",
        f"{AT}/panels/{made.uid}/",
        f"{AT}/seats/{seats[0].uid}/",
    ]
    desk += [f"{AT}/panels/{made.uid}/add/", f"{AT}/panels/{made.uid}/add/?kind=drivers"]
    desk += [f"{AT}/panels/{made.uid}/add/?kind=quantity", f"{AT}/questions/{seed.uid}/"]
    desk += [f"{AT}/panels/{running.uid}/", f"{AT}/rounds/{open_row.uid}/"]
    desk += [f"{AT}/panels/{running.uid}/seats/", f"{AT}/questions/{asked.uid}/"]
    desk += [f"{AT}/panels/{panel.uid}/results/", f"{AT}/rounds/{row.uid}/"]
    desk += [f"{AT}/rounds/{row.uid}/{number}/" for number in (1, 2, 5)]
    results = f"/outlook/results/{panel.uid}/"
    looking.tab.context.add_cookies(page.context.cookies())
    looking.at(*desk, "/outlook/results/", results, results)
    assert requests_seen.foreign == []
    looking.found_nothing()
