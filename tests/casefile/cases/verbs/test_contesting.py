"""Marking a case as contested."""

import pytest

from factories import CaseFactory, adjudicator
from vigil.casefile.cases.verbs import contesting
from vigil.trust.models import Decision

pytestmark = pytest.mark.django_db


def test_a_contested_mark_is_set_and_settled() -> None:
    by, case = adjudicator(), CaseFactory()
    assert contesting.set_contested(case, True, by=by, why="another outlet denies it").contested
    assert not contesting.set_contested(
        case, False, by=by, why="the outlet corrected itself"
    ).contested
    assert set(Decision.objects.values_list("verb", flat=True)) == {"contest", "settle"}
