"""Signing in: by password, by a link that works once, with a second factor; never signing up."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from factories import UserFactory
from vigil.trust.models import Decision, OneTimeLink, Role, User
from vigil.trust.people.verbs.sign_in_links import make_one_time_link

pytestmark = pytest.mark.django_db

PASSWORD = "a long pass phrase"


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_sign_in_with_a_password(client: Client) -> None:
    user = UserFactory(roles=[Role.CODER])
    answer = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/")
    assert signed_in(client) == str(user.pk)


def test_a_wrong_password_is_refused_without_saying_what_was_wrong(client: Client) -> None:
    user = UserFactory()
    known = client.post("/account/login/", {"login": user.email, "password": "no"})
    unknown = client.post("/account/login/", {"login": "x@example.org", "password": "no"})
    assert known.status_code == unknown.status_code == 200
    said = [re.findall(r"errorlist[^>]*>(.*?)</ul>", r.content.decode()) for r in (known, unknown)]
    assert said[0] == said[1] != []
    assert signed_in(client) is None


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("/network/me/", "Sign in as a member"),
        ("/es/programme/kyoto/messages/new/", "Sign in as a member"),
        ("/desk/programme/", "Sign in to the desk"),
        ("", "Sign in to the desk"),
    ],
)
def test_members_are_not_sent_to_the_desk(client: Client, to: str, words: str) -> None:
    page = client.get(f"/account/login/?next={to}" if to else "/account/login/").content.decode()
    assert words in page


def test_nobody_signs_up(client: Client) -> None:
    form = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert "There is no sign-up" in client.get("/account/signup/").content.decode()
    client.post("/account/signup/", form)
    assert not User.objects.filter(email="new@example.org").exists()
    assert "signup" not in client.get("/account/login/").content.decode()


def test_nobody_takes_an_address_that_is_not_shown_to_be_theirs(client: Client) -> None:
    user = UserFactory(roles=[Role.REGISTRANT])
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    before = user.email
    for address in ("future.colleague@example.org", UserFactory().email):
        answer = client.post("/account/email/", {"action_add": "", "email": address})
        assert "An account keeps its address" in answer.content.decode()
        client.post("/account/email/", {"action_primary": "", "email": address})
    client.post("/account/email/", {"action_remove": "", "email": before})
    user.refresh_from_db()
    assert user.email == before
    assert not EmailAddress.objects.exclude(email=before).exists()


def test_opening_a_one_time_link_does_not_spend_it(client: Client) -> None:
    user = UserFactory()
    address = f"/account/link/{make_one_time_link(user)}/"
    for _ in range(2):
        page = client.get(address)
        assert page.status_code == 200
        assert '<form method="post">' in page.content.decode()
    assert client.head(address).status_code == 200
    assert OneTimeLink.objects.get().used_at is None
    assert signed_in(client) is None


def test_the_button_of_a_one_time_link_signs_in_once(client: Client) -> None:
    user = UserFactory(roles=[Role.CODER])
    address = f"/account/link/{make_one_time_link(user)}/"
    answer = client.post(address)
    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/")
    assert signed_in(client) == str(user.pk)
    assert Decision.objects.filter(verb="redeem_one_time_link", actor=user).count() == 1
    other = Client()
    again = other.post(address)
    assert again.status_code == 410
    assert "not valid any more" in again.content.decode()
    assert signed_in(other) is None


@pytest.mark.parametrize("how", ["expired", "inactive", "unknown"])
def test_a_one_time_link_that_does_not_hold(client: Client, how: str) -> None:
    user = UserFactory(is_active=how != "inactive")
    token = make_one_time_link(user) if how != "unknown" else "no-such-token"
    if how == "expired":
        OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert client.post(f"/account/link/{token}/").status_code == 410
    assert signed_in(client) is None


def test_a_one_time_link_needs_the_token_of_its_form() -> None:
    token = make_one_time_link(UserFactory())
    answer = Client(enforce_csrf_checks=True).post(f"/account/link/{token}/")
    assert answer.status_code == 403
    assert OneTimeLink.objects.get().used_at is None


def test_a_second_factor_is_asked_after_a_one_time_link(client: Client) -> None:
    user = UserFactory()
    TOTP.activate(user, generate_totp_secret())
    answer = client.post(f"/account/link/{make_one_time_link(user)}/")
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert signed_in(client) is None


def test_set_up_a_second_factor_after_giving_the_password_again(client: Client) -> None:
    user = UserFactory()
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    asked = client.get("/account/2fa/totp/activate/")
    assert asked["Location"].startswith("/account/reauthenticate/")
    again = client.post(asked["Location"], {"password": PASSWORD})
    page = client.get(again["Location"]).content.decode()
    assert "data:image/svg+xml" in page
    for address in ("/account/2fa/", "/account/2fa/webauthn/add/", "/account/password/change/"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert 'class="site-header' in answer.content.decode(), address


def test_who_has_no_scripts_reads_why_no_key_is_asked_for(client: Client) -> None:
    page = client.get("/account/login/").content.decode()
    [why] = re.findall("<noscript>.*?</noscript>", page, re.DOTALL)
    assert "Passkeys and security keys need scripts" in why


def test_who_came_by_link_can_set_a_password(client: Client) -> None:
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    client.post(f"/account/link/{make_one_time_link(user)}/")
    assert client.get("/account/password/change/")["Location"] == "/account/password/set/"
    ask = 'href="/account/password/set/"'
    assert ask in client.get("/account/").content.decode()
    new = {"password1": "quite another phrase", "password2": "quite another phrase"}
    assert client.post("/account/password/set/", new)["Location"] == "/account/"
    assert ask not in client.get("/account/").content.decode()
    user.refresh_from_db()
    assert user.check_password("quite another phrase")


def test_signing_out_takes_a_button_not_a_link(client: Client) -> None:
    user = UserFactory()
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert client.get("/account/logout/").status_code == 200
    assert signed_in(client) == str(user.pk)
    assert client.post("/account/logout/")["Location"] == "/"
    assert signed_in(client) is None


@pytest.mark.parametrize("way", ["password", "link"])
def test_a_session_ends_with_the_browser_and_its_key_is_new(client: Client, way: str) -> None:
    client.get("/account/login/")
    session = client.session
    session["before"] = "signing in"
    session.save()
    user = UserFactory()
    if way == "password":
        client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    else:
        client.post(f"/account/link/{make_one_time_link(user)}/")
    assert signed_in(client) == str(user.pk)
    assert client.session.session_key != session.session_key
    assert client.session.get_expire_at_browser_close()
    assert not client.cookies["sessionid"]["max-age"]


def test_rights_come_from_roles_alone() -> None:
    user = UserFactory()
    user.user_permissions.add(*Permission.objects.filter(content_type__app_label="casefile"))
    assert not user.has_perm("casefile.change_case")
    assert not user.has_perm("casefile.see_desk")
    assert UserFactory(roles=[Role.CODER]).has_perm("casefile.see_desk")


def test_the_language_menu_leads_to_this_page_with_its_query(client: Client) -> None:
    page = client.get("/es/cases/?country=COL&q=a%26b").content.decode()
    assert 'href="/cases/?country=COL&amp;q=a%26b"' in page
    assert 'href="/fr/cases/?country=COL&amp;q=a%26b"' in page
    assert 'href="/fr/"' in client.get("/es/no-such-page/").content.decode()


@pytest.mark.parametrize("sent", ["[" * 200_000, "1" * 6_000, '{"id": 1}', "null"])
def test_what_is_no_passkey_lets_nobody_in_and_breaks_nothing(client: Client, sent: str) -> None:
    response = client.post("/account/2fa/webauthn/login/", {"credential": sent})
    assert response.status_code == 302
    assert client.get("/account/").status_code == 302


@pytest.mark.django_db
def test_one_can_type_the_address_at_once(client: Client) -> None:
    page = client.get("/account/login/").content.decode()
    assert re.search(r'<input[^>]*name="login"[^>]* autofocus', page)
