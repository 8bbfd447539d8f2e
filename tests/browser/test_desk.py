"""The desk in a real browser: the way of a case from the queue to the public, and the keys."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

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


def enter(page: Page, user: User) -> None:
    sign_in(page, user)
    page.goto("/desk/")
    expect(page.get_by_role("heading", name="Candidates")).to_be_visible()


def listens(page: Page) -> None:
    """Wait until the script of the page has been run: it shows the button of the keys."""
    expect(page.get_by_role("button", name="Keys")).to_be_visible()


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


def test_a_candidate_is_accepted_and_a_wrong_merge_undone(
    browser_page: Page, people: tuple[User, User], queue: list[Case], requests_seen: Seen
) -> None:
    """What follows, until the case is public, `test_queue_to_public.py` does."""
    ana = browser_page
    with_grace(people[0])
    ana.goto(f"/account/link/{make_one_time_link(people[0])}/")
    ana.get_by_role("button", name="Sign in", exact=True).click()
    ana.goto("/desk/")

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
    page.wait_for_url(re.compile(r"/desk/search/$"))
    listens(page)
    page.keyboard.press("/")
    expect(page.get_by_label("Words, a name or an address")).to_be_focused()


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
