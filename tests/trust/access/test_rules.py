"""Roles: nobody is anything by default, and what is not listed is refused."""

import pytest
from django.contrib.auth.models import AnonymousUser

from factories import CaseFactory, UserFactory
from vigil.casefile.models import Case
from vigil.trust.access.rules import roles_of
from vigil.trust.models import Role, User
from vigil.trust.people.verbs.roles import grant_role, revoke_role

pytestmark = pytest.mark.django_db

GRANT, READ = "trust.grant_role", "trust.read_decisions"


@pytest.mark.parametrize("user", [AnonymousUser(), None, "maria@example.org"])
def test_who_is_not_signed_in_has_no_roles(user: object) -> None:
    assert roles_of(user) == frozenset()


@pytest.mark.parametrize("role", [None, *Role])
def test_only_an_administrator_grants_roles(role: Role | None) -> None:
    user: User = UserFactory(roles=[role] if role else [])
    assert user.has_perm(GRANT) == (role == Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", [None, *Role])
def test_who_reads_decisions(role: Role | None) -> None:
    user: User = UserFactory(roles=[role] if role else [])
    assert user.has_perm(READ) == (role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.ADJUDICATOR))


def test_a_permission_that_is_not_listed_is_refused() -> None:
    user: User = UserFactory(roles=list(Role))
    assert not user.has_perm("trust.change_decision")
    assert not user.has_perm("trust.no_such_thing")


def test_an_inactive_person_has_no_roles() -> None:
    user: User = UserFactory(roles=list(Role), is_active=False)
    assert roles_of(user) == frozenset()
    assert not user.has_perm(GRANT)


def test_a_grant_and_a_revocation_hold_at_once() -> None:
    chief: User = UserFactory(roles=[Role.ADMINISTRATOR])
    user: User = UserFactory()
    assert not user.has_perm(READ)
    grant_role(user, Role.AUDITOR, by=chief)
    assert user.has_perm(READ)
    revoke_role(user, Role.AUDITOR, by=chief, why="left the team")
    assert not user.has_perm(READ)


def limited(*countries: str) -> User:
    chief: User = UserFactory(roles=[Role.ADMINISTRATOR])
    user: User = UserFactory()
    grant_role(user, Role.CODER, by=chief, countries=countries)
    return user


@pytest.mark.parametrize(
    ("country", "reached"), [("MEX", True), ("COL", True), ("BRA", False), ("", True)]
)
def test_a_grant_limited_to_countries_reaches_them_and_the_unknown(
    country: str, reached: bool
) -> None:
    case: Case = CaseFactory(country=country)
    assert limited("MEX", "COL").has_perm("casefile.code_case", case) == reached


def test_a_grant_without_countries_reaches_everywhere() -> None:
    assert limited().has_perm("casefile.code_case", CaseFactory(country="BRA"))


def test_a_limited_grant_lends_nothing_to_another_role() -> None:
    user = limited("MEX")
    assert not user.has_perm("casefile.publish", CaseFactory(country="MEX"))
