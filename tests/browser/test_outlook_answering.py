"""Experts answer by country: by taps while the line drops, on two devices, without script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.fixtures import Settings

from browser.conftest import NARROW
from browser.looking import Looking, looks
from browser.signing import sign_in
from outlook.answers.test_country_views import EVERY_TERM, at, open_round
from vigil.outlook.models import Answer, AnswerVersion, Seat

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FEW = EVERY_TERM[:4]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@pytest.fixture
def telephone(browser: Browser, live_server: object) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=str(live_server), viewport=NARROW, locale="en-GB", has_touch=True
    )
    yield context
    context.close()


def opened(context: BrowserContext, seat: Seat, place: str = "COL") -> Page:
    """Open the page of a country as its expert."""
    page = context.new_page()
    page.set_default_timeout(20_000)
    sign_in(page, seat.user)
    page.goto(at(seat.panel, f"countries/{place}/"))
    return page


def stored(page: Page) -> list[str]:
    """Return what waits in the browser."""
    found: list[str] = page.evaluate(
        """Object.entries(localStorage)
             .filter(([name]) => name.startsWith("vigil-answer:")).map(String)"""
    )
    return found


def all_saved(page: Page) -> None:
    expect(page.locator("[data-line]")).to_contain_text("All is saved.")


def saved(seat: Seat) -> dict[int, object]:
    """Return what is saved of each question: its score, or None if it was passed over."""
    rows = AnswerVersion.objects.filter(answer__seat=seat).order_by("number")
    columns = rows.values_list("answer__question__position", "value", "passed")
    return {number: None if passed else value["score"] for number, value, passed in columns}


def answer_by_taps(
    page: Page, context: BrowserContext, terms: int, drops: int
) -> dict[int, object]:
    """Answer each term with the fewest taps, while the line drops; return what was meant."""
    meant: dict[int, object] = {}
    for n in range(1, terms + 1):
        if drops and n % max(1, terms // drops) == 0:
            context.set_offline((n // max(1, terms // drops)) % 2 == 1)
        card = page.locator(".term.current")
        number = int(card.get_attribute("data-cell") or 0)
        taps = 0
        if n % 7 == 0:
            card.locator(".pass").tap()
            taps, meant[number] = 1, None
        else:
            score = n % 9 + 1
            card.locator(".pad button").nth(score - 1).tap()
            taps, meant[number] = 1, score
            if n % 3 == 0:
                card.locator(".pad [data-half]").tap()
                taps, meant[number] = 2, score + 0.5
            page.get_by_role("button", name="Next term").tap()
            taps += 1
        assert taps <= 3
    return meant


def test_terms_are_answered_by_taps_while_the_line_drops(telephone: BrowserContext) -> None:
    _panel, _row, seats = open_round(FEW)
    page = opened(telephone, seats[0])
    telephone.set_offline(True)
    meant = answer_by_taps(page, telephone, 4, drops=0)
    assert len(stored(page)) == 4
    held = " ".join(stored(page))
    assert seats[0].uid not in held
    assert seats[0].user.email not in held
    # The page is closed, and opened again where there is a line.
    page.close()
    telephone.set_offline(False)
    page = opened(telephone, seats[0])
    all_saved(page)
    assert saved(seats[0]) == meant
    assert stored(page) == []
    # Another device saves meanwhile: both are shown.
    page.get_by_role("button", name="All terms").tap()
    other = opened(telephone, seats[0])
    other.get_by_role("button", name="All terms").tap()
    for tab, value in ((other, "9"), (page, "3")):
        tab.locator("[name='1.score']").fill(value)
        tab.locator("[name='1.score']").blur()
        if tab is other:
            all_saved(tab)
    box = page.locator(".conflict")
    expect(box).to_contain_text("Saved on another screen: 9. Here: 3.")
    assert saved(seats[0])[1] == 9
    box.get_by_role("button", name="Save 3").tap()
    all_saved(page)
    assert saved(seats[0])[1] == 3


@pytest.mark.tail("test_terms_are_answered_by_taps_while_the_line_drops does it with four terms")
def test_a_country_of_32_terms_is_answered_while_the_line_drops_ten_times(
    telephone: BrowserContext,
) -> None:
    _panel, _row, seats = open_round(EVERY_TERM)
    page = opened(telephone, seats[0])
    # Twenty turns of the line: it drops ten times, and comes back each time.
    meant = answer_by_taps(page, telephone, 32, drops=20)
    telephone.set_offline(False)
    all_saved(page)
    assert len(meant) == 32
    assert saved(seats[0]) == meant
    expect(page.locator(".end")).to_be_visible()
    assert Answer.objects.filter(seat=seats[0]).count() == 32


@pytest.mark.tail("test_country_views posts the form as a browser without script does")
def test_a_country_is_answered_without_script(browser: Browser, live_server: object) -> None:
    _panel, _row, seats = open_round(FEW)
    context = browser.new_context(base_url=str(live_server), java_script_enabled=False)
    page = opened(context, seats[0])
    expect(page.locator("header .bar")).to_be_visible()
    page.locator("[name='1.score']").fill("7.5")
    page.locator("[name='2.passed']").check()
    page.get_by_text("Reasons and sources for markets").click()
    page.locator("[name='g.markets.reasons']").fill("It moves by sea.")
    page.get_by_role("button", name="Save answers").click()
    expect(page.locator("#t1 .mark")).to_have_text("saved")
    expect(page.locator("#t2 .mark")).to_have_text("passed over")
    page.get_by_role("button", name="Submit this country").click()
    expect(page.locator("main")).to_contain_text("2 of 4 terms answered.")
    page.get_by_role("button", name="Submit this country").click()
    expect(page.locator("main")).to_contain_text("is handed in")
    context.close()


@pytest.mark.tail(
    "test_terms_are_answered_by_taps_while_the_line_drops opens the page of a country"
)
@pytest.mark.parametrize("ways", looks(("en",)))
def test_the_pages_of_countries_are_fit_to_be_seen(browser_page: Page, looking: Looking) -> None:
    panel, _row, seats = open_round(EVERY_TERM)
    sign_in(browser_page, seats[0].user)
    looking.tab.context.add_cookies(browser_page.context.cookies())
    pages = ("countries/COL/", "countries/COL/hand-in/", "sheet/", "")
    looking.at("/outlook/panels/countries/", *(at(panel, rest) for rest in pages))
    looking.found_nothing()
