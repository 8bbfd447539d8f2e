"""Withdrawing in a real browser: from a request to the receipt, with the keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Seen
from browser.looking import finds_nothing
from browser.signing import sign_in
from casefile.people.named_people import ANA, EVA, LUIS, named, person, settled, told_by
from days import today
from factories import UserFactory
from vigil.casefile.models import Case
from vigil.trust.models import Role, User
from vigil.trust.requests.verbs import receive_request

pytestmark = [pytest.mark.browser, pytest.mark.turns, pytest.mark.django_db(transaction=True)]
CONTACT = "sister@hermanas.test"


@pytest.fixture
def by(transactional_db: None) -> User:
    return UserFactory(roles=[Role.ADJUDICATOR], display_name="Ben Adjudicator")


@pytest.fixture
def case(transactional_db: None) -> Case:
    case = settled(person(ANA), person(LUIS, "injured"), person(EVA))
    told_by(case, text=f"{ANA} was shot dead.", title=f"{ANA} is dead")
    return case


def confirmed(page: Page) -> None:
    """Sign in as another adjudicator and confirm what waits."""
    sign_in(page, UserFactory(roles=[Role.ADJUDICATOR], display_name="Eva Adjudicator"))
    page.goto("/desk/")
    page.get_by_role("link", name="Second person").click()
    page.get_by_role("button", name="Confirm this").click()
    expect(page.get_by_text("Confirmed and done.")).to_be_visible()


def test_from_a_request_to_the_receipt(
    browser_page: Page, by: User, case: Case, requests_seen: Seen
) -> None:
    page = browser_page
    text = "Please take my sister's name away."
    receive_request(
        "case", str(case.public_id), "removal", text, contact=CONTACT, urgent=True, language="es"
    )
    sign_in(page, by)
    page.goto("/desk/")
    page.get_by_role("link", name="Requests").click()
    page.get_by_role("link", name=f"Removal · {case.public_id}").click()
    expect(page.get_by_text(text)).to_be_visible()
    expect(page.get_by_text(CONTACT)).to_have_count(0)
    page.get_by_label("Reason").fill("to tell her")
    page.get_by_role("button", name="Open contact").click()
    expect(page.get_by_text(CONTACT)).to_be_visible()

    page.get_by_role("link", name="Withdraw", exact=True).click()
    page.get_by_label("Name, or case number").fill(ANA)
    page.keyboard.press("Enter")
    mine = page.get_by_role("checkbox", name=ANA)
    expect(mine).to_be_checked()
    expect(page.get_by_role("checkbox", name=EVA)).not_to_be_checked()
    page.get_by_label("Reason").fill("her sister asked")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Withdrawal 1")).to_be_visible()
    expect(page.get_by_text("the person is counted, and not named any more")).to_be_visible()
    assert "Ana" not in page.locator("main").inner_text()
    assert named(case) == [EVA]
    finds_nothing(page)

    page.get_by_label("Reason").fill("she wants her named")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A second person must confirm it.")).to_be_visible()
    assert named(case) == [EVA]
    confirmed(page)
    assert named(case) == [ANA, EVA]
    assert requests_seen.foreign == []


def test_an_agreement_on_the_page_of_a_case(browser_page: Page, by: User, case: Case) -> None:
    page = browser_page
    sign_in(page, by)
    page.goto(f"/desk/cases/{case.pk}/")
    people = page.get_by_role("region", name="People, and who is named")
    mine = people.get_by_role("listitem").filter(has_text=LUIS)
    mine.get_by_text("Record an agreement").first.click()
    mine.get_by_label("Who agreed").select_option("self")
    mine.get_by_label("How:").select_option("in_person")
    mine.get_by_label("When").fill(today().isoformat())
    mine.get_by_label("How we know (no names)").fill("he told one of us")
    mine.get_by_role("button", name="Record an agreement").click()
    expect(people.get_by_text("Waiting for a second person:")).to_be_visible()
    finds_nothing(page)
    confirmed(page)
    page.goto(f"/desk/cases/{case.pk}/")
    expect(people.get_by_text("Named: there is an agreement without an end.")).to_be_visible()
    assert named(case) == [ANA, LUIS, EVA]
