"""Checks of health: what they say, to whom, and what they ask."""

import threading
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from vigil.site.watching import health
from vigil.site.watching.patient import Asking
from vigil.trust.access.errors import NotPossible

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(settings: Settings) -> Client:
    settings.SECURE_SSL_REDIRECT = True
    return Client(headers={"host": "10.1.2.3:8000"})


def test_a_process_is_alive_without_asking_anything(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]
    assert client.post("/healthz").status_code == 405


def test_an_installation_is_ready(client: Client) -> None:
    answer = client.get("/readyz")
    parts = dict.fromkeys(["database", "migrations", "keys", "disk"], "ready")
    assert answer.json() == {"ready": True, "parts": parts}
    assert answer.status_code == 200


@pytest.mark.parametrize("part", ["migrations", "keys", "disk"])
def test_a_part_that_is_not_ready_is_named_and_nothing_else(
    part: str, client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def foreign() -> None:
        raise NotPossible(f"Copy the keys to {settings.VIGIL_KEYS}")

    if part == "migrations":
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM django_migrations WHERE app = 'trust' AND name LIKE '0002%%'"
            )
    elif part == "keys":
        monkeypatch.setattr("vigil.site.watching.health.first_keys.require_ours", foreign)
    else:
        settings.VIGIL_DISK_RESERVE = 1024**4
    answer = client.get("/readyz")
    assert answer.status_code == 503
    said = answer.json()["parts"]
    assert [name for name, state in said.items() if state != "ready"] == [part]
    assert str(settings.VIGIL_KEYS) not in answer.content.decode()


def test_without_the_database_the_rest_is_unknown(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> bool:
        raise OperationalError("connection to 10.0.0.7 refused")

    monkeypatch.setattr(health, "PARTS", {**health.PARTS, "database": gone})
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {
        "database": "not ready",
        "migrations": "unknown",
        "keys": "unknown",
        "disk": "ready",
    }
    assert "10.0.0.7" not in answer.content.decode()


def test_what_hangs_is_asked_once_and_nobody_hangs_with_it(settings: Settings) -> None:
    settings.VIGIL_ASKS_APART = True
    asked, go_on = [], threading.Event()

    def ask() -> int:
        asked.append(1)
        go_on.wait(20)
        return len(asked)

    asking = Asking(ask, keep=60, within=0.05)
    assert [asking.answer(), asking.answer()] == [None, None]
    assert len(asked) == 1
    asking.within = 20
    go_on.set()
    assert asking.answer() == 1
    assert asking.answer() == 1
    assert asking.last == 1


def test_who_raises_has_no_answer(settings: Settings) -> None:
    settings.VIGIL_ASKS_APART = True

    def ask() -> Path:
        raise OperationalError("no")

    assert Asking(ask, keep=60, within=20).answer() is None
