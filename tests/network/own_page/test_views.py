"""A member's own pages, from the invitation to leaving."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from factories import UserFactory
from files.carriers import jpeg
from network.factories import MemberFactory, agree, not_yet_in
from network.invitations.test_verbs import ADDRESS, invited
from network.outputs import client_of
from vigil.network.models import Invitation, Listing, Member, Status
from vigil.network.profiles.fields import FIELDS, Audience, audience_of
from vigil.trust.models import Consent, Decision, Role, User

pytestmark = pytest.mark.django_db

PAGES = (
    "/network/me/",
    "/network/me/edit/",
    "/network/me/seen/",
    "/network/me/biography/",
    "/network/me/portrait/",
    "/network/me/leave/",
    "/network/me/as/public/",
    "/network/me/as/staff/",
    "/network/members/",
)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@pytest.fixture
def member(db: None) -> Member:
    return MemberFactory(name="Ana Ríos")


@pytest.fixture
def client(member: Member) -> Client:
    return client_of(member.user)


def all_seen(audience: Audience, **more: str) -> dict[str, str]:
    return {f"seen-{name}": audience.slug for name in FIELDS} | more


@pytest.mark.parametrize("at", PAGES)
def test_who_enters(at: str, member: Member, client: Client) -> None:
    response = client.get(at)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    visitor = client_of(None).get(at)
    assert (visitor.status_code, visitor["Location"].startswith("/account/login/?next=")) == (
        302,
        True,
    )
    for user in (UserFactory(), UserFactory(roles=[Role.ADMINISTRATOR])):
        assert client_of(user).get(at).status_code == 403
    Member.objects.update(status=Status.LEFT)
    assert client.get(at).status_code == 403


def test_opening_an_invitation_spends_nothing_and_the_button_signs_in() -> None:
    invitee = not_yet_in(ADDRESS)
    at = f"/network/join/{invited(invitee)}/"
    client = Client()
    assert client.get(at).status_code == client.head(at).status_code == 200
    assert Invitation.objects.get().used_at is None
    response = client.post(at)
    assert (response.status_code, response["Location"]) == (302, "/network/me/")
    page = client.get("/network/me/")
    assert page.status_code == 200
    assert page.context["user"] == User.objects.get(email=ADDRESS)
    again = Client().post(at)
    assert again.status_code == 410
    spent = Client().get(at)  # said at once, not after a button
    assert spent.status_code == 410
    assert "no longer valid" in spent.content.decode()
    assert Client().get("/network/me/").status_code == 302


def test_who_came_in_sees_nothing_of_the_desk() -> None:
    client = client_of(MemberFactory().user)
    for at in ("/desk/", "/desk/members/", "/desk/programme/", "/desk/cases/", "/desk/outbox/"):
        assert client.get(at).status_code == 403, at


def test_fields_are_changed(member: Member, client: Client) -> None:
    sent = {
        "name": "Ana Ríos",
        "role": "Lawyer",
        "languages": "Spanish, português",
        "markets": ["cocaine"],
        "country": "MEX",
        "links": "Site https://ana.example/\nhttps://other.example/x",
    }
    assert client.post("/network/me/edit/", sent).status_code == 302
    member.refresh_from_db()
    assert (member.role, member.languages, member.markets) == ("Lawyer", ["es", "pt"], ["cocaine"])
    assert [(x.label, x.url) for x in member.links.all()] == [
        ("Site", "https://ana.example/"),
        ("other.example/x", "https://other.example/x"),
    ]
    n = Decision.objects.count()
    again = client.get("/network/me/edit/").context["form"].initial
    assert again["links"].splitlines()[0] == "Site https://ana.example/"
    assert client.post("/network/me/edit/", sent | {"region": "013"}).status_code == 302
    assert Decision.objects.count() == n


def test_what_was_written_is_not_lost_when_it_is_refused(client: Client) -> None:
    sent = {"name": "Ana", "role": "Lawyer in Puebla", "links": "me javascript:alert(1)"}
    response = client.post("/network/me/edit/", sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Lawyer in Puebla" in page
    assert "javascript:alert(1)" in page
    assert response.context["form"].errors["links"]


def test_above_a_refused_form_stands_what_is_wrong_with_links(client: Client) -> None:
    sent = {"name": "", "country": "XXX"}
    response = client.post("/network/me/edit/", sent)
    assert response.status_code == 422
    page = response.content.decode()
    above = page.split('role="alert"')[1].split("</div>")[0]
    for name in response.context["form"].errors:
        assert f'href="#id_{name}"' in above
    assert 'href="#id_country"' in above


def test_who_cannot_come_back_is_told_to_set_a_password(member: Member, client: Client) -> None:
    assert member.user is not None
    member.user.set_unusable_password()
    member.user.save()
    client.force_login(member.user)
    assert "Set a password or a passkey now" in client.get("/network/me/").content.decode()
    member.user.set_password("a long enough sentence")
    member.user.save()
    client.force_login(member.user)
    page = client.get("/network/me/").content.decode()
    assert "Set a password or a passkey now" not in page
    assert "Sign out" in page


def test_it_is_said_that_nobody_sees_the_page_until_the_name_is_shown(
    member: Member, client: Client
) -> None:
    page = client.get("/network/me/").content.decode()
    assert "Your profile is hidden" in page
    seen = client.get("/network/me/seen/").content.decode()
    assert "only people who manage the network" in seen
    assert "<bdi>Ana Ríos</bdi>" in seen  # what is kept stands beside who sees it
    agree(member, Audience.MEMBERS, "name")
    page = client.get("/network/me/").content.decode()
    assert "Your profile is hidden" not in page
    assert "Who sees it: members and staff." in page


def test_who_sees_what_is_agreed_to_here(member: Member, client: Client) -> None:
    sent = all_seen(Audience.MEMBERS, listing="name") | {"seen-name": "public"}
    assert client.post("/network/me/seen/", sent).status_code == 302
    member.refresh_from_db()
    assert audience_of(member.audiences, "name") == Audience.PUBLIC
    assert audience_of(member.audiences, "role") == Audience.MEMBERS
    assert Consent.objects.filter(given_how="on_screen").count() == len(FIELDS)
    assert "Ana Ríos" in Client().get("/network/").content.decode()
    sent = all_seen(Audience.NOBODY, listing="unlisted")
    assert client.post("/network/me/seen/", sent).status_code == 302
    assert "Ana Ríos" not in Client().get("/network/").content.decode()
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_an_other_name_is_needed_to_stand_under_one(member: Member, client: Client) -> None:
    sent = all_seen(Audience.PUBLIC, listing="pseudonym")
    response = client.post("/network/me/seen/", sent)
    assert response.status_code == 422
    member.refresh_from_db()
    assert (member.listing, member.audiences) == (Listing.NAME, {})
    sent = all_seen(Audience.PUBLIC, listing="pseudonym") | {"seen-role": "the whole world"}
    assert client.post("/network/me/seen/", sent).status_code == 422


def test_a_page_is_previewed_as_each_audience_sees_it(member: Member, client: Client) -> None:
    agree(member, Audience.MEMBERS, "name")
    assert "Ana Ríos" not in client.get("/network/me/as/public/").content.decode()
    assert "Ana Ríos" in client.get("/network/me/as/members/").content.decode()
    assert client.get("/network/me/as/martians/").status_code == 404


def test_a_biography_in_a_language(member: Member, client: Client) -> None:
    sent = {"language": "ar", "text": "تكتب عن الحدود"}
    assert client.post("/network/me/biography/", sent).status_code == 302
    page = client.get("/network/me/biography/?language=ar").content.decode()
    assert "تكتب عن الحدود" in page
    agree(member, Audience.PUBLIC)
    page = Client().get(f"/network/{member.handle}/").content.decode()
    assert 'lang="ar" dir="rtl"' in page
    long = {"language": "en", "text": "x" * 4001}
    response = client.post("/network/me/biography/", long)
    assert response.status_code == 422
    assert "x" * 4001 in response.content.decode()


def test_a_portrait_is_given_and_removed(member: Member, client: Client) -> None:
    file = SimpleUploadedFile("me.jpg", jpeg())
    assert client.post("/network/me/portrait/", {"file": file}).status_code == 302
    member.refresh_from_db()
    assert client.get(f"/network/portraits/{member.portrait}/").status_code == 200
    bad = SimpleUploadedFile("me.jpg", b"no picture")
    assert client.post("/network/me/portrait/", {"file": bad}).status_code == 422
    assert client.post("/network/me/portrait/", {"do": "remove"}).status_code == 302
    member.refresh_from_db()
    assert member.portrait == ""


def test_own_data_is_handed_out(member: Member, client: Client) -> None:
    response = client.post("/network/me/data/")
    assert "attachment" in response["Content-Disposition"]
    assert json.loads(response.content)["member"]["name"] == "Ana Ríos"
    assert client.get("/network/me/data/").status_code == 405


def test_pausing(member: Member, client: Client) -> None:
    agree(member, Audience.PUBLIC)
    client.post("/network/me/pause/", {"do": "pause"})
    assert Client().get(f"/network/{member.handle}/").status_code == 404
    client.post("/network/me/pause/", {"do": "resume"})
    assert Client().get(f"/network/{member.handle}/").status_code == 200


def test_leaving_asks_and_then_removes(member: Member, client: Client) -> None:
    assert client.post("/network/me/leave/").status_code == 422
    member.refresh_from_db()
    assert member.status == Status.ACTIVE
    assert client.post("/network/me/leave/", {"sure": "on"}).status_code == 200
    member.refresh_from_db()
    assert (member.status, member.name) == (Status.LEFT, "")
    assert client.get("/network/me/").status_code == 302


def test_the_json_goes_page_by_page() -> None:
    for n in range(5):
        agree(MemberFactory(name=f"Member {n}"), Audience.PUBLIC, "name")
    names, at = [], "/network/members.json?limit=2"
    while at:
        said = Client().get(at).json()
        assert said["count"] == 5
        names += [one["name"] for one in said["results"]]
        at = said["next"]
    assert names == [f"Member {n}" for n in range(5)]


@pytest.mark.parametrize(
    ("query", "named"),
    [("limit=many", "limit"), ("page=first", "page"), ("kind=x", "kind"), ("name=x", "name")],
)
def test_the_json_names_what_it_does_not_understand(query: str, named: str) -> None:
    response = Client().get(f"/network/members.json?{query}")
    assert (response.status_code, list(response.json()["errors"])) == (400, [named])


def test_a_place_where_nobody_is_known_to_be_is_no_bad_question() -> None:
    response = Client().get("/network/members.json?place=TUV&language=haw")
    assert (response.status_code, response.json()["count"]) == (200, 0)
