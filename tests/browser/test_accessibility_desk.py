"""Every page of the desk at every width, in English and in Arabic: axe finds nothing, all fits."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings

from browser.looking import faults, prefix_of, send, tab_of
from desk.conftest import signed_in
from desk.whole import whole_desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=["en", "ar"])
def page(request: Any, browser: Browser, live_server: object) -> Iterator[tuple[str, Page]]:
    """A language, and a page of the browser for it."""
    tab = tab_of(browser, live_server)
    yield request.param, tab
    tab.context.close()


def test_every_page_of_the_desk_at_every_width(
    page: tuple[str, Page], tmp_path: Path, settings: Settings
) -> None:
    settings.DATA, settings.VIGIL_KEYS = tmp_path / "data", tmp_path / "keys"
    language, tab = page
    whole = whole_desk()
    cookie = signed_in(whole.everyone).cookies[settings.SESSION_COOKIE_NAME].value
    home = tab.goto("/")
    assert home is not None
    tab.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": home.url}]
    )
    found: list[str] = []
    for address in (at for addresses in whole.pages.values() for at in addresses):
        answer = tab.goto(prefix_of(language) + address, wait_until="load")
        assert answer is not None
        assert answer.status == 200, address
        assert "/account/" not in tab.url
        found += faults(tab)
    sent: dict[str, dict[str, str]] = {
        "/desk/withdraw/": {"names": "Eva"},
        **{at: {} for at in ("/desk/coverage/", "/desk/sheets/", "/desk/add/")},
        **{at: {} for at in whole.pages["desk/cases/<int:pk>/adjudication/"]},
        **{at: {} for at in whole.pages["desk/cases/<int:pk>/documents/"]},
    }
    for address, values in sent.items():
        tab.goto(prefix_of(language) + address)
        send(tab, values)
        assert tab.locator("fieldset.room, .errorlist, [role=alert]").count(), address
        found += faults(tab)
    assert not found, "\n".join(found)
