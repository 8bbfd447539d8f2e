"""Choosing a member in a form of the desk: looked for by name, among those whom staff may know."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from network.factories import MemberFactory, agree
from programme.factories import EventFactory, SessionFactory
from programme.message_factories import host
from vigil.network.models import Listing, Member, Status
from vigil.network.profiles.fields import Audience
from vigil.programme.contributors import member_search
from vigil.programme.contributors.member_search import find_members
from vigil.programme.models import Contribution, Partner

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(host())
    return client


WHAT = {
    "title": "Bearing witness",
    "kind": "live",
    "registering": "none",
    "starts": "2021-03-11T09:00",
    "ends": "2021-03-11T10:30",
    "zone": "Asia/Tokyo",
    "people-rows": "1",
}


def row(**fields: object) -> dict[str, object]:
    """Return what a browser sends of a session with one new row of people."""
    sent = {"role": "moderator", "order": "", **fields}
    return {**WHAT, **{f"people-0-{name}": value for name, value in sent.items()}}


def known(name: str, **values: object) -> int:
    """Make a member whose name staff may know; return the primary key."""
    return agree(MemberFactory(name=name, **values), Audience.STAFF, "name").pk


def test_a_name_is_found_in_any_spelling_and_a_name_that_is_hidden_is_not() -> None:
    casilda = known("Casilda Orduña")
    MemberFactory(name="Casilda Hidden")
    gone = known("Casilda Gone")
    Member.objects.filter(pk=gone).update(status=Status.LEFT)
    assert find_members("casilda orduna").members == [(casilda, "Casilda Orduña")]
    assert find_members("Casilda").members == [(casilda, "Casilda Orduña")]
    assert find_members("Hidden").members == []
    assert find_members("  ").members == []


def test_by_another_name_only_who_lets_staff_see_it_is_found() -> None:
    values = {"listing": Listing.PSEUDONYM, "pseudonym": "Ceiba"}
    shown = agree(MemberFactory(name="Casilda A", **values), Audience.STAFF, "pseudonym")
    MemberFactory(name="Casilda B", **values)
    assert find_members("ceiba").members == [(shown.pk, "Ceiba")]
    assert find_members("Casilda").members == []


def test_many_are_found_in_one_query_and_few_are_offered(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(member_search, "MOST", 3)
    for n in range(5):
        known(f"Casilda Ruiz {n}")
    with django_assert_num_queries(1):
        found = find_members("casilda ruiz")
    assert [name for _pk, name in found.members] == [f"Casilda Ruiz {n}" for n in range(3)]
    assert found.count == 5


def test_no_page_lists_all_members(desk: Client) -> None:
    known("Casilda Orduña")
    session = SessionFactory()
    for at in (f"sessions/{session.pk}/edit", f"{session.event.pk}"):
        page = desk.get(f"/desk/programme/{at}/")
        assert page.status_code == 200, at
        assert "Orduña" not in page.content.decode()


def test_looking_keeps_what_was_typed_and_adds_nobody(desk: Client) -> None:
    pk, session = known("Casilda Orduña"), SessionFactory()
    at = f"/desk/programme/sessions/{session.pk}/edit/"
    typed = {"role": "moderator", "position": "Chair of the round", "order": "7"}
    page = desk.post(at, row(**typed, **{"member-q": "orduna", "member-find": "1"}))
    text = page.content.decode()
    assert page.status_code == 200
    assert f'<option value="{pk}">Casilda Orduña</option>' in text
    assert 'value="Chair of the round"' in text
    assert "errorlist" not in text
    assert not Contribution.objects.exists()
    chosen = desk.post(at, row(**typed, **{"member-q": "orduna", "member": pk}))
    assert chosen.status_code == 302
    part = Contribution.objects.get()
    assert (part.member_id, part.role, part.position) == (pk, "moderator", typed["position"])


def test_who_was_looked_for_is_to_be_chosen(desk: Client) -> None:
    session = SessionFactory()
    known("Casilda Orduña")
    sent = row(**{"member-q": "orduna", "name": "Ana"})
    page = desk.post(f"/desk/programme/sessions/{session.pk}/edit/", sent)
    assert page.status_code == 422
    assert "Choose one of those found." in page.content.decode()
    assert not Contribution.objects.exists()


def test_the_enter_key_sends_a_form_in_which_nobody_is_looked_for(desk: Client) -> None:
    session = SessionFactory()
    sent = row(**{"name": "Ana", "member-q": "", "member-find": "1"})
    assert desk.post(f"/desk/programme/sessions/{session.pk}/edit/", sent).status_code == 302
    assert Contribution.objects.get().name == "Ana"


@pytest.mark.parametrize("value", ["0", "x", "999999999999999999999"])
def test_who_is_not_to_be_had_is_refused(desk: Client, value: str) -> None:
    hidden, session = MemberFactory(), SessionFactory()
    at = f"/desk/programme/sessions/{session.pk}/edit/"
    for pk in (value, hidden.pk):
        page = desk.post(at, row(member=pk))
        assert page.status_code == 422
        assert hidden.name not in page.content.decode()


def test_who_holds_an_event_is_looked_for_likewise(desk: Client) -> None:
    pk, event = known("Hermanas de Sinaloa"), EventFactory()
    at = f"/desk/programme/{event.pk}/partners/"
    page = desk.post(at, {"role": "partner", "member-q": "hermanas", "member-find": "1"})
    assert page.status_code == 200
    assert "Hermanas de Sinaloa" in page.content.decode()
    assert desk.post(at, {"role": "partner", "member": pk}).status_code == 302
    assert Partner.objects.get().member_id == pk


def test_a_name_that_nobody_bears_is_said(desk: Client) -> None:
    session = SessionFactory()
    at = f"/desk/programme/sessions/{session.pk}/edit/"
    page = desk.post(at, row(**{"member-q": "Nobody", "member-find": "1"}))
    assert "No member whom you may know by this name." in page.content.decode()
