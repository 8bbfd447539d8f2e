"""Who may record agreements, and withdraw names."""

from collections.abc import Callable
from typing import Any

import pytest

from casefile.people.named_people import (
    ANA,
    LUIS,
    agree,
    named,
    person,
    settled,
    victim,
    withdrawal,
)
from days import today
from factories import (
    UserFactory,
    adjudicator,
    coder,
)
from seconded import protect
from vigil.casefile.models import Victim
from vigil.casefile.people.verbs import ask_to_name, end_agreement
from vigil.casefile.withdrawal.verbs import withdraw_name
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Level, Role, RoleGrant, User

pytestmark = pytest.mark.django_db


def ask(who: Victim, by: User) -> None:
    terms: dict[str, Any] = {"given_by": "self", "given_how": "in_person", "given_on": today()}
    ask_to_name(who, **terms, why="they wrote", by=by)


@pytest.mark.parametrize("act", [ask, lambda who, **_: protect(who, Level.HIDDEN, **_)])
def test_a_role_limited_to_other_countries_does_not_reach_the_people(
    act: Callable[..., Any],
) -> None:
    by = adjudicator()
    RoleGrant.objects.filter(user=by).update(countries=["BRA"])
    with pytest.raises(NotAllowed):
        act(victim(settled(person(ANA)), ANA), by=by)


def test_a_coder_records_no_agreement() -> None:
    with pytest.raises(NotAllowed):
        agree(victim(settled(person(ANA, "injured")), ANA), by=coder())


def test_an_agreement_of_somebody_else_is_not_ended_here() -> None:
    case = settled(person(ANA, "injured"), person(LUIS, "injured"))
    consent = agree(victim(case, ANA))
    with pytest.raises(NotPossible, match="somebody else"):
        end_agreement(victim(case, LUIS), consent, by=adjudicator())


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADJUDICATOR}))
def test_other_roles_withdraw_no_name(role: Role) -> None:

    case = settled(person(ANA))
    with pytest.raises(NotAllowed):
        withdraw_name(
            case, [ANA], victim=None, spared=(), withdrawal=withdrawal(UserFactory(roles=[role]))
        )
    assert named(case) == [ANA]
