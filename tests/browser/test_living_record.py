"""A public case goes on: a year later a victim is named, and a court has judged."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from browser.signing import sign_in
from casefile.coding.test_taking_up import person
from casefile.people.named_people import ANA, rewritten, settled, told_by
from factories import adjudicator, coder
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.models import Case, Visibility

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=30_000)
FOUND = "Inés Prueba Vidal"


@pytest.fixture
def a_year_later(monkeypatch: pytest.MonkeyPatch) -> Case:
    """A public case of a person without a name, with open proceedings; now a year has passed."""
    people = (person(ANA), person(""))
    case = settled(*people, visibility=Visibility.PUBLISHED, public_id="V-4000")
    told_by(case, ANA, title="Two people shot at the harbour")
    rewritten(
        case,
        *people,
        place_type="street",
        impunity="proceedings_open",
        impunity_as_of={"value": timezone.localdate().isoformat(), "precision": "day"},
    )
    with transaction.atomic():
        record_on_case("publish", case, by=None)
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(days=370))
    return case


def publish_as_third(page: Page, case: Case) -> None:
    sign_in(page, adjudicator())
    page.goto(f"/desk/cases/{case.pk}/")
    page.locator("#act-publish > summary").click()
    page.locator("#act-publish").get_by_role("button", name="Publish").click()
    expect(page.get_by_text("V-4000 is public now.")).to_be_visible()


@pytest.mark.turns
def test_a_victim_is_named_and_a_judgement_added_a_year_after_publication(
    browser_page: Page, a_year_later: Case
) -> None:
    page, case = browser_page, a_year_later
    ana, ben = adjudicator(display_name="Ana Adjudicator"), coder(display_name="Ben Coder")

    # The list says what to look at again; from there the case is taken up.
    sign_in(page, ana)
    page.goto("/desk/look-again/")
    expect(page.get_by_text("2 are due.")).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text="somebody who was killed has no name")
    row.get_by_role("link", name="Take up again").click()
    page.locator("#p1-names").fill(FOUND)
    page.get_by_role("button", name="Propose the changes").click()
    expect(page.get_by_text("Give a reason and a source")).to_be_visible()
    common = page.get_by_role("group", name="For all changes without their own reason")
    common.get_by_label("Why").fill("The town put up a plaque")
    common.get_by_label("Source: a report of this case").select_option(index=1)
    page.get_by_role("button", name="Propose the changes").click()
    expect(page.get_by_text("Proposed. The case stays as it is")).to_be_visible()
    page.goto("/cases/V-4000/")
    expect(page.get_by_role("heading", name=ANA, level=1)).to_be_visible()
    expect(page.get_by_text(FOUND)).to_have_count(0)

    # A second person sees what changes, and why; it names more people: a third publishes it.
    sign_in(page, ben)
    page.goto(f"/desk/cases/{case.pk}/")
    change = page.locator(".pending .compared").first
    expect(change).to_contain_text(FOUND)
    expect(change).to_contain_text("The town put up a plaque")
    page.locator(".pending").get_by_role("button", name="Verify").click()
    expect(page.get_by_text("would name more people")).to_be_visible()
    publish_as_third(page, case)

    # A judgement is added; nobody else is named, and the case stays public.
    sign_in(page, ana)
    page.goto(f"/desk/cases/{case.pk}/take-up/")
    page.locator("#case-impunity").select_option("partial")
    page.locator("#case-impunity_as_of").fill("2027-03")
    common.get_by_label("Why").fill("The regional court convicted two men")
    common.get_by_label("Or the address of a page").fill("https://court.example.org/7")
    page.get_by_role("button", name="Propose the changes").click()
    sign_in(page, ben)
    page.goto(f"/desk/cases/{case.pk}/")
    page.locator(".pending").get_by_role("button", name="Verify").click()
    expect(page.get_by_text("Verified.", exact=True)).to_be_visible()

    # The public history says it in words.
    page.context.clear_cookies()
    page.goto("/cases/V-4000/")
    expect(page.get_by_role("heading", name=FOUND, level=1)).to_be_visible()
    history = page.get_by_role("region", name="How this case was decided")
    expect(history).to_contain_text("Name of a victim added on")
    expect(history).to_contain_text(
        "Convictions changed from “proceedings open” to “some convicted”"
    )
    expect(history).to_contain_text("The regional court convicted two men")
    expect(history).to_contain_text("court.example.org")
    page.goto("/es/cases/V-4000/")
    assert page.locator("ul.changes li").count() == 2
