"""The desk's screen of the application for a slot."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from programme.recording_factories import a_session, host
from vigil.programme.models import SlotApplication
from vigil.trust.models import User

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


def test_an_application_from_draft_to_its_number(client: Client, by: User) -> None:
    session, _part = a_session()
    address = f"/desk/programme/sessions/{session.pk}/application/"
    sent = {
        "act": "write",
        "write-congress": "The Congress",
        "write-deadline": "2020-11-01T23:59",
        "write-deadline_zone": "Europe/Vienna",
    }
    assert client.post(address, sent).status_code == 302
    text = client.get(address).content.decode()
    assert 'Sunday, 1 November 2020, <bdi dir="ltr">23:59</bdi>, Vienna time' in text
    assert client.post(address, {"act": "send"}).status_code == 302
    early = client.post(address, {"act": "send"})
    assert early.status_code == 409
    assert "sent already" in early.content.decode()
    answer = {"act": "answer", "answer-accepted": "yes", "answer-number": "166"}
    assert client.post(address, answer).status_code == 302
    session.refresh_from_db()
    assert session.number == 166
    assert SlotApplication.objects.get().state == "accepted"
    wrong = client.post(address, {**sent, "write-deadline_zone": "CET"})
    assert wrong.status_code == 422
    assert "is kept in several places" in wrong.content.decode()
    assert 'value="CET"' in wrong.content.decode()
