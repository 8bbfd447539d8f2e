"""What a colleague who leaves looked after goes to somebody else, or back to the queue."""

import pytest

from factories import CandidateFactory, UserFactory
from factories import coder as a_coder
from trust.people.administrators import came
from vigil.casefile.triage.leaving import HandedOver, assigned_cases, hand_over_work
from vigil.casefile.triage.verbs import assign
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, RoleGrant, User
from vigil.trust.people.verbs.accounts import close_account

pytestmark = pytest.mark.django_db


def busy() -> User:
    """Make a coder who looks after a case in Colombia and one in Mexico."""
    user = UserFactory(roles=[Role.CODER], display_name="Ana")
    for country in ("COL", "MEX"):
        assign(CandidateFactory(country=country), user, by=a_coder())
    return user


def test_cases_go_to_somebody_who_may_code_them_the_others_to_nobody() -> None:
    ana, by, ben = busy(), came(), UserFactory(display_name="Ben")
    RoleGrant.objects.create(user=ben, role=Role.CODER, countries=["COL"])
    assert hand_over_work(ana, ben, by=by, why="on leave") == HandedOver(given=1, freed=1)
    assert [case.country for case in assigned_cases(ben)] == ["COL"]
    told = Decision.objects.filter(verb="pass_on").values_list("actor", "why")
    assert set(told) == {(by.pk, "on leave")}
    for who, by_whom, error in ((ana, by, NotPossible), (ben, a_coder(), NotAllowed)):
        with pytest.raises(error):
            hand_over_work(who, None, by=by_whom, why="x")


def test_closing_an_account_gives_its_cases_back_to_the_queue() -> None:
    ana = busy()
    close_account(ana, by=came(), why="left the team")
    assert not assigned_cases(ana).exists()
    assert Decision.objects.filter(verb="pass_on", why="the account is closed").count() == 2
