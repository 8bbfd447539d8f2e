"""Opening and rejecting: who may, in which state, and what is recorded."""

import pytest

from factories import CandidateFactory, UserFactory, coder
from readings import read_report
from vigil.casefile.cases import decisions
from vigil.casefile.cases.verbs import opening
from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.models import Case, MembershipBasis, Rejection, Stage
from vigil.casefile.reports.verbs.admitting import admit
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, User

pytestmark = pytest.mark.django_db


def candidate() -> Case:
    admit([read_report("a")])
    propose()
    return Case.objects.get()


def test_opening_mints_an_id_that_is_never_given_again() -> None:
    by = coder()
    first = opening.open_case(candidate(), by=by)
    second = opening.open_case(CandidateFactory(), by=by)
    assert first.public_id == "V-1000"
    assert second.public_id == "V-1001"
    assert first.stage == Stage.OPEN
    assert first.memberships.get().basis == MembershipBasis.PERSON


def test_a_decision_tells_who_what_from_to_and_why() -> None:
    by = coder()
    case = opening.open_case(candidate(), by=by, why="three outlets")
    decision = Decision.objects.get(verb="open")
    assert decision.actor == by
    assert decision.target_key == case.public_id
    assert decision.before == {"stage": "candidate"}
    assert decision.after["stage"] == "open"
    assert decision.why == "three outlets"


def test_no_change_without_its_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    case, by = candidate(), coder()

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr(decisions, "record", fail)
    with pytest.raises(RuntimeError):
        opening.open_case(case, by=by)
    case.refresh_from_db()
    assert case.stage == Stage.CANDIDATE
    assert case.public_id is None


def test_rejecting_needs_a_reason_and_can_be_taken_back() -> None:
    case, by = candidate(), coder()
    with pytest.raises(NotPossible, match="why"):
        opening.reject_case(case, by=by, why=" ")
    assert opening.reject_case(case, by=by, why="a traffic accident").stage == Stage.REJECTED
    propose()
    assert Case.objects.count() == 1
    reopened = opening.reopen_case(case, by=by, why="it was not")
    assert reopened.stage == Stage.OPEN
    assert reopened.public_id


def test_a_reason_of_the_list_is_recorded_and_goes_when_it_is_taken_up_again() -> None:
    case, by = candidate(), coder()
    opening.reject_case(case, by=by, reason=Rejection.WAR, why="shelling")
    case.refresh_from_db()
    assert case.rejected_as == "war"
    decision = Decision.objects.get(verb="reject")
    assert decision.after == {"stage": "rejected", "rejected_as": "war"}
    assert decision.why == "shelling"
    opening.reopen_case(case, by=by, why="it was none")
    case.refresh_from_db()
    assert case.rejected_as == ""


def test_a_duplicate_names_the_case_that_it_is_in() -> None:
    case, by = candidate(), coder()
    there, gone = opening.open_case(CandidateFactory(), by=by), CandidateFactory()
    opening.reject_case(gone, by=by, reason=Rejection.UNUSABLE)
    for other in (case, gone):
        with pytest.raises(NotPossible, match="another case"):
            opening.reject_case(case, by=by, reason=Rejection.DUPLICATE, duplicate_of=other)
    opening.reject_case(case, by=by, reason=Rejection.DUPLICATE, duplicate_of=there)
    case.refresh_from_db()
    assert case.duplicate_of == there
    decision = Decision.objects.filter(target_key=f"case-{case.pk}").get(verb="reject")
    assert decision.after["duplicate_of"] == there.public_id


@pytest.mark.parametrize("role", [None, *(r for r in Role if r not in ("coder", "adjudicator"))])
def test_other_roles_open_nothing(role: Role | None) -> None:
    by: User = UserFactory(roles=[role] if role else [])
    with pytest.raises(NotAllowed):
        opening.open_case(CandidateFactory(), by=by)


def test_a_proposal_that_is_gone_says_so() -> None:
    case = CandidateFactory()
    Case.objects.filter(pk=case.pk).delete()
    with pytest.raises(NotPossible, match="changed since"):
        opening.open_case(case, by=coder())
