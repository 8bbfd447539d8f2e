"""The pages and screens of witness, in every language: nothing is left in English."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from desk.conftest import signed_in
from desk.whole import everybody
from desk.whole_witness import PAGES, STATES, whole_witness
from routes.table import ROUTES, WORLDS, address
from speaking import IN_TURN, left_in_english
from vigil.trust.vault.keys import make_missing

PUBLIC = ("stories/", "names/", "people/", "campaigns/", "bear-witness/")
NO_PAGES = (".png", ".ics", ".pdf", ".atom", ".xml", "/files/<slug:uid>", "/leave/")
"""What programs read, files, and the way out, which only leads to another site."""

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Settings) -> None:
    """Keep the documents and the keys of a test to itself."""
    settings.DATA, settings.VIGIL_KEYS = tmp_path / "data", tmp_path / "keys"
    make_missing()


def left(client: Client, at: str, language: str) -> set[str]:
    page = client.get(f"/{language}{at}", follow=True)
    assert page.status_code == 200, at
    return left_in_english(page.content.decode(), language)


@pytest.mark.parametrize("language", IN_TURN)
def test_each_public_page(language: str, client: Client) -> None:
    routes = [
        route
        for route, row in ROUTES.items()
        if route.startswith(PUBLIC) and row.get is not None and not route.endswith(NO_PAGES)
    ]
    worlds = {kind: WORLDS[kind][state]() for kind, state in STATES.items()}
    names = {kind: world.names for kind, world in worlds.items()} | {"": {}}
    found = {}
    for route in routes:
        at = address(route, names[ROUTES[route].of or ""])
        found[at] = left(client, at, language)
    assert {at: texts for at, texts in found.items() if texts} == {}


@pytest.mark.parametrize("language", IN_TURN)
def test_each_screen(language: str) -> None:
    client = signed_in(everybody())
    pages = whole_witness()
    assert set(pages) == set(PAGES)
    found = {at: left(client, at, language) for all_ in pages.values() for at in all_}
    assert {at: texts for at, texts in found.items() if texts} == {}
