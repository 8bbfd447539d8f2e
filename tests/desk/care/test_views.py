"""Graphic words are hidden until wanted, in every list and text of the desk."""

import pytest
from django.test import Client

from desk.conftest import TEXT, make_account, make_candidate
from vigil.casefile.models import CareSetting, Stage
from vigil.trust.models import User

pytestmark = pytest.mark.django_db
GATE = "graphic-gate"


def test_graphic_words_stand_behind_a_gate_until_somebody_wants_them_always(
    at_desk: Client, coder: User
) -> None:
    text = f"{TEXT} Lo hallaron decapitado."
    case = make_candidate(make_account(text=text), stage=Stage.OPEN, public_id="V-7120")
    for where in (f"/desk/cases/{case.pk}/", f"/desk/cases/{case.pk}/coding/"):
        page = at_desk.get(where).content.decode()
        assert GATE in page
        assert "><span>decapitado</span></span>" in page
    saved = at_desk.post("/desk/care/", {"shows_graphic": "yes", "hint_after": "0"})
    assert saved.status_code == 302
    assert CareSetting.objects.get(person=coder).hint_after == 0
    page = at_desk.get(f"/desk/cases/{case.pk}/coding/").content.decode()
    assert GATE not in page
    assert "break-hint" not in page
    assert at_desk.post("/desk/care/", {"hint_after": "7"}).status_code == 422
