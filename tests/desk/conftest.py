"""A case as the machine proposes it, and people who work on it."""

from typing import Any

import pytest
from django.test import Client

from factories import (
    AccountFactory,
    CandidateFactory,
    ClaimFactory,
    MembershipFactory,
    ReportFactory,
    UserFactory,
)
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.models import Account, Case, MembershipBasis
from vigil.trust.models import Role, User

TEXT = (
    "Councillor Tomás Example Prueba, 46, was shot dead on Tuesday evening in Villa Inventada. "
    "Two men on a motorcycle fled. Neighbours heard <six> shots & a shout."
)


def place(name: str = "Villa Inventada", country: str = "COL") -> dict[str, Any]:
    return {"name": name, "country": country, "precision": "town"}


def make_account(name: str = "Tomás Example Prueba", **report: Any) -> Account:
    """Make an account with claims on who, when, where and how, each with its words."""
    values = {"text": TEXT.replace("Tomás Example Prueba", name), "language": "es", **report}
    account = AccountFactory(report=ReportFactory(**values))
    shown = [
        ("event", None, "killing", "shot dead"),
        ("method", None, "firearm", "shot"),
        ("date_of_attack", None, {"value": "2024-10-08", "precision": "day"}, "Tuesday"),
        ("place", None, place(), "Villa Inventada"),
        ("perpetrators", None, {"name": "two men", "kind": "person"}, "Two men"),
        ("names", 0, [name], name),
        ("age", 0, {"low": 46, "high": 46}, "46"),
        ("occupation", 0, "Councillor", "Councillor"),
        ("outcome", 0, "killed", "dead"),
    ]
    for field, person, value, says in shown:
        ClaimFactory(account=account, field=field, person=person, value=value, says=says)
    return account


def make_candidate(*accounts: Account, **values: Any) -> Case:
    """Make a candidate of these accounts, or of a new one."""
    case = CandidateFactory(**values)
    for account in accounts or (make_account(),):
        MembershipFactory(case=case, account=account, basis=MembershipBasis.MACHINE)
    refresh(case)
    return case


@pytest.fixture
def candidate(db: None) -> Case:
    return make_candidate()


@pytest.fixture
def coder(db: None) -> User:
    return UserFactory(roles=[Role.CODER], display_name="Ana Coder")


@pytest.fixture
def adjudicator(db: None) -> User:
    return UserFactory(roles=[Role.ADJUDICATOR], display_name="Ben Adjudicator")


@pytest.fixture
def auditor(db: None) -> User:
    return UserFactory(roles=[Role.AUDITOR], display_name="Cleo Auditor")


def signed_in(user: User) -> Client:
    """Return a client of this person that checks CSRF nowhere and raises what the view raises."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def at_desk(coder: User) -> Client:
    return signed_in(coder)
