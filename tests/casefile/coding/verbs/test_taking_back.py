"""A coding is withdrawn by its coder until somebody adjudicates; the other coder's stays."""

import pytest

from casefile.coding.test_verbs import VALUES, an_open_case, coded_by, values
from factories import adjudicator, coder
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.coding.verbs.drafts import draft_coding
from vigil.casefile.coding.verbs.submitting import submit_coding
from vigil.casefile.coding.verbs.taking_back import withdraw_coding
from vigil.casefile.models import Stage
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision

pytestmark = pytest.mark.django_db


def test_a_coded_case_is_open_again_and_the_other_coding_stays() -> None:
    case, one, other = an_open_case(), coder(), coder()
    coded_by(case, (one, VALUES), (other, values(method="blade")))
    mine = withdraw_coding(draft_coding(case, by=one), by=one, why="The wrong case")
    case.refresh_from_db()
    assert case.stage == Stage.OPEN
    assert (mine.submitted_at, mine.values) == (None, VALUES)
    assert mine.prefilled  # whoever had handed in saw what the machine read
    assert draft_coding(case, by=other).submitted_at is not None
    told = Decision.objects.get(verb="withdraw_coding")
    assert (told.before["stage"], told.after["stage"]) == (Stage.CODED, Stage.OPEN)
    with pytest.raises(NotPossible, match="draft already"):
        withdraw_coding(mine, by=one)
    submit_coding(mine, VALUES, by=one)
    case.refresh_from_db()
    assert case.stage == Stage.CODED


def test_the_only_coding_of_an_open_case_is_withdrawn() -> None:
    case, one = an_open_case(), coder()
    coded_by(case, (one, VALUES))
    withdraw_coding(draft_coding(case, by=one), by=one)
    case.refresh_from_db()
    assert case.stage == Stage.OPEN


def test_nobody_else_withdraws_it_and_nobody_once_it_is_adjudicated() -> None:
    case, one, other = an_open_case(), coder(), coder()
    coded_by(case, (one, VALUES), (other, VALUES))
    mine = draft_coding(case, by=one)
    with pytest.raises(NotPossible, match="somebody else"):
        withdraw_coding(mine, by=other)
    adjudicate(case, VALUES, {}, by=adjudicator())
    with pytest.raises(NotPossible, match="adjudicated"):
        withdraw_coding(mine, by=one)
    one.grants.all().delete()
    with pytest.raises(NotAllowed):
        withdraw_coding(mine, by=type(one).objects.get(pk=one.pk))


def test_whoever_could_compare_both_codings_keeps_theirs() -> None:
    case, one = an_open_case(), adjudicator()
    coded_by(case, (one, VALUES))
    withdraw_coding(draft_coding(case, by=one), by=one)  # nothing to compare yet
    coded_by(case, (one, VALUES), (coder(), VALUES))
    with pytest.raises(NotPossible, match="compare the codings"):
        withdraw_coding(draft_coding(case, by=one), by=one)
