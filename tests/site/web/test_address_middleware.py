"""Addresses that bring marks of direction with them."""

from collections.abc import Callable

import pytest
from django.test import Client

from network.factories import manager, not_yet_in
from vigil.network.invitations.verbs import invite

pytestmark = pytest.mark.django_db
FSI, PDI, LRM = "\u2068", "\u2069", "\u200e"


def test_a_link_that_was_copied_with_marks_opens(posted: Callable[[], list[str]]) -> None:
    member, link = not_yet_in("ana@correo.example"), "/network/join/{}/".format
    invite(member, by=manager(), link=link)
    path = next(line for line in posted()[0].split("\n") if line.startswith("/"))
    for typed in (path + PDI, path[:-1] + PDI + "/", f"/{LRM}{path[1:]}"):
        answer = Client().get(typed, follow=True)
        assert answer.status_code == 200
        assert answer.redirect_chain == [(path, 302)]


def test_the_query_is_kept_and_no_other_host_is_led_to() -> None:
    assert Client().get(f"/cases/{PDI}?q=a%20b")["Location"] == "/cases/?q=a%20b"
    assert Client().get(f"/{FSI}/evil.example/")["Location"] == "/evil.example/"


def test_what_is_posted_is_not_led_elsewhere() -> None:
    assert Client().post(f"/nothing/{PDI}/").status_code == 404
