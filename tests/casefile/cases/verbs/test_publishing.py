"""Publishing and withdrawing a case."""

import pytest

from factories import CaseFactory, adjudicator, coder
from vigil.casefile.cases.verbs import publishing, withdrawing
from vigil.casefile.models import Stage, Visibility
from vigil.trust.access.errors import NotAllowed, NotPossible

pytestmark = pytest.mark.django_db


def test_only_a_verified_case_is_published_and_withdrawing_needs_a_reason() -> None:
    by = adjudicator()
    unready = CaseFactory(stage=Stage.CODED, visibility=Visibility.INTERNAL)
    with pytest.raises(NotPossible, match="verified"):
        publishing.publish_case(unready, by=by)
    ready = CaseFactory(visibility=Visibility.INTERNAL)
    assert publishing.publish_case(ready, by=by).visibility == Visibility.PUBLISHED
    with pytest.raises(NotPossible, match="why"):
        withdrawing.withdraw_case(ready, by=by, why="")
    assert (
        withdrawing.withdraw_case(ready, by=by, why="asked by the family").visibility == "withdrawn"
    )


def test_a_coder_publishes_nothing() -> None:
    with pytest.raises(NotAllowed):
        publishing.publish_case(CaseFactory(visibility=Visibility.INTERNAL), by=coder())
