"""What people at the desk do, each act by keys and buttons: from the queue to the public record."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

from browser.signing import sign_in
from factories import adjudicator, coder
from vigil.trust.models import User

MOST_STEPS = 120
"""A coding that takes more is stuck."""
MOST_CONTRADICTIONS = 3
NOW = """() => {
  const row = document.querySelector('.coding-row.now');
  if (!row || document.activeElement.id === 'hand-in') return null;
  const letters = Array.from(row.querySelectorAll('[data-choose]'));
  return {name: row.dataset.name, type: row.dataset.type, read: row.classList.contains('read'),
    words: !!row.querySelector('.row-words li:first-child:not(.other) a'),
    marked: Array.from(document.querySelectorAll('mark.on')).map((one) => one.textContent),
    chosen: (row.querySelector('[data-choose][aria-pressed=true]') || {dataset: {}})
      .dataset.choose,
    letters: Object.fromEntries(letters.map((one) => [one.dataset.choose, one.dataset.letter]))};
}"""
OPEN = """document.querySelectorAll(
  '.coding-row[data-needed]:not(.done), .coding-row[data-name$="/names"].read').length"""
"""How many rows must still be decided, with the names that the machine read."""
NOTHING_KNOWN = ("killing", "killed", "target", "unclear", "unknown", "none_reported")
"""What somebody chooses who knows nothing else of a field: the first of these that it has."""


@dataclass(frozen=True)
class Told:
    """What somebody read in the reports of a case who was shown no values."""

    name: str = ""
    day: str = "2019-03-07"
    town: str = "Puerto Ejemplo"
    country: str = "MEX"


@dataclass
class Team:
    """As many people as the rules ask for, at one screen in turn."""

    page: Page
    first: User = field(default_factory=lambda: coder(display_name="Ana Coder"))
    second: User = field(default_factory=lambda: coder(display_name="Ben Coder"))
    settles: User = field(default_factory=lambda: adjudicator(display_name="Cleo Adjudicator"))
    publishes: User = field(default_factory=lambda: adjudicator(display_name="Dora Adjudicator"))
    mouse: bool = False
    """Whether coding is done with the mouse."""
    marked: dict[str, list[str]] = field(default_factory=dict)
    """By field, the words that stood marked when its value was accepted last."""

    def sits(self, user: User) -> None:
        """Let somebody take the seat."""
        sign_in(self.page, user)

    def take_first(self) -> int:
        """Accept the first candidate of the queue by keys and code it; return which case it is."""
        page = self.page
        page.goto("/desk/")
        expect(page.get_by_role("button", name="Keys")).to_be_visible()
        page.keyboard.press("j")
        with page.expect_navigation():
            page.keyboard.press("c")
        case = int(page.url.partition("/cases/")[2].partition("/")[0])
        self._code(Told())
        return case

    def on_to_the_public(self, cases: Mapping[int, Told]) -> dict[int, str]:
        """Take coded cases on: each act by somebody who may do it. Return their numbers."""
        self.sits(self.second)
        for case, told in cases.items():
            self.code(case, told)
        self.sits(self.settles)
        for case in cases:
            self.settle(case)
        page, last = self.page, f"/desk/cases/{case}/"
        # Whoever settled a case neither verifies nor publishes it.
        page.goto(last)
        page.get_by_role("button", name="Verify").click()
        expect(page.get_by_text("somebody else has to verify it")).to_be_visible()
        self.sits(self.first)
        for case in cases:
            self.verify(case)
        self.sits(self.settles)
        page.goto(last)
        expect(page.get_by_text("An adjudicator who did not has to publish it.")).to_be_visible()
        self.sits(self.publishes)
        return {case: self.publish(case) for case in cases}

    def code(self, case: int, told: Told) -> None:
        """Code a case as second coder, who sees nothing that the machine read."""
        self.page.goto(f"/desk/cases/{case}/coding/")
        self._code(told)

    def _code(self, told: Told) -> None:
        page = self.page
        page.locator("body.by-rows .coding-row.now").wait_for()
        self.marked = {}
        for _step in range(MOST_STEPS):
            now = page.evaluate(NOW)
            if now is None or not page.evaluate(OPEN):
                break
            self._decide(now, told)
        self._hand_in()
        for _try in range(MOST_CONTRADICTIONS):
            if not page.locator("#problems").count():
                break
            # What the machine read contradicts itself: the page stands at the value to change.
            now = page.evaluate(NOW)
            other = next(key for key in now["letters"] if key != now["chosen"])
            page.keyboard.press(now["letters"][other])
            self._hand_in()
        assert page.locator("#problems").count() == 0, page.locator("#problems").inner_text()
        expect(page.locator(".messages")).to_contain_text(re.compile("handed in", re.IGNORECASE))

    def _hand_in(self) -> None:
        with self.page.expect_navigation():
            if self.mouse:
                self.page.get_by_role("button", name="Submit coding").click()
            else:
                self.page.keyboard.press("Control+Enter")

    def _decide(self, now: Mapping[str, Any], told: Told) -> None:
        """Accept what the machine read, choose by letter, or type what was read in the reports."""
        keys, name, letters = self.page.keyboard, now["name"], now["letters"]
        if now["read"] and now["words"]:
            self.marked[name] = now["marked"]
            self._do("Enter", "button.accept")
        elif now["type"] == "choice":
            chosen = next((one for one in NOTHING_KNOWN if one in letters), next(iter(letters)))
            self._do(letters[chosen], f"[data-choose='{chosen}']")
        elif name.endswith("/names") and not told.name:
            keys.press("Enter")  # nobody names them
        else:
            keys.press("e")
            if name == "place":
                self._type_place(told)
            else:
                keys.type(told.name if name.endswith("/names") else told.day)
            keys.press("Enter")

    def _do(self, key: str, button: str) -> None:
        """Press a key, or the button in the current row that does the same."""
        if self.mouse:
            self.page.locator(".coding-row.now").locator(button).first.click()
        else:
            self.page.keyboard.press(key)

    def _type_place(self, told: Told) -> None:
        self.page.keyboard.type(told.town)
        self.page.select_option("[name='case-place-country']", told.country)
        self.page.select_option("[name='case-place-precision']", "town")

    def settle(self, case: int) -> None:
        """Choose in each difference what the first coder entered; accept what both agree on."""
        page, keys = self.page, self.page.keyboard
        page.goto(f"/desk/cases/{case}/adjudication/")
        for taken in page.locator("input[name^='take-']").all():
            taken.check()
        for why in page.locator("input[name^='leave-'][name$='-why']").all():
            if why.locator("xpath=ancestor::section").locator("[name^='take-']").count():
                why.fill("Two reports say so")
        for difference in page.locator(".difference [data-open]").all():
            difference.focus()
            keys.press("1")
            keys.press("b")
        keys.press("a")
        with page.expect_navigation():
            keys.press("Control+Enter")
        expect(page.get_by_text("A second person has to verify it now.")).to_be_visible()

    def verify(self, case: int) -> None:
        """Verify what somebody else settled."""
        self.page.goto(f"/desk/cases/{case}/")
        self.page.get_by_role("button", name="Verify").click()
        expect(self.page.get_by_text("Verified.", exact=True)).to_be_visible()

    def publish(self, case: int) -> str:
        """Publish what others settled and verified; return the number of the case."""
        self.page.goto(f"/desk/cases/{case}/")
        self.page.locator("#act-publish > summary").click()
        self.page.locator("#act-publish").get_by_role("button", name="Publish").click()
        said = self.page.get_by_text("is public now.")
        expect(said).to_be_visible()
        return said.inner_text().split()[0]
