"""A coding that was sent after its session had ended is shown again, with everything in it."""

import re

import pytest
from django.test import Client

from desk.coding.test_views import changed, sent
from desk.conftest import signed_in
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.models import Case, Coding
from vigil.trust.models import User

pytestmark = pytest.mark.django_db
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def address(candidate: Case, coder: User) -> str:
    return f"/desk/cases/{open_case(candidate, by=coder).pk}/coding/"


def hidden(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', html)


def test_nothing_sent_is_lost_by_a_session_that_ended(coder: User, address: str) -> None:
    data = sent(changed(organised_crime_basis="The prosecutor named them"), do="save")
    shown = Client().post(address, data)
    html = shown.content.decode()
    assert shown.status_code == 403
    assert "Your session ended." in html
    assert f"?next={address}" in html
    assert ("case-organised_crime_basis", "The prosecutor named them") in hidden(html)
    assert html.count("The prosecutor named them") == 2  # to be sent, and to be read
    again: dict[str, list[str]] = {}
    for name, value in hidden(html):
        again.setdefault(name, []).append(value)
    assert signed_in(coder).post(address, {**again, "do": "save"}).status_code == 302
    held = Coding.objects.get().values["case"]
    assert held["organised_crime_basis"] == "The prosecutor named them"


def test_a_form_with_an_old_token_is_shown_again_and_one_of_another_site_refused(
    coder: User, address: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(coder)
    data = sent(changed(method="blade"), do="save", csrfmiddlewaretoken="old")
    ours = client.post(address, data, headers=OURS)
    assert ours.status_code == 403
    assert "send it once more" in ours.content.decode()
    theirs = client.post(address, data, headers={"Sec-Fetch-Site": "cross-site"})
    assert theirs.status_code == 403
    assert "blade" not in theirs.content.decode()
    assert not Coding.objects.exists()
