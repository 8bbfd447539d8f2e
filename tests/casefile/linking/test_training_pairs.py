"""What linking learns from: cases, judgements, duplicates; nothing that was withdrawn."""

import pytest

from casefile.people.named_people import take
from factories import coder
from readings import read_report
from vigil.casefile.cases.verbs.opening import open_case, reject_case
from vigil.casefile.linking.training_pairs import decided_accounts
from vigil.casefile.linking.verbs.judging import judge
from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.models import Account, Case, Judgement, Rejection
from vigil.casefile.reports.verbs.admitting import admit

pytestmark = pytest.mark.django_db
OTHER = "Benedikt Holm"


def case_of(key: str) -> Case:
    return Case.objects.filter(memberships__account__report__key=key).distinct().get()


def key_of(report: str) -> str:
    return Account.objects.get(report__key=report).key


def two_attacks() -> tuple[Case, Case]:
    """Return the case of one attack that two reports tell of, and a candidate of another."""
    other = read_report("c", victim=OTHER, day="2020-01-02", town="Elsewhere")
    admit([read_report("a"), read_report("b", more="Nobody was arrested."), other])
    propose()
    return case_of("a"), case_of("c")


def test_accounts_that_people_hold_in_cases() -> None:
    one, two = two_attacks()
    assert decided_accounts().accounts == []
    open_case(one, by=coder())
    open_case(two, by=coder())
    found = decided_accounts()
    assert [account.report_id for account in found.accounts] == ["a", "b", "c"]
    assert found.case_of[key_of("a")] == found.case_of[key_of("b")] != found.case_of[key_of("c")]
    assert found.judged == {}
    assert set(found.reports) == {"a", "b", "c"}


def test_a_duplicate_is_the_same_as_what_it_doubles_and_a_judgement_goes_before() -> None:
    one, two = two_attacks()
    by, (a, b, c) = coder(), map(key_of, "abc")
    opened = open_case(one, by=by)
    reject_case(two, by=by, reason=Rejection.DUPLICATE, duplicate_of=opened)
    same = {tuple(sorted(pair)): True for pair in ((a, c), (b, c))}
    assert decided_accounts().judged == same
    judge(*Account.objects.filter(key__in=[a, c]), Judgement.Verdict.DIFFERENT, by=by)
    assert decided_accounts().judged == {**same, tuple(sorted((a, c))): False}


def test_nothing_comes_of_what_was_withdrawn() -> None:
    one, two = two_attacks()
    open_case(one, by=coder())
    open_case(two, by=coder())
    take(case_of("c"), OTHER)
    found = decided_accounts()
    assert [account.report_id for account in found.accounts] == ["a", "b"]
