"""In a real browser: a reviewer's day by keyboard, and drafts saved while somebody types."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings

from browser.conftest import WIDE
from browser.signing import sign_in
from fund import factories
from vigil.fund.models import Review
from vigil.fund.parties.verbs import sealing
from vigil.fund.reviews.verbs import drafting, reviewing
from vigil.trust.models import Decision, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "They know the place, and say how they stay safe."
MOST_KEYS = 12
"""Most keys for an application, without the words of the comment."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@pytest.fixture
def page(browser: Browser, live_server: object) -> Iterator[Page]:
    context = browser.new_context(base_url=str(live_server), locale="en-GB", viewport=WIDE)
    yield context.new_page()
    context.close()


def a_day(n: int) -> User:
    """Give a reviewer so many applications of one call, with answers."""
    made, who, by = factories.call(slug="radios"), factories.reviewer(), factories.officer()
    for k in range(n):
        row = factories.application(call=made)
        answers = json.dumps({"what": f"Radio number {k}, which warns of roadblocks. " * 40})
        sealing.write(row.party, "application", row.uid, "answers", answers, by=None)
        reviewing.assign(row, who, by=by)
    return who


@dataclass
class Keyboard:
    """A keyboard whose keys are counted."""

    page: Page
    keys: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def tab_to(self, name: str, most: int = 40) -> None:
        """Press Tab until a field or button of this name has the focus."""
        for _n in range(most):
            at = self.page.evaluate(
                "document.activeElement.name + ' ' + document.activeElement.textContent.trim()"
            )
            if name in at:
                return
            self.press("Tab")
        pytest.fail(f"{name} cannot be reached")


@pytest.mark.tail(
    "tests/fund/reviews/test_views.py goes the same way without a browser; the test below has the"
    " draft that is saved while somebody types"
)
def test_twelve_applications_are_reviewed_by_keyboard_alone(page: Page) -> None:
    who = a_day(12)
    sign_in(page, who)
    page.goto("/desk/fund/reviews/")
    page.fill("#reason-why", "to review this call")
    page.keyboard.press("Enter")
    hands = Keyboard(page)
    for n in range(12):
        page.wait_for_selector("button[value=read]:focus")
        hands.press("Enter")
        page.wait_for_selector("#answers")
        hands.tab_to("points-need")
        hands.press("ArrowRight", "ArrowRight")
        hands.press("Tab", "ArrowRight", "Tab", "Space", "Tab")
        page.keyboard.insert_text(WORDS)
        box = page.locator("#answers").bounding_box()
        form = page.locator("textarea[name=comment]").bounding_box()
        assert box is not None
        assert form is not None
        assert box["x"] + box["width"] <= form["x"], "the text stands beside the form"
        hands.tab_to("Submit review")
        hands.press("Enter")
        page.wait_for_selector(f"text={n + 1} of 12 handed in")
    assert hands.keys <= 12 * MOST_KEYS, f"{hands.keys} keys for 12 applications"
    assert Review.objects.filter(state="submitted").count() == 12
    opened = Decision.objects.filter(verb="open_sealed", actor=who, after__field="answers")
    assert opened.values("target_key").distinct().count() == 12
    assert set(opened.values_list("why", flat=True)) == {"to review this call"}


@pytest.mark.tail("test_views.py of reviews saves as the script does, over the same address")
def test_a_draft_is_saved_while_somebody_types_and_another_window_loses_nothing(
    page: Page,
) -> None:
    who = a_day(1)
    one = Review.objects.get()
    sign_in(page, who)
    at = f"/desk/fund/reviews/{one.uid}/"
    page.goto(at)
    page.fill("#open-why", "to review")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answers")
    page.fill("textarea[name=comment]", "First thought.")
    page.wait_for_selector("#draft-status:has-text('Draft saved.')")
    draft = drafting.open_draft(one, by=who)
    assert draft is not None
    assert draft.comment == "First thought."
    drafting.save_draft(one, {}, "", "Another window.", by=who)
    page.fill("textarea[name=comment]", "Second thought.")
    page.wait_for_selector("#draft-status:has-text('Draft not saved:')")
    page.click("button[value=draft]")
    page.wait_for_selector("text=Another window.")
    assert page.input_value("textarea[name=comment]").strip() == "Second thought."
    page.click("button[value=draft]")
    page.wait_for_selector("text=Saved as a draft")
    draft = drafting.open_draft(one, by=who)
    assert draft is not None
    assert draft.comment == "Second thought."
