"""In a real browser: come in by a letter, say who sees what, leave; and how all of it looks."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from browser.looking import Looking, looks
from browser.signing import sign_in
from network.factories import MemberFactory, agree, full, manager, not_yet_in
from network.invitations.test_verbs import ADDRESS, invited
from network.sheets_of_members import row, written
from vigil.network.models import Listing, Member, MemberKind, Status
from vigil.network.profiles.fields import Audience
from vigil.network.sheets.verbs.importing import begin_import

pytestmark = [pytest.mark.browser, pytest.mark.turns, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def without_scripts(browser: Browser, live_server: object) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=str(live_server), locale="en-GB", java_script_enabled=False
    )
    yield context
    context.close()


def test_come_in_say_who_sees_what_and_leave(without_scripts: BrowserContext) -> None:
    member = not_yet_in(ADDRESS, name="Ana Ríos", listing=Listing.UNLISTED)
    page = without_scripts.new_page()
    page.goto(f"/network/join/{invited(member)}/")
    page.get_by_role("button", name="Create account").click()
    assert page.url.endswith("/network/me/")
    page.get_by_role("link", name="Edit your profile").click()
    page.get_by_label("Role").fill("Lawyer in Puebla")
    page.get_by_label("Cocaine trade").check()
    page.get_by_label("Links").fill("me javascript:alert(1)")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_label("Role").input_value() == "Lawyer in Puebla"
    page.get_by_label("Links").fill("Site https://ana.example/")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Who sees what").click()
    page.get_by_label("under your name").check()
    page.get_by_label("Who sees your name").select_option("public")
    page.get_by_label("Role:").select_option("members")
    page.get_by_role("button", name="Save").click()

    stranger = without_scripts.browser.new_context(base_url=page.url)  # type: ignore[union-attr]
    seen = stranger.new_page()
    seen.goto("/network/")
    seen.get_by_label("Search, in any spelling").fill("rios")
    seen.get_by_role("button", name="Show").click()
    seen.get_by_role("link", name="Ana Ríos").click()
    assert seen.get_by_role("heading", name="Ana Ríos").count() == 1
    assert "Lawyer" not in seen.content()
    page.goto("/network/members/")
    assert "Lawyer in Puebla" in page.content()

    page.goto("/network/me/leave/")
    page.get_by_label("Delete all my data").check()
    page.get_by_role("button", name="Leave network").click()
    assert "You have left" in page.title()
    answer = seen.reload()
    assert answer is not None
    assert answer.status == 404
    assert Member.objects.get(pk=member.pk).status == Status.LEFT
    stranger.close()


def a_network() -> Member:
    """Make members of each kind, and return one who signs in."""
    agree(full("zqx7", name="Ana Ríos Quintero", portrait=""), Audience.PUBLIC)
    agree(
        full("zqx8", name="Casilda", pseudonym="Garza", listing=Listing.PSEUDONYM, portrait=""),
        Audience.PUBLIC,
    )
    agree(
        MemberFactory(
            name="Fundación para la memoria de quienes defendieron el río",
            kind=MemberKind.ORGANISATION,
            markets=["flora_crimes", "non_renewable_resources", "excisable_goods"],
            country="COL",
            region="005",
            languages=["es", "en", "pt-BR"],
        ),
        Audience.PUBLIC,
    )
    return agree(full("zqx9", name="Eva Luna", portrait=""), Audience.MEMBERS)


@pytest.mark.parametrize("ways", looks())
def test_every_page_at_every_width(looking: Looking) -> None:
    """Those of the desk as far as they are not among `desk.whole_rooms`."""
    member = a_network()
    token, chief = invited(not_yet_in(ADDRESS)), manager()
    sheet = begin_import(written([row(1), row(2, country="Atlantis")]), by=chief)
    tab = looking.tab
    ana = Member.objects.get(name="Ana Ríos Quintero")
    looking.at("/network/", "/network/?q=nobody")
    looking.at(f"/network/{ana.handle}/", f"/network/join/{token}/")
    sign_in(tab, member.user)
    own = ("", "edit/", "seen/", "biography/", "portrait/", "leave/", "as/public/", "as/members/")
    looking.at("/network/members/", *(f"/network/me/{at}" for at in own))
    sign_in(tab, chief)
    looking.open(f"/desk/members/sheets/{sheet.pk}/")
    with tab.expect_navigation():
        tab.locator("main form[action$='look/'] button").click()
    looking.now()
    looking.found_nothing()


@pytest.mark.parametrize("ways", looks()[1:])
def test_every_page_of_the_desk_at_every_width(looking: Looking) -> None:
    """In the tail alone: `test_accessibility_desk.py` looks at these screens daily."""
    member, invitee = a_network(), not_yet_in(ADDRESS)
    sign_in(looking.tab, chief := manager())
    sheet = begin_import(written([row(1), row(2, country="Atlantis")]), by=chief)
    desk = ("", "new/", f"{member.uid}/", f"{invitee.uid}/", f"{member.uid}/edit/", "sheets/")
    looking.at(*(f"/desk/members/{at}" for at in desk), f"/desk/members/sheets/{sheet.pk}/")
    looking.found_nothing()
