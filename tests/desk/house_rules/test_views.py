"""The rules of the house on the desk, and what a case says of them."""

import pytest

from desk.conftest import make_account, make_candidate, signed_in
from factories import UserFactory
from vigil.casefile.models import HouseRule, Stage
from vigil.trust.models import Decision, Role, User

pytestmark = pytest.mark.django_db


def test_a_rule_is_stated_shown_in_words_and_told_where_it_holds(
    coder: User, adjudicator: User
) -> None:
    case = make_candidate(make_account(), stage=Stage.OPEN, public_id="V-7110")
    admin = signed_in(UserFactory(roles=[Role.ADMINISTRATOR]))
    said = {"percent": "0", "always": ["women", "target_category:journalist"]}
    at = "/desk/house-rules/"
    answer = admin.post(at, {"act": "state", "country": "", **said, "why": ""})
    assert answer.status_code == 409
    answer = admin.post(at, {"act": "state", "country": "", **said, "why": "Few people"})
    assert answer.status_code == 302
    here = signed_in(coder)
    page = here.get(at).content.decode()
    assert "One person codes a case." in page
    assert "a woman or girl attacked" in page
    assert "Few people" in page
    assert "State a rule" not in page
    told = "One person codes this case, and another verifies it"
    for where in ("/desk/", f"/desk/cases/{case.pk}/", f"/desk/cases/{case.pk}/coding/"):
        assert told in here.get(where).content.decode(), where
    admin.post(at, {"act": "end", "country": "", "why": "More people"})
    assert not HouseRule.objects.filter(ended_at=None).exists()
    log = admin.get("/desk/decisions/").content.decode()
    assert "state a rule of the house" in log
    assert Decision.objects.filter(verb="end_rule", target_key="everywhere").count() == 1
