"""Cases that people bring."""

import pytest

from factories import UserFactory, coder
from readings import read_report
from vigil.casefile.cases.verbs.entering import enter_case
from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.models import Case, CaseAccount, Claim, Origin, Stage
from vigil.casefile.reports.verbs.admitting import admit
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Role, RoleGrant

pytestmark = pytest.mark.django_db

TYPED = {
    "case": {
        "event": "killing",
        "date_of_attack": {"value": "2019-03-07", "precision": "day"},
        "place": {"name": "Puerto Ejemplo", "country": "MEX", "precision": "town"},
        "method": "firearm",
    },
    "victims": [{"names": ["Amalia Ríos Quintero"], "outcome": "killed"}],
}


def test_a_typed_case_is_open_at_once_and_its_claims_are_the_persons() -> None:
    by = coder()
    case = enter_case(TYPED, by=by, url="https://news.example/1", outlet="The Example Gazette")
    assert (case.stage, case.origin, case.title) == (
        Stage.OPEN,
        Origin.PERSON,
        "Amalia Ríos Quintero",
    )
    assert case.n_reports == 1
    assert {claim.coder for claim in Claim.objects.all()} == {by}


def test_without_a_source_it_counts_no_report() -> None:
    assert enter_case(TYPED, by=coder()).n_reports == 0


def test_two_cases_may_come_from_one_address() -> None:
    by = coder()
    for _ in range(2):
        enter_case(TYPED, by=by, url="https://news.example/1")
    assert Case.objects.count() == 2


def test_a_later_report_finds_the_typed_case() -> None:
    case = enter_case(TYPED, by=coder())
    admit([read_report("a")])
    propose()
    found = CaseAccount.objects.get(account__report__key="a")
    assert (found.case, found.suggested) == (case, True)


def test_nothing_typed_is_refused_and_so_is_a_stranger() -> None:
    with pytest.raises(NotPossible, match="at least"):
        enter_case({"case": {}, "victims": []}, by=coder())
    with pytest.raises(NotAllowed):
        enter_case(TYPED, by=UserFactory())


def test_a_case_is_not_entered_outside_of_ones_countries() -> None:
    grant = RoleGrant.objects.create(user=UserFactory(), role=Role.CODER, countries=["COL"])
    with pytest.raises(NotAllowed):
        enter_case(TYPED, by=grant.user)
    assert not Case.objects.exists()
