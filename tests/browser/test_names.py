"""In a real browser, without scripts: find a name, see a day, be reminded, leave; decide."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from browser.looking import Looking, looks
from browser.signing import sign_in
from vigil.trust.models import Letter
from vigil.witness.reminders.verbs import token_of
from witness.people_factories import ADDRESS, editor, killed, row_of, subscribed, token_in

pytestmark = [pytest.mark.browser, pytest.mark.turns, pytest.mark.django_db(transaction=True)]
LONG = "María Guadalupe del Carmen Hernández-Montoya y Fernández de la Vega Iturbide"
ARABIC = "عبد الرحمن بن محمد المثال"
FOUND = ".roll h3"


@pytest.fixture
def plain(browser: Browser, live_server: object) -> Iterator[Page]:
    """A page of a browser that runs no scripts."""
    context = browser.new_context(
        base_url=str(live_server), locale="en-GB", java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def test_find_a_name_be_reminded_leave_and_decide(plain: Page) -> None:
    killed("Amalia Ríos Quintero", also=["Амалия Риос"])
    killed("Somebody Else")
    waits = killed("Waiting Person", target_category="reported_criminal_link")
    plain.goto("/names/")
    plain.get_by_text("Find a name").click()
    plain.get_by_label("Name, in any spelling").fill("амалия")
    plain.get_by_role("button", name="Show").click()
    assert plain.locator(FOUND).all_inner_texts() == ["Amalia Ríos Quintero"]
    plain.get_by_role("link", name="Anniversaries", exact=True).click()
    plain.get_by_label("Day", exact=True).fill("2026-03-07")
    plain.get_by_role("button", name="Show").click()
    assert plain.locator(FOUND).count() == 2
    plain.get_by_role("link", name="Amalia").click()
    plain.get_by_role("link", name="A card to share").click()
    assert "#AmaliaRíosQuintero" in plain.locator(".copied").first.inner_text()
    plain.goto("/names/remind/")
    plain.get_by_label("E-mail address").fill(ADDRESS)
    plain.get_by_role("button", name="Send me the link").click()
    plain.goto(f"/names/remind/{token_in(Letter.objects.get())}/")
    plain.get_by_role("button", name="Write to me").click()
    assert "You are written to" in plain.get_by_role("status").inner_text()
    plain.get_by_role("button", name="Leave").click()
    assert plain.get_by_role("heading", name="You are forgotten").is_visible()
    sign_in(plain, editor())
    plain.goto("/desk/remembrance/")
    plain.get_by_role("link", name="Waiting Person").click()
    plain.get_by_label("Reason").fill("The court cleared them")
    plain.get_by_role("button", name="Remember this person", exact=True).click()
    plain.get_by_role("link", name="As readers see it").click()
    assert plain.url.endswith(f"/people/{row_of(waits).handle}/")


@pytest.mark.parametrize("ways", looks())
def test_every_page_of_names_at_every_width(looking: Looking) -> None:
    handle = row_of(killed(LONG, also=[ARABIC])).handle
    waits = row_of(killed(ARABIC, target_category="reported_criminal_link")).handle
    sign_in(looking.tab, editor())
    looking.at("/names/", "/names/?q=nobody&year=soon", "/names/today/?day=2027-03-07")
    looking.at("/names/today/?day=2027-02-28", "/names/about/")
    looking.at(f"/people/{handle}/", f"/names/{handle}/share/")
    reminding = ("", "sent/", "left/", f"{token_of(subscribed())}/")
    looking.at(*(f"/names/remind/{at}" for at in reminding))
    looking.at("/names/remind/nobody/", status=410)
    looking.at("/desk/remembrance/", f"/desk/remembrance/{waits}/")
    looking.at(f"/desk/remembrance/{waits}/life/")
    looking.found_nothing()
