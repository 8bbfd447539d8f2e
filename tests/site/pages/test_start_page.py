"""The page that signing in leads to: a person's rooms, and what waits there for them."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from casefile.compiled import load_first
from factories import CaseFactory, UserFactory
from fund.factories import emergency
from network.factories import MemberFactory
from vigil.casefile.models import Case, Stage
from vigil.casefile.verification.queries import values_to_check
from vigil.casefile.verification.verbs import review_case
from vigil.site.pages.views import own_rooms
from vigil.trust.models import GUARDED_ROLES, Role, User
from vigil.trust.people.verbs.sign_in_links import make_one_time_link
from vigil.witness.people.verbs.writing import write_life
from witness.people_factories import editor, killed, row_of

pytestmark = pytest.mark.django_db

ROOMS = {
    Role.CODER: {"/desk/"},
    Role.ADJUDICATOR: {"/desk/", "/desk/requests/", "/desk/outbox/", "/desk/testimony/"},
    Role.EDITOR: {
        *("/desk/stories/", "/desk/campaigns/", "/desk/remembrance/", "/desk/testimony/"),
        "/desk/programme/messages/",
    },
    Role.PANEL_CHAIR: {"/desk/outlook/"},
    Role.FUND_OFFICER: {"/desk/fund/"},
    Role.REVIEWER: {"/desk/fund/reviews/"},
    Role.PROGRAMME_HOST: {"/desk/programme/", "/desk/programme/messages/"},
    Role.ADMINISTRATOR: {
        "/desk/",
        "/desk/outbox/",
        "/desk/people/",
        "/desk/members/",
        "/desk/operation/",
    },
    Role.AUDITOR: {"/desk/", "/desk/fund/grants/audit/"},
}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("role", Role)
def test_every_room_of_a_role_stands_there_and_opens(role: Role) -> None:
    user = UserFactory(roles=[role])
    client = signed_in(user)
    page = client.get("/account/").content.decode().split("<h1>")[1]
    rooms = {room.address for room in own_rooms(user)}
    assert rooms >= ROOMS.get(role, set())
    for address in rooms:
        assert f'<a href="{address}">' in page
        assert client.get(address).status_code == 200, address
    # Where a role has a first step, the page does not send its holder to an administrator.
    waits = "No room is open to your account yet" in page
    assert waits == (role in (Role.TIPSTER, Role.REGISTRANT))


@pytest.mark.parametrize("roles", [[], [Role.PANEL_CHAIR], [Role.FUND_OFFICER], [Role.REVIEWER]])
def test_signing_in_leads_there_whatever_the_role(roles: list[Role]) -> None:
    user = UserFactory(roles=roles)
    client = Client()
    answer = client.post("/account/login/", {"login": user.email, "password": "a long pass phrase"})
    to = "/account/2fa/" if GUARDED_ROLES & {*roles} else "/account/"
    assert answer["Location"] == to
    answer = Client().post(f"/fr/account/link/{make_one_time_link(user)}/")
    assert answer["Location"] == f"/fr{to}"


def test_it_says_how_much_waits() -> None:
    CaseFactory(stage=Stage.OPEN)
    CaseFactory(stage=Stage.OPEN)
    page = signed_in(UserFactory(roles=[Role.CODER])).get("/account/").content.decode()
    found = '<a href="/desk/#coding">Waiting for my coding</a> <span class="count">2</span>'
    assert found in page


def test_it_says_which_shipped_cases_lack_only_ones_own_check() -> None:
    load_first(3)
    by, case = UserFactory(roles=[Role.CODER]), Case.objects.order_by("public_id")[0]
    findings = {value.key: "confirmed" for value in values_to_check(case)}
    review_case(case, findings, by=UserFactory(roles=[Role.CODER]))
    page = signed_in(by).get("/account/").content.decode()
    assert 'Cases that need only your check</a> <span class="count">1</span>' in page
    assert 'Cases to check</a> <span class="count">3</span>' in page
    review_case(case, findings, by=by)
    page = signed_in(by).get("/account/").content.decode()
    assert "only your check" not in page
    assert 'Cases to check</a> <span class="count">2</span>' in page


def test_a_life_waits_for_every_editor_but_its_author() -> None:
    name, by, other = row_of(killed()), editor(), editor()
    write_life(name, "en", "She grew beans and taught.", by=by)
    at = f"/desk/remembrance/{name.handle}/life/"
    waits = f'<a href="{at}">Text on a life to approve: {name.name}</a>'
    assert waits in signed_in(other).get("/account/").content.decode()
    assert waits not in signed_in(by).get("/account/").content.decode()


def test_an_officer_sees_that_somebody_in_danger_waits() -> None:
    emergency()
    page = signed_in(UserFactory(roles=[Role.FUND_OFFICER])).get("/account/").content.decode()
    assert 'Emergencies to decide</a> <span class="count">1</span>' in page


def test_a_member_finds_their_own_page() -> None:
    member = MemberFactory()
    member.user = UserFactory()
    member.save()
    assert '<a href="/network/me/">' in signed_in(member.user).get("/account/").content.decode()


def test_a_visitor_is_asked_to_sign_in() -> None:
    assert Client().get("/account/")["Location"] == "/account/login/?next=/account/"


@pytest.mark.parametrize("role", [Role.CODER, Role.ADMINISTRATOR, Role.AUDITOR, Role.ADJUDICATOR])
def test_no_link_of_the_menu_of_the_desk_leads_to_a_refusal(role: Role) -> None:
    client = signed_in(UserFactory(roles=[role]))
    menu = client.get("/desk/").content.decode().partition("<main")[0]
    there = {at for at in ("/desk/add/", "/desk/decisions/", "/desk/cases/") if f'"{at}"' in menu}
    assert "/desk/cases/" in there
    assert {at: client.get(at).status_code for at in there} == dict.fromkeys(there, 200)


def test_nobody_in_the_demonstration_is_told_to_set_a_password(settings: Settings) -> None:
    user = UserFactory(roles=[Role.ADMINISTRATOR])
    user.set_unusable_password()
    user.save()
    client = signed_in(user)
    for settings.VIGIL_DEMONSTRATION in (False, True):
        page = client.get("/account/").content.decode()
        assert ("Without this you cannot sign in again" in page) is not settings.VIGIL_DEMONSTRATION
