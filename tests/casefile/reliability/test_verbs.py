"""Gold cases and training: codings that count for no case, and what they measure."""

from copy import deepcopy
from typing import Any

import pytest

from casefile.coding.test_verbs import VALUES, an_open_case, coded_by
from factories import CandidateFactory, UserFactory, adjudicator, coder
from vigil.casefile.coding.comparing import compare_codings
from vigil.casefile.coding.queries import submitted
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.coding.verbs.drafts import draft_coding
from vigil.casefile.coding.verbs.submitting import submit_coding
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.models import AgreementFigures, Case, Coding, GoldCase, Purpose, Stage
from vigil.casefile.reliability.computing import (
    figures_for_release,
    latest_figures,
    refresh_figures,
)
from vigil.casefile.reliability.measuring import beside_gold
from vigil.casefile.reliability.queries import (
    ONE_GOLD_IN,
    gold_to_code,
    is_measured,
    training_of,
)
from vigil.casefile.reliability.verbs import end_training, mark_gold, start_training, unmark_gold
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, User

pytestmark = pytest.mark.django_db


def a_gold_case() -> tuple[GoldCase, User]:
    """Return a gold case that two coded, and the adjudicator who marked it."""
    case, one, other, chief = an_open_case(), coder(), coder(), adjudicator()
    coded_by(case, (one, VALUES), (other, VALUES))
    verified = verify(adjudicate(case, VALUES, {"method": "both say so"}, by=chief), by=one)
    return mark_gold(verified, by=chief, why="undisputed"), chief


def poison() -> dict[str, Any]:
    made = deepcopy(VALUES)
    made["case"]["method"] = "poison"
    return made


def test_a_gold_case_is_coded_blind_like_any_other_and_changes_nothing() -> None:
    gold, _chief = a_gold_case()
    third = coder()
    assert is_measured(gold.case, third)
    mine = draft_coding(gold.case, by=third)
    assert (mine.purpose, mine.prefilled, mine.values["case"]) == (Purpose.GOLD, False, {})
    submit_coding(mine, poison(), by=third)
    case = Case.objects.get()
    assert case.stage == Stage.VERIFIED
    assert case.accepted.get(field="method").value == "firearm"
    assert [coding.coder for coding in submitted(case)] != [third]
    assert submitted(case).count() == 2
    assert all(third.pk not in one.values for one in compare_codings(case))
    assert not is_measured(case, third)
    [wrong] = [one for one in beside_gold(gold, Coding.objects.get(coder=third)) if not one.right]
    assert (wrong.field, wrong.gold, wrong.mine, wrong.reason) == (
        *("method", "firearm", "poison"),
        "both say so",
    )


def test_who_decided_on_a_case_is_not_measured_by_it() -> None:
    gold, chief = a_gold_case()
    first = submitted(gold.case).first().coder
    for person in (chief, first, UserFactory(roles=[Role.AUDITOR])):
        assert not is_measured(gold.case, person)
    with pytest.raises(NotPossible):
        draft_coding(gold.case, by=chief)


def test_only_an_adjudicator_marks_a_verified_case_once_and_the_case_does_not_tell() -> None:
    gold, chief = a_gold_case()
    case = gold.case
    with pytest.raises(NotAllowed):
        mark_gold(case, by=coder(), why="mine")
    with pytest.raises(NotPossible, match="already"):
        mark_gold(case, by=chief, why="again")
    assert not Decision.objects.filter(verb="mark_gold", target_kind="case").exists()
    unmark_gold(gold, by=chief)
    with pytest.raises(NotPossible, match="any more"):
        unmark_gold(gold, by=chief)
    assert not is_measured(case, coder())
    with pytest.raises(NotPossible, match="State why"):
        mark_gold(case, by=chief, why=" ")
    assert mark_gold(case, by=chief, why="after all").ended_at is None
    with pytest.raises(NotPossible, match="verified"):
        mark_gold(CandidateFactory(stage=Stage.OPEN), by=chief, why="early")


def test_one_gold_case_comes_among_many_others() -> None:
    gold, chief = a_gold_case()
    third, others = (
        coder(),
        Case.objects.bulk_create(
            Case(stage=Stage.OPEN, public_id=f"V-8{number:03}") for number in range(ONE_GOLD_IN)
        ),
    )
    for other in others:
        assert not gold_to_code(third).exists()
        Coding.objects.create(
            case=other, coder=third, codebook_version="1.1", submitted_at=gold.marked_at
        )
    assert list(gold_to_code(third)) == [gold.case]
    assert not gold_to_code(chief).exists()
    submit_coding(draft_coding(gold.case, by=third), VALUES, by=third)
    assert not gold_to_code(third).exists()


def test_who_is_in_training_codes_gold_alone_and_counts_for_no_case() -> None:
    gold, chief = a_gold_case()
    new = coder()
    with pytest.raises(NotAllowed):
        start_training(new, by=coder())
    training = start_training(new, by=chief)
    with pytest.raises(NotPossible, match="already"):
        start_training(new, by=chief)
    with pytest.raises(NotPossible, match="role of a coder"):
        start_training(UserFactory(roles=[Role.AUDITOR]), by=chief)
    assert list(gold_to_code(new)) == [gold.case]
    other = CandidateFactory(stage=Stage.OPEN, public_id="V-9000")
    with pytest.raises(NotPossible, match="in training"):
        draft_coding(other, by=new)
    mine = submit_coding(draft_coding(gold.case, by=new), poison(), by=new)
    assert mine.purpose == Purpose.TRAINING
    assert submitted(gold.case).count() == 2
    end_training(training, by=chief)
    with pytest.raises(NotPossible, match="ended"):
        end_training(training, by=chief)
    assert training_of(new) is None
    assert draft_coding(other, by=new).purpose == Purpose.RECORD


def test_a_draft_begun_before_the_training_is_not_handed_in_during_it() -> None:
    case, new = an_open_case(), coder()
    draft = draft_coding(case, by=new)
    start_training(new, by=adjudicator())
    with pytest.raises(NotPossible, match="in training"):
        submit_coding(draft, VALUES, by=new)


def test_nobody_ends_their_own_training() -> None:
    both = UserFactory(roles=[Role.CODER, Role.ADJUDICATOR])
    training = start_training(both, by=adjudicator())
    with pytest.raises(NotPossible, match="Somebody else"):
        end_training(training, by=both)


def test_figures_are_computed_once_until_something_changes() -> None:
    gold, _chief = a_gold_case()
    assert latest_figures() == (None, False)
    assert refresh_figures()
    assert not refresh_figures()
    held, current = latest_figures()
    assert held is not None
    assert current
    assert held.figures["fields"]["method"]["independent"]["n"] == 1
    third = coder()
    submit_coding(draft_coding(gold.case, by=third), poison(), by=third)
    assert not latest_figures()[1]
    assert refresh_figures()
    [share] = AgreementFigures.objects.get().figures["gold"]["gold"]
    assert (share["coder"], share["cases"], share["wrong_fields"]) == (third.pk, 1, [["method", 1]])
    assert "share" not in share


def test_figures_of_a_release_name_nobody() -> None:
    gold, _chief = a_gold_case()
    found = figures_for_release([gold.case_id])
    assert list(found["pairs"]) == ["1"]
    assert found["cases"] == {"independent": 1, "prefilled": 0}
    assert found["fields"]["method"]["independent"]["n"] == 1
    assert figures_for_release([])["pairs"] == {}
