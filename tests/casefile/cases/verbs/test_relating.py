"""Relating two cases."""

import pytest

from factories import CaseFactory, UserFactory, adjudicator, coder
from vigil.casefile.cases.verbs import relating
from vigil.casefile.models import Visibility
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Role, RoleGrant

pytestmark = pytest.mark.django_db


def test_cases_are_related_once_and_never_to_themselves() -> None:
    by, one, other = adjudicator(), CaseFactory(), CaseFactory()
    assert relating.relate_cases(one, other, "earlier_attempt", by=by).other == other
    with pytest.raises(NotPossible, match="already"):
        relating.relate_cases(one, other, "earlier_attempt", by=by)
    with pytest.raises(NotPossible, match="itself"):
        relating.relate_cases(one, one, "same_chain", by=by)
    with pytest.raises(NotPossible, match="no relation"):
        relating.relate_cases(one, other, "cousin", by=by)


def test_relating_needs_reach_of_both_and_of_a_public_case_an_adjudicator() -> None:
    one, other = (
        CaseFactory(country=country, visibility=Visibility.INTERNAL) for country in ("MEX", "COL")
    )
    grant = RoleGrant.objects.create(user=UserFactory(), role=Role.CODER, countries=["MEX"])
    with pytest.raises(NotAllowed):
        relating.relate_cases(one, other, "same_chain", by=grant.user)
    with pytest.raises(NotAllowed):
        relating.relate_cases(one, CaseFactory(), "same_chain", by=coder())
    relating.relate_cases(one, CaseFactory(), "same_chain", by=adjudicator())
