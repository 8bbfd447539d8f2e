"""In a real browser: come in by a letter, say who sees what, leave; and how all of it looks."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from browser.looking import Look, faults, looks, prefix_of, tab_of
from network.domain.test_inviting import ADDRESS, invited
from network.factories import MemberFactory, agree, full, manager, not_yet_in
from network.sheets_of_members import row, written
from vigil.network.domain.importing import begin_import
from vigil.network.fields import Audience
from vigil.network.models import Listing, Member, MemberKind, Status
from vigil.trust.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def without_scripts(browser: Browser, live_server: object) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=str(live_server), locale="en-GB", java_script_enabled=False
    )
    yield context
    context.close()


def sign_in(page: Page, user: User, live_server: object) -> None:
    """Sign somebody in, by the cookie alone."""
    client = Client()
    client.force_login(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": str(live_server)}
    page.context.add_cookies([cookie])  # type: ignore[list-item]


def test_come_in_say_who_sees_what_and_leave(without_scripts: BrowserContext) -> None:
    member = not_yet_in(ADDRESS, name="Ana Ríos", listing=Listing.UNLISTED)
    page = without_scripts.new_page()
    page.goto(f"/network/join/{invited(member)}/")
    page.get_by_role("button", name="Come in").click()
    assert page.url.endswith("/network/me/")
    page.get_by_role("link", name="Change what is said").click()
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
    page.get_by_label("Remove everything").check()
    page.get_by_role("button", name="Leave").click()
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


@pytest.mark.parametrize("look", looks())
def test_every_page_at_every_width(browser: Browser, live_server: object, look: Look) -> None:
    member = a_network()
    invitee = not_yet_in(ADDRESS)
    token, chief = invited(invitee), manager()
    sheet = begin_import(written([row(1), row(2, country="Atlantis")]), by=chief)
    tab = tab_of(browser, live_server)
    ana = Member.objects.get(name="Ana Ríos Quintero")
    found: list[str] = []

    def see(*addresses: str) -> None:
        for at in look.of(addresses):
            answer = tab.goto(prefix_of(look.language) + at, wait_until="load")
            assert answer is not None
            assert answer.status == 200, at
            found.extend(faults(tab, look))

    see("/network/", "/network/?q=nobody", f"/network/{ana.handle}/", f"/network/join/{token}/")
    sign_in(tab, member.user, live_server)
    own = ("", "edit/", "seen/", "biography/", "portrait/", "leave/", "as/public/", "as/members/")
    see("/network/members/", *(f"/network/me/{at}" for at in own))
    sign_in(tab, chief, live_server)
    desk = ("", "new/", f"{member.uid}/", f"{invitee.uid}/", f"{member.uid}/edit/", "sheets/")
    see(*(f"/desk/members/{at}" for at in desk))
    tab.goto(f"{prefix_of(look.language)}/desk/members/sheets/{sheet.pk}/")
    found.extend(faults(tab, look))
    with tab.expect_navigation():
        tab.locator("main form[action$='look/'] button").click()
    found.extend(faults(tab, look))
    tab.context.close()
    assert not found, "\n".join(found)
