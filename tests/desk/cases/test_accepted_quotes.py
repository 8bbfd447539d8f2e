"""The words behind an accepted value stand under it at the desk, and nowhere else."""

import pytest
from django.test import Client

from desk.coding.test_views import COMPLETE, changed, sent
from desk.conftest import signed_in
from factories import publish_anew
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.models import Case, Visibility
from vigil.trust.models import User

pytestmark = pytest.mark.django_db
FLED = "Two men on a motorcycle fled"
HEARD = "Neighbours heard <six> shots"


def test_quotes_of_whoever_gave_the_value_stay_with_it(
    candidate: Case, at_desk: Client, coder: User, adjudicator: User
) -> None:
    case = open_case(candidate, by=coder)
    address = f"/desk/cases/{case.pk}/coding/"
    mine = sent(COMPLETE, do="submit", **{"case-method--words": HEARD, "p0-role--words": FLED})
    assert at_desk.post(address, mine).status_code == 302
    theirs = sent(changed(method="blade"), do="submit", **{"case-method--words": FLED})
    assert signed_in(adjudicator).post(address, theirs).status_code == 302
    shown = at_desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "Withdraw coding" in shown
    verify(adjudicate(case, COMPLETE, {"method": "It was shot"}, by=adjudicator), by=coder)

    case = Case.objects.get(pk=case.pk)
    [method] = case.accepted.filter(field="method")
    assert [quote["exact"] for quote in method.support["quotes"]] == [HEARD]
    [role] = case.accepted.filter(field="role")
    assert [quote["exact"] for quote in role.support["quotes"]] == [FLED]

    page = at_desk.get(f"/desk/cases/{case.pk}/").content.decode()
    [quote] = role.support["quotes"]
    anchor = f"q-{quote['report']}-text-{quote['start']}-{quote['end']}"
    assert f'href="#{anchor}"' in page
    assert f'id="{anchor}"' in page
    assert "Withdraw coding" not in page

    Case.objects.filter(pk=case.pk).update(visibility=Visibility.PUBLISHED)
    publish_anew(Case.objects.get(pk=case.pk))
    for public in (f"/cases/{case.public_id}/", f"/api/v1/cases/{case.public_id}"):
        answer = Client().get(public)
        assert answer.status_code == 200
        assert FLED not in answer.content.decode()
        assert "Neighbours heard" not in answer.content.decode()
    claims = Client().get(f"/api/v1/cases/{case.public_id}").json()["claims"]
    told = next(one for one in claims if one["field"] == "method")
    assert len(told["says"]) == 1, "the report in which a coder found the words states it"
    assert told["otherwise"] == []
