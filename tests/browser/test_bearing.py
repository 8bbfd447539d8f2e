"""In a real browser, without scripts: tell, copy the code, come back, read the answer."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from browser.looking import Looking, looks
from factories import adjudicator, behind
from vigil.trust.models import Role
from vigil.trust.public_forms import tickets
from vigil.witness import models
from vigil.witness.testimony.verbs.answering import answer
from witness.testimony_factories import WORDS, told

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def outside(browser: Browser, live_server: object) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=str(live_server), locale="en-GB", java_script_enabled=False
    )
    yield context
    context.close()


def test_tell_come_back_and_read_the_answer(
    outside: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tickets, "SHORTEST", tickets.SHORTEST * 0)
    behind(Role.ADJUDICATOR)
    page = outside.new_page()
    page.goto("/bear-witness/")
    page.get_by_label("Your words").fill(WORDS)
    page.get_by_label("Files").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"From: somebody"}
    )
    page.get_by_role("button", name="Send").click()
    code = page.locator(".code").inner_text()
    one = models.Testimony.objects.get()
    assert one.files.count() == 1
    answer(one, "Which market was it?", by=adjudicator())
    page.get_by_role("link", name="Come back with your code").click()
    page.get_by_label("Your code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Open").click()
    assert page.get_by_text("Which market was it?").is_visible()
    assert WORDS not in page.content()
    assert code not in page.url
    page.get_by_label("Write to us").fill("The one by the river.")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_text("Sent. We read it.").is_visible()
    assert one.messages.count() == 3
    assert outside.cookies() == []


@pytest.mark.parametrize("ways", looks(("en",)))
def test_the_pages_with_errors_and_a_talk_at_every_width(looking: Looking) -> None:
    given = told()
    answer(given.testimony, "Which market was it?", by=adjudicator())
    tab = looking.tab
    looking.at("/bear-witness/")
    looking.open("/bear-witness/")
    tab.get_by_role("button").last.click()  # nothing said
    assert tab.locator(".errorlist").count() == 1
    looking.now()
    looking.open("/bear-witness/return/")
    tab.locator("[name=code]").fill(given.code)
    tab.get_by_role("button").last.click()
    assert tab.locator(".talk > li").count() == 2
    looking.now()
    looking.found_nothing()
