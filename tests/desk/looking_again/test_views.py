"""The list of cases to look at again."""

import pytest

from casefile.coding.test_taking_up import person
from casefile.looking_again.test_verbs import OPEN, reminded
from casefile.people.named_people import ANA
from desk.conftest import signed_in
from factories import UserFactory, adjudicator, coder
from vigil.desk.screens.start_page import own_rooms
from vigil.trust.models import Role

pytestmark = pytest.mark.django_db
AT = "/desk/look-again/"


def test_the_list_says_why_and_since_when_and_the_date_is_moved() -> None:
    case = reminded(person(ANA), **OPEN)
    row, by = case.looks_again.get(), adjudicator()
    page = signed_in(by).get(AT).content.decode()
    assert "proceedings open" in page
    assert "2021-12-31" in page
    assert f"/desk/cases/{case.pk}/take-up/" in page
    assert f"/desk/cases/{case.pk}/take-up/" not in signed_in(coder()).get(AT).content.decode()
    client = signed_in(by)
    for day in ("", "2020-01-01", "soon"):
        assert client.post(f"{AT}{row.pk}/", {"on": day}).status_code in (409, 422)
    assert client.post(f"{AT}{row.pk}/", {"on": "2031-05-04"}).status_code == 302
    assert "2031-05-04" in client.get(f"/desk/cases/{case.pk}/").content.decode()


def test_the_start_page_names_it_to_those_who_reach_the_case() -> None:
    reminded(person(ANA), **OPEN)
    far = UserFactory(roles=[Role.CODER])
    far.grants.update(countries=["ITA"])
    rooms = {who: [str(room.label) for room in own_rooms(who)] for who in (coder(), far)}
    assert [("Look again" in labels) for labels in rooms.values()] == [True, False]
    assert "No case waits here" in signed_in(far).get(AT).content.decode()
