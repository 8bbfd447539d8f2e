"""One sender cannot close the line: whoever comes after a flood is taken in like before it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from factories import behind
from vigil.trust.models import Role
from vigil.trust.public_forms import tickets
from vigil.witness import models
from witness.testimony_factories import old_ticket, sent

pytestmark = pytest.mark.django_db
TELL = "/bear-witness/"
HONEST = 20
TICKET = re.compile(r'name="ticket" value="([^"]+)"')


@pytest.fixture(autouse=True)
def _cheap(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the seconds that everybody waits."""
    settings.DATA = tmp_path / "data"
    behind(Role.ADJUDICATOR)
    monkeypatch.setattr(tickets, "SHORTEST", timedelta())


def flooded(n: int) -> None:
    """Send so many from one client within the hour, and honest senders spread among them."""
    flooder = Client()
    honest = 0
    for number in range(n):
        response = flooder.post(TELL, sent(ticket=old_ticket(), text=f"flood {number}"))
        assert response.status_code == 200, number
        if number % (n // HONEST) == n // HONEST - 1:
            tell_honestly(honest)
            honest += 1
    assert honest == HONEST
    assert models.Testimony.objects.count() == n + HONEST


def tell_honestly(number: int) -> None:
    """Open the page, write and send, as a person does: once, without waiting."""
    client = Client()
    ticket = TICKET.search(client.get(TELL).content.decode())
    assert ticket is not None
    response = client.post(TELL, sent(ticket=ticket[1], text=f"I saw it, {number}"))
    assert response.status_code == 200
    assert "Your code" in response.content.decode()


def test_twenty_honest_senders_get_through_a_flood_of_one_client() -> None:
    flooded(80)  # 63 of one client closed the line before


@pytest.mark.tail("test_twenty_honest_senders_get_through_a_flood_of_one_client")
def test_ten_thousand_of_one_client_shut_nobody_out() -> None:
    flooded(10_000)


def test_files_of_a_flood_leave_words_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "BYTES_AN_HOUR", 10)
    for _ in range(3):
        files = SimpleUploadedFile("a", b"01234567")
        Client().post(TELL, sent(ticket=old_ticket(), files=files))
    tell_honestly(1)
    assert models.Testimony.objects.count() == 4
