"""Creating, closing and emptying accounts."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from factories import UserFactory
from network.factories import MemberFactory
from trust.people.administrators import came, chief
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, User
from vigil.trust.people.verbs.accounts import close_account, create_person

pytestmark = pytest.mark.django_db


def test_the_first_person_needs_nobody_and_every_other_an_administrator() -> None:
    first = create_person("first@example.org", by=None, roles=[Role.ADMINISTRATOR])
    with pytest.raises(NotAllowed):
        create_person("second@example.org", by=None)
    second = create_person("second@example.org", by=first, roles=[Role.CODER], name="Second")
    assert (second.email, second.username) == ("second@example.org", "second@example.org")
    assert str(second) == "Second"
    with pytest.raises(NotAllowed):
        create_person("third@example.org", by=second)
    assert User.objects.count() == 2


def test_a_new_person_has_no_password_and_only_the_roles_given() -> None:
    person = create_person("p@example.org", by=chief(), roles=[Role.CODER, Role.AUDITOR])
    assert not person.has_usable_password()
    assert not person.is_superuser
    assert not person.is_staff
    assert set(person.grants.values_list("role", flat=True)) == {"coder", "auditor"}
    assert not create_person("q@example.org", by=chief()).grants.exists()


def test_letting_somebody_in_is_a_decision_and_each_role_another() -> None:
    by = chief()
    person = create_person("p@example.org", by=by, roles=[Role.CODER], why="joins the team")
    decisions = Decision.objects.filter(target_kind="person", target_key=str(person.pk))
    assert {d.verb: d.why for d in decisions} == {
        "create": "joins the team",
        "grant_role": "joins the team",
    }
    assert {d.actor for d in decisions} == {by}


@pytest.mark.parametrize("address", ["p@example.org", "P@Example.ORG"])
def test_an_address_belongs_to_one_person(address: str) -> None:
    by = chief()
    create_person("p@example.org", by=by)
    with pytest.raises(NotPossible, match="already"):
        create_person(address, by=by)
    assert User.objects.count() == 2


def test_a_person_with_a_role_that_is_none_is_not_let_in_at_all() -> None:
    by = chief()
    with pytest.raises(NotPossible, match="no role"):
        create_person("p@example.org", by=by, roles=["owner"])  # type: ignore[list-item]
    assert not User.objects.filter(email="p@example.org").exists()
    assert not Decision.objects.exists()


def test_no_decision_holds_the_address_or_name_of_an_account() -> None:
    by = chief()
    person = create_person("maria@example.org", by=by, roles=[Role.CODER], name="María")
    close_account(person, by=by, why="left the team")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM trust_decision")
        kept = str(cursor.fetchall())
    assert "create" in kept
    assert "maria@" not in kept
    assert "Mar" not in kept


def test_closing_an_account_takes_each_role_away_and_empties_it() -> None:
    by, user = came(), UserFactory(roles=[Role.CODER, Role.ADMINISTRATOR])
    client = Client()
    client.force_login(user)
    close_account(user, by=by, why="left the team")
    user.refresh_from_db()
    assert not user.is_active
    assert user.email.endswith("@account.invalid")
    assert not user.grants.exists()
    assert not Session.objects.exists()
    made = Decision.objects.filter(target_key=str(user.pk)).order_by("pk")
    assert [(d.verb, d.before.get("role"), d.why) for d in made] == [
        ("revoke_role", "administrator", "left the team"),
        ("revoke_role", "coder", "left the team"),
        ("close_account", None, "left the team"),
    ]
    with pytest.raises(NotPossible, match="closed already"):
        close_account(user, by=by, why="left the team")


def test_nobody_closes_their_own_account_or_one_that_a_room_still_needs() -> None:
    by, member = chief(), MemberFactory()
    with pytest.raises(NotPossible, match="your own"):
        close_account(by, by=by, why="left")
    with pytest.raises(NotPossible, match="page in the network"):
        close_account(member.user, by=by, why="left")
    with pytest.raises(NotPossible, match="reason"):
        close_account(UserFactory(), by=by, why="")
