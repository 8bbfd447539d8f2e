"""The door of a session on a telephone: taps while the line drops, and how it looks."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.conftest import NARROW
from browser.looking import Looking, looks
from browser.signing import sign_in
from factories import UserFactory
from programme.registration_factories import NAME, registered, session_in
from vigil.programme.models import CheckInTap, Event, Registration, Session
from vigil.programme.registrations import links
from vigil.trust.models import Decision, Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
State = Registration.State
PEOPLE = 30
HERE = re.compile(r"\bhere\b")


def at(session: Session, rest: str = "check-in/") -> str:
    return f"/desk/programme/sessions/{session.pk}/{rest}"


@pytest.fixture
def telephone(browser: Browser, live_server: object) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=str(live_server), viewport=NARROW, locale="en-GB")
    yield context
    context.close()


def opened(context: BrowserContext, session: Session) -> Page:
    """Open the door of a session as a host."""
    page = context.new_page()
    page.set_default_timeout(20_000)
    sign_in(page, UserFactory(roles=[Role.PROGRAMME_HOST]))
    page.goto(at(session))
    return page


def names_of_keys(page: Page) -> list[str]:
    """Return what waits in the browser, as it is stored."""
    found: list[str] = page.evaluate(
        """Object.entries(localStorage)
             .filter(([name]) => name.startsWith("vigil-door:")).map(String)"""
    )
    return found


def stored(page: Page) -> int:
    """Return how many taps wait in the browser."""
    return len(names_of_keys(page))


def checked_in_while_the_line_drops(page: Page, rows: Sequence[Registration], counts: str) -> None:
    """Check people in while the line is down for two of three; in the end the page `counts` all."""
    telephone = page.context
    for n, row in enumerate(rows):
        if n % 3 == 1:
            telephone.set_offline(True)
        elif n % 3 == 0:
            telephone.set_offline(False)
        button = page.locator(f"#n-{row.number} [data-tap=check_in]")
        button.dblclick()  # a hurried finger taps twice at the same place
        expect(page.locator(f"#n-{row.number}")).to_have_class(HERE)
    assert stored(page) > 0
    expect(page.locator("[data-unsent]")).to_contain_text("not sent yet")
    assert all(NAME not in one and "@" not in one for one in names_of_keys(page))
    telephone.set_offline(False)
    page.reload()  # what was not sent yet is sent by the page that comes
    expect(page.locator("[data-line]")).to_be_hidden()
    expect(page.locator("[data-counts]")).to_contain_text(counts)
    assert stored(page) == 0


@pytest.mark.tail("each tap counts once, however often it arrives: tests of taps and of their page")
def test_thirty_people_while_the_line_drops_ten_times(telephone: BrowserContext) -> None:
    session = session_in(-5)
    rows = [registered(session, address=f"p{n}@c.example", name=NAME) for n in range(PEOPLE)]
    page = opened(telephone, session)
    checked_in_while_the_line_drops(page, rows, f"{PEOPLE} of {PEOPLE} checked in")
    assert session.registrations.exclude(came_at=None).count() == PEOPLE
    assert CheckInTap.objects.count() == PEOPLE
    assert Decision.objects.filter(verb="check_in").count() == PEOPLE


@pytest.mark.tail("answers that are lost: a tap with the same nonce gets the same answer")
def test_a_tap_whose_answer_is_lost_is_sent_again(telephone: BrowserContext) -> None:
    session = session_in(-5)
    row = registered(session)
    page = opened(telephone, session)
    lost: list[str] = []

    def lose(route: object) -> None:
        if len(lost) < 2:
            lost.append(route.request.post_data)  # type: ignore[attr-defined]
            route.fetch()  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/taps.json", lose)
    page.locator(f"#n-{row.number} [data-tap=check_in]").click()
    expect(page.locator(f"#n-{row.number} [data-state]")).to_contain_text("Checked in at")
    expect(page.locator("[data-line]")).to_be_hidden(timeout=15_000)
    assert len(lost) == 2
    assert CheckInTap.objects.count() == 1
    assert Decision.objects.filter(verb="check_in").count() == 1


@pytest.mark.tail("the same by forms, without a browser: tests of the page")
def test_search_undo_walk_ins_refusals_and_signing_out(telephone: BrowserContext) -> None:
    session = session_in(-5, capacity=1)
    one = registered(session, name="Zoë Ünal")
    two = registered(session, address="b@c.example", name=NAME)
    page = opened(telephone, session)
    page.get_by_label("Reason (no names)").fill("the door")
    page.get_by_role("button", name="Open names for today").click()
    page.get_by_label("Number or name").fill("zoe u")
    assert page.locator(".door-list > li:visible").count() == 1
    page.locator(f"#n-{one.number} [data-tap=check_in]").click()
    expect(page.locator("[data-counts]")).to_contain_text("1 of 2 checked in")
    page.locator(f"#n-{one.number} [data-tap=undo]").click()
    expect(page.locator("[data-counts]")).to_contain_text("0 of 2 checked in")
    page.get_by_label("Number or name").fill("")
    page.locator(f"#n-{one.number} [data-tap=check_in]").click()
    expect(page.locator("[data-counts]")).to_contain_text("1 of 2 checked in")

    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Count one walk-in").click()
    expect(page.locator("[data-counts]")).to_contain_text("1 walk-in")

    Registration.objects.filter(pk=two.pk).update(state=State.WITHDRAWN)
    page.locator(f"#n-{two.number} [data-tap=check_in]").click()
    expect(page.locator(f"#n-{two.number} [data-state]")).to_contain_text("They withdrew")
    page.route("**/taps.json", lambda route: route.abort())
    page.locator(f"#n-{two.number} [data-tap=check_in]").click()
    assert stored(page) == 1
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda address: "check-in" not in address)
    assert stored(page) == 0


@pytest.mark.tail("two lists that agree: a later look answers with who is checked in")
def test_two_telephones_at_one_door_agree(telephone: BrowserContext, browser: Browser) -> None:
    session = session_in(-5)
    row = registered(session)
    page, other = opened(telephone, session), telephone.new_page()
    other.goto(at(session))
    page.locator(f"#n-{row.number} [data-tap=check_in]").click()
    expect(page.locator("[data-counts]")).to_contain_text("1 of 1 checked in")
    expect(other.locator(f"#n-{row.number} [data-state]")).to_contain_text(
        "Checked in at", timeout=20_000
    )


@pytest.mark.tail("coming back from a pass to the place: the address with the number")
def test_the_camera_app_leads_back_to_the_place_in_the_list(telephone: BrowserContext) -> None:
    session = session_in(-5)
    rows = [registered(session, address=f"p{n}@c.example") for n in range(40)]
    page = opened(telephone, session)
    page.locator(f"#n-{rows[30].number}").scroll_into_view_if_needed()
    page.wait_for_timeout(600)
    row = rows[2]
    page.goto(f"/desk/programme/pass/{links.door_code(row.event_registration)}/")
    page.get_by_role("button", name="Check in").click()
    expect(page.locator("[data-said]")).to_contain_text(f"{row.number}: Checked in at")
    expect(page.locator(f"#n-{rows[29].number}")).to_be_in_viewport()
    expect(page.locator(f"#n-{row.number}")).not_to_be_in_viewport()


CAMERA = """
  window.BarcodeDetector = class {
    static async getSupportedFormats() { return ["qr_code"]; }
    async detect() { return window.seen ? [{ rawValue: window.seen }] : []; }
  };
  const canvas = document.createElement("canvas");
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream();
  HTMLMediaElement.prototype.play = async () => {};
"""
"""A camera in place of that of a telephone, which sees what the test writes into `seen`."""


@pytest.mark.tail("passes by their code, without a camera: tests of the page")
def test_passes_are_read_in_the_page_with_a_line_and_without(telephone: BrowserContext) -> None:
    telephone.add_init_script(CAMERA)
    session = session_in(-5)
    one, two = registered(session), registered(session, address="b@c.example")
    waits = registered(session, State.FULL, "d@c.example")
    page = opened(telephone, session)
    said = page.locator("[data-said]")

    def scan(row: Registration) -> None:
        code = links.door_code(row.event_registration)
        page.evaluate("(seen) => { window.seen = seen; }", f"https://x/desk/programme/pass/{code}/")

    page.get_by_role("button", name="Scan passes").click()
    scan(one)
    expect(page.locator("[data-counts]")).to_contain_text("1 of 2 checked in")
    scan(waits)
    expect(said).to_contain_text("They are on the waiting list")
    telephone.set_offline(True)
    scan(two)
    expect(page.locator(f"#n-{two.number}")).to_have_class(HERE)
    scan(waits)
    expect(said).to_contain_text("Not in the list on this telephone")
    page.evaluate("window.seen = 'https://elsewhere.example/'")
    expect(said).to_contain_text("This code is no pass")
    telephone.set_offline(False)
    expect(page.locator("[data-counts]")).to_contain_text("2 of 2 checked in", timeout=20_000)
    page.get_by_role("button", name="Stop scanning").click()
    assert stored(page) == 0


@pytest.mark.parametrize("ways", looks())
def test_every_page_at_every_width(looking: Looking) -> None:
    session = session_in(-5, capacity=2, title="Bearing witness in court and afterwards")
    sign_in(looking.tab, UserFactory(roles=[Role.PROGRAMME_HOST]))
    came = timezone.now() - timedelta(minutes=3)
    row = registered(session, name=NAME, came_at=came)
    registered(session, address="b@c.example", name="A rather long name " * 6)
    registered(session, State.FULL, "d@c.example")
    looking.at(at(session), at(session, "walk-ins/"), at(session, "waiting-list/"))
    looking.open(at(session))
    looking.tab.locator("[name=open-why]").fill("the door")
    looking.tab.locator("[value=open]").click()
    looking.now()
    looking.at(f"/desk/programme/pass/{links.door_code(row.event_registration)}/")
    looking.at(f"/desk/programme/{session.event_id}/certificates/")
    Event.objects.update(certificates=True)
    over = registered(session_in(-200, event=session.event), came_at=came)
    link = f"/programme/registration/{links.token_of(over)}/certificate/"
    looking.at(link)
    looking.found_nothing()
