"""Remembrance at the desk: what editors see and decide there."""

import pytest
from django.test import Client

from vigil.witness.models import Name, Standing
from witness.people_factories import AMALIA, editor, killed, row_of

pytestmark = pytest.mark.django_db
AT = "/desk/remembrance/"


@pytest.fixture
def client() -> Client:
    signed_in = Client()
    signed_in.force_login(editor())
    return signed_in


def test_who_waits_is_listed_with_the_ground(client: Client) -> None:
    killed("Waiting Person", target_category="reported_criminal_link")
    killed("Remembered Person")
    said = client.get(AT).content.decode()
    assert "Waiting Person" in said
    assert "Reports allege a link to crime" in said
    assert "Remembered Person" not in said


def test_anybody_is_found_by_name(client: Client) -> None:
    killed()
    assert AMALIA in client.get(AT, {"q": "amalia rios"}).content.decode()


def test_an_editor_decides_excludes_and_takes_back(client: Client) -> None:
    name = row_of(killed(target_category="reported_criminal_link"))
    at = f"{AT}{name.handle}/"
    client.post(f"{at}do/", {"do": "admit", "why": "The court cleared them"})
    assert Name.objects.get().standing == Standing.REMEMBERED
    client.post(f"{at}do/", {"do": "exclude", "why": "The family asked"})
    assert AMALIA in client.get(AT, {"list": "excluded"}).content.decode()
    client.post(f"{at}do/", {"do": "include", "why": "They agree now"})
    said = client.get(at).content.decode()
    for word in ("The court cleared them", "The family asked", "They agree now"):
        assert word in said
    assert not Name.objects.get().excluded


def test_what_is_refused_is_said_and_nothing_typed_is_lost(client: Client) -> None:
    name = row_of(killed())
    at = f"{AT}{name.handle}/do/"
    refused = client.post(at, {"do": "exclude", "why": f"For {AMALIA}"})
    assert refused.status_code == 409
    assert "Leave the name out" in refused.content.decode()
    assert f"For {AMALIA}" in refused.content.decode()
    assert client.post(at, {"do": "exclude", "why": ""}).status_code == 422
    assert client.post(at, {"do": "erase", "why": "x"}).status_code == 422
