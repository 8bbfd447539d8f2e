"""Acting on a case as somebody saw it: what changes before the lock is held is noticed too."""

import pytest

from factories import CandidateFactory, coder
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.edit_conflicts import only_if_unchanged
from vigil.casefile.cases.queries import version_of
from vigil.casefile.cases.verbs.opening import reject_case
from vigil.casefile.models import Stage
from vigil.trust.access.errors import NotPossible

pytestmark = pytest.mark.django_db


def test_what_somebody_decides_between_the_form_and_the_lock_is_noticed() -> None:
    case, by = CandidateFactory(), coder()
    with only_if_unchanged(case, version_of(case)):
        # As if a colleague were first at this very moment.
        record_on_case("flag", case, by=coder())
        with pytest.raises(NotPossible, match="The case has changed since you opened it"):
            reject_case(case, by=by, why="No attack")
    case.refresh_from_db()
    assert case.stage == Stage.CANDIDATE


def test_an_act_on_the_case_as_it_was_seen_is_done() -> None:
    case, by = CandidateFactory(), coder()
    with only_if_unchanged(case, version_of(case)):
        reject_case(case, by=by, why="No attack")
    case.refresh_from_db()
    assert case.stage == Stage.REJECTED
