"""Other cases that are perhaps the same, beside the form: with why, and not for who codes blind."""

import pytest
from django.conf import LazySettings
from django.test import Client

from desk.conftest import make_account, make_candidate
from factories import CaseDoubtFactory
from vigil.casefile.cases.verbs.opening import open_case
from vigil.trust.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("percent", [0, 100])
def test_a_case_that_is_perhaps_the_same_is_offered_unless_the_coder_is_blind(
    at_desk: Client, coder: User, settings: LazySettings, percent: int
) -> None:
    settings.VIGIL_BLIND_PERCENT = percent
    case = open_case(make_candidate(), by=coder)
    other = make_candidate(make_account("Eva Segunda Muestra"))
    CaseDoubtFactory(case=case, other=other, reasons=[["same_day", None]])
    pages = [f"/desk/cases/{case.pk}/coding/", f"/desk/cases/{case.pk}/"]
    for html in (at_desk.get(page).content.decode() for page in pages):
        assert (f'href="/desk/cases/{case.pk}/compare/{other.pk}/"' in html) == (percent == 0)
        assert ("Perhaps the same" in html) == (percent == 0)
