"""A speaker opens her private link on a telephone, agrees, and takes her film back."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from browser.conftest import NARROW
from programme.private_link_factories import link_for
from programme.recording_factories import a_recording, a_session, host, watched_and_posted
from vigil.programme.models import Recording
from vigil.trust.private_links.tokens import token_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


@pytest.mark.tail("tests/programme/private_links")
def test_a_speaker_takes_her_film_back_from_her_own_link(browser_page: Page) -> None:
    by = host()
    session, part = a_session()
    recording = a_recording(session, by)
    own = f"/programme/contribution/{token_of(link_for(part, by=by))}/"
    page = browser_page
    page.set_viewport_size(NARROW)
    page.goto(own)
    expect(page.locator(".player")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    for box in page.get_by_role("checkbox").all()[1:]:
        box.check()
    page.get_by_role("button", name="Agree to what is ticked").click()
    expect(page.get_by_role("status")).to_contain_text("You can withdraw it")
    watched_and_posted(Recording.objects.get(pk=recording.pk), by=by)
    public = f"/programme/{session.event.slug}/{session.slug}/"
    page.goto(public)
    expect(page.locator(".player")).to_be_visible()
    page.goto(own)
    page.get_by_role("button", name="Withdraw all agreements").click()
    expect(page.get_by_role("status")).to_contain_text("no longer shown")
    expect(page.locator(".player")).to_have_count(0)
    page.goto(public)
    expect(page.locator(".player")).to_have_count(0)
    assert Recording.objects.get(pk=recording.pk).state == Recording.State.HELD
