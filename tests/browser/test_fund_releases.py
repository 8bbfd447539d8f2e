"""In a real browser: what would be published is looked at, its words are opened, and published."""

import pytest
from playwright.sync_api import Page

from browser.conftest import NARROW
from browser.looking import finds_nothing
from browser.signing import sign_in
from fund.factories import officer
from fund.published_grants import granted, several
from fund.releases.verbs.test_releasing import result_of
from vigil.fund.models import FundRelease
from vigil.trust.models import Level

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE, WORDS = "A radio that warns", "Forty families left in time."


@pytest.fixture
def desk(browser_page: Page) -> Page:
    """The page of an officer who is signed in, on a telephone."""
    sign_in(browser_page, officer())
    browser_page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    return browser_page


def test_an_officer_looks_opens_the_words_and_publishes(desk: Page) -> None:
    several(6, paid=300_00)
    result_of(granted(Level.OPEN, name="Radio del Río", title=TITLE), WORDS)
    desk.goto("/desk/fund/releases/")
    desk.locator("main a.button").click()
    desk.wait_for_url("**/releases/make/")
    assert TITLE in desk.inner_text("main")
    assert WORDS not in desk.content()

    desk.fill("[name=why]", "to choose what is published")
    desk.click("main button.plain")
    desk.wait_for_url("**/releases/make/read/")
    finds_nothing(desk)
    desk.check(f"label:has-text('{WORDS}') input[name=statements]")
    desk.check("[name=sure]")
    with desk.expect_navigation():
        desk.locator("main form button").last.click()
    release = FundRelease.objects.get()
    assert desk.url.endswith(f"/desk/fund/releases/{release.number}/")
    shown = desk.inner_text("main")
    assert all(digest in shown for digest in release.files.values())

    desk.goto("/fund/results/")
    shown = desk.inner_text("main")
    assert TITLE in shown
    assert WORDS in shown


def test_nothing_is_published_unless_somebody_is_sure(desk: Page) -> None:
    several(6)
    desk.goto("/desk/fund/releases/make/")
    desk.evaluate("document.querySelectorAll('form').forEach((one) => { one.noValidate = true })")
    with desk.expect_navigation():
        desk.locator("main form button").last.click()
    assert desk.locator("main [role=alert]").count()
    finds_nothing(desk)
    assert not FundRelease.objects.exists()
