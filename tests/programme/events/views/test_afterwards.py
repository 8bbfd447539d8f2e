"""The desk's screen of what is left to do after a session."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from programme.recording_factories import a_recording, host, posted
from programme.registration_factories import registered
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


def test_afterwards_says_what_is_left_to_do(client: Client, by: User) -> None:
    recording = posted(by)
    registered(recording.session, follow_up=True)
    a_recording(recording.session, by)
    text = client.get(
        f"/desk/programme/sessions/{recording.session.pk}/afterwards/"
    ).content.decode()
    assert f"Recording {recording.pk}" in text
    assert "<dt>Registered</dt><dd>1</dd>" in text
    assert "<dt>Agreed to be written to afterwards</dt><dd>1</dd>" in text
