"""The form of a session in a browser: people are added and moved, and nothing is lost."""

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Seen
from browser.looking import finds_nothing
from browser.signing import sign_in
from programme.factories import ContributionFactory, EventFactory, SessionFactory
from programme.message_factories import host
from vigil.programme.models import Contribution, Session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_people_are_added_and_moved_by_the_keyboard(
    browser_page: Page, requests_seen: Seen
) -> None:
    session = SessionFactory(event=EventFactory(slug="kyoto"))
    ContributionFactory(session=session, name="Casilda Ríos", order=1)
    page = browser_page
    sign_in(page, host())
    page.goto(f"/desk/programme/sessions/{session.pk}/edit/")
    add = page.get_by_role("button", name="Add more people")
    add.focus()
    page.keyboard.press("Enter")
    added = page.locator("[data-row-of-person]").last.get_attribute("id")
    row = page.locator(f"#{added}")
    expect(row).to_have_attribute("open", "")
    row.get_by_label("Name", exact=True).fill("Berta Lozano")
    up = row.get_by_role("button", name="Move up")
    for _n in range(2):  # above an empty row, and above her
        up.focus()
        page.keyboard.press("Enter")
    page.get_by_label("Ends").fill("2021-03-11T08:00")
    page.get_by_label("Time zone").fill("Seoul")
    page.get_by_label("Time zone").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("It has to end after it begins.")
    expect(page.get_by_label("Name", exact=True).first).to_have_value("Berta Lozano")
    finds_nothing(page)
    page.get_by_label("Ends").fill("2021-03-11T11:00")
    page.get_by_role("button", name="Save session").last.click()
    found = Contribution.objects.values_list("name", flat=True)
    assert list(found) == ["Berta Lozano", "Casilda Ríos"]
    assert Session.objects.get().zone == "Asia/Seoul"
    assert requests_seen.foreign == []
