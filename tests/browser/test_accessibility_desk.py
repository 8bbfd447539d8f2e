"""Every page of the desk at every width, in English and in Arabic: axe finds nothing, all fits."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings

from browser.looking import Look, faults, looks, prefix_of, send, tab_of
from desk.conftest import signed_in
from desk.whole import everybody, whole_desk
from desk.whole_fund import whole_fund
from desk.whole_rooms import PAGES, whole_rooms
from desk.whole_witness import whole_witness
from vigil.trust.keys import make_missing
from vigil.trust.models import User

OWN = [f"/account/{page}" for page in ("", "2fa/", "reauthenticate/", "sessions/", "lockdown/")]
"""Pages of one's own account."""

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[look for look in looks() if look.values[0].language in ("en", "ar")])
def page(request: Any, browser: Browser, live_server: object) -> Iterator[tuple[Look, Page]]:
    """A way to look, and a page of the browser for it."""
    tab = tab_of(browser, live_server)
    yield request.param, tab
    tab.context.close()


def test_every_page_of_the_desk_at_every_width(
    page: tuple[Look, Page], tmp_path: Path, settings: Settings
) -> None:
    settings.DATA, settings.VIGIL_KEYS = tmp_path / "data", tmp_path / "keys"
    make_missing()
    look, tab = page
    whole = whole_desk()
    enter(tab, whole.everyone, settings)
    found: list[str] = []
    for address in look.of([at for addresses in whole.pages.values() for at in addresses]):
        found += faults_at(tab, look, prefix_of(look.language) + address)
    sent: dict[str, dict[str, str]] = {
        "/desk/withdraw/": {"names": "Eva"},
        **{at: {} for at in ("/desk/coverage/", "/desk/sheets/", "/desk/add/")},
        **{at: {} for at in whole.pages["desk/cases/<int:pk>/adjudication/"]},
        **{at: {} for at in whole.pages["desk/cases/<int:pk>/documents/"]},
    }
    for address, values in sent.items():
        tab.goto(prefix_of(look.language) + address)
        send(tab, values)
        assert tab.locator("fieldset.room, .errorlist, [role=alert]").count(), address
        found += faults(tab, look)
    assert not found, "\n".join(found)


def test_every_screen_of_the_other_rooms_at_every_width(
    page: tuple[Look, Page], tmp_path: Path, settings: Settings
) -> None:
    settings.DATA, settings.VIGIL_KEYS = tmp_path / "data", tmp_path / "keys"
    make_missing()
    look, tab = page
    pages = whole_rooms(everyone := everybody())
    assert set(pages) == set(PAGES)
    pages |= whole_witness() | whole_fund(everyone)
    enter(tab, everyone, settings)
    found: list[str] = []
    for address in look.of([all_[0] for _route, all_ in sorted(pages.items())]):
        found += faults_at(tab, look, prefix_of(look.language) + address)
    for address in look.of(OWN):
        found += faults_at(tab, look, prefix_of(look.language) + address)
    assert not found, "\n".join(found)


def enter(tab: Page, user: User, settings: Settings) -> None:
    """Sign somebody in."""
    cookie = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    home = tab.goto("/")
    assert home is not None
    tab.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": home.url}]
    )


def faults_at(tab: Page, look: Look, address: str) -> list[str]:
    """Return what is wrong with a page."""
    answer = tab.goto(address, wait_until="load")
    assert answer is not None
    assert answer.status == 200, address
    assert tab.url.endswith(address)
    return faults(tab, look)
