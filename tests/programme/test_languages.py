"""The pages and screens of network and programme, in every language: nothing is left in English."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from desk.conftest import signed_in
from desk.whole import everybody
from desk.whole_rooms import PAGES, whole_rooms
from programme.factories import EventFactory, SessionFactory
from speaking import IN_TURN, left_in_english
from vigil.programme.models import Session
from vigil.trust.vault.keys import make_missing

PUBLIC = (
    *("/programme/", "/programme/event/", "/programme/event/session/", "/network/"),
    *("/programme/event/messages/", "/programme/event/session/register/"),
)


@pytest.fixture
def session(db: None) -> Session:
    event = EventFactory(slug="event", takes_messages=True)
    return SessionFactory(
        event=event, slug="session", registering=Session.Registering.OPEN, capacity=30
    )


def left(client: Client, at: str, language: str) -> set[str]:
    page = client.get(f"/{language}{at}", follow=True)
    assert page.status_code == 200, at
    return left_in_english(page.content.decode(), language)


@pytest.mark.parametrize("language", IN_TURN)
def test_each_public_page(language: str, session: Session, client: Client) -> None:
    found = {at: left(client, at, language) for at in PUBLIC}
    assert {at: texts for at, texts in found.items() if texts} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("language", IN_TURN)
def test_each_screen(language: str, tmp_path: Path, settings: Settings) -> None:
    settings.DATA, settings.VIGIL_KEYS = tmp_path / "data", tmp_path / "keys"
    make_missing()
    client = signed_in(everyone := everybody())
    pages = whole_rooms(everyone)
    assert set(pages) == set(PAGES)
    found = {at: left(client, at, language) for all_ in pages.values() for at in all_}
    assert {at: texts for at, texts in found.items() if texts} == {}
