"""Granting, limiting and revoking roles."""

import pytest

from factories import UserFactory
from trust.people.administrators import came, chief
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.access.rules import grants_of
from vigil.trust.models import Decision, Role, RoleGrant
from vigil.trust.people.verbs.accounts import close_account
from vigil.trust.people.verbs.roles import grant_role, limit_role, revoke_role

pytestmark = pytest.mark.django_db


def test_granting_again_replaces_the_limits() -> None:
    by, user = chief(), UserFactory()
    grant_role(user, Role.CODER, by=by, countries=["MEX"], languages=["es"])
    grant_role(user, Role.CODER, by=by, countries=["COL"])
    grant = RoleGrant.objects.get(user=user)
    assert (grant.countries, grant.languages) == (["COL"], [])
    last = Decision.objects.filter(verb="grant_role").order_by("id").last()
    assert last is not None
    assert last.after == {"role": "coder", "countries": ["COL"], "languages": []}


@pytest.mark.parametrize("country", ["MX", "mex", "Mexico", "XXX", ""])
def test_a_country_that_is_none_is_refused(country: str) -> None:
    user = UserFactory()
    with pytest.raises(NotPossible, match="alpha-3"):
        grant_role(user, Role.CODER, by=chief(), countries=["COL", country])
    assert not user.grants.exists()


@pytest.mark.parametrize("language", ["ES", "es-MX", "spanish", ""])
def test_a_language_that_is_no_primary_tag_is_refused(language: str) -> None:
    user = UserFactory()
    with pytest.raises(NotPossible, match="language tag"):
        grant_role(user, Role.CODER, by=chief(), languages=["pt", language])
    assert not user.grants.exists()


def test_who_is_no_administrator_grants_and_revokes_nothing() -> None:
    by, user = UserFactory(roles=[Role.ADJUDICATOR]), UserFactory(roles=[Role.CODER])
    with pytest.raises(NotAllowed):
        grant_role(by, Role.ADMINISTRATOR, by=by)
    with pytest.raises(NotAllowed):
        revoke_role(user, Role.CODER, by=by, why="left")
    with pytest.raises(NotAllowed):
        limit_role(user, Role.CODER, by=by, countries=["COL"], why="moved")
    with pytest.raises(NotAllowed):
        close_account(user, by=by, why="left")
    assert RoleGrant.objects.filter(countries=[]).count() == 2


def test_revoking_takes_one_role_and_says_why() -> None:
    user = UserFactory(roles=[Role.CODER, Role.AUDITOR])
    revoke_role(user, Role.CODER, by=chief(), why="left the team")
    assert list(user.grants.values_list("role", flat=True)) == ["auditor"]
    decision = Decision.objects.get(verb="revoke_role")
    assert decision.before == {"role": "coder", "countries": [], "languages": []}
    assert decision.why == "left the team"
    with pytest.raises(NotPossible, match="does not hold"):
        revoke_role(user, Role.CODER, by=chief(), why="left")
    with pytest.raises(NotPossible, match="reason"):
        revoke_role(user, Role.AUDITOR, by=chief(), why=" ")


def test_limits_are_set_and_taken_away_with_a_reason() -> None:
    by, user = chief(), UserFactory()
    grant_role(user, Role.CODER, by=by, countries=["MEX"], languages=["es"])
    limit_role(user, Role.CODER, by=by, languages=["es"], why="covers the region")
    grant = user.grants.get()
    assert (grant.countries, grant.languages) == ([], ["es"])
    decision = Decision.objects.get(verb="limit_role")
    assert decision.before == {"countries": ["MEX"], "languages": ["es"]}
    assert decision.after == {"role": "coder", "countries": [], "languages": ["es"]}
    for refused in (
        {"languages": ["es"], "why": "again"},
        {"languages": ["fr"], "why": ""},
        {"countries": ["MX"], "why": "misspelt"},
    ):
        with pytest.raises(NotPossible):
            limit_role(user, Role.CODER, by=by, **refused)
    with pytest.raises(NotPossible, match="does not hold"):
        limit_role(user, Role.AUDITOR, by=by, countries=["COL"], why="moved")
    assert user.grants.get().languages == ["es"]


def test_what_was_read_of_roles_is_forgotten_with_the_change() -> None:
    chief_, user = chief(), UserFactory(roles=[Role.CODER])
    assert [grant.countries for grant in grants_of(user, Role.CODER)] == [[]]
    limit_role(user, Role.CODER, by=chief_, countries=["MEX"], why="works on Mexico")
    assert [grant.countries for grant in grants_of(user, Role.CODER)] == [["MEX"]]
    revoke_role(user, Role.CODER, by=chief_, why="left the team")
    assert grants_of(user) == ()


def test_nobody_widens_the_limits_of_their_own_role() -> None:
    one, other = came(), came()
    grant_role(one, Role.ADJUDICATOR, by=other, countries=["COL", "MEX"], languages=["es"])
    wider: list[dict[str, list[str]]] = [
        {"countries": ["COL", "MEX"]},
        {"languages": ["es"]},
        {"countries": ["COL", "HND"], "languages": ["es"]},
    ]
    for limits in wider:
        with pytest.raises(NotPossible, match="your own limits"):
            limit_role(one, Role.ADJUDICATOR, by=one, why="I travel", **limits)
    narrower = {"countries": ["COL"], "languages": ["es"]}
    assert limit_role(one, Role.ADJUDICATOR, by=one, why="I moved", **narrower).countries == ["COL"]
    assert limit_role(one, Role.ADJUDICATOR, by=other, why="she travels").countries == []


def test_the_last_administrator_who_has_signed_in_stays() -> None:
    last, gone = came(), UserFactory(roles=[Role.ADMINISTRATOR], is_active=False)
    with pytest.raises(NotPossible, match="last administrator"):
        revoke_role(last, Role.ADMINISTRATOR, by=last, why="left", gives_up_access=True)
    revoke_role(gone, Role.ADMINISTRATOR, by=last, why="left")
    never = chief()
    with pytest.raises(NotPossible, match="last administrator"):
        revoke_role(last, Role.ADMINISTRATOR, by=never, why="handed over")
    with pytest.raises(NotPossible, match="last administrator"):
        close_account(last, by=never, why="handed over")
    revoke_role(never, Role.ADMINISTRATOR, by=last, why="mistyped address")
    second = came()
    revoke_role(last, Role.ADMINISTRATOR, by=second, why="handed over")
    assert list(RoleGrant.objects.values_list("user", flat=True)) == [second.pk]


def test_an_administrator_confirms_taking_their_own_role() -> None:
    by = came()
    came()
    with pytest.raises(NotPossible, match="Confirm"):
        revoke_role(by, Role.ADMINISTRATOR, by=by, why="handed over")
    revoke_role(by, Role.ADMINISTRATOR, by=by, why="handed over", gives_up_access=True)
    assert not by.grants.exists()
