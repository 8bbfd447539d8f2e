"""The second factor: one sign-in of grace, then nothing but the page that sets it up."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from factories import UserFactory
from vigil.site.sign_in.second_factor import BY_LINK, GRACE_KEY, PROVEN_KEY
from vigil.trust.models import GUARDED_ROLES, Decision, Letter, Role, User
from vigil.trust.people.verbs.sign_in_links import make_one_time_link

pytestmark = pytest.mark.django_db

PASSWORD = "a long pass phrase"
SET_UP = "/account/2fa/"


def code(secret: str) -> str:
    """Return the code that an app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def by_link(user: User) -> Client:
    """Sign in by a link that works once, as whoever has no second factor yet."""
    client = Client()
    client.post(f"/account/link/{make_one_time_link(user)}/")
    assert client.session["_auth_user_id"] == str(user.pk)
    return client


def sign_in(user: User, **asked: str) -> Client:
    """Sign in by password, with the code of a second factor if one is given."""
    client = Client()
    answer = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    if asked:
        assert answer["Location"].startswith("/account/2fa/authenticate/")
        client.post(answer["Location"], asked)
    assert client.session["_auth_user_id"] == str(user.pk)
    return client


def test_who_signs_in_again_comes_back_to_the_very_screen() -> None:
    user, client, screen = UserFactory(roles=[Role.CODER]), Client(), "/desk/cases/7/coding/"
    user.set_password(PASSWORD)
    user.save()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    page = client.get(f"/account/login/?next={screen}").content.decode()
    assert page.count(f'name="next" value="{screen}"') == 2  # with a password, or with a passkey
    given = {"login": user.email, "password": PASSWORD, "next": screen}
    asked = client.post("/account/login/", given)
    assert asked["Location"].startswith("/account/2fa/authenticate/")
    assert client.post(asked["Location"], {"code": code(secret)})["Location"] == screen


def leads_to(client: Client, address: str) -> Any:
    answer = client.get(address)
    return answer.get("Location", answer.status_code)


def test_after_one_sign_in_of_grace_only_the_page_that_sets_it_up_opens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = UserFactory(roles=[Role.CODER])
    first = by_link(user)
    assert "Set one up now" in first.get("/desk/").content.decode()
    assert leads_to(first, "/desk/cases/") == 200  # the whole session long
    assert Decision.objects.filter(verb="use_grace", actor=user).count() == 1

    second = by_link(user)
    for address in ("/desk/", "/", "/cms/", "/robots.txt", "/account/password/change/"):
        assert leads_to(second, address) == SET_UP
    assert second.post("/desk/reject/", {"case": "1"})["Location"] == SET_UP
    page = second.get(SET_UP).content.decode()
    assert "Your role needs a second factor" in page
    assert 'href="/desk/' not in page  # no menu of pages that do not open

    asked = second.get("/account/2fa/totp/activate/")
    second.post(asked["Location"], {"password": PASSWORD})
    form = second.get("/account/2fa/totp/activate/").context["form"]
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act, **_: act())
    second.post("/account/2fa/totp/activate/", {"code": code(form.secret)})
    assert leads_to(second, "/desk/") == 200
    assert Authenticator.objects.filter(user=user).count() == 2  # with codes for losing it


def test_a_first_sign_in_goes_step_by_step_and_shows_no_menu_until_it_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act, **_: act())
    user, client = UserFactory(roles=[Role.ADMINISTRATOR, Role.CODER]), Client()
    user.set_unusable_password()
    user.save()

    def read(address: str) -> str:
        page = client.get(address).content.decode()
        assert 'href="/desk/' not in page
        assert "Successfully signed in" not in page
        return page

    link = f"/account/link/{make_one_time_link(user)}/"
    assert client.post(link)["Location"] == SET_UP
    assert "Three steps" in read(SET_UP)
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    done = client.post("/account/2fa/totp/activate/", {"code": code(secret)})
    assert done["Location"] == "/account/2fa/recovery-codes/"
    assert 'href="/account/password/set/"' in read(done["Location"])  # and asks for no code again
    read("/account/password/set/")
    typed = {"password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/account/password/set/", typed)["Location"] == "/desk/setup/"
    assert 'href="/desk/' in client.get(SET_UP).content.decode()
    assert User.objects.get(pk=user.pk).grace_used_at is None


def test_the_sign_in_of_grace_ends() -> None:
    client = by_link(UserFactory(roles=[Role.EDITOR]))
    assert leads_to(client, "/robots.txt") == 200
    session = client.session
    session[GRACE_KEY] = time.time() - 1
    session.save()
    assert leads_to(client, "/robots.txt") == SET_UP


def test_who_may_decide_nothing_needs_none() -> None:
    for role in Role:
        user, client = UserFactory(roles=[role]), Client()
        User.objects.filter(pk=user.pk).update(grace_used_at="2026-11-01T00:00Z")
        client.force_login(user)
        session = client.session
        del session[PROVEN_KEY]
        session[BY_LINK] = str(user.pk)
        session.save()
        assert leads_to(client, "/robots.txt") == (SET_UP if role in GUARDED_ROLES else 200), role


@pytest.mark.parametrize("how", ["app", "recovery code"])
def test_a_sign_in_with_the_factor_opens_everything(how: str) -> None:
    user, secret = UserFactory(roles=[Role.FUND_OFFICER]), generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    client = sign_in(user, code=code(secret) if how == "app" else codes[0])
    assert leads_to(client, "/desk/fund/") == 200
    assert User.objects.get(pk=user.pk).grace_used_at is None


def test_a_session_from_before_the_factor_was_set_up_ends() -> None:
    user = UserFactory(roles=[Role.ADMINISTRATOR])
    before = by_link(user)
    assert leads_to(before, "/desk/") == 200
    TOTP.activate(user, generate_totp_secret())
    assert leads_to(before, "/desk/people/") == "/account/login/?next=/desk/people/"
    assert "_auth_user_id" not in before.session


def test_removing_the_last_factor_closes_the_session_too() -> None:
    user, secret = UserFactory(roles=[Role.ADJUDICATOR]), generate_totp_secret()
    User.objects.filter(pk=user.pk).update(grace_used_at="2026-11-01T00:00Z")
    TOTP.activate(user, secret)
    client = sign_in(user, code=code(secret))
    asked = client.get("/account/2fa/totp/deactivate/")
    client.post(asked["Location"], {"password": PASSWORD})
    client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=user).exists()
    assert leads_to(client, "/desk/") == 403  # a new one takes a new link


@pytest.mark.parametrize("at", ["/desk/", SET_UP, "/account/2fa/totp/activate/", "/account/2fa/"])
def test_a_password_alone_sets_up_no_factor_and_opens_nothing(at: str) -> None:
    user = UserFactory(roles=[Role.ADJUDICATOR])
    client = sign_in(user)
    answer = client.get(at)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Ask an administrator to reset your sign-in" in page
    assert "Successfully signed in" not in page
    assert "_auth_user_id" not in client.session
    assert User.objects.get(pk=user.pk).grace_used_at is None


def test_the_link_of_one_account_opens_no_other() -> None:
    client = by_link(UserFactory(roles=[Role.CODER]))
    other = UserFactory(roles=[Role.CODER])
    client.post("/account/login/", {"login": other.email, "password": PASSWORD})
    client.force_login(other)
    session = client.session
    session.pop(PROVEN_KEY, None)
    session.save()
    assert leads_to(client, "/desk/") == 403


def test_who_sets_up_a_factor_and_administrators_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act, **_: act())
    chief, colleague = UserFactory(roles=[Role.ADMINISTRATOR]), UserFactory(roles=[Role.CODER])
    told = {}
    for user in (UserFactory(roles=[Role.CODER]), UserFactory(roles=[Role.AUDITOR]), chief):
        user.set_unusable_password()  # as whoever comes by a link
        user.save()
        client = by_link(user)
        form = client.get("/account/2fa/totp/activate/").context["form"]
        Letter.objects.all().delete()
        client.post("/account/2fa/totp/activate/", {"code": code(form.secret)})
        told[user] = set(Letter.objects.values_list("to_user", flat=True))
        assert Decision.objects.filter(verb="add_second_factor", actor=user).count() == 1
    coder, auditor, _chief = told
    assert told == {coder: {coder.pk, chief.pk}, auditor: {auditor.pk}, chief: {chief.pk}}
    assert colleague.pk not in told[coder]


def test_public_answers_do_not_vary_by_a_session() -> None:
    assert "Cookie" not in Client().get("/robots.txt").get("Vary", "")
