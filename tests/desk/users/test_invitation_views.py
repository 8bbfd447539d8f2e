"""Inviting at the desk: one person, a sheet, and the list of invitations."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk.conftest import signed_in
from factories import UserFactory
from trust.people.administrators import came
from vigil.trust.confirmations.verbs import refuse, waiting_for
from vigil.trust.models import Invitation, Letter, Role, User

pytestmark = pytest.mark.django_db
AT, LIST, SHEET = "/desk/people/invite/", "/desk/people/invitations/", "/desk/people/sheet/"
SENT = {"email": "maria@example.org", "name": "María", "language": "es", "roles": ["auditor"]}
LINK = re.compile(r"http://[^\s<]+/account/invitation/[^\s<]+/")


@pytest.fixture
def by() -> User:
    return came()


@pytest.fixture
def at_desk(by: User) -> Client:
    return signed_in(by)


def test_without_a_mail_server_the_link_is_shown_once(at_desk: Client) -> None:
    page = at_desk.get(AT).content.decode()
    assert "Reads everything that was decided" in page
    assert "tipster" not in page
    assert "two administrators" not in page
    done = at_desk.post(AT, SENT)
    (link,) = LINK.findall(done.content.decode())
    assert "/es/account/" in link
    assert re.search(r"<button[^>]* data-copy=[^>]* hidden>", done.content.decode())
    assert not Letter.objects.exists()
    listed = at_desk.get(LIST).content.decode()
    assert "maria@example.org" in listed
    assert not LINK.search(listed)
    row = Invitation.objects.get()
    again = at_desk.post(f"{LIST}{row.pk}/", {"act": "show_link"})
    (second,) = LINK.findall(again.content.decode())
    assert second != link
    stranger = Client()
    assert stranger.get(re.sub(r"^http://[^/]+", "", link)).status_code == 410
    assert stranger.get(re.sub(r"^http://[^/]+", "", second)).status_code == 200
    assert (
        "Withdrawn"
        in at_desk.post(f"{LIST}{row.pk}/", {"act": "take_back"}, follow=True).content.decode()
    )
    assert at_desk.post(f"{LIST}{row.pk}/", {"act": "again"}).status_code == 409


def test_what_was_typed_stays_and_the_field_says_why(at_desk: Client) -> None:
    UserFactory(email="maria@example.org")
    refused = at_desk.post(AT, SENT | {"note": "typed by hand"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "has an account already" in page
    assert "typed by hand" in page
    assert re.search(r'value="auditor"[^>]*checked', page)
    assert at_desk.post(AT, {**SENT, "roles": []}).status_code == 422
    assert signed_in(UserFactory(roles=[Role.ADJUDICATOR])).post(AT, SENT).status_code == 403


def test_a_sheet_is_planned_then_confirmed_by_two(
    at_desk: Client, by: User, posted: Callable[[], list[str]]
) -> None:
    second = came()
    text = "email,roles\nana@example.org,coder\nben@,coder\neva@example.org,auditor\n"
    file = SimpleUploadedFile("team.csv", text.encode())
    plan = at_desk.post(SHEET, {"act": "upload", "file": file, "language": "fr"})
    page = plan.content.decode()
    assert "ben@" in page
    assert "once a second administrator confirms it" in page
    assert not Invitation.objects.exists()
    (people,) = re.findall(r'name="people" value="([^"]+)"', page)
    confirm = {"act": "confirm", "people": people}
    assert signed_in(second).post(SHEET, confirm).status_code == 422  # the plan of another
    assert at_desk.post(SHEET, confirm | {"people": f"{people}x"}).status_code == 422
    done = at_desk.post(SHEET, confirm, follow=True).content.decode()
    assert "has to confirm this" in done
    assert done.count("waits for a second administrator") == 2
    assert at_desk.post(SHEET, confirm).status_code == 409  # they are invited already
    asked = signed_in(second).get("/desk/confirmations/").content.decode()
    assert "Invite ana@example.org (Coder), eva@example.org (Auditor)." in asked
    (waiting,) = waiting_for(second)
    refuse(waiting, by=second, why="who are they?")
    assert "not confirmed by a second administrator" in at_desk.get(LIST).content.decode()
    row = Invitation.objects.first()
    assert row is not None
    at_desk.post(f"{LIST}{row.pk}/", {"act": "again"})
    (waiting,) = waiting_for(second)
    signed_in(second).post(f"/desk/confirmations/{waiting.pk}/confirm/")
    assert len(posted()) == 2
    assert "valid until" in at_desk.get(LIST).content.decode()
    Letter.objects.update(state=Letter.State.FAILED)
    assert at_desk.get(LIST).content.decode().count("the letter could not be sent") == 2
