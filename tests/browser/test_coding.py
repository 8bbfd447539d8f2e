"""The coding screen in a real browser, by keyboard alone, on an invented report."""

import re

import pytest
from playwright.sync_api import Page, expect

from browser.signing import sign_in
from desk.conftest import make_account, make_candidate
from factories import UserFactory
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.models import Case, Coding
from vigil.trust.models import Role, User

pytestmark = [pytest.mark.browser, pytest.mark.turns, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=30_000)
MOST_PRESSES = 14


class Hands:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.presses += 1
            self.page.keyboard.press(key)


@pytest.fixture
def coder(transactional_db: None) -> User:
    return UserFactory(roles=[Role.CODER], display_name="Ana Coder")


@pytest.fixture
def candidates(transactional_db: None) -> list[Case]:
    names = ("Tomás Example Prueba", "Eva Segunda Muestra")
    cases = [make_candidate(make_account(name)) for name in names]
    for number, case in enumerate(cases):
        Case.objects.filter(pk=case.pk).update(worth_to_learn=9 - number)
    return cases


def test_a_case_is_coded_in_few_presses(
    browser_page: Page, coder: User, candidates: list[Case]
) -> None:
    page, hands = browser_page, Hands(browser_page)
    open_case(candidates[1], by=coder)
    sign_in(page, coder)
    page.goto("/desk/")
    expect(page.get_by_role("button", name="Keys")).to_be_visible()
    now = page.locator(".coding-row.now")

    hands.press("j", "c")
    expect(now).to_have_attribute("data-name", "event")
    # The words behind the value are marked, and accepting goes to the next field. A killing of
    # one person leaves no other outcome: the row says that it goes with the event.
    expect(page.locator("mark.on").first).to_have_text("shot")
    expect(now.locator(".row-leads")).to_have_text(
        "With one person this also accepts Outcome: killed."
    )
    hands.press("Enter", "Enter")
    expect(now).to_have_attribute("data-name", "place")
    expect(page.locator("mark.on")).to_have_text("Villa Inventada")
    hands.press("Enter", "Enter", "Enter")
    # What the machine read is on the way, also where it may be left out: then it is cleared.
    expect(now).to_have_attribute("data-name", "0/age")
    hands.press("Backspace")
    expect(now).to_have_attribute("data-name", "0/gender")
    hands.press("m", "Enter", "p")
    expect(now).to_have_attribute("data-name", "0/role")
    hands.press("t")
    # One key says that reports give only the bare event; it can be undone.
    page.keyboard.press("Shift+u")
    expect(page.locator("#progress")).to_have_text("11 of 11")
    page.keyboard.press("Control+z")
    expect(now).to_have_attribute("data-name", "specific_target")
    expect(page.locator("#progress")).to_have_text("8 of 11")
    hands.press("Shift+u")
    expect(page.locator("#progress")).to_have_text("11 of 11")
    expect(now).to_have_count(0)
    expect(page.get_by_text("Every field is decided.")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("m")
    expect(page).to_have_url(re.compile("/coding/"))
    hands.press("Control+Enter")
    expect(page.get_by_text("V-1001 is handed in. Here is the next case to code.")).to_be_visible()
    assert hands.presses <= MOST_PRESSES

    handed_in = Coding.objects.get()
    assert handed_in.prefilled
    victim = handed_in.values["victims"][0]
    assert victim["names"] == ["Tomás Example Prueba"]
    assert victim["target_category"] == "politician_official"
    # What the machine read and nobody accepted is not in the coding.
    assert "age" not in victim
    assert handed_in.details["method"]["accepted"]
    assert handed_in.details["0/outcome"]["accepted"]
    asked = ("specific_target", "contract_or_reward", "organised_crime_link")
    assert {handed_in.values["case"][one] for one in asked} == {"unclear"}


def test_a_value_is_corrected_and_a_field_that_is_open_is_not_handed_in(
    browser_page: Page, coder: User, candidates: list[Case]
) -> None:
    page = browser_page
    case = open_case(candidates[0], by=coder)
    sign_in(page, coder)
    page.goto(f"/desk/cases/{case.pk}/coding/")
    now = page.locator(".coding-row.now")
    expect(now).to_have_attribute("data-name", "event")
    page.keyboard.press("Enter")
    page.keyboard.press("e")
    page.keyboard.type("2024-10-07")
    page.keyboard.press("Enter")
    expect(page.locator("[data-name=date_of_attack] .v")).to_contain_text("7")
    expect(page.locator("[data-name=date_of_attack] .row-words")).to_be_hidden()
    expect(now).to_have_attribute("data-name", "place")

    # What the codebook refuses has no tick, and says why.
    page.keyboard.press("k")
    page.keyboard.press("e")
    page.keyboard.type("9 January 1990")
    page.keyboard.press("Enter")
    date = page.locator("[data-name=date_of_attack]")
    expect(date.locator(".errorlist")).to_contain_text("9 January 1990")
    expect(date.locator(".row-state")).to_be_empty()
    expect(now).to_have_attribute("data-name", "place")
    page.keyboard.press("k")
    page.keyboard.press("e")
    page.keyboard.type("9")  # of the month before: the report is of 8 March
    page.keyboard.press("Enter")
    expect(date.locator(".errorlist")).to_have_count(0)
    expect(page.locator("[name=case-date_of_attack]").first).to_have_value("2019-02-09")

    # A place without its country says so.
    page.keyboard.press("e")
    page.keyboard.type("Villa Nowhere, Antioquia")
    page.locator("[name=case-place-country]").select_option("")
    page.locator("[name=case-place-country]").press("Enter")
    place = page.locator("[data-name=place]")
    expect(place.locator(".errorlist")).to_have_text("Country: choose")
    expect(place.locator(".row-state")).to_be_empty()
    page.keyboard.press("k")

    # A place comes from our own gazetteer, with its coordinates and a map.
    page.keyboard.press("e")
    page.keyboard.type("medell, antio")
    expect(page.locator(".suggestions li").first).to_contain_text("Medellín")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(now).to_have_attribute("data-name", "method")
    expect(page.locator("[data-name=place] .v")).to_contain_text("Medellín · Antioquia")
    assert page.locator("[name=case-place-lat]").input_value().startswith("6.")

    # Handing in goes to the first field that is open, and accepts nothing by itself.
    page.keyboard.press("Control+Enter")
    expect(now).to_have_attribute("data-name", "method")
    expect(page.locator("#said")).to_contain_text("still open")

    # Words that are not on the screen are shown first; only then they can be accepted.
    page.set_viewport_size({"width": 1280, "height": 420})
    page.locator(".coding-reports").evaluate("pane => { pane.hidden = true; }")
    page.keyboard.press("Enter")
    expect(now).to_have_attribute("data-name", "method")
    page.locator(".coding-reports").evaluate("pane => { pane.hidden = false; }")
    page.keyboard.press("Enter")
    expect(now).to_have_attribute("data-name", "0/names")

    # The field that needs words comes behind the value that needs it.
    row = page.locator("[data-name=specific_target]")
    row.locator(".row-open").click()
    page.keyboard.press("y")
    expect(now).to_have_attribute("data-name", "specific_target_evidence")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("The facts that decide the criterion")
    page.keyboard.press("Escape")

    # A group without names is entered once: first how many they are. Now there is somebody else
    # who may be the one who was killed: the outcome that went with the event is asked for.
    expect(page.locator("[data-name='0/outcome']")).to_have_class(re.compile(r"\bdone\b"))
    page.keyboard.press("g")
    expect(page.locator("[data-name='0/outcome']")).to_have_class(re.compile(r"\bread\b"))
    expect(page.locator("[name=p1-group_size-best]")).to_be_focused()
    page.keyboard.type("4-6")
    page.keyboard.press("Enter")
    expect(page.locator("[data-name='1/group_size'] .v")).to_have_text("4 (4–6)")
    expect(now).to_have_attribute("data-name", "1/gender")
    # One key says that reports are silent. The row before is the one above, not a folded one.
    page.keyboard.press("x")
    expect(page.locator("[data-name='1/gender'] .v")).to_have_text("Not reported")
    page.keyboard.press("k")
    expect(now).to_have_attribute("data-name", "1/gender")
    # A number killed that the people coded do not make up is said.
    page.locator("[data-name=number_killed] .row-open").click()
    page.keyboard.press("9")
    page.keyboard.press("Enter")
    expect(page.locator("#killed-note")).to_contain_text("Reports state 9 killed")

    # The first person is removed: the group moves up. One key brings them back.
    page.locator("[data-name='0/names'] .row-open").click()
    page.keyboard.press("-")
    expect(page.locator("[data-name='1/gender']")).to_have_count(0)
    expect(page.locator("[name=p0-group_size-high]")).to_have_value("6")
    page.keyboard.press("Control+z")
    expect(page.locator("[name=p0-names]")).to_have_value("Tomás Example Prueba")
    expect(page.locator("[name=p1-group_size-high]")).to_have_value("6")
    # Somebody is added at once, and their letters are theirs.
    page.keyboard.press("+")
    expect(now).to_have_attribute("data-name", "2/names")
    page.keyboard.press("e")
    page.keyboard.type("Eva Muestra")
    page.keyboard.press("Enter")
    expect(page.locator("#person-2 .person-title")).to_have_text("Eva Muestra")
    page.keyboard.press("-")
    # Of a list, each line is a person.
    page.keyboard.press("*")
    page.keyboard.type("Rosa Muestra\nLuis Muestra")
    page.keyboard.press("Control+Enter")
    expect(now).to_have_attribute("data-name", "2/gender")
    expect(page.locator("[name=persons]")).to_have_value("4")
    # A doubt is written from any row, and leads back to it.
    page.keyboard.press(";")
    page.keyboard.type("Perhaps an accident")
    page.keyboard.press("Enter")
    expect(now).to_have_attribute("data-name", "2/gender")
    for _moment in range(100):  # an earlier saving may still be on its way
        held = Coding.objects.get().values
        if "inclusion_doubt" in held["case"]:
            break
        page.wait_for_timeout(100)
    assert [one.get("names") for one in held["victims"]] == [
        ["Tomás Example Prueba"],
        None,
        ["Rosa Muestra"],
        ["Luis Muestra"],
    ]
    assert held["case"]["inclusion_doubt"] == "Perhaps an accident"


def test_who_codes_blind_is_asked_for_names_and_sees_the_choices(
    browser_page: Page, coder: User, candidates: list[Case]
) -> None:
    page = browser_page
    case = open_case(candidates[0], by=UserFactory(roles=[Role.ADJUDICATOR]))
    Coding.objects.create(
        case=case, coder=coder, codebook_version="1.0", values={}, prefilled=False
    )
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, coder)
    page.goto(f"/desk/cases/{case.pk}/coding/")
    now = page.locator(".coding-row.now")
    names: list[str] = []
    for _press in range(40):
        names.append(now.get_attribute("data-name") or "")
        choices = now.locator(".row-options").bounding_box()
        bar = page.locator(".coding-bar").bounding_box()
        assert choices is not None
        assert bar is not None
        assert choices["y"] + choices["height"] <= bar["y"] + 1
        if names[-1] == "0/names":
            break
        page.keyboard.press("j" if names[-1] != "method" else "f")
    assert names[-2:] == ["method", "0/names"]
    page.keyboard.press("Enter")
    expect(now).to_have_attribute("data-name", "0/gender")
