"""Panels in a real browser: their chair's desk and their results, at any width, and in Arabic."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings

from browser.conftest import Seen
from browser.looking import faults, tab_of
from factories import with_grace
from outlook import factories_panels as factories
from vigil.outlook.domain import finishing
from vigil.outlook.models import Panel, Question
from vigil.trust.domain.people import make_one_time_link
from vigil.trust.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AT = "/desk/outlook"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


def sign_in(page: Page, who: User) -> None:
    page.context.clear_cookies()
    with_grace(who)
    page.goto(f"/account/link/{make_one_time_link(who)}/")
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_panel_is_begun_and_its_results_are_read_at_every_width(
    browser: Browser, live_server: object, browser_page: Page, requests_seen: Seen
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
        finishing.resolve_question(known, truth, date(2026, 1, 2), "The register.", by=by)
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
    public = ["/outlook/results/", f"/outlook/results/{panel.uid}/"]
    tab = tab_of(browser, live_server)
    tab.context.add_cookies(page.context.cookies())
    found = []
    arabic = [f"/ar{at}" for at in (*public, desk[8], desk[10], desk[12])]
    for at in (*desk, *public, *arabic):
        answer = tab.goto(at, wait_until="load")
        assert answer is not None
        assert answer.status == 200, at
        found += faults(tab)
    tab.context.close()
    assert requests_seen.foreign == []
    assert not found, "\n".join(found)
