"""Who may judge: somebody who may act on the cases that the accounts are in."""

import pytest

from factories import CaseFactory, MembershipFactory, UserFactory, coder
from vigil.casefile.linking.verbs.judging import judge, revoke
from vigil.casefile.models import Judgement, Stage, Visibility
from vigil.trust.access.errors import NotAllowed
from vigil.trust.models import Role, RoleGrant

pytestmark = pytest.mark.django_db


def test_judging_and_revoking_need_reach_of_the_cases() -> None:
    case = CaseFactory(country="COL", stage=Stage.OPEN, visibility=Visibility.INTERNAL)
    a, b = (MembershipFactory(case=case).account for _ in range(2))
    outsider = RoleGrant.objects.create(user=UserFactory(), role=Role.CODER, countries=["MEX"]).user
    with pytest.raises(NotAllowed):
        judge(a, b, "different", by=outsider)
    judgement = judge(a, b, "different", by=coder())
    with pytest.raises(NotAllowed):
        revoke(judgement, by=outsider)
    assert Judgement.objects.get(revoked_at=None) == judgement
