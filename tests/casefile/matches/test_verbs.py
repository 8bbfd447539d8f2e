"""People's word on what a case is elsewhere."""

import pytest

from casefile.people.named_people import ANA, person, rewritten, settled
from factories import CandidateFactory, CaseFactory, ListedKillingFactory, adjudicator, coder
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.matches.queries import judgements_of
from vigil.casefile.matches.verbs import keep_apart, match_listed, unmatch
from vigil.casefile.models import Case, CaseMatch, Stage
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, RoleGrant, User

pytestmark = pytest.mark.django_db

SAME, DIFFERENT = CaseMatch.Verdict.SAME, CaseMatch.Verdict.DIFFERENT


@pytest.fixture
def by() -> User:
    return adjudicator()


@pytest.fixture
def case() -> Case:
    return settled(person(ANA))


def test_a_case_bears_the_rows_id_until_it_is_taken_back(case: Case, by: User) -> None:
    listed = ListedKillingFactory(key="4711")
    match = match_listed(case, listed, SAME, by=by, why="one person", probability=0.97)
    assert [(m.listed, m.verdict) for m in judgements_of(case)] == [(listed, SAME)]
    decision = Decision.objects.get(verb="match")
    assert decision.target_key == case.public_id
    assert decision.after == {"list": listed.known_list.name, "row": "4711", "verdict": "same"}
    unmatch(match, by=by, why="another Ana")
    assert not judgements_of(case)
    match.refresh_from_db()
    assert (match.revoked_by, match.probability) == (by, 0.97)
    assert Decision.objects.get(verb="unmatch").why == "another Ana"


def test_a_later_word_takes_the_place_of_the_earlier(case: Case, by: User) -> None:
    listed = ListedKillingFactory()
    match_listed(case, listed, SAME, by=by)
    with pytest.raises(NotPossible, match="said already"):
        match_listed(case, listed, SAME, by=by)
    match_listed(case, listed, DIFFERENT, by=by)
    assert [m.verdict for m in judgements_of(case)] == [DIFFERENT]
    assert CaseMatch.objects.count() == 2


def test_two_cases_are_kept_apart_once(case: Case, by: User) -> None:
    other = settled(person(ANA))
    match = keep_apart(case, other, by=by)
    with pytest.raises(NotPossible, match="said already"):
        keep_apart(other, case, by=by)
    with pytest.raises(NotPossible, match="two different cases"):
        keep_apart(case, case, by=by)
    unmatch(match, by=by)
    keep_apart(other, case, by=by)


def test_both_cases_must_be_in_reach(case: Case) -> None:
    here = coder()
    RoleGrant.objects.filter(user=here).update(countries=["MEX"])
    place = {"name": "Cali", "country": "COL", "precision": "town"}
    with pytest.raises(NotAllowed):
        keep_apart(case, rewritten(CaseFactory(), person(ANA), place=place), by=here)


def test_what_was_said_goes_on_with_a_case_that_is_merged(case: Case, by: User) -> None:
    kept = settled(person(ANA))
    match = match_listed(case, ListedKillingFactory(), SAME, by=by)
    merge_cases(kept, case, by=by, why="one attack")
    assert [m.pk for m in judgements_of(kept)] == [match.pk]
    unmatch(match, by=by)
    assert not judgements_of(kept)


def test_who_may_not_and_what_is_not_in_hand(case: Case, by: User) -> None:
    listed = ListedKillingFactory()
    elsewhere = coder()
    RoleGrant.objects.filter(user=elsewhere).update(countries=["COL"])
    with pytest.raises(NotAllowed):
        match_listed(case, listed, SAME, by=elsewhere)
    for stage in (Stage.CANDIDATE, Stage.REJECTED):
        with pytest.raises(NotPossible):
            match_listed(CandidateFactory(stage=stage), listed, SAME, by=by)
    with pytest.raises(NotPossible, match="no verdict"):
        match_listed(case, listed, "perhaps", by=by)
    match = match_listed(case, listed, SAME, by=coder())
    unmatch(match, by=by)
    with pytest.raises(NotPossible, match="taken back already"):
        unmatch(match, by=by)
    auditor = User.objects.create(username="auditor")
    RoleGrant.objects.create(user=auditor, role=Role.AUDITOR)
    with pytest.raises(NotAllowed):
        match_listed(case, listed, SAME, by=auditor)
