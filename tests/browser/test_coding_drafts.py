"""Nothing typed into a coding is lost, and quotes are picked by selecting words: in a browser."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.signing import sign_in
from desk.conftest import TEXT, make_account, make_candidate
from factories import UserFactory
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.models import Case, Coding
from vigil.trust.models import Role, User

pytestmark = [pytest.mark.browser, pytest.mark.turns, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=30_000)

EMOJI = "😀 Reporters 👩🏽‍⚖️ saw it. "
SEVERAL = f"{EMOJI}{TEXT}\n\n\nThe mayor 🕊️ spoke of a threat. He had refused to pay."


@pytest.fixture
def coder(transactional_db: None) -> User:
    return UserFactory(roles=[Role.CODER], display_name="Ana Coder")


@pytest.fixture
def case(coder: User) -> Case:
    account = make_account(text=SEVERAL)
    return open_case(make_candidate(account), by=coder)


@pytest.fixture
def other_tab(browser_page: Page) -> Iterator[Page]:
    """A second tab of the same person."""
    page = browser_page.context.new_page()
    page.set_default_timeout(30_000)
    yield page
    page.close()


def coding_page(page: Page, case: Case) -> None:
    page.goto(f"/desk/cases/{case.pk}/coding/")
    expect(page.locator("body.by-rows")).to_be_visible()


def choose(page: Page, name: str, value: str) -> None:
    """Choose a value with the select in the row, as the form without rows has it."""
    row = page.locator(f'[data-name="{name}"]')
    row.locator(".row-open").click()
    row.locator(f'[data-choose="{value}"]').click()


def saved(page: Page) -> None:
    expect(page.locator("#saved[data-state=saved]")).to_contain_text("Saved")


def values() -> dict[str, str]:
    held: dict[str, str] = Coding.objects.get().values["case"]
    return held


def test_what_is_typed_is_saved_and_survives_a_session_that_ends(
    browser_page: Page, coder: User, case: Case
) -> None:
    page = browser_page
    sign_in(page, coder)
    coding_page(page, case)
    choose(page, "organised_crime_link", "suspected")
    saved(page)
    assert values()["organised_crime_link"] == "suspected"

    # The session ends in the middle: the page says so, and keeps what is typed.
    page.context.clear_cookies()
    choose(page, "contract_or_reward", "unclear")
    note = page.locator("[data-note=signed-out]")
    expect(note).to_be_visible()
    assert "contract_or_reward" not in values()
    held = page.evaluate("Object.values(sessionStorage).join()")
    assert "sealed" in held
    assert "contract" not in held
    link = note.get_by_role("link").get_attribute("href") or ""
    assert link.endswith(f"next=%2Fdesk%2Fcases%2F{case.pk}%2Fcoding%2F")

    # Somebody else who signs in in the same window is not shown it.
    other = UserFactory(roles=[Role.CODER])
    sign_in(page, other)
    coding_page(page, case)
    expect(page.locator("[data-note=restored]")).to_be_hidden()
    assert not Coding.objects.filter(coder=other).exists()

    # The same person comes back to the very screen, with everything.
    sign_in(page, coder)
    coding_page(page, case)
    expect(page.locator("[data-note=restored]")).to_be_visible()
    assert values()["contract_or_reward"] == "unclear"
    row = page.locator('[data-name="contract_or_reward"]')
    expect(row.locator(".v")).to_have_text("unclear")
    assert page.evaluate("Object.keys(sessionStorage).length") == 0


def test_two_tabs_merge_and_the_same_field_is_a_choice(
    browser_page: Page, other_tab: Page, coder: User, case: Case
) -> None:
    page = browser_page
    sign_in(page, coder)
    coding_page(page, case)
    coding_page(other_tab, case)
    choose(page, "organised_crime_link", "suspected")
    saved(page)
    choose(other_tab, "contract_or_reward", "unclear")
    saved(other_tab)
    held = values()
    assert (held["organised_crime_link"], held["contract_or_reward"]) == ("suspected", "unclear")

    choose(page, "method", "blade")
    saved(page)
    expect(page.locator("[data-note=elsewhere]")).to_be_visible()
    choose(other_tab, "method", "poison")
    expect(other_tab.locator("[data-note=conflict]")).to_contain_text("Method")
    assert values()["method"] == "blade"
    other_tab.get_by_role("button", name="Choose which value stays").click()
    expect(other_tab.get_by_role("heading", name="Changed in two windows")).to_be_visible()
    other_tab.get_by_role("radio", name="in this window").check()
    other_tab.get_by_role("button", name="Keep the chosen values").click()
    expect(other_tab.locator("body.by-rows")).to_be_visible()
    held = values()
    assert (held["method"], held["organised_crime_link"]) == ("poison", "suspected")


SELECT = """([words, whole]) => {
    const part = document.querySelector("[data-in=text]");
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    let node = walker.nextNode();
    while (!node.data.includes(words)) node = walker.nextNode();
    const at = node.data.indexOf(words);
    if (whole) part.dispatchEvent(new PointerEvent("pointerdown", {bubbles: true}));
    getSelection().setBaseAndExtent(node, at, node, at + (whole ? words.length : 0));
    if (whole) part.dispatchEvent(new PointerEvent("pointerup", {bubbles: true}));
}"""


def select(page: Page, words: str, *, whole: bool = True) -> None:
    """Select words of the report as the mouse does, or put the caret before them."""
    page.evaluate(SELECT, [words, whole])


def quoted(row: Locator) -> list[str]:
    """Return the words at the code points that the row holds."""
    held = json.loads(row.locator("input[name$='--quotes']").input_value() or "[]")
    return [SEVERAL[one["start"] : one["end"]] for one in held]


@pytest.mark.tail("tests of merging and of the conflict screen remove people every day")
def test_a_person_who_is_removed_is_removed_in_the_draft(
    browser_page: Page, coder: User, case: Case
) -> None:
    page = browser_page
    sign_in(page, coder)
    coding_page(page, case)
    page.get_by_role("button", name="Add a person").click()
    expect(page.locator("#person-1")).to_be_visible()
    row = page.locator('[data-name="1/names"]')
    row.locator(".row-open").click()
    page.keyboard.press("e")
    page.keyboard.type("Eva Segunda Muestra")
    page.keyboard.press("Enter")
    saved(page)
    people = [person.get("names") for person in Coding.objects.get().values["victims"]]
    assert people == [["Tomás Example Prueba"], ["Eva Segunda Muestra"]]
    page.get_by_role("button", name="Remove Tomás").click()
    expect(page.locator("#person-1")).to_have_count(0)
    saved(page)
    people = [person.get("names") for person in Coding.objects.get().values["victims"]]
    assert people == [["Eva Segunda Muestra"]]
    page.reload()
    expect(page.locator("#saved")).to_contain_text("Saved")
    expect(page.locator('[data-name="0/names"] .v')).to_have_text("Eva Segunda Muestra")


def test_quotes_are_counted_in_code_points(browser_page: Page, coder: User, case: Case) -> None:
    page = browser_page
    sign_in(page, coder)
    coding_page(page, case)
    row = page.locator('[data-name="specific_target"]')
    listed = row.locator(".row-quotes li")
    row.locator(".row-open").click()

    # One key takes the sentence at the caret; Shift and arrows move its ends.
    select(page, "mayor", whole=False)
    page.keyboard.press("Space")
    expect(listed).to_contain_text("“The mayor 🕊️ spoke of a threat.”")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    expect(listed).to_contain_text("“mayor 🕊️ spoke of a threat”")
    saved(page)
    [quote] = Coding.objects.get().details["specific_target"]["quotes"]
    assert SEVERAL[quote["start"] : quote["end"]] == quote["exact"]
    assert quote["exact"] == "mayor 🕊️ spoke of a threat"
    assert len(quote["digest"]) == 64

    # A comma takes one more, Escape gives it back; the mouse selects, and a button takes it.
    page.keyboard.press(",")
    expect(listed).to_have_count(2)
    assert quoted(row)[1] == "He had refused to pay."
    page.keyboard.press("Escape")
    expect(listed).to_have_count(1)
    select(page, "refused to pay")
    page.get_by_role("button", name="Quote for").click()
    expect(listed).to_have_count(2)
    assert quoted(row)[1] == "refused to pay"

    # The list of sentences, for who hears the page; and a quote is removed.
    page.keyboard.press("e")
    row.get_by_role("button", name="Choose sentences").click()
    expect(page.get_by_role("listbox")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(listed).to_have_count(3)
    row.get_by_role("button", name="remove “refused").click()
    expect(listed).to_have_count(2)
    row.get_by_label("Words from the report").fill("HE  had refused")
    row.get_by_label("Words from the report").press("Tab")
    expect(listed).to_have_count(3)
    assert quoted(row) == [
        "mayor 🕊️ spoke of a threat",
        "😀 Reporters 👩🏽‍⚖️ saw it.",
        "He had refused",
    ]

    # What becomes public is typed: a sentence of a report may name a suspect.
    public = page.locator('.coding-row[data-type="text"][data-public]:visible').first
    public.locator(".row-open").click()
    typed = (
        "row => [...row.querySelectorAll('input:not([type=hidden]), textarea')].map((i) => i.value)"
    )
    before = public.evaluate(typed)
    page.keyboard.press("Space")
    expect(public.locator(".row-quotes li")).to_have_count(1)
    assert public.evaluate(typed) == before


def test_without_a_caret_a_sentence_is_taken_and_then_the_next(
    browser_page: Page, coder: User
) -> None:
    page = browser_page
    case = open_case(make_candidate(make_account(text=f"(NOSC)\n\n{TEXT}")), by=coder)
    sign_in(page, coder)
    coding_page(page, case)
    for name, words in (
        ("specific_target", "Councillor"),
        ("contract_or_reward", "Two men on a motorcycle"),
    ):
        row = page.locator(f'[data-name="{name}"]')
        row.locator(".row-open").click()
        page.keyboard.press("Space")
        expect(row.locator(".row-quotes li")).to_contain_text(f"“{words}")
