"""One withdrawal or exclusion, and every public address of names says the name no more."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from factories import adjudicator
from pdf_text import text_of
from routes.table import address, routes
from vigil.casefile.people.name_matching import fold
from vigil.trust.withdrawals.verbs import withdraw
from vigil.witness.models import Name, NameSpelling, NameWord
from vigil.witness.names.verbs.admitting import exclude
from witness.people_factories import editor, killed, row_of, subscribed

pytestmark = pytest.mark.django_db
PLANTED = ("Quelonia Marfil Zubia", "Келония Марфиль", "Quelônia Marfil")
WORDS = ("quelonia", "kelonia", "marfil", "келония", "quelônia")
DAY = "2026-03-07"
UNSAID = {
    "names/about/": "the rule",
    "names/remind/": "a form",
    "names/remind/sent/": "one sentence, the same for all",
    "names/remind/left/": "one sentence, the same for all",
    "names/remind/<slug:token>/": "what somebody asked for",
    "names/<slug:handle>/card.png": "drawn: it has to be gone",
    "names/<slug:handle>/": "it leads to the page of the person",
    "people/": "it leads to the list",
}
"""What does not say the name in words before either, and why."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


def planted() -> dict[str, str]:
    """Make everything that can say the name; return each public address in two languages."""
    victim = killed(PLANTED[0], also=list(PLANTED[1:]))
    killed("Somebody Else")
    names = {"handle": row_of(victim).handle, "token": "x" * 43}
    found = {}
    for route in routes():
        if route.startswith(("names/", "people/")):
            query = f"?day={DAY}" if "today" in route else ""
            found[route] = address(route, names) + query
            found[f"es/{route}"] = "/es" + found[route]
    found["search"] = "/names/?q=Quelonia+Marfil"
    found["by year"] = "/names/?year=2019&country=MEX&category=journalist"
    return found


def said(at: str, tag: str = "") -> str:
    """Return what an address says, without what was asked for."""
    answer = Client().get(at, headers={"If-None-Match": tag} if tag else {})
    assert answer.status_code in (200, 301, 302, 404, 410), at
    content = answer.content
    if content[:4] == b"%PDF":
        return text_of(content).lower()
    if content[:4] == b"\x89PNG":
        return "a picture"
    text = content.decode().replace("\r\n ", "").lower()
    return text.replace('value="quelonia marfil"', "").replace("q=quelonia+marfil", "")


def telling(addresses: dict[str, str]) -> set[str]:
    return {route for route, at in addresses.items() if any(word in said(at) for word in WORDS)}


def test_every_public_address_tells_a_planted_name_or_says_why_it_does_not() -> None:
    addresses = planted()
    silent = {route for route in addresses if route.removeprefix("es/") in UNSAID}
    assert telling(addresses) == set(addresses) - silent
    assert set(UNSAID) <= set(addresses)


def test_a_withdrawn_name_is_on_none_of_them() -> None:
    addresses = planted()
    card = addresses["names/<slug:handle>/card.png"]
    tags = {r: Client().get(at).headers.get("ETag", "") for r, at in addresses.items()}
    assert said(card) == "a picture"
    withdraw(list(PLANTED), by=adjudicator(), why="her family asked")
    assert telling(addresses) == set()
    for route, at in addresses.items():
        if tags[route]:
            assert not any(word in said(at, tags[route]) for word in WORDS), route
    assert Client().get(card).status_code == 404
    assert {fold(one) for one in PLANTED}.isdisjoint(
        fold(text) for text in NameSpelling.objects.values_list("text", flat=True)
    )
    assert not NameWord.objects.filter(word__startswith="quel").exists()


def test_an_excluded_name_is_on_the_list_and_its_own_page_alone() -> None:
    addresses = planted()
    exclude(Name.objects.get(name=PLANTED[0]), by=editor(), why="Her family asked")
    left = {"names/", "es/names/", "search", "by year"}
    left |= {"people/<slug:handle>/", "es/people/<slug:handle>/"}
    assert telling(addresses) == left
    page = said(addresses["people/<slug:handle>/"])
    assert "card.png" not in page
    assert "og:image:width" in page, "the default card, which shows no name"


def test_what_cannot_be_taken_back_is_said_without_the_name() -> None:
    planted()
    subscribed()
    withdrawal = withdraw(list(PLANTED), by=adjudicator(), why="her family asked")
    [receipt] = [r for r in withdrawal.receipts if r["room"] == "remembrance"]
    assert any("Calendars" in sentence for sentence in receipt["still"])
    assert not any(word in str(withdrawal.receipts).lower() for word in WORDS)
