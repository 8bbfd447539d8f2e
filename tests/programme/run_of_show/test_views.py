"""The desk's screens of the run of show."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from programme.recording_factories import a_session, host, sound
from vigil.programme.models import RunItem
from vigil.programme.run_of_show import verbs as run_of_show
from vigil.programme.run_of_show.verbs import add_item
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


def test_the_run_is_added_up_and_put_in_order(client: Client, by: User) -> None:
    session, part = a_session()
    address = f"/desk/programme/sessions/{session.pk}/run/"
    sent = {"kind": "live", "title": "Opening", "seconds": "80", "voice": "none", "face": "none"}
    assert client.post(address, sent).status_code == 302
    more = {**sent, "title": "Casilda", "seconds": "0:20:00", "contribution": part.pk}
    assert client.post(address, more).status_code == 302
    text = client.get(address).content.decode()
    assert "1:40:00 planned, 1:30:00 in the slot" in text
    assert "10:00 too long" in text
    assert "Casilda Reyes" in text
    first, second = session.run.all()
    assert client.post(address, {"up": second.pk}).status_code == 302
    assert [one.title for one in session.run.all()] == ["Casilda", "Opening"]
    assert client.post(address, {"up": second.pk}).status_code == 302  # it is the first already
    assert client.post(address, {"down": 999_999}).status_code == 404
    wrong = client.post(address, {**sent, "seconds": "long"})
    assert wrong.status_code == 422
    assert 'value="long"' in wrong.content.decode()
    assert first.pk != second.pk


def test_an_item_gets_its_file_and_is_checked(client: Client, by: User) -> None:
    session, part = a_session()
    item = add_item(
        session,
        by=by,
        title="A voice",
        seconds=9,
        kind="prerecorded",
        contribution=part,
        voice="needed",
    )
    address = f"/desk/programme/run/{item.pk}/"
    early = client.post(address, {"act": "check", "check-voice": "on"})
    assert early.status_code == 409
    assert "no file yet" in early.content.decode()
    file = SimpleUploadedFile("x", sound(4).read())
    assert client.post(address, {"act": "file", "file-file": file}).status_code == 302
    assert client.post(address, {"act": "check", "check-voice": "on"}).status_code == 302
    item.refresh_from_db()
    assert (item.seconds, item.voice) == (4, "checked")
    wrong = client.post(address, {"act": "file", "file-file": SimpleUploadedFile("x", b"PK")})
    assert wrong.status_code == 422
    assert client.post(address, {"act": "remove"}).status_code == 302
    assert not RunItem.objects.exists()


def test_who_removes_an_item_second_is_told_that_it_is_gone(
    client: Client, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove = run_of_show.remove_item

    def removed_meanwhile(item: RunItem, *, by: User) -> None:
        remove(item, by=by)
        remove(item, by=by)

    monkeypatch.setattr(run_of_show, "remove_item", removed_meanwhile)
    session, _part = a_session()
    item = add_item(session, by=by, kind="live", title="Words", seconds=60)
    assert client.post(f"/desk/programme/run/{item.pk}/", {"act": "remove"}).status_code == 404
