"""Taking a session into a calendar, as a reader does: nobody is asked before a link is followed."""

from datetime import datetime
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import Page

from browser.conftest import Seen
from programme.factories import ContributionFactory, EventFactory, SessionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective));
"""
COMING = {"starts": datetime(2041, 3, 11, 9), "ends": datetime(2041, 3, 11, 10, 30)}
"""What is over is not offered for a calendar any more."""


@pytest.fixture
def path() -> str:
    session = SessionFactory(event=EventFactory(slug="kyoto"), slug="witness", **COMING)
    ContributionFactory(session=session)
    return "/programme/kyoto/witness/"


def test_the_policy_lets_the_data_of_a_page_stand(
    browser_page: Page, requests_seen: Seen, path: str
) -> None:
    said: list[str] = []
    browser_page.add_init_script(VIOLATIONS)
    browser_page.on("console", lambda message: said.append(message.text))
    for at in (path, "/programme/kyoto/"):
        browser_page.goto(at)
        data = browser_page.locator('script[type="application/ld+json"]')
        assert "https://schema.org" in (data.text_content() or "")
        assert browser_page.evaluate("violations") == []
    assert said == []
    assert requests_seen.foreign == []
    # And it would be told: a script of the page's own is refused.
    browser_page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))"
    )
    browser_page.wait_for_function("violations.length > 0")


@pytest.mark.usefixtures("others_answer")
def test_a_file_is_downloaded_and_a_service_learns_nothing_but_what_its_link_says(
    browser_page: Page, requests_seen: Seen, path: str, tmp_path: Path
) -> None:
    page = browser_page
    page.goto(path)
    with page.expect_download() as download:
        page.get_by_role("link", name="Calendar file (.ics)").click()
    file = tmp_path / "session.ics"
    download.value.save_as(file)
    (event,) = icalendar.Calendar.from_ical(file.read_bytes()).events
    assert event["DTSTART"].dt.isoformat() == "2041-03-11T09:00:00+09:00"
    assert requests_seen.foreign == []
    for service in ("Google Calendar", "Outlook.com", "Microsoft 365"):
        page.goto(path)
        with page.expect_request(lambda asked: asked.url.startswith("https:")) as asked:
            page.get_by_role("link", name=service).click()
        assert "referer" not in asked.value.headers
        assert "Bearing%20witness" in asked.value.url
    assert len(requests_seen.foreign) == 3
