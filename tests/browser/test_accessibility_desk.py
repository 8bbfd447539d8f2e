"""Every page of the desk at every width, in English and in Arabic: axe finds nothing, all fits."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from browser.looking import Looking, looks, send
from browser.signing import sign_in
from desk.whole import everybody, whole_desk
from desk.whole_fund import whole_fund
from desk.whole_rooms import PAGES, whole_rooms
from desk.whole_witness import whole_witness
from vigil.trust.vault.keys import make_missing

OWN = [f"/account/{page}" for page in ("", "2fa/", "reauthenticate/", "sessions/", "lockdown/")]
"""Pages of one's own account."""

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Settings) -> None:
    settings.DATA, settings.VIGIL_KEYS = tmp_path / "data", tmp_path / "keys"
    make_missing()


@pytest.mark.parametrize("ways", looks(("en", "ar")))
def test_every_page_of_the_desk_at_every_width(looking: Looking) -> None:
    whole = whole_desk()
    sign_in(looking.tab, whole.everyone)
    see(looking, *(at for addresses in whole.pages.values() for at in addresses))
    sent: dict[str, dict[str, str]] = {
        "/desk/withdraw/": {"names": "Eva"},
        **{at: {} for at in ("/desk/coverage/", "/desk/sheets/", "/desk/add/")},
        **{at: {} for at in whole.pages["desk/cases/<int:pk>/adjudication/"]},
        **{at: {} for at in whole.pages["desk/cases/<int:pk>/documents/"]},
    }
    for address, values in sent.items():
        looking.open(address)
        send(looking.tab, values)
        told = looking.tab.locator("fieldset.room, .errorlist, [role=alert]")
        assert told.count(), address
        looking.now()
    looking.found_nothing()


@pytest.mark.parametrize("ways", looks(("en", "ar")))
def test_every_screen_of_the_other_rooms_at_every_width(looking: Looking) -> None:
    pages = whole_rooms(everyone := everybody())
    assert set(pages) == set(PAGES)
    pages |= whole_witness() | whole_fund(everyone)
    sign_in(looking.tab, everyone)
    see(looking, *(addresses[0] for _route, addresses in sorted(pages.items())), *OWN)
    looking.found_nothing()


def see(looking: Looking, *addresses: str) -> None:
    """Look at pages, none of which leads elsewhere."""
    for address in looking.of_today(addresses):
        looking.at(address)
        assert looking.tab.url.endswith(address)
