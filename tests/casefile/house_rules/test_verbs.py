"""What a house asks for, and how a case goes on that one person codes."""

from copy import deepcopy
from typing import Any

import pytest

from factories import CandidateFactory, UserFactory, adjudicator, coder
from vigil.casefile.coding.verbs.drafts import draft_coding
from vigil.casefile.coding.verbs.submitting import submit_coding
from vigil.casefile.coding.verbs.taking_back import withdraw_coding
from vigil.casefile.coding.verbs.taking_up import set_aside
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.house_rules.asked import Why
from vigil.casefile.house_rules.queries import closed_to, codings_asked
from vigil.casefile.house_rules.verbs import end_rule, state_rule
from vigil.casefile.models import Adjudication, Case, HouseRule, Stage
from vigil.casefile.triage.handing_over import hand_over
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, RoleGrant, User

pytestmark = pytest.mark.django_db

VALUES: dict[str, Any] = {
    "case": {
        "event": "killing",
        "date_of_attack": {"value": "2019-03-07", "precision": "day"},
        "place": {"name": "Puerto Ejemplo", "country": "MEX", "precision": "town"},
        "method": "firearm",
        "organised_crime_link": "unclear",
        "specific_target": "unclear",
        "contract_or_reward": "unclear",
    },
    "victims": [
        {
            "names": ["Beto Muestra"],
            "gender": "male",
            "outcome": "killed",
            "role": "target",
            "target_category": "business",
        }
    ],
}


def open_case(number: str = "V-7100") -> Case:
    return CandidateFactory(stage=Stage.OPEN, public_id=number, country="MEX")


def coded_by(person: User, case: Case, **of_person: Any) -> Case:
    given = deepcopy(VALUES)
    given["victims"][0].update(of_person)
    silent = {"0/age": {"empty": "not_reported"}}
    submit_coding(draft_coding(case, by=person), given, "", silent, by=person)
    case.refresh_from_db()
    return case


@pytest.fixture
def once() -> HouseRule:
    """State that one person codes a case, unless a woman was attacked."""
    by = UserFactory(roles=[Role.ADMINISTRATOR])
    return state_rule("", 0, by=by, why="Three people, forty cases a week", always=["women"])


def test_a_single_coding_goes_to_verification_and_its_coder_never_verifies_it(
    once: HouseRule,
) -> None:
    one, case = coder(), open_case()
    coded_by(one, case)
    assert case.stage == Stage.CODED
    waiting = Adjudication.objects.get(case=case)
    assert (waiting.by, waiting.single) == (one, True)
    with pytest.raises(NeedsSecondPerson):
        verify(waiting, by=one)
    with pytest.raises(NotPossible):
        draft_coding(case, by=coder())
    verified = verify(waiting, by=coder())
    assert verified.accepted.get(field="method").value == "firearm"
    assert verified.victims.get().no_value == {"age": "not_reported"}
    told = Decision.objects.filter(target_key=case.public_id).values_list("verb", flat=True)
    assert {"submit_coding", "coded_once", "verify"} <= set(told)


def test_a_kind_that_the_coder_finds_asks_for_a_second_coding(once: HouseRule) -> None:
    case = coded_by(coder(), open_case(), gender="female")
    assert case.stage == Stage.OPEN
    assert codings_asked(case).why == Why.KIND
    assert coded_by(coder(), case).stage == Stage.CODED
    assert not case.adjudications.exists()


def test_what_the_verifier_sets_aside_is_coded_again(once: HouseRule) -> None:
    case = coded_by(coder(), open_case())
    set_aside(case.adjudications.get(), by=coder(), why="The date is of the report")
    case.refresh_from_db()
    assert (case.stage, codings_asked(case).why) == (Stage.OPEN, Why.ASKED)
    assert coded_by(coder(), case).stage == Stage.CODED


def test_a_single_coding_is_withdrawn_while_it_waits(once: HouseRule) -> None:
    one = coder()
    case = coded_by(one, open_case())
    withdraw_coding(case.codings.get(), by=one)
    case.refresh_from_db()
    assert case.stage == Stage.OPEN
    assert not case.adjudications.filter(replaced_at=None).exists()
    assert coded_by(one, case).stage == Stage.CODED


def test_a_case_keeps_the_rule_that_held_when_its_coding_began(once: HouseRule) -> None:
    begun, later = open_case(), open_case("V-7101")
    draft_coding(begun, by=coder())
    by = UserFactory(roles=[Role.ADMINISTRATOR])
    state_rule("", 100, by=by, why="We are more now")
    assert (codings_asked(begun).codings, codings_asked(later).codings) == (1, 2)
    state_rule("MEX", 0, by=by, why="Two coders there")
    assert codings_asked(later).codings == 1
    end_rule("MEX", by=by, why="Four now")
    assert codings_asked(later).codings == 2
    assert HouseRule.objects.filter(ended_at=None).count() == 1


def test_only_whom_the_house_names_verifies() -> None:
    one, other, chief, second = coder(), coder(), adjudicator(), adjudicator()
    said = {"verifying_roles": [Role.ADJUDICATOR], "coders_verify": False}
    state_rule("", 0, by=chief, why="We are new", **said)
    case = coded_by(second, open_case())
    waiting = case.adjudications.get()
    for person in (one, other):
        with pytest.raises(NotPossible, match="rules of this house"):
            verify(waiting, by=person)
    assert list(Case.objects.exclude(closed_to(one))) == []
    assert list(Case.objects.exclude(closed_to(second))) == []
    assert list(Case.objects.exclude(closed_to(chief))) == [case]
    assert verify(waiting, by=chief).stage == Stage.VERIFIED


def test_a_rule_needs_a_reason_two_verifiers_and_somebody_who_may_state_it() -> None:
    chief, one = adjudicator(), coder()
    with pytest.raises(NotAllowed):
        state_rule("", 0, by=one, why="I wish")
    there = UserFactory()
    RoleGrant.objects.create(user=there, role=Role.ADJUDICATOR, countries=["COL"])
    with pytest.raises(NotAllowed):
        state_rule("", 0, by=there, why="In Colombia alone")
    assert state_rule("COL", 0, by=there, why="In Colombia alone").country == "COL"
    for wrong in ({"why": " "}, {"why": "x", "verifiers": [one]}, {"why": "x", "always": ["no"]}):
        with pytest.raises(NotPossible):
            state_rule("", 0, by=chief, **wrong)


def test_whoever_hands_a_draft_over_neither_codes_nor_verifies_the_case(once: HouseRule) -> None:
    giver, taker, case = coder(), coder(), open_case()
    draft_coding(case, by=giver)
    hand_over(case, taker, by=giver, note="Too close to me", with_draft=True)
    draft = case.codings.get()
    assert (draft.coder, draft.begun_by) == (taker, giver)
    with pytest.raises(NotPossible, match="independent"):
        draft_coding(case, by=giver)
    submit_coding(draft, VALUES, by=taker)
    with pytest.raises(NeedsSecondPerson):
        verify(case.adjudications.get(), by=giver)
