"""Two codings beside the reports in a browser, by keys alone."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from browser.conftest import NARROW
from browser.signing import sign_in
from desk.adjudication.test_views import with_case
from desk.conftest import make_account, make_candidate
from factories import UserFactory
from vigil.casefile.coding.verbs.drafts import draft_coding
from vigil.casefile.coding.verbs.submitting import submit_coding
from vigil.casefile.models import Adjudication, Case, Stage
from vigil.trust.models import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=30_000)


@pytest.fixture
def case(transactional_db: None) -> Case:
    """A case of two reports; two coders differ on the method, an age and what was paid."""
    later = (
        "His sister denies that Tomás Example Prueba, 46, was shot dead. On Tuesday a motorcycle "
        "hit him on his way to the market of Villa Inventada, she says. Two men drove it. "
        "Councillor until last year, he had left politics."
    )
    case = make_candidate(
        make_account(), make_account(text=later), stage=Stage.OPEN, public_id="V-5001"
    )
    report = case.memberships.get(account__report__text=later).account.report
    start = report.text.index("motorcycle hit")
    words = {"report": report.pk, "in": "text", "start": start, "end": start + 14}
    other = with_case(method="vehicle", contract_or_reward="yes")
    other["case"]["contract_or_reward_evidence"] = "“paid” in the second report"
    other["victims"][0]["age"] = {"low": 47, "high": 47}
    quotes = {"method": {"quotes": [{**words, "exact": "motorcycle hit"}]}}
    for name, values, stated in (("Ana", with_case(), None), ("Ben", other, quotes)):
        coder = UserFactory(roles=[Role.CODER], display_name=f"{name} Coder")
        submit_coding(draft_coding(case, by=coder), values, "", stated, by=coder)
    return case


def test_two_codings_are_settled_by_keys_alone(browser_page: Page, case: Case) -> None:
    page = browser_page
    sign_in(page, UserFactory(roles=[Role.ADJUDICATOR], display_name="Cleo Adjudicator"))
    page.goto(f"/desk/cases/{case.pk}/adjudication/")
    rows = page.locator(".difference")
    assert rows.count() == 4
    expect(rows.first).to_have_class("difference on")
    assert not Axe().run(page).response["violations"]
    taken(page, "wide")

    # Words lead to their report, which comes forward, and are marked there.
    method = page.locator("#case-method-row")
    told = page.locator(".tab", has_text="His sister denies")
    other = page.locator(".tab", has_text="Neighbours heard")
    page.locator(f"[data-tab='{(other.get_attribute('id') or '')[-1]}']").click()
    expect(told).to_be_hidden()
    method.get_by_role("link", name="motorcycle hit").click()
    expect(page.locator("mark.on")).to_have_text("motorcycle hit")
    expect(told).to_be_visible()
    expect(other).to_be_hidden()
    taken(page, "marked")

    # First: neither is right. Second: a third value. Then one of the two.
    rows.first.locator("[data-open]").focus()
    page.keyboard.press("u")
    page.keyboard.press("m")
    page.keyboard.press("j")
    page.keyboard.press("1")
    page.keyboard.press("m")
    page.keyboard.press("j")
    expect(method).to_have_class("difference on")
    page.keyboard.press("o")
    expect(page.locator("#case-method")).to_be_focused()
    page.keyboard.type("Poi")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Accept the values on which both coders agree")).to_be_visible()
    assert not Adjudication.objects.exists()
    page.locator("#p0-age-row [data-open]").focus()
    page.keyboard.press("2")
    page.keyboard.press("l")
    page.keyboard.press("a")
    # A closed tab loses nothing: another one puts back what was chosen.
    expect(page.locator("#p0-age-row input[value=later_report]")).to_be_checked()
    page.wait_for_function("Object.keys(localStorage).some((key) => key.includes('comparison'))")
    other_tab = page.context.new_page()
    other_tab.goto(page.url)
    expect(other_tab.get_by_text("What you typed before is back")).to_be_visible()
    expect(other_tab.locator("#p0-age-row input[value=later_report]")).to_be_checked()
    other_tab.close()
    page.set_viewport_size(NARROW)
    taken(page, "narrow")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("A second person has to verify it now.")).to_be_visible()
    made = Adjudication.objects.get()
    assert made.values["case"]["contract_or_reward"] == "unclear"
    assert made.values["case"]["method"] == "poison"
    assert made.values["victims"][0]["age"] == {"low": 47, "high": 47}
    assert made.reasons["method"] == "Definition of the codebook"
    assert made.reasons["0/age"] == "Later report"


def taken(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    if folder := os.environ.get("VIGIL_PICTURES"):
        page.screenshot(path=f"{folder}/comparison-{name}.png")
