"""In a real browser: an invitation, its letter, a password, a second factor, and the desk."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import Browser, Page, expect

from browser.signing import sign_in
from factories import UserFactory
from vigil.trust.models import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=30_000)
LINK = re.compile(r"http://[^/\s]+(/account/invitation/\S+/)")


def code(secret: str) -> str:
    """Return the code that an app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_from_the_invitation_to_the_desk(
    browser_page: Page, browser: Browser, live_server: object, posted: Callable[[], list[str]]
) -> None:
    chief = browser_page
    sign_in(chief, UserFactory(roles=[Role.ADMINISTRATOR]))
    chief.goto("/desk/people/")
    chief.get_by_role("link", name="Invite a person").click()
    chief.get_by_label("E-mail address").fill("maria@example.org")
    chief.get_by_label("Name that colleagues see").fill("María Ejemplo")
    chief.get_by_label("Coder", exact=True).check()
    chief.get_by_text("Limit to countries or languages").click()
    chief.get_by_label("Colombia").check()
    chief.get_by_role("button", name="Send invitation").click()
    expect(chief.get_by_text("The invitation is on its way.")).to_be_visible()

    (letter,) = posted()
    found = LINK.search(letter)
    assert found is not None
    context = browser.new_context(base_url=str(live_server), locale="en-GB")
    maria = context.new_page()
    maria.goto(found[1])
    maria.locator("#id_password1").fill("a long pass phrase")
    maria.locator("#id_password2").fill("a long pass phrase")
    maria.get_by_role("button", name="Create account").click()
    maria.get_by_role("link", name="Set up an app").click()
    secret = maria.locator("code.key").inner_text()
    maria.locator("input[name=code]").fill(code(secret))
    maria.get_by_role("button", name="Set up the app").click()
    maria.get_by_role("link", name="I have kept them: go on").click()
    expect(maria.get_by_role("heading", name="Begin here")).to_be_visible()
    maria.get_by_role("link", name="Add a report: nothing waits in the queue yet").click()
    expect(maria.get_by_role("heading", name="Add a report or a case")).to_be_visible()
    context.close()
