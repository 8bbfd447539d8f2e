"""Documents of a session: shown once somebody read them, to whom they are for, on both pages."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from factories import adjudicator
from files.carriers import pdf
from programme.recording_factories import a_session, host, posted
from vigil.programme.models import Material, Session
from vigil.programme.recordings.verbs import materials
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Upload, User
from vigil.trust.withdrawals.verbs import withdraw

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


def added(client: Client, session: Session, **more: Any) -> Any:
    file = SimpleUploadedFile("x.pdf", pdf())
    sent = {"title": "Joint statement", "language": "Spanish", "access": "all", "file": file} | more
    return client.post(f"/desk/programme/sessions/{session.pk}/materials/", sent)


def page(session: Session) -> str:
    return f"/programme/{session.event.slug}/{session.slug}/"


def test_a_document_is_shown_on_both_pages_after_somebody_read_it(client: Client, by: User) -> None:
    session, _part = a_session()
    answer = added(client, session)
    material = Material.objects.get()
    at = f"/desk/programme/materials/{material.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, at)
    assert material.language == "es"
    address = f"{page(session)}materials/{material.uid}.pdf"
    assert client.get(f"{at}file").status_code == 200
    assert Client().get(address).status_code == 404
    assert client.post(at, {"act": "post"}).status_code == 422
    assert client.post(at, {"act": "post", "post-was_read": "on"}).status_code == 302
    given = Client().get(address)
    assert (given.status_code, given["Content-Type"]) == (200, "application/pdf")
    for public in (page(session), f"/programme/{session.event.slug}/"):
        text = Client().get(public).content.decode()
        assert f'href="{address}"' in text
        assert 'lang="es"' in text
        assert "Spanish" in text
    Material.objects.update(access="registered")
    assert Client().get(address).status_code == 404
    text = Client().get(page(session)).content.decode()
    assert address not in text
    assert "for those who registered" in text
    assert client.post(at, {"act": "hold"}).status_code == 302
    assert "Joint statement" not in Client().get(page(session)).content.decode()
    assert client.post(at, {"act": "remove", "remove-why": "asked"}).status_code == 302
    assert not Material.objects.exists()
    assert not Upload.objects.filter(state=Upload.State.KEPT).exists()


def test_what_is_wrong_is_said_at_its_field(client: Client, by: User) -> None:
    session, _part = a_session()
    for more, said in (
        ({"title": ""}, "required"),
        ({"language": "Klingonese"}, "We know no language"),
        ({"file": SimpleUploadedFile("x.pdf", b"nothing")}, "no picture"),
    ):
        answer = added(client, session, **more)
        assert answer.status_code == 422, more
        assert said in answer.content.decode()
    assert not Material.objects.exists()
    assert not Upload.objects.filter(state=Upload.State.KEPT).exists()


def test_a_withdrawn_name_goes_from_the_title_and_hides_it(by: User) -> None:
    session, _part = a_session()
    material = materials.add_material(session, pdf(), title="Slides", language="en", by=by)
    with pytest.raises(NotPossible, match="Read the document"):
        materials.post_material(material, was_read=False, by=by)
    materials.post_material(material, was_read=True, by=by)
    Material.objects.update(title="Slides of Casilda Reyes")
    withdraw(["Casilda Reyes"], by=adjudicator(), why="she asked")
    material.refresh_from_db()
    assert (material.state, "Casilda" in material.title) == ("held", False)


def test_the_event_plays_sound_and_asks_the_same_for_more_sessions(
    by: User, django_assert_max_num_queries: Any
) -> None:
    recording = posted(by)
    session = recording.session
    text = Client().get(f"/programme/{session.event.slug}/").content.decode()
    assert f'<source src="{page(session)}recordings/{recording.uid}/file"' in text
    assert 'preload="none"' in text
    for _number in range(4):
        more, _part = a_session(event=session.event)
        material = materials.add_material(more, pdf(), title="Slides", language="en", by=by)
        materials.post_material(material, was_read=True, by=by)
    with django_assert_max_num_queries(60):
        text = Client().get(f"/programme/{session.event.slug}/").content.decode()
    assert text.count("Slides</a>") == 4
