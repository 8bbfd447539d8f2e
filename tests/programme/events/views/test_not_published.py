"""What the public is not told stands on no page: marks are planted, and looked for."""

import pytest
from django.test import Client

from programme.factories import ContributionFactory, EventFactory, PartnerFactory, SessionFactory
from vigil.network.models import Listing, Member, Status
from vigil.programme.events.models.event import State
from vigil.programme.models import Citation

pytestmark = pytest.mark.django_db

MARK = "Zq7mark"
HIDDEN_MEMBERS = {
    "unlisted": {"listing": Listing.UNLISTED, "audiences": {"name": [["public", None]]}},
    "no consent": {"listing": Listing.NAME},
    "members only": {"listing": Listing.NAME, "audiences": {"name": [["members", None]]}},
    "left": {
        "listing": Listing.NAME,
        "status": Status.LEFT,
        "audiences": {"name": [["public", None]]},
    },
    "under another name": {
        "listing": Listing.PSEUDONYM,
        "pseudonym": "Paloma",
        "audiences": {"name": [["public", None]], "pseudonym": [["public", None]]},
    },
}


def member(kind: str) -> Member:
    values = {"status": Status.ACTIVE, **HIDDEN_MEMBERS[kind]}
    return Member.objects.create(
        name=f"{MARK} {kind}", role=MARK, country="COL", import_key=MARK, **values
    )


@pytest.fixture
def pages(client: Client) -> list[str]:
    event = EventFactory(slug="kyoto", title="Kyoto")
    session = SessionFactory(event=event, slug="witness", title="Witness")
    SessionFactory(event=event, slug="draft", title=MARK, state=State.DRAFT)
    SessionFactory(event=EventFactory(slug="draft", title=MARK, state=State.DRAFT), title=MARK)
    about = {"position": MARK, "affiliation": MARK}
    ContributionFactory(session=session, name=MARK, announced="", **about)
    ContributionFactory(session=session, name=MARK, announced="page", withdrawn=True, **about)
    ContributionFactory(session=session, name="Told Name", announced=MARK)
    for kind in HIDDEN_MEMBERS:
        hidden = member(kind)
        announced = "" if kind == "under another name" else "page"
        ContributionFactory(session=session, name="", member=hidden, announced=announced, **about)
        PartnerFactory(event=event, name="", member=hidden)
        PartnerFactory(event=event, session=session, name="", member=hidden)
    Citation.objects.create(session=session, kind="case", key="V-9999", state=MARK, label=MARK)
    addresses = (
        "/programme/",
        "/programme/?when=past",
        f"/programme/?contributor={MARK[:3]}",
        "/programme/kyoto/",
        "/programme/kyoto/?zone=America/Bogota",
        "/programme/kyoto/witness/",
    )
    return [client.get(address).content.decode() for address in addresses]


def test_no_mark_is_on_any_page(pages: list[str]) -> None:
    for text in pages:
        assert MARK not in text
        assert "V-9999" not in text


def test_and_yet_what_is_told_is_there(pages: list[str]) -> None:
    """Otherwise the test above could not fail."""
    assert "Told Name" in pages[-1]
    assert "Paloma" in pages[-1]
    assert pages[-1].count("A person who is not named") == 2 + len(HIDDEN_MEMBERS) - 1
    assert "0 sessions found" in pages[2]
