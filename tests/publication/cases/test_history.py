"""The public steps of a case."""

import pytest

from desk.conftest import make_candidate
from factories import coder
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.cases.verbs.undoing import undo
from vigil.publication.cases.history import steps_of
from vigil.trust.models import Decision

pytestmark = pytest.mark.django_db


def test_an_acceptance_that_was_taken_back_is_no_step() -> None:
    by, case = coder(), make_candidate()
    opened = open_case(case, by=by)
    undo(Decision.objects.get(verb="open"), by=by)
    open_case(opened, by=by)
    assert [step.verb for step in steps_of(opened)] == ["open"]
