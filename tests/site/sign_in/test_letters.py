"""What allauth has to say goes through the outbox, under a neutral subject."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django.fixtures import Settings

from factories import UserFactory
from vigil.site.installation.mail_server import mailers
from vigil.trust.models import Letter, Role, RoleGrant, User
from vigil.trust.outbox.verbs.sending import SendingSummary, send_waiting

pytestmark = pytest.mark.django_db
RESET = "/account/password/reset/"
LOCAL_MEMORY = {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}


@pytest.fixture
def server(settings: Settings, mailoutbox: list[EmailMessage]) -> list[EmailMessage]:
    settings.MAILERS = {"default": LOCAL_MEMORY, "outbox": LOCAL_MEMORY}
    settings.VIGIL_MAIL_FROM = "post@example.org"
    return mailoutbox


def test_reset_is_a_letter_to_a_colleague(server: list[EmailMessage]) -> None:
    user = UserFactory(email="ana@example.org")
    assert Client().post(RESET, {"email": "Ana@example.org"}).status_code == 302
    assert server == []  # not before the outbox sends it
    letter = Letter.objects.get()
    assert (letter.to_user, letter.kind, letter.decides) == (user, "account", False)
    assert send_waiting() == SendingSummary(sent=1)
    (message,) = server
    assert message.subject == "About your account"
    assert (message.from_email, message.to) == ("post@example.org", ["ana@example.org"])
    assert re.search(r"/account/password/reset/key/\S+", str(message.body))
    assert not getattr(message, "alternatives", [])
    letter.refresh_from_db()
    assert letter.body == ""


def test_the_link_of_the_letter_works(server: list[EmailMessage]) -> None:
    UserFactory(email="ana@example.org")
    client = Client()
    client.post(RESET, {"email": "ana@example.org"})
    send_waiting()
    found = re.search(r"/account/password/reset/key/\S+", str(server[0].body))
    assert found is not None
    assert client.get(found[0], follow=True).status_code == 200


def test_address_of_nobody_here_gets_nothing_and_learns_nothing(server: list[EmailMessage]) -> None:
    UserFactory(email="ana@example.org")
    known = Client().post(RESET, {"email": "ana@example.org"})
    unknown = Client().post(RESET, {"email": "stranger@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)  # type: ignore[attr-defined]
    assert Letter.objects.count() == 1


def test_without_a_server_the_letter_is_kept(mailoutbox: list[EmailMessage]) -> None:
    UserFactory(email="ana@example.org")
    Client().post(RESET, {"email": "ana@example.org"})
    assert Letter.objects.get().state == Letter.State.CAPTURED
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("smtps://a%40b:p%2Fw@mail.example", {"use_ssl": True, "use_tls": False}),
        ("smtp://mail.example:587", {"use_ssl": False, "use_tls": True, "port": 587}),
        ("smtp+plain://127.0.0.1:1025", {"use_ssl": False, "use_tls": False, "port": 1025}),
    ],
)
def test_server_is_named_by_the_environment(url: str, options: dict[str, object]) -> None:
    made = mailers(url)
    assert "dummy" in made["default"]["BACKEND"]
    assert options.items() <= made["outbox"]["OPTIONS"].items()


def test_name_and_password_are_unquoted() -> None:
    options = mailers("smtps://a%40b:p%2Fw@mail.example")["outbox"]["OPTIONS"]
    assert (options["username"], options["password"]) == ("a@b", "p/w")


def test_no_server_is_no_outbox() -> None:
    assert set(mailers("")) == {"default"}


@pytest.mark.parametrize(
    "url", ["http://mail.example", "smtp://", "smtp+plain://mail.example:25", "mail.example"]
)
def test_server_without_encryption_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        mailers(url)


def test_no_letter_lets_anybody_in_whom_two_people_reset(server: list[EmailMessage]) -> None:
    UserFactory(email="ana@example.org", roles=[Role.FUND_OFFICER])
    assert Client().post(RESET, {"email": "ana@example.org"}).status_code == 302
    send_waiting()
    (message,) = server
    assert "/account/" not in str(message.body)
    assert "ask an administrator" in str(message.body)


def test_a_link_from_before_somebody_got_such_a_role_sets_no_password(
    server: list[EmailMessage],
) -> None:
    user = UserFactory(email="berta@example.org")
    Client().post(RESET, {"email": "berta@example.org"})
    send_waiting()
    found = re.search(r"/account/password/reset/key/\S+", str(server[0].body))
    assert found is not None
    client = Client()
    form = client.get(found[0])["Location"]
    RoleGrant.objects.create(user=user, role=Role.CODER)
    client.post(form, {"password1": "quite another phrase", "password2": "quite another phrase"})
    assert User.objects.get(pk=user.pk).check_password("a long pass phrase")


@pytest.mark.parametrize(
    ("host", "link"),
    [
        ("vigil.example", "http://vigil.example/account/password/reset/key/"),
        ("vigil.example:6666", ""),
        ("evil.wild.example", ""),
    ],
)
def test_a_letter_leads_to_no_host_that_a_stranger_made_up(
    host: str, link: str, server: list[EmailMessage], settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["vigil.example", ".wild.example"]
    settings.VIGIL_SITE_IS_NAMED = False
    UserFactory(email="carla@example.org")
    assert Client(HTTP_HOST=host).post(RESET, {"email": "carla@example.org"}).status_code == 302
    send_waiting()
    assert [link in str(message.body) for message in server] == ([True] if link else [])


def test_a_letter_carries_the_address_that_was_named(
    server: list[EmailMessage], settings: Settings
) -> None:
    settings.VIGIL_SITE, settings.ALLOWED_HOSTS = "https://named.example", ["*"]
    UserFactory(email="carla@example.org")
    Client(HTTP_HOST="evil.example").post(RESET, {"email": "carla@example.org"})
    send_waiting()
    (message,) = server
    assert "https://named.example/account/password/reset/key/" in str(message.body)
    assert "evil.example" not in str(message.body)
