"""Screens of whoever manages the network."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from network.factories import MemberFactory, agree, full, manager, not_yet_in
from network.outputs import client_of
from network.sheets_of_members import row, written
from vigil.network.models import Member, MemberSheet, Status
from vigil.network.profiles.fields import Audience
from vigil.network.sheets.verbs.importing import drop_old
from vigil.trust.models import Letter, Sealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(db: None) -> Client:
    return client_of(manager())


def test_members_are_found_by_name_in_any_spelling(client: Client) -> None:
    MemberFactory(name="Ana Jiménez", pseudonym="Heron")
    MemberFactory(name="Boris Other")
    page = client.get("/desk/members/?q=jimenes").content.decode()
    assert "Ana Jiménez" in page
    assert "Boris Other" not in page
    # The other name is the member's to tell: a search must not join the two.
    assert "Ana Jiménez" not in client.get("/desk/members/?q=heron").content.decode()


def test_a_member_is_added_and_invited(client: Client, posted: Callable[[], list[str]]) -> None:
    sent = {"kind": "person", "name": "Ana Ríos", "email": "ana@correo.example", "country": "MEX"}
    response = client.post("/desk/members/new/", sent)
    member = Member.objects.get()
    assert response["Location"] == f"/desk/members/{member.uid}/"
    response = client.post(f"/desk/members/{member.uid}/invite/", {"language": "es"})
    assert response.status_code == 302
    letter = Letter.objects.get()
    assert "http://localhost:8000/es/network/join/" in posted()[0]  # as every letter names it
    assert letter.language == "es"
    page = client.get(f"/desk/members/{member.uid}/").content.decode()
    assert "ana@correo.example" not in page
    response = client.post(f"/desk/members/{member.uid}/take-back/")
    assert response.status_code == 302
    assert client.post(f"/desk/members/{member.uid}/take-back/").status_code == 409


def test_how_far_each_is_and_all_who_were_added_are_invited(client: Client) -> None:
    waiting = not_yet_in("one@correo.example", name="Ana One", languages=["ar"])
    not_yet_in("two@correo.example", name="Ana Two")
    not_yet_in(name="Ana Three")  # nobody knows where to write to
    page = client.get("/desk/members/").content.decode()
    assert page.count("added, not invited") == 3
    answer = client.post("/desk/members/invite-added/", {"language": "es"}, follow=True)
    page = answer.content.decode()
    assert "2 invitations are in the outbox. 1 member has no email address." in page
    assert page.count("<td>invited until ") == 2
    assert sorted(Letter.objects.values_list("language", flat=True)) == ["ar", "es"]
    client.post("/desk/members/invite-added/", {"language": "es"})
    assert Letter.objects.count() == 2
    waiting.invitations.update(expires_at=timezone.now() - timedelta(days=1))
    assert "the link has expired" in client.get("/desk/members/").content.decode()


def test_a_refused_form_is_shown_again_filled(client: Client) -> None:
    sent = {"kind": "person", "name": "Ana Ríos", "email": "none", "role": "Lawyer"}
    response = client.post("/desk/members/new/", sent)
    assert response.status_code == 422
    assert "Lawyer" in response.content.decode()
    not_yet_in("ana@correo.example")
    response = client.post("/desk/members/new/", sent | {"email": "ana@correo.example"})
    assert response.status_code == 422
    assert Member.objects.count() == 1


def test_without_an_address_nobody_is_invited(client: Client) -> None:
    member = not_yet_in()
    at = f"/desk/members/{member.uid}/invite/"
    assert client.post(at, {"language": "en"}).status_code == 409
    assert client.post(at, {"language": "en", "email": "x"}).status_code == 422
    assert client.post(at, {"language": "en", "email": "a@b.example"}).status_code == 302


def test_only_what_staff_see_is_changed_here(client: Client) -> None:
    member = agree(full("zqx7"), Audience.STAFF, "role")
    at = f"/desk/members/{member.uid}/edit/"
    form = client.get(at).context["form"]
    assert set(form.fields) == {"name", "role"}
    sent = {"name": "Ana New", "role": "Judge", "organisation": "Slipped In"}
    assert client.post(at, sent).status_code == 302
    member.refresh_from_db()
    assert (member.name, member.role) == ("Ana New", "Judge")
    assert member.organisation == "Organisationzqx7"


def test_pausing_and_removing(client: Client) -> None:
    member = MemberFactory(name="Ana Ríos")
    at = f"/desk/members/{member.uid}/"
    assert client.post(f"{at}pause/", {"do": "pause"}).status_code == 302
    assert client.post(f"{at}pause/", {"do": "pause"}).status_code == 409
    assert client.post(f"{at}pause/", {"do": "resume"}).status_code == 302
    assert client.post(f"{at}remove/", {"why": ""}).status_code == 422
    assert client.post(f"{at}remove/", {"why": "Ana Ríos asked"}).status_code == 409
    assert client.post(f"{at}remove/", {"why": "asked by letter"}).status_code == 302
    member.refresh_from_db()
    assert member.status == Status.LEFT
    assert client.get(at).status_code == 200
    assert "Ana" not in client.get("/desk/members/?status=left").content.decode()


def test_a_sheet_is_looked_at_and_taken_in(client: Client) -> None:
    file = SimpleUploadedFile("m.csv", written([row(1), row(2, country="Atlantis")]))
    response = client.post("/desk/members/sheets/", {"file": file})
    begun = MemberSheet.objects.get()
    at = f"/desk/members/sheets/{begun.pk}/"
    assert "Member Numbered 1" in response.content.decode()  # what it would change, at once
    # Rows are people: they are shown only where somebody asks to see them, which is kept.
    assert "Member Numbered" not in client.get(at).content.decode()
    looked = client.post(f"{at}look/")
    page = looked.content.decode()
    assert "Member Numbered 1" in page
    assert "“Atlantis” is not a country in the list." in page
    assert client.post(f"{at}apply/", {"seen": "something else"}).status_code == 409
    sent = {"seen": looked.context["plan"].digest}
    assert client.post(f"{at}apply/", sent).status_code == 302
    assert Member.objects.count() == 1
    assert client.post(f"{at}apply/", sent).status_code == 409
    assert client.post(f"{at}look/").status_code == 409
    assert client.get(at).status_code == 200


def test_broken_rows_are_kept_with_whose_they_are_and_what_stands_there(client: Client) -> None:
    rows = [row(1), row(2, country="Atlantis"), row(3, joined_on="11.03.2021")]
    file = SimpleUploadedFile("m.csv", written(rows))
    looked = client.post("/desk/members/sheets/", {"file": file})
    begun = MemberSheet.objects.get()
    at = f"/desk/members/sheets/{begun.pk}/"
    assert client.post(f"{at}broken/").status_code == 409
    client.post(f"{at}apply/", {"seen": looked.context["plan"].digest})
    assert "Member Numbered 2" not in client.get(at).content.decode()
    page = client.post(f"{at}broken/").content.decode()
    for told in ("Member Numbered 2", "Atlantis", "Member Numbered 3", "11.03.2021"):
        assert told in page
    sheet = client.post(f"{at}broken/", {"do": "csv"})
    assert sheet["Content-Type"].startswith("text/csv")
    first = sheet.content.decode("utf-8-sig").splitlines()[1]
    assert first.startswith("3,Member Numbered 2,country,Atlantis,")
    MemberSheet.objects.update(closed_at=timezone.now() - timedelta(days=8))
    drop_old()
    assert not Sealed.objects.filter(subject_kind="member_sheet").exists()


def test_a_sheet_is_dropped(client: Client) -> None:
    client.post("/desk/members/sheets/", {"file": SimpleUploadedFile("m.csv", written([row(1)]))})
    begun = MemberSheet.objects.get()
    assert client.post(f"/desk/members/sheets/{begun.pk}/drop/").status_code == 302
    assert not Sealed.objects.exists()


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"role\nLawyer\n"])
def test_what_is_no_sheet_is_refused_with_a_reason(client: Client, content: bytes) -> None:
    file = SimpleUploadedFile("m.csv", content)
    response = client.post("/desk/members/sheets/", {"file": file})
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
