"""Wrong passwords count for the account that is tried, not for the address they come from."""

from typing import Any

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.test import Client

from factories import UserFactory
from vigil.site.sessions.middleware import BROWSER_COOKIE
from vigil.site.sign_in import adapter
from vigil.trust.models import Role, User
from vigil.trust.people.duplicate_accounts import note_device

pytestmark = pytest.mark.django_db
PASSWORD = "a long pass phrase"
AT = "/account/login/"
TRIES = 40
"""More than an address had in a minute before."""


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


def try_to_sign_in(login: str, password: str = "wrong", **headers: str) -> Any:
    return Client().post(AT, {"login": login, "password": password}, **headers)


def is_let_in(user: User) -> bool:
    return try_to_sign_in(user.email, PASSWORD).status_code == 302


def test_wrong_passwords_from_one_proxy_shut_nobody_else_out() -> None:
    attacked, other = UserFactory(), UserFactory(roles=[Role.CODER])
    for n in range(TRIES):
        name = attacked.email if n % 2 else f"nobody-{n}@example.org"
        assert try_to_sign_in(name, HTTP_X_FORWARDED_FOR="198.51.100.7").status_code == 200
    assert is_let_in(other)


def test_an_account_takes_so_many_tries_from_wherever_they_come() -> None:
    user = UserFactory()
    for n in range(5):
        try_to_sign_in(user.email, REMOTE_ADDR=f"198.51.100.{n}")
    answer = try_to_sign_in(user.email.upper(), PASSWORD, REMOTE_ADDR="198.51.100.99")
    assert answer.status_code == 200
    assert "Too many failed login attempts" in answer.content.decode()


def test_many_wrong_names_do_not_make_the_tries_at_an_account_be_forgotten() -> None:
    user = UserFactory()
    for _ in range(5):
        try_to_sign_in(user.email)
    for n in range(1_000):
        cache.set(f"another-account-{n}", 1)
    assert not is_let_in(user)


def test_letters_for_new_passwords_are_counted_for_the_account_too() -> None:
    for n in range(TRIES):
        Client().post("/account/password/reset/", {"email": f"nobody-{n}@example.org"})
    answer = Client().post("/account/password/reset/", {"email": UserFactory().email})
    assert answer.status_code == 302


def test_opening_links_of_letters_shuts_nobody_out() -> None:
    user = UserFactory()
    for n in range(TRIES):
        Client().get(f"/account/password/reset/key/1-wrong{n}/")
    key = f"{user.pk}-{default_token_generator.make_token(user)}"
    assert Client().get(f"/account/password/reset/key/{key}/").status_code != 429


def test_asking_for_a_passkey_shuts_nobody_out() -> None:
    at = "/account/2fa/webauthn/login/"
    assert 429 not in {Client().post(at, {"credential": "{}"}).status_code for _ in range(TRIES)}


def test_of_many_passwords_at_once_some_are_told_to_come_again() -> None:
    user = UserFactory()
    for _ in range(4):
        adapter._CHECKING.acquire()
    try:
        answer = try_to_sign_in(user.email, PASSWORD)
        assert "Many people are signing in" in answer.content.decode()
    finally:
        for _ in range(4):
            adapter._CHECKING.release()
    assert is_let_in(user)


def in_a_known_browser(user: User) -> Client:
    """Return a browser in which somebody signed in, and out again."""
    client = Client()
    client.force_login(user)
    client.get("/account/")
    note_device(user, "a browser")
    client.cookies[BROWSER_COOKIE] = "a browser"
    client.post("/account/logout/")
    return client


@pytest.mark.parametrize("port", [True, False])
def test_tries_are_counted_for_the_account_at_whatever_host(port: bool) -> None:
    user = UserFactory()
    hosts = [f"localhost:{n}" if port else "localhost" for n in range(1, 7)]
    answers = [try_to_sign_in(user.email, HTTP_HOST=host).content.decode() for host in hosts]
    assert ["Too many" in one for one in answers] == [False] * 5 + [True]


def test_nobody_elsewhere_keeps_somebody_out_of_their_own_browser() -> None:
    user, stranger = UserFactory(roles=[Role.CODER]), UserFactory(roles=[Role.CODER])
    own, other = in_a_known_browser(user), in_a_known_browser(stranger)
    other.cookies[BROWSER_COOKIE] = "another browser"
    note_device(stranger, "another browser")
    said = {"login": user.email, "password": PASSWORD}
    for _ in range(5):
        try_to_sign_in(user.email)
    for _ in range(4):
        adapter._CHECKING.acquire()
    try:
        assert other.post(AT, said).status_code == 200
        assert own.post(AT, said).status_code == 302
    finally:
        for _ in range(4):
            adapter._CHECKING.release()
    assert other.post(AT, said).status_code == 200
