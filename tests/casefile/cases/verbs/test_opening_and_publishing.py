"""Opening, rejecting, publishing: who may, in which state, and what is recorded."""

import pytest

from factories import CandidateFactory, CaseFactory, UserFactory, adjudicator, coder
from readings import read_report
from vigil.casefile.cases.verbs import opening_and_publishing as verbs
from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.models import Case, MembershipBasis, Stage, Visibility
from vigil.casefile.reports.verbs.admitting import admit
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, RoleGrant, User

pytestmark = pytest.mark.django_db


def candidate() -> Case:
    admit([read_report("a")])
    propose()
    return Case.objects.get()


def test_opening_mints_an_id_that_is_never_given_again() -> None:
    by = coder()
    first = verbs.open_case(candidate(), by=by)
    second = verbs.open_case(CandidateFactory(), by=by)
    assert first.public_id == "V-1000"
    assert second.public_id == "V-1001"
    assert first.stage == Stage.OPEN
    assert first.memberships.get().basis == MembershipBasis.PERSON


def test_a_decision_tells_who_what_from_to_and_why() -> None:
    by = coder()
    case = verbs.open_case(candidate(), by=by, why="three outlets")
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

    monkeypatch.setattr(verbs, "record", fail)
    with pytest.raises(RuntimeError):
        verbs.open_case(case, by=by)
    case.refresh_from_db()
    assert case.stage == Stage.CANDIDATE
    assert case.public_id is None


def test_rejecting_needs_a_reason_and_can_be_taken_back() -> None:
    case, by = candidate(), coder()
    with pytest.raises(NotPossible, match="why"):
        verbs.reject_case(case, by=by, why=" ")
    assert verbs.reject_case(case, by=by, why="a traffic accident").stage == Stage.REJECTED
    propose()
    assert Case.objects.count() == 1
    reopened = verbs.reopen_case(case, by=by, why="it was not")
    assert reopened.stage == Stage.OPEN
    assert reopened.public_id


def test_only_a_verified_case_is_published_and_withdrawing_needs_a_reason() -> None:
    by = adjudicator()
    unready = CaseFactory(stage=Stage.CODED, visibility=Visibility.INTERNAL)
    with pytest.raises(NotPossible, match="verified"):
        verbs.publish_case(unready, by=by)
    ready = CaseFactory(visibility=Visibility.INTERNAL)
    assert verbs.publish_case(ready, by=by).visibility == Visibility.PUBLISHED
    with pytest.raises(NotPossible, match="why"):
        verbs.withdraw_case(ready, by=by, why="")
    assert verbs.withdraw_case(ready, by=by, why="asked by the family").visibility == "withdrawn"


@pytest.mark.parametrize("role", [None, *(r for r in Role if r not in ("coder", "adjudicator"))])
def test_other_roles_open_nothing(role: Role | None) -> None:
    by: User = UserFactory(roles=[role] if role else [])
    with pytest.raises(NotAllowed):
        verbs.open_case(CandidateFactory(), by=by)


def test_a_coder_publishes_nothing() -> None:
    with pytest.raises(NotAllowed):
        verbs.publish_case(CaseFactory(visibility=Visibility.INTERNAL), by=coder())


def test_a_grant_may_be_limited_to_countries() -> None:
    by = UserFactory()
    RoleGrant.objects.create(user=by, role=Role.CODER, countries=["COL"])
    with pytest.raises(NotAllowed):
        verbs.open_case(CandidateFactory(country="MEX"), by=by)
    assert verbs.open_case(CandidateFactory(country="COL"), by=by).public_id


@pytest.mark.parametrize(
    ("languages", "allowed"), [([], True), (["en"], True), (["en", "pt"], True), (["es"], False)]
)
def test_a_grant_may_be_limited_to_languages(languages: list[str], allowed: bool) -> None:
    by = UserFactory()
    RoleGrant.objects.create(user=by, role=Role.CODER, languages=languages)
    case = candidate()  # of a report in English
    assert by.has_perm("casefile.open_case", case) is allowed


def test_a_case_whose_language_is_not_known_is_in_reach() -> None:
    by = UserFactory()
    RoleGrant.objects.create(user=by, role=Role.CODER, languages=["es"], countries=["MEX"])
    assert by.has_perm("casefile.open_case", CandidateFactory(country="MEX"))
    assert not by.has_perm("casefile.open_case", CandidateFactory(country="COL"))


def test_a_proposal_that_is_gone_says_so() -> None:
    case = CandidateFactory()
    Case.objects.filter(pk=case.pk).delete()
    with pytest.raises(NotPossible, match="changed since"):
        verbs.open_case(case, by=coder())


def test_cases_are_related_once_and_never_to_themselves() -> None:
    by, one, other = adjudicator(), CaseFactory(), CaseFactory()
    assert verbs.relate_cases(one, other, "earlier_attempt", by=by).other == other
    with pytest.raises(NotPossible, match="already"):
        verbs.relate_cases(one, other, "earlier_attempt", by=by)
    with pytest.raises(NotPossible, match="itself"):
        verbs.relate_cases(one, one, "same_chain", by=by)
    with pytest.raises(NotPossible, match="no relation"):
        verbs.relate_cases(one, other, "cousin", by=by)


def test_a_contested_mark_is_set_and_settled() -> None:
    by, case = adjudicator(), CaseFactory()
    assert verbs.set_contested(case, True, by=by, why="another outlet denies it").contested
    assert not verbs.set_contested(case, False, by=by, why="the outlet corrected itself").contested
    assert set(Decision.objects.values_list("verb", flat=True)) == {"contest", "settle"}


def test_relating_needs_reach_of_both_and_of_a_public_case_an_adjudicator() -> None:
    one, other = (
        CaseFactory(country=country, visibility=Visibility.INTERNAL) for country in ("MEX", "COL")
    )
    grant = RoleGrant.objects.create(user=UserFactory(), role=Role.CODER, countries=["MEX"])
    with pytest.raises(NotAllowed):
        verbs.relate_cases(one, other, "same_chain", by=grant.user)
    with pytest.raises(NotAllowed):
        verbs.relate_cases(one, CaseFactory(), "same_chain", by=coder())
    verbs.relate_cases(one, CaseFactory(), "same_chain", by=adjudicator())
