"""The desk in a real browser: the way of a case from the queue to the public, and the keys."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.conftest import NARROW, Seen
from browser.signing import sign_in
from desk.conftest import make_account, make_candidate
from factories import UserFactory, with_grace
from vigil.casefile.models import Case, Stage
from vigil.trust.models import Role, User
from vigil.trust.people.verbs.sign_in_links import make_one_time_link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Patience is no promise of speed: a busy machine may need longer than the five seconds given.
expect.set_options(timeout=30_000)
CHOSEN = {
    "0/gender": "male",
    "0/role": "target",
    "0/target_category": "politician_official",
    "specific_target": "yes",
    "contract_or_reward": "unclear",
    "organised_crime_link": "none_reported",
}
READ = ("event", "date_of_attack", "place", "0/names", "0/outcome")


def enter(page: Page, user: User) -> None:
    sign_in(page, user)
    page.goto("/desk/")
    expect(page.get_by_role("heading", name="Candidates")).to_be_visible()


def listens(page: Page) -> None:
    """Wait until the script of the page has been run: it shows the button of the keys."""
    expect(page.get_by_role("button", name="Keys")).to_be_visible()


@pytest.fixture
def second_page(browser: Browser, live_server: object, requests_seen: Seen) -> Iterator[Page]:
    """Another person's browser on the same desk."""
    context: BrowserContext = browser.new_context(base_url=str(live_server), locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.on("request", requests_seen.note)
    yield page
    context.close()


@pytest.fixture
def people(transactional_db: None) -> tuple[User, User]:
    """A coder, and a coder who may adjudicate."""
    return (
        UserFactory(roles=[Role.CODER], display_name="Ana Coder"),
        UserFactory(roles=[Role.CODER, Role.ADJUDICATOR], display_name="Ben Adjudicator"),
    )


@pytest.fixture
def queue(transactional_db: None) -> list[Case]:
    """Three candidates, the first two of one attack."""
    names = ("Tomás Example Prueba", "Tomás Example Prueba", "Eva Segunda Muestra")
    cases = [make_candidate(make_account(name)) for name in names]
    for number, case in enumerate(cases):
        Case.objects.filter(pk=case.pk).update(worth_to_learn=9 - number)
    return cases


def code(page: Page, case: Case, method: str) -> None:
    """Code a case with the mouse. The second coder sees nothing that the machine read."""
    page.goto(f"/desk/cases/{case.pk}/")
    page.get_by_role("link", name="Code this case").click()
    expect(page.locator(".coding-row.now")).to_be_visible()
    row = lambda name: page.locator(f"[data-name='{name}']")  # noqa: E731
    blind = page.locator(".coding-row.read").count() == 0
    for name in () if blind else READ:
        row(name).locator(".row-open").click()
        row(name).get_by_role("button", name="accept").click()
    chosen = CHOSEN | {"method": method}
    if blind:
        chosen |= {"event": "killing", "0/outcome": "killed"}
        typed = {"case-date_of_attack": "2024-10-08", "case-place-name": "Villa Inventada"}
        typed |= {"p0-names": "Tomás Example Prueba"}
        for name, text in typed.items():
            field = page.locator(f"[name='{name}']")
            field.locator("xpath=ancestor::*[@data-name]").locator(".row-open").click()
            page.keyboard.press("e")
            field.fill(text)
            if name == "case-place-name":
                page.select_option("[name='case-place-country']", "COL")
                page.select_option("[name='case-place-precision']", "town")
            page.keyboard.press("Escape")
    for name, value in chosen.items():
        row(name).locator(".row-open").click()
        row(name).locator(f"[data-choose='{value}']").click()
    row("specific_target_evidence").locator(".row-open").click()
    page.keyboard.press("e")
    page.locator("[name='case-specific_target_evidence']").fill("“shot dead” in the report")
    page.get_by_role("button", name="Submit coding").click()
    expect(page.get_by_text("You handed in your coding")).to_be_visible()


def test_the_way_of_a_case(
    browser_page: Page,
    second_page: Page,
    people: tuple[User, User],
    queue: list[Case],
    requests_seen: Seen,
) -> None:
    ana, ben = browser_page, second_page
    with_grace(people[0])
    ana.goto(f"/account/link/{make_one_time_link(people[0])}/")
    ana.get_by_role("button", name="Sign in", exact=True).click()
    ana.goto("/desk/")
    case = queue[0]

    # Accept from the case screen; the words that say a value are marked.
    ana.get_by_role("link", name="Tomás Example Prueba").first.click()
    expect(ana.locator("mark", has_text="Villa Inventada").first).to_be_visible()
    ana.locator("[data-key=a]").click()
    expect(ana.get_by_text("Accepted as V-1000.")).to_be_visible()

    # A value leads to its words.
    ana.get_by_role("link", name="Code this case").click()
    ana.get_by_role("link", name="“Villa Inventada”").first.click()
    expect(ana.locator("mark.on")).to_have_text("Villa Inventada")
    ana.get_by_role("link", name="V-1000").click()

    # Merge with the likely other, and undo it from the history.
    ana.locator("#act-merge > summary").click()
    ana.locator("#act-merge input[type=radio][name=merge-pick]").first.check()
    ana.get_by_label("Why they are the same attack").fill("The same councillor and town")
    ana.locator("#act-merge").get_by_role("button", name="Merge").click()
    expect(ana.get_by_text("Merged. V-1000 stays")).to_be_visible()
    expect(ana.locator("article.report")).to_have_count(2)
    ana.get_by_role("button", name="undo merge").click()
    expect(ana.get_by_text("Taken back.")).to_be_visible()
    expect(ana.locator("article.report")).to_have_count(1)

    # Two codings, adjudicated by the second coder.
    code(ana, case, "firearm")
    enter(ben, people[1])
    code(ben, case, "other")
    ben.get_by_role("link", name="Compare the codings").click()
    row = ben.locator("#case-method-row")
    row.locator("input[type=radio]").first.check()
    row.get_by_label("Reason in words").fill("Both reports say shot")
    ben.get_by_label("values on which both agree").check()
    ben.get_by_role("button", name="Propose this record").click()
    expect(ben.get_by_text("A second person has to verify it now.")).to_be_visible()

    # It takes a second person.
    ben.get_by_role("button", name="Verify").click()
    expect(ben.get_by_text("somebody else has to verify it")).to_be_visible()
    ana.goto(f"/desk/cases/{case.pk}/")
    ana.get_by_role("button", name="Verify").click()
    expect(ana.get_by_text("Verified.", exact=True)).to_be_visible()

    # Published by somebody who did neither, and public.
    ben.goto(f"/desk/cases/{case.pk}/")
    expect(ben.get_by_text("An adjudicator who did not has to publish it.")).to_be_visible()
    enter(ben, UserFactory(roles=[Role.ADJUDICATOR]))
    ben.goto(f"/desk/cases/{case.pk}/")
    ben.locator("#act-publish > summary").click()
    ben.locator("#act-publish").get_by_role("button", name="Publish").click()
    expect(ben.get_by_text("V-1000 is public now.")).to_be_visible()
    ben.context.clear_cookies()
    ben.goto("/cases/V-1000/")
    expect(ben.get_by_role("heading", name="Tomás Example Prueba", level=1)).to_be_visible()
    assert "two men" not in ben.content().lower()
    assert requests_seen.foreign == []


def test_the_queue_by_keys_alone(
    browser_page: Page, people: tuple[User, User], queue: list[Case]
) -> None:
    page = browser_page
    enter(page, people[0])
    listens(page)
    chosen = page.locator(".candidate.on")
    page.keyboard.press("j")
    expect(chosen).to_contain_text("Tomás Example Prueba")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(chosen).to_contain_text("Eva Segunda Muestra")
    page.keyboard.press("k")
    page.keyboard.press("k")
    page.keyboard.press("a")
    expect(page.get_by_text("Accepted as V-1000.")).to_be_visible()
    listens(page)

    # Reject with a reason: the key ticks the chosen one and goes to the reason.
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.get_by_label("The ticked ones are not cases:")).to_be_focused()
    page.keyboard.type("Suic")
    page.get_by_role("button", name="Reject selected").press("Enter")
    expect(page.get_by_text("1 candidate is marked as not a case.")).to_be_visible()
    listens(page)
    assert Case.objects.get(pk=queue[1].pk).stage == Stage.REJECTED

    # Open, and act on the case screen.
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/desk/cases/\d+/"))
    listens(page)
    page.keyboard.press("m")
    expect(page.locator("#act-merge")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.get_by_role("radio", name="No killing and no attempt")).to_be_focused()
    page.keyboard.press("w")
    expect(page.get_by_role("radio", name="War or armed conflict")).to_be_checked()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.get_by_text("Accepted as V-1001.")).to_be_visible()
    listens(page)
    page.keyboard.press("/")
    page.wait_for_url(re.compile(r"/desk/cases/$"))
    listens(page)
    page.keyboard.press("/")
    expect(page.get_by_label("Name, place or number")).to_be_focused()


def test_keys_write_in_fields_and_can_be_turned_off(
    browser_page: Page, people: tuple[User, User], queue: list[Case]
) -> None:
    page = browser_page
    enter(page, people[0])
    listens(page)
    page.get_by_label("Search").fill("")
    page.get_by_label("Search").press_sequentially("jar")
    expect(page.get_by_label("Search")).to_have_value("jar")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("turn the keys off").check()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("j")
    expect(page.locator(".candidate.on")).to_have_count(0)


def test_the_desk_works_without_javascript(
    browser: Browser, live_server: object, people: tuple[User, User], queue: list[Case]
) -> None:
    context = browser.new_context(
        base_url=str(live_server), java_script_enabled=False, locale="en-GB"
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    enter(page, people[0])
    expect(page.get_by_role("button", name="Keys")).to_have_count(0)
    page.get_by_role("button", name="Accept Tomás Example Prueba").first.click()
    expect(page.get_by_text("Accepted as V-1000.")).to_be_visible()
    page.goto(f"/desk/cases/{queue[0].pk}/")
    page.get_by_role("link", name="Code this case").click()
    page.get_by_role("button", name="Add a person").click()
    expect(page.get_by_role("button", name="Remove Person 2")).to_be_visible()
    page.locator("#p1-names").fill("Eva Muestra")
    page.get_by_role("button", name="Remove Tomás Example Prueba").click()
    expect(page.locator("#p0-names")).to_have_value("Eva Muestra")
    context.close()


@pytest.mark.tail("test_accessibility_desk.py looks at every page of the desk daily")
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_axe_finds_nothing(
    browser_page: Page, people: tuple[User, User], queue: list[Case], narrow: bool
) -> None:
    page = browser_page
    if narrow:
        page.set_viewport_size(NARROW)
    enter(page, people[1])
    opened = queue[0]
    page.goto(f"/desk/cases/{opened.pk}/")
    page.locator("[data-key=a]").click()
    places = ["/desk/", f"/desk/cases/{queue[2].pk}/", f"/desk/cases/{opened.pk}/"]
    places.append(f"/desk/cases/{opened.pk}/coding/")
    for place in [*places, "/desk/cases/", "/desk/add/", "/desk/decisions/"]:
        page.goto(place)
        found = Axe().run(page).response["violations"]
        said = [f"{v['id']}: {node['html'][:200]}" for v in found for node in v["nodes"]]
        assert said == [], place
        width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert width <= 0, f"{place} scrolls sideways by {width} px"
