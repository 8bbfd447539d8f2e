"""The programme in a real browser: from finding a session to a member's message on the wall.

The clock is moved by moving the session.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.fixtures import Settings

from browser.conftest import Seen
from browser.looking import finds_nothing
from browser.signing import sign_in
from programme.factories import EventFactory, SessionFactory
from programme.message_factories import a_recording, host, named_member, sent, shown, user_of
from programme.recording_factories import watched_and_posted
from programme.registration_factories import text_of
from speaking import IN_TURN
from vigil.programme.models import Event, Message, Registration, Session, Stream
from vigil.programme.recordings.verbs.files import prepare_recording, set_file
from vigil.programme.streams.verbs import set_stream
from vigil.programme.time_zones import wall_times
from vigil.site.languages.catalogues import LANGUAGES
from vigil.trust.models import Letter, User
from vigil.trust.work.verbs.tasks import do_tasks

pytestmark = [pytest.mark.browser, pytest.mark.turns, pytest.mark.django_db(transaction=True)]
STREAM = "https://player.example/videos/embed/9c9de5e8-0a1e-484a-b099-e80766180a6d?p2p=0"
ADDRESS = "reader@mail.example"
LASTS = timedelta(minutes=90)
MESSAGE = "We are still here, and we still write."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@pytest.fixture
def by(transactional_db: None) -> User:
    return host()


@pytest.fixture
def session(transactional_db: None, by: User) -> Session:
    """A session of tomorrow, in Kyoto, for the registered."""
    zone = ZoneInfo("Asia/Tokyo")
    tomorrow = datetime.now(zone).date() + timedelta(days=1)
    event = EventFactory(
        slug="kyoto",
        title="Days of remembrance",
        takes_messages=True,
        starts_on=tomorrow,
        ends_on=tomorrow,
    )
    made = SessionFactory(
        event=event,
        slug="witness",
        title="Bearing witness",
        registering=Session.Registering.OPEN,
        starts=datetime.combine(tomorrow, datetime.min.time().replace(hour=9)),
        ends=datetime.combine(tomorrow, datetime.min.time().replace(hour=10, minute=30)),
    )
    set_stream(made, mode=Stream.Mode.OURS, address=STREAM, by=by)
    return made


@pytest.fixture
def another(browser: Browser, live_server: object, requests_seen: Seen) -> Iterator[Page]:
    """Somebody else's browser."""
    context: BrowserContext = browser.new_context(base_url=str(live_server), locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.on("request", requests_seen.note)
    yield page
    context.close()


def takes_place_in(session: Session, begins: timedelta) -> None:
    """Move a session so that it begins so long from now, by the clocks where it takes place."""
    starts = datetime.now(ZoneInfo(session.zone)).replace(microsecond=0, tzinfo=None) + begins
    starts_at, ends_at = wall_times.instants(starts, starts + LASTS, session.zone, 0)
    Session.objects.filter(pk=session.pk).update(
        starts_local=wall_times.as_stored(starts),
        ends_local=wall_times.as_stored(starts + LASTS),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    session.refresh_from_db()
    day = starts.date()
    Event.objects.filter(pk=session.event_id).update(starts_on=day, ends_on=day)


def tab_to(page: Page, target: Locator) -> None:
    """Reach something with the Tab key alone."""
    target.wait_for()
    for _ in range(120):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def enter(page: Page, target: Locator) -> None:
    """Follow a link, or send a form, with the keyboard alone."""
    tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def letter_to_the_reader() -> Letter:
    """Return the one letter that was captured, and check what its envelope tells."""
    [letter] = Letter.objects.filter(kind="registration")
    assert letter.state == Letter.State.CAPTURED
    assert letter.get_subject_display() == "A message for you"
    return letter


def link_in(letter: Letter) -> str:
    found = re.search(r"https?://\S+(/programme/registration/[\w-]+/)", text_of(letter))
    assert found, letter.uid
    return found[1]


def begins_of(content: bytes) -> datetime:
    """Return when the one session of a calendar file begins."""
    [entry] = icalendar.Calendar.from_ical(content).events
    begins: datetime = entry["DTSTART"].dt
    return begins


@pytest.mark.usefixtures("others_answer")
def test_from_the_programme_to_the_recording(
    browser_page: Page,
    another: Page,
    session: Session,
    by: User,
    requests_seen: Seen,
    tmp_path: Path,
) -> None:
    page = browser_page

    # Finding the session.
    page.goto("/programme/")
    page.get_by_role("link", name="Days of remembrance").click()
    page.get_by_role("link", name="Bearing witness").click()
    expect(page.get_by_role("heading", name="Bearing witness", level=1)).to_be_visible()

    # Taking it into a calendar.
    with page.expect_download() as download:
        page.get_by_role("link", name="Calendar file (.ics)").click()
    file = tmp_path / "session.ics"
    download.value.save_as(file)
    assert begins_of(file.read_bytes()) == session.starts_at

    # Registering, with the keyboard alone.
    enter(page, page.get_by_role("link", name="Register", exact=True))
    tab_to(page, page.get_by_label("E-mail address"))
    page.keyboard.type(ADDRESS)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Check your email")).to_be_visible()

    # The letter, with its calendar file and a link.
    letter = letter_to_the_reader()
    assert ADDRESS not in text_of(letter)
    [attached] = letter.files.all()
    assert begins_of(bytes(attached.content)) == session.starts_at
    page.goto(link_in(letter))
    expect(page.get_by_text("You are registered.").first).to_be_visible()

    # Too early for the stream.
    takes_place_in(session, timedelta(hours=20))
    page.goto("/programme/kyoto/witness/stream/")
    expect(page.get_by_role("status").first).to_have_text(
        "You are registered. The stream is not open yet."
    )
    assert "secret-word" not in page.content()

    # Within its window: the registered enter, by a click; nobody else.
    takes_place_in(session, timedelta(minutes=-5))
    another.goto("/programme/kyoto/witness/stream/?open=1")
    expect(another.get_by_role("status").first).to_contain_text("for those who registered")
    assert "secret-word" not in another.content()
    page.reload()
    expect(page.get_by_role("status").first).to_contain_text("the stream is open")
    assert "secret-word" not in page.content()
    assert requests_seen.foreign == [], "before the click"
    enter(page, page.get_by_role("link", name="Open the stream"))
    expect(page.locator("iframe")).to_have_attribute("src", STREAM)
    assert requests_seen.foreign == [STREAM]
    assert Registration.objects.get().came_at is not None

    # Afterwards: the recording, on the page of the session, for everybody.
    takes_place_in(session, timedelta(hours=-3))
    recording = prepare_recording(session, "en", by=by)
    recording = set_file(recording, a_recording(1.0, video=True), by=by)
    watched_and_posted(recording, nobody_in_it=True, by=by)
    for reader in (page, another):
        reader.goto("/programme/kyoto/witness/")
        expect(reader.get_by_role("heading", name="Recording")).to_be_visible()
    finds_nothing(another)
    files = "/programme/kyoto/witness/recording"
    assert not [url for url in requests_seen.urls if files in url], "nothing loads before a click"
    plays(another)
    assert requests_seen.foreign == [STREAM], "nobody else was asked"


def plays(page: Page) -> None:
    """Play the one recording of a page to its end."""
    page.locator("video, audio").first.evaluate(
        """media => new Promise((done, failed) => {
          media.muted = true;
          media.onended = done;
          media.querySelector("source").onerror = () => failed("not loaded");
          media.onerror = () => failed(media.error.message);
          media.play();
        })"""
    )


@pytest.fixture
def member(transactional_db: None) -> Any:
    return named_member("Casilda Ríos")


def test_from_a_member_to_the_wall_and_back(
    browser_page: Page,
    another: Page,
    session: Session,
    by: User,
    member: Any,
    requests_seen: Seen,
) -> None:
    page = browser_page

    # A member writes, with the keyboard alone; what is lacking is said, and nothing is lost.
    sign_in(page, user_of(member))
    page.goto("/programme/kyoto/")
    enter(page, page.get_by_role("link", name="Send a message"))
    page.get_by_label("Language of the message").select_option("en")
    tab_to(page, page.get_by_label("Your message"))
    page.keyboard.type(MESSAGE)
    page.get_by_label("Or a link").fill("javascript:alert(1)")
    page.get_by_label("Casilda Ríos").check()
    tab_to(page, page.get_by_label("I agree that this message"))
    page.keyboard.press("Space")
    enter(page, page.get_by_role("button", name="Send"))
    expect(page.get_by_role("alert")).to_contain_text("begins with https://")
    expect(page.get_by_label("Your message")).to_have_value(MESSAGE)
    expect(page.get_by_label("Casilda Ríos")).to_be_checked()
    finds_nothing(page)
    page.get_by_label("Or a link").fill("https://example.org/her-work")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("A person reads it before it is shown.")).to_be_visible()
    expect(page.get_by_text("to be read")).to_be_visible()

    # Nobody sees it yet.
    another.goto("/programme/kyoto/messages/")
    expect(another.get_by_text("None is shown yet.")).to_be_visible()
    finds_nothing(another)

    # The host reads, translates and shows it.
    sign_in(another, by)
    another.goto("/desk/programme/messages/")
    another.get_by_role("link", name=re.compile(r"Message \d+")).click()
    another.get_by_label("Language").select_option("es")
    another.get_by_label("Translation").fill("Seguimos aquí, y seguimos escribiendo.")
    another.get_by_role("button", name="Keep the translation").click()
    another.get_by_role("button", name="Show it to everybody").click()
    expect(another.get_by_text("Shown.", exact=True)).to_be_visible()
    another.context.clear_cookies()

    # It is on the wall, under her name, with its translation and its card.
    another.goto("/programme/kyoto/")
    expect(another.get_by_text(MESSAGE)).to_be_visible()
    another.goto("/programme/kyoto/messages/")
    expect(another.get_by_text("Casilda Ríos").first).to_be_visible()
    another.get_by_text("In Spanish").click()
    expect(another.get_by_text("Seguimos aquí, y seguimos escribiendo.")).to_be_visible()
    another.get_by_role("link", name="Share this message").click()
    card = another.get_by_role("img")
    expect(card).to_have_attribute("alt", re.compile(MESSAGE))
    card.evaluate("picture => picture.decode()")
    assert card.evaluate("picture => picture.naturalWidth") == 1200
    shared = another.url
    assert requests_seen.foreign == [], "a link elsewhere is shown, and followed by nobody"

    # She takes it back, and it is gone.
    page.reload()
    page.get_by_text("Take it back…").click()
    finds_nothing(page)
    page.get_by_role("button", name="Withdraw message").click()
    expect(page.get_by_text("Nothing of it is kept.")).to_be_visible()
    answer = another.goto(shared)
    assert answer is not None
    assert answer.status == 410
    finds_nothing(another)
    another.goto("/programme/kyoto/messages/")
    expect(another.get_by_text("None is shown yet.")).to_be_visible()
    assert Message.objects.get().text == ""


def test_a_recorded_message_is_heard_after_a_click(
    browser_page: Page,
    another: Page,
    session: Session,
    by: User,
    member: Any,
    requests_seen: Seen,
    tmp_path: Path,
) -> None:
    page, file = browser_page, tmp_path / "IMG_1234 Casilda.wav"
    file.write_bytes(a_recording(0.5))
    sign_in(page, user_of(member))
    page.goto("/programme/kyoto/messages/new/")
    page.get_by_label("Language of the message").select_option("es")
    page.get_by_label("Recording (sound or video)").set_input_files(file)
    page.get_by_label("I agree that this message").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("The whole file has arrived. It is processed now.")).to_be_visible()
    assert do_tasks("a worker", slow=True)["done"] == 1
    sign_in(another, by)
    another.goto(f"/desk/programme/messages/{Message.objects.get().pk}/")
    expect(another.locator("audio")).to_be_visible()
    another.get_by_label("What is said in it").fill("Seguimos aquí.")
    another.get_by_role("button", name="Keep the transcript").click()
    another.get_by_role("button", name="Show it to everybody").click()
    expect(another.get_by_text("Shown.", exact=True)).to_be_visible()
    another.context.clear_cookies()
    another.goto("/programme/kyoto/messages/")
    finds_nothing(another)
    media = Message.objects.get().media
    assert not [url for url in requests_seen.urls if media in url], "nothing loads before a click"
    plays(another)
    another.get_by_text("What is said in it").click()
    expect(another.get_by_text("Seguimos aquí.")).to_be_visible()
    assert requests_seen.foreign == []


@pytest.mark.parametrize("language", IN_TURN)
def test_every_page_in_another_language(
    browser_page: Page, session: Session, member: Any, requests_seen: Seen, language: str
) -> None:
    """But for those of a session, which `test_registering.py` looks at in every language."""
    message = shown(session.event, member, named=True, text="ما زلنا هنا.", language="ar")
    sent(session.event, member)
    page, base = browser_page, f"/{language}/programme"
    for at in ("/", "/kyoto/", "/kyoto/messages/", f"/kyoto/messages/{message.uid}/"):
        page.goto(base + at)
        assert page.locator("html").get_attribute("lang") == language
        finds_nothing(page)
    sign_in(page, user_of(member))
    for at in ("/kyoto/messages/new/", "/messages/"):
        page.goto(base + at)
        finds_nothing(page)
    assert requests_seen.foreign == []


@pytest.mark.tail("test_accessibility_desk.py looks at these screens daily")
@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_at_the_desk_in_another_language(
    browser_page: Page, session: Session, by: User, member: Any, language: str
) -> None:
    message = shown(session.event, member, named=True, text="ما زلنا هنا.", language="ar")
    sign_in(browser_page, by)
    for at in ("messages/", f"messages/{message.pk}/"):
        browser_page.goto(f"/{language}/desk/programme/{at}")
        finds_nothing(browser_page)
