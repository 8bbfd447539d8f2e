"""Roles that are limited to countries and languages."""

import pytest

from factories import CandidateFactory, UserFactory
from readings import read_report
from vigil.casefile.cases.verbs import opening
from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.models import Case
from vigil.casefile.reports.verbs.admitting import admit
from vigil.trust.access.errors import NotAllowed
from vigil.trust.models import Role, RoleGrant

pytestmark = pytest.mark.django_db


def candidate() -> Case:
    admit([read_report("a")])
    propose()
    return Case.objects.get()


def test_a_grant_may_be_limited_to_countries() -> None:
    by = UserFactory()
    RoleGrant.objects.create(user=by, role=Role.CODER, countries=["COL"])
    with pytest.raises(NotAllowed):
        opening.open_case(CandidateFactory(country="MEX"), by=by)
    assert opening.open_case(CandidateFactory(country="COL"), by=by).public_id


@pytest.mark.parametrize(
    ("languages", "allowed"), [([], True), (["en"], True), (["en", "pt"], True), (["es"], False)]
)
def test_a_grant_may_be_limited_to_languages(languages: list[str], allowed: bool) -> None:
    by = UserFactory()
    RoleGrant.objects.create(user=by, role=Role.CODER, languages=languages)
    case = candidate()  # of a report in English
    assert by.has_perm("casefile.open_case", case) is allowed


def test_a_case_whose_language_is_not_known_is_in_reach() -> None:
    by = UserFactory()
    RoleGrant.objects.create(user=by, role=Role.CODER, languages=["es"], countries=["MEX"])
    assert by.has_perm("casefile.open_case", CandidateFactory(country="MEX"))
    assert not by.has_perm("casefile.open_case", CandidateFactory(country="COL"))
