"""The link of an invitation: a password there, then the second factor, then the start page."""

import pytest
from django.test import Client

from desk.conftest import signed_in
from factories import CandidateFactory, UserFactory
from trust.people.administrators import came
from vigil.site.pages.first_steps import first_steps
from vigil.trust.invitations.rules import Invitee
from vigil.trust.invitations.verbs import invite
from vigil.trust.models import Invitation, Role, User

pytestmark = pytest.mark.django_db
MARIA = "maria@example.org"
GOOD = {"password1": "a long pass phrase", "password2": "a long pass phrase"}


def link(*roles: Role) -> str:
    done = invite([Invitee(MARIA, name="María Ejemplo", roles=roles)], by=came())
    (token,) = done.tokens.values()
    return f"/account/invitation/{token}/"


def test_the_password_makes_the_account_and_the_second_factor_comes_first(client: Client) -> None:
    at = link(Role.CODER)
    page = client.get(at).content.decode()
    assert "Reads reports" in page
    assert Invitation.objects.get().state == "sent"  # looking at it changes nothing
    for bad in ({}, GOOD | {"password2": "another phrase"}, dict.fromkeys(GOOD, "maria@example")):
        assert client.post(at, bad).status_code == 422
    assert not User.objects.filter(email=MARIA).exists()
    assert client.post(at, GOOD)["Location"] == "/account/2fa/"
    assert client.get("/desk/").status_code == 302  # nothing else opens
    assert client.get("/account/2fa/totp/activate/").status_code == 200  # without asking again
    assert Client().get(at).status_code == 410


def test_who_needs_no_second_factor_begins_at_the_start_page(client: Client) -> None:
    at = link(Role.AUDITOR)
    done = client.post(at, GOOD, follow=True)
    assert done.redirect_chain == [("/account/", 302)]
    page = done.content.decode()
    assert "Begin here" in page
    assert "Read the log of decisions" in page
    assert page.count("Nothing waits for you") <= 1


def test_a_coder_begins_with_what_is_there() -> None:
    coder = UserFactory(roles=[Role.CODER])
    assert first_steps(coder)[0].address == "/desk/add/"
    empty = signed_in(coder).get("/desk/").content.decode()
    assert "Nothing waits in the queue" in empty
    assert '<a href="/desk/add/">Add a report</a>' in empty
    CandidateFactory()
    assert first_steps(coder)[0].label == "Open the first candidate of the queue"


def test_nobody_joins_as_somebody_else(client: Client) -> None:
    at = link(Role.AUDITOR)
    client.force_login(UserFactory(email=MARIA))
    assert client.post(at, GOOD).status_code == 409
    client.logout()
    answer = client.post(at, GOOD)
    assert answer.status_code == 409
    assert "account with your address" in answer.content.decode()
    assert client.get("/account/invitation/no-such-token/").status_code == 410
