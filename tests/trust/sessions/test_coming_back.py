"""Whoever has to sign in comes back to the screen, not to an address that only takes forms."""

import pytest
from django.test import RequestFactory

from vigil.trust.sessions.coming_back import address_to_come_back

SEND = "/desk/cases/7/accept/"


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://testserver/desk/cases/7/?country=MEX", "/desk/cases/7/?country=MEX"),
        ("https://elsewhere.example/desk/", SEND),
        ("", SEND),
        ("javascript:alert(1)", SEND),
    ],
)
def test_a_form_leads_back_to_its_screen(came_from: str, back: str) -> None:
    request = RequestFactory().post(SEND, headers={"Referer": came_from})
    assert address_to_come_back(request) == back


def test_a_page_leads_back_to_itself() -> None:
    request = RequestFactory().get("/desk/?q=x", headers={"Referer": "http://testserver/else/"})
    assert address_to_come_back(request) == "/desk/?q=x"
