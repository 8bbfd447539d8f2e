"""The desk's screen of what contributors agree to."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from programme.recording_factories import a_session, host
from vigil.trust.confirmations.verbs import confirm
from vigil.trust.models import Confirmation, Consent, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def by(client: Client) -> User:
    made = host()
    client.force_login(made)
    return made


def test_agreements_are_recorded_and_taken_back(client: Client, by: User) -> None:
    session, part = a_session()
    address = f"/desk/programme/sessions/{session.pk}/agreements/"
    sent = {
        "part": part.uid,
        "uses": ["voice", "picture"],
        "given_by": "self",
        "given_how": "paper",
    }
    assert client.post(address, sent).status_code == 302
    assert set(Consent.objects.values_list("use", flat=True)) == {"voice", "picture"}
    assert (
        client.post(address, {"part": part.uid, "act": "stop", "uses": ["voice"]}).status_code
        == 302
    )
    assert Consent.objects.get(use="voice").withdrawn_at is not None
    nothing = client.post(address, {**sent, "uses": []})
    assert nothing.status_code == 422
    assert client.post(address, {**sent, "part": "nobody"}).status_code == 404


def test_a_name_is_agreed_to_on_a_day(client: Client, by: User) -> None:
    session, part = a_session()
    address = f"/desk/programme/sessions/{session.pk}/agreements/"
    sent = {"part": part.uid, "uses": ["name"], "given_by": "self", "given_how": "in_person"}
    refused = client.post(address, sent)
    assert refused.status_code == 409
    assert "Say on which day they agreed to be named." in refused.content.decode()
    told = {**sent, "given_on": "2021-02-01", "why": "she said so on the telephone"}
    page = client.post(address, told, follow=True)
    assert "A second person must confirm this." in page.content.decode()
    assert not Consent.objects.exists()
    confirm(Confirmation.objects.get(), by=host())
    assert Consent.objects.get(use="name").decision.asked_by == by
    assert client.post(address, {**sent, "given_how": "on_screen"}).status_code == 422
