"""The address that letters carry: the one that was named, or at which somebody was served."""

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from vigil.trust.access.errors import NotPossible
from vigil.trust.outbox.site_address import has_site_address, in_letters, served_at, site_address


@pytest.fixture(autouse=True)
def guessed(settings: Settings) -> None:
    """Let nobody have said where this site is."""
    settings.VIGIL_SITE_IS_NAMED, settings.VIGIL_SITE = False, "http://localhost:8010"
    settings.ALLOWED_HOSTS = ["vigil.example", "localhost"]


def asked(host: str, *, secure: bool = True) -> HttpRequest:
    return RequestFactory().get("/", HTTP_HOST=host, secure=secure)


@pytest.mark.parametrize(
    ("host", "secure", "site"),
    [
        ("vigil.example", True, "https://vigil.example"),
        ("vigil.example", False, "http://vigil.example"),
        ("vigil.example:443", True, "https://vigil.example:443"),
        ("localhost:9000", False, "http://localhost:9000"),
    ],
)
def test_a_letter_carries_the_address_that_was_served(host: str, secure: bool, site: str) -> None:
    with served_at(asked(host, secure=secure)):
        assert site_address() == site
        assert in_letters("home") == f"{site}/"


@pytest.mark.parametrize("host", ["vigil.example:6666", "evil.example", "a.wild.example", "["])
def test_an_address_that_a_stranger_made_up_is_refused(host: str, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["vigil.example", ".wild.example"]
    with served_at(asked(host)), pytest.raises(NotPossible, match="sets VIGIL_SITE"):
        site_address()


def test_what_is_named_is_carried_wherever_somebody_is_served(settings: Settings) -> None:
    settings.VIGIL_SITE_IS_NAMED, settings.VIGIL_SITE = True, "https://named.example"
    with served_at(asked("localhost:9000")):
        assert site_address() == "https://named.example"
    assert site_address() == "https://named.example"


def test_a_machine_writes_only_where_nobody_else_can_be_served(settings: Settings) -> None:
    assert not has_site_address()
    with pytest.raises(NotPossible):
        in_letters("home")
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    assert site_address() == "http://localhost:8010"


def test_what_one_request_was_is_forgotten_after_it() -> None:
    with served_at(asked("vigil.example")):
        pass
    assert not has_site_address()
