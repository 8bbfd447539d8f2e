"""Before a dangerous act whoever is signed in proves who they are, unless they just did."""

import time
from typing import Any

import pytest
from django.test import Client

from factories import UserFactory
from fund.factories import a_grant, emergency, officer, party
from vigil.fund.grants.acts import ACTS
from vigil.trust.models import Role, RoleGrant, User
from vigil.trust.sessions.recent_sign_in import SIGNED_IN

pytestmark = pytest.mark.django_db
SIXTEEN_MINUTES = 16 * 60
"""One more than the documents promise."""


def left_open(user: User) -> Client:
    """Return a session that somebody left open for longer than is recent."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[SIGNED_IN] = time.time() - SIXTEEN_MINUTES
    session.save()
    return client


def grants() -> int:
    return RoleGrant.objects.filter(role=Role.CODER).count()


def test_a_session_that_was_left_open_asks_and_then_does_what_was_sent() -> None:
    coder, chief = UserFactory(roles=[Role.CODER]), UserFactory(roles=[Role.ADMINISTRATOR])
    client, at = left_open(chief), f"/desk/people/{coder.pk}/revoke/"
    answer = client.post(at, {"role": "coder", "why": "left"})
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert grants() == 1
    wrong = client.post(answer["Location"], {"password": "no"})
    assert (wrong.status_code, grants()) == (200, 1)
    assert "What you sent is kept" in wrong.content.decode()
    other = client.get("/account/reauthenticate/?next=/account/2fa/").content.decode()
    assert "What you sent is kept" not in other  # nothing was sent there
    client.post(answer["Location"], {"password": "a long pass phrase"})
    assert grants() == 0


def test_who_just_signed_in_is_not_asked() -> None:
    coder, chief = UserFactory(roles=[Role.CODER]), UserFactory(roles=[Role.ADMINISTRATOR])
    client = Client()
    client.force_login(chief)
    client.post(f"/desk/people/{coder.pk}/revoke/", {"role": "coder", "why": "left"})
    assert grants() == 0


def test_who_has_nothing_to_prove_it_with_is_led_to_set_it_up() -> None:
    chief = UserFactory(roles=[Role.ADMINISTRATOR])
    chief.set_unusable_password()
    chief.save()
    answer = left_open(chief).post(f"/desk/people/{chief.pk}/close/", {"why": "x"})
    assert answer["Location"] == "/account/2fa/"


@pytest.mark.parametrize("act", ["terms", "word"])
def test_a_word_on_an_emergency_asks_for_it_approves_money(act: str) -> None:
    request = emergency(party())
    at = f"/desk/fund/emergencies/{request.uid}/"
    answer = left_open(officer()).post(at, {"act": act, "yes": "True", "why": "I know them"})
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert not request.words.exists()


@pytest.mark.parametrize(
    ("role", "at", "sent"),
    [
        (Role.ADMINISTRATOR, "/desk/people/{user}/limit/", {}),
        (Role.ADMINISTRATOR, "/desk/people/{user}/close/", {}),
        (Role.ADMINISTRATOR, "/desk/people/{user}/reset/", {}),
        (Role.ADJUDICATOR, "/desk/withdraw/1/lift/", {}),
        (Role.ADJUDICATOR, "/desk/cases/1/documents/x/original/", {}),
    ],
)
def test_every_dangerous_act_asks(role: Role, at: str, sent: dict[str, Any]) -> None:
    user = UserFactory(roles=[role])
    answer = left_open(user).post(at.format(user=user.pk), sent)
    assert answer["Location"].startswith("/account/reauthenticate/")


@pytest.mark.parametrize("act", sorted(name for name, act in ACTS.items() if act.recent))
def test_money_asks(act: str) -> None:
    by = officer()
    at = f"/desk/fund/grants/{a_grant().pk}/"
    answer = left_open(by).post(at, {"act": act, "of": "x"})
    assert answer["Location"].startswith("/account/reauthenticate/")
