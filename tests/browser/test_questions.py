"""Questions in a real browser: asked beside the stream, moderated by taps, shown on the stage."""

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.looking import Looking, looks
from browser.signing import sign_in
from browser.test_registering import others_answered
from factories import UserFactory
from programme.question_factories import address_of, asked, asking_session, participant
from programme.registration_factories import registered
from vigil.programme.models import Question, Session
from vigil.programme.questions.verbs.moderating import answer_now
from vigil.programme.registrations import links
from vigil.trust.models import Role, User

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.tail("tests of questions/views hold each part that the script asks for"),
]
State = Question.State
LONG = "Who pays the families who had to leave? " * 9


def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


def filled() -> tuple[Session, str]:
    """Make a session with a question in each state; return the link of who asked one."""
    session = asking_session()
    registration = registered(session)
    for state in State:
        asked(session, text=LONG, state=state, name="Ana Lucía de la Cruz", shows_name=True)
    asked(session, participant(registration), name="Rosa Luz")
    answer_now(asked(session, text="Now?", state=State.SHOWN), by=host())
    return session, f"/programme/registration/{links.token_of(registration)}/"


def desk(session: Session, end: str = "") -> str:
    return f"/desk/programme/sessions/{session.pk}/questions/{end}"


@pytest.mark.parametrize("ways", looks())
def test_every_page_at_every_width(looking: Looking) -> None:
    session, link = filled()
    others_answered(looking.tab.context)
    looking.at(address_of(session), status=403)
    for _each_look in range(2):
        looking.open(link)
        looking.at(address_of(session))
    sign_in(looking.tab, host())
    one = session.questions.first()
    for _each_look in range(2):
        looking.at(desk(session), f"{desk(session)}?merge={one.pk}")
        looking.at(desk(session, "stage/"), "/desk/programme/questions/")
    looking.found_nothing()


def test_a_question_goes_from_beside_the_player_to_the_stage(
    browser_page: Page, browser: Browser, live_server: object
) -> None:
    session = asking_session()
    registration = registered(session)
    others_answered(browser_page.context)
    browser_page.goto(f"/programme/registration/{links.token_of(registration)}/")
    stream = f"/programme/{session.event.slug}/{session.slug}/stream/?open=1"
    browser_page.goto(stream)
    browser_page.evaluate("document.querySelector('iframe').dataset.plays = 'on'")
    # Beside the player, whose page sends no Referer: the form is taken all the same.
    browser_page.fill("#ask-text", "x" * 400 + "?")
    browser_page.fill("#ask-text", "Who protects them?")
    browser_page.get_by_role("button", name="Send question").click()
    expect(browser_page.get_by_text("Your question has arrived")).to_be_visible()
    browser_page.fill("#ask-text", "Half a quest")

    moderator = browser.new_context(base_url=str(live_server)).new_page()
    sign_in(moderator, host())
    moderator.goto(desk(session))
    for button in ("Show question", "Take question now"):
        moderator.get_by_role("button", name=button, exact=True).click()
    expect(moderator.get_by_role("heading", name="Being answered now")).to_be_visible()
    assert moderator.url.endswith(desk(session))  # no page was loaded
    moderator.goto(desk(session, "stage/"))
    expect(moderator.locator(".stage-now")).to_have_text("Who protects them?")

    browser_page.get_by_role("link", name="Refresh questions").click()
    for before, after, votes in (("Add vote", "Remove vote", 1), ("Remove vote", "Add vote", 0)):
        browser_page.get_by_role("button", name=before).first.click()
        expect(browser_page.get_by_role("button", name=after).first).to_be_visible()
        assert Question.objects.get().votes.count() == votes
    # What is typed stays, and the player plays on.
    assert browser_page.input_value("#ask-text") == "Half a quest"
    assert browser_page.locator("iframe").get_attribute("data-plays") == "on"
