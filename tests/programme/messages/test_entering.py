"""A host enters what came by mail; another person shows it; the member finds it and withdraws."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from files.carriers import pdf
from programme.message_factories import a_recording, an_event, host, named_member, user_of
from vigil.network.models import Member
from vigil.network.profiles.fields import Audience
from vigil.network.visibility.verbs import set_audiences
from vigil.programme.messages.verbs.films import set_film
from vigil.programme.messages.verbs.moderating import show_message
from vigil.programme.models import Event, Message
from vigil.trust.access.errors import NeedsSecondPerson
from vigil.trust.models import Consent, Role, RoleGrant, Upload, User
from vigil.trust.work.verbs.tasks import do_tasks

pytestmark = pytest.mark.django_db
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def by(client: Client) -> User:
    made = host()
    client.force_login(made)
    return made


@pytest.fixture
def member() -> Member:
    return named_member("Casilda Ríos")


@pytest.fixture
def event() -> Event:
    return an_event()


def sent(client: Client, event: Event, who: Member, **more: Any) -> Any:
    data = {
        "member": str(who.pk),
        "received_how": "messenger",
        "received_on": "2026-01-10",
        "language": "es",
        "text": "Seguimos aquí.",
        "given_by": "self",
        "given_how": "in_person",
        "given_on": "2026-01-09",
        **more,
    }
    return client.post(f"/desk/programme/{event.pk}/messages/enter/", data)


def test_from_a_stick_to_the_wall_and_back(
    client: Client, by: User, event: Event, member: Member
) -> None:
    paper = SimpleUploadedFile("consent.pdf", pdf())
    answer = sent(
        client, event, member, film_follows="on", named="on", given_how="paper", document=paper
    )
    message = Message.objects.get()
    page = f"/desk/programme/messages/{message.pk}/film/"
    assert (answer.status_code, answer["Location"]) == (302, page)
    consent = Consent.objects.get(subject_key=message.uid)
    assert (consent.given_on, consent.given_how) == (date(2026, 1, 9), "paper")
    assert client.get(f"/desk/programme/messages/{message.pk}/document/file").status_code == 200
    content = a_recording(video=True)
    length = {"Upload-Length": str(len(content))}
    begun = client.post(f"{page}uploads/", headers=TUS | length)
    client.patch(
        begun["Location"],
        content,
        content_type="application/offset+octet-stream",
        headers=TUS | {"Upload-Offset": "0"},
    )
    assert do_tasks("a worker", slow=True)["done"] == 1
    message.refresh_from_db()
    assert (message.state, message.kind) == ("waiting", "video")
    with pytest.raises(NeedsSecondPerson, match="You entered this message"):
        show_message(message, by=by)
    desk = client.get(f"/desk/programme/messages/{message.pk}/").content.decode()
    assert "Another person has to show it" in desk
    show_message(message, by=host())
    theirs = Client()
    theirs.force_login(user_of(member))
    own = theirs.get("/programme/messages/").content.decode()
    assert f"{by} entered it for you." in own
    assert "messenger (WhatsApp, Signal)" in own
    assert theirs.post(f"/programme/messages/{message.uid}/withdraw/").status_code == 302
    message.refresh_from_db()
    assert (message.state, message.media) == ("withdrawn", "")
    assert not Upload.objects.filter(state=Upload.State.KEPT).exists(), "nor the paper"


def test_who_uploads_the_film_that_another_entered_does_not_show_it(
    client: Client, by: User, event: Event, member: Member
) -> None:
    sent(client, event, member, film_follows="on")
    message, colleague = Message.objects.get(), host()
    set_film(message, a_recording(), by=colleague)
    message.refresh_from_db()
    with pytest.raises(NeedsSecondPerson, match="You uploaded this film"):
        show_message(message, by=colleague)
    assert show_message(message, by=host()).state == "shown"


def test_what_is_wrong_is_said_at_once_and_nothing_is_kept(
    client: Client, by: User, event: Event, member: Member
) -> None:
    wrong = sent(
        client,
        event,
        member,
        text="",
        received_on="2999-01-01",
        given_how="paper",
        language="",
    )
    text = wrong.content.decode()
    assert wrong.status_code == 422
    for said in ("yet to come", "attach a photograph", "tick that there is a film"):
        assert said in text
    for more in ({"member": ""}, {"given_on": ""}, {"received_how": ""}, {"given_how": ""}):
        assert sent(client, event, member, **more).status_code == 422
    damaged = SimpleUploadedFile("x.pdf", b"nothing")
    refused = sent(client, event, member, given_how="paper", document=damaged)
    assert refused.status_code == 422
    assert "Seguimos aquí." in refused.content.decode()
    set_audiences(member, {"name": Audience.STAFF}, by=user_of(member))
    assert "lets nobody see a name" in sent(client, event, member, named="on").content.decode()
    assert not Message.objects.exists()
    assert not Upload.objects.filter(state=Upload.State.KEPT).exists()


def test_a_search_for_the_member_keeps_what_was_typed(
    client: Client, by: User, event: Event, member: Member
) -> None:
    looked = sent(client, event, member, **{"member-q": "casilda", "member-find": "1"})
    text = looked.content.decode()
    assert "Seguimos aquí.</textarea>" in text
    assert "Casilda Ríos</option>" in text
    assert not Message.objects.exists()


def test_only_hosts_enter_and_only_what_was_entered_has_their_page(
    client: Client, event: Event, member: Member
) -> None:
    editor = host()
    RoleGrant.objects.filter(user=editor).update(role=Role.EDITOR)
    client.force_login(editor)
    assert sent(client, event, member).status_code == 403
