"""A role is added to an account: by two administrators where it decides something."""

import pytest

from factories import UserFactory
from trust.people.administrators import came
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.confirmations.verbs import confirm, waiting_for
from vigil.trust.models import Decision, Role
from vigil.trust.people.verbs.adding_roles import add_role
from vigil.trust.people.verbs.roles import revoke_role

pytestmark = pytest.mark.django_db


def test_one_administrator_adds_what_decides_nothing_two_add_the_rest() -> None:
    by, second, ana = came(), came(), UserFactory(email="ana@example.org")
    assert add_role(ana, Role.AUDITOR, by=by, why="reads the log") is None
    asked = add_role(ana, Role.CODER, by=by, countries=["COL"], why="codes Colombia")
    assert asked is not None
    assert [grant.role for grant in ana.grants.all()] == ["auditor"]
    with pytest.raises(NeedsSecondPerson):
        confirm(asked, by=by)
    confirm(waiting_for(second)[0], by=second)
    assert ana.grants.get(role=Role.CODER).countries == ["COL"]
    told = Decision.objects.filter(verb="grant_role").latest("pk")
    assert (told.actor, told.asked_by, told.why) == (second, by, "codes Colombia")


def test_what_is_not_added() -> None:
    by, ana = came(), UserFactory(roles=[Role.CODER])
    for user, role, more, sentence in (
        (by, Role.AUDITOR, {}, "your own"),
        (ana, Role.CODER, {}, "already"),
        (ana, Role.TIPSTER, {}, "no role"),
        (ana, Role.AUDITOR, {"countries": ["COL"]}, "limited"),
        (UserFactory(is_active=False), Role.AUDITOR, {}, "closed"),
    ):
        with pytest.raises(NotPossible, match=sentence):
            add_role(user, role, by=by, why="x", **more)  # type: ignore[arg-type]
    with pytest.raises(NotPossible, match="reason"):
        add_role(ana, Role.AUDITOR, by=by, why=" ")
    with pytest.raises(NotAllowed):
        add_role(ana, Role.AUDITOR, by=ana, why="x")


def test_to_their_own_account_an_administrator_adds_no_role_alone() -> None:
    by = came()
    with pytest.raises(NotPossible, match=f"vigil person {by.email} --role programme_host"):
        add_role(by, Role.PROGRAMME_HOST, by=by, why="runs events")
    second = came()
    for role in (Role.PROGRAMME_HOST, Role.AUDITOR):
        asked = add_role(by, role, by=by, why="runs events")
        assert asked is not None
        with pytest.raises(NeedsSecondPerson):
            confirm(asked, by=by)
        assert not by.grants.filter(role=role).exists()
        confirm(asked, by=second)
        assert by.grants.filter(role=role).exists()


def test_whoever_removed_another_administrator_adds_no_guarded_role_alone() -> None:
    by, other = came(), came()
    revoke_role(other, Role.ADMINISTRATOR, by=by, why="left")
    with pytest.raises(NotPossible, match="removed another"):
        add_role(other, Role.ADMINISTRATOR, by=by, why="back again")
