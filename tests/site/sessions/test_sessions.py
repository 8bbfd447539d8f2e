"""Sessions are listed and ended, by their person or an administrator; a lockdown ends them all."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from factories import UserFactory
from vigil.site.sessions.middleware import BROWSER_COOKIE
from vigil.site.sessions.store import OF_STRANGERS
from vigil.trust.decisions.verbs import COMMAND_LINE
from vigil.trust.models import Decision, Device, OneTimeLink, OpenSession, Role, User
from vigil.trust.people.duplicate_accounts import seem_one_person
from vigil.trust.people.verbs.accounts import close_account
from vigil.trust.people.verbs.sign_in_links import make_one_time_link
from vigil.trust.sessions.verbs.lockdown import begin_lockdown
from vigil.trust.sessions.verbs.sessions import (
    end_all_sessions,
    end_sessions_of_older_versions,
    forget_expired,
    kept_as,
    sessions_of,
)

pytestmark = pytest.mark.django_db

PASSWORD = "a long pass phrase"
BY_SCRIPT = {"x-requested-with": "XMLHttpRequest", "accept": "application/json"}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def administrator() -> User:
    return UserFactory(roles=[Role.ADMINISTRATOR])


def test_one_signs_out_of_one_session_there_and_stays_here() -> None:
    user = UserFactory()
    here, there = signed_in(user), Client(headers={"user-agent": FIREFOX})
    there.post("/account/login/", {"login": user.email, "password": PASSWORD})
    page = here.get("/account/sessions/").content.decode()
    assert "Firefox, Linux" in page
    assert "this session" in page
    (other,) = (one for one in sessions_of(user) if one.browser)
    here.post("/account/sessions/", {"session": str(other.pk)})
    assert (is_in(here), is_in(there)) == (True, False)


def test_one_signs_out_everywhere_else() -> None:
    user = UserFactory()
    here, there, elsewhere = signed_in(user), signed_in(user), signed_in(user)
    colleague = signed_in(UserFactory())
    here.post("/account/sessions/")
    assert [is_in(one) for one in (here, there, elsewhere, colleague)] == [True, False, False, True]


def test_nobody_ends_the_session_of_another() -> None:
    mine, theirs = signed_in(UserFactory()), signed_in(UserFactory())
    other = OpenSession.objects.get(session_key=kept_as(str(theirs.session.session_key)))
    mine.post("/account/sessions/", {"session": str(other.pk)})
    assert is_in(theirs)
    assert mine.post(f"/desk/people/{other.user.pk}/sign-out/").status_code == 403


def test_an_administrator_signs_a_colleague_out_everywhere() -> None:
    user = UserFactory(roles=[Role.CODER])
    sessions, chief = [signed_in(user), signed_in(user)], signed_in(administrator())
    assert "Sign out everywhere" in chief.get(f"/desk/people/{user.pk}/").content.decode()
    chief.post(f"/desk/people/{user.pk}/sign-out/")
    assert not any(map(is_in, sessions))
    assert Decision.objects.get(verb="end_all_sessions").after == {"sessions": 2}


def test_a_session_is_found_after_its_key_changed() -> None:
    user = UserFactory()
    client = signed_in(user)
    new = {"oldpassword": PASSWORD, "password1": "quite another phrase"}
    client.post("/account/password/change/", new | {"password2": new["password1"]})
    client.get("/account/")
    (listed,) = sessions_of(user)
    assert listed.session_key == kept_as(str(client.session.session_key))


NEW = {"oldpassword": PASSWORD, "password1": "quite another phrase"}
NEW |= {"password2": NEW["password1"]}


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let somebody act while a new password is being made."""
    made = User.set_password

    def slowly(user: User, password: str | None) -> None:
        act()
        made(user, password)

    monkeypatch.setattr(User, "set_password", slowly)


def lock_down(user: User) -> None:
    begin_lockdown(by=COMMAND_LINE, why="a machine was taken")


def sign_out(user: User) -> None:
    end_all_sessions(user, by=user)


@pytest.mark.parametrize("end", [lock_down, sign_out])
def test_a_session_that_is_ended_while_its_password_changes_does_not_go_on(
    end: Callable[[User], None],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    user = UserFactory(roles=[Role.TIPSTER])
    client = signed_in(user)

    def ended() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            end(user)

    meanwhile(monkeypatch, ended)
    client.post("/account/password/change/", NEW)
    assert not is_in(client)
    assert not Session.objects.exists()


def test_an_account_that_is_closed_while_its_password_changes_stays_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user, chief = UserFactory(roles=[Role.TIPSTER]), administrator()
    client = signed_in(user)
    with monkeypatch.context() as patch:
        meanwhile(patch, lambda: close_account(User.objects.get(pk=user.pk), by=chief, why="left"))
        assert client.post("/account/password/change/", NEW).status_code == 403
    user.refresh_from_db()
    assert (user.is_active, user.has_usable_password(), user.display_name) == (False, False, "")
    assert user.email.startswith("closed-")


def test_a_sign_in_in_place_of_somebody_else_is_a_session_of_its_own() -> None:
    client, users = Client(), [UserFactory(), UserFactory(), UserFactory()]
    for user in users:
        client.force_login(user)
    assert not OpenSession.objects.filter(session_key="None").exists()
    (listed,) = sessions_of(users[-1])
    assert listed.session_key == kept_as(str(client.session.session_key))
    assert [sessions_of(user) for user in users[:-1]] == [[], []]


def test_of_a_session_that_ran_out_nothing_is_kept() -> None:
    user = UserFactory()
    OpenSession.objects.create(user=user, session_key="ran out")
    client = Client()
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert OpenSession.objects.get().session_key == kept_as(str(client.session.session_key))


def test_who_signed_out_is_listed_no_more() -> None:
    user = UserFactory()
    signed_in(user).post("/account/logout/")
    assert not OpenSession.objects.exists()


def test_who_reads_the_database_enters_as_nobody() -> None:
    client = signed_in(administrator())
    key = client.cookies["sessionid"].value
    (row,) = Session.objects.all()
    held = [row.session_key, OpenSession.objects.get().session_key, str(row.get_decoded())]
    assert not any(key in one for one in held)
    for one in held[:2]:
        thief = Client()
        thief.cookies["sessionid"] = one
        assert not is_in(thief)
    assert is_in(client)


def test_sessions_of_older_versions_end_when_the_new_one_begins() -> None:
    client = signed_in(administrator())
    old = "x" * 32
    Session.objects.create(session_key=old, session_data="", expire_date=timezone.now())
    OpenSession.objects.create(user=UserFactory(), session_key=old)
    end_sessions_of_older_versions()
    assert Session.objects.count() == OpenSession.objects.count() == 1
    assert is_in(client)


def test_what_strangers_have_made_stands_for_minutes_and_is_removed() -> None:
    """Each challenge for a passkey is a session: rows that nobody removed would fill the disk."""
    client = signed_in(administrator())
    for _ in range(3):
        answer = Client().get("/account/2fa/webauthn/login/", headers=BY_SCRIPT)
        assert answer.status_code == 200
    rows = Session.objects.order_by("expire_date")
    assert rows.count() == 4
    assert rows[2].expire_date <= timezone.now() + OF_STRANGERS
    rows.filter(expire_date__lt=timezone.now() + OF_STRANGERS).update(expire_date=timezone.now())
    assert forget_expired() == 3
    assert is_in(client)


# Lockdown


def test_a_lockdown_ends_every_session_and_lets_nobody_sign_in() -> None:
    coder = UserFactory(roles=[Role.CODER])
    session, chief = signed_in(coder), signed_in(administrator())
    begun = chief.post("/account/lockdown/", {"act": "begin", "why": "x"})
    assert begun["Location"] == "/account/login/"
    assert "everybody is signed out" in chief.get("/account/login/").content.decode()
    assert not Session.objects.exists()
    assert (is_in(session), is_in(chief)) == (False, False)
    for address, sent, status in (
        ("/account/login/", {"login": coder.email, "password": PASSWORD}, 503),
        (f"/account/link/{make_one_time_link(coder)}/", {}, 410),
    ):
        client = Client()
        answer = client.post(address, sent)
        assert answer.status_code == status
        assert "Nobody can sign in now" in answer.content.decode()
        assert not is_in(client)
    assert OneTimeLink.objects.get().used_at is None
    assert Client().get("/").status_code == 200
    assert Client().get("/bear-witness/").status_code == 200  # people can still write to us


def test_two_administrators_lift_it_and_reach_nothing_else_before() -> None:
    begin_lockdown(by=COMMAND_LINE, why="a laptop was taken")
    first, second = signed_in(administrator()), signed_in(administrator())
    assert first.get("/desk/")["Location"] == "/account/lockdown/"
    page = first.get("/account/lockdown/").content.decode()
    assert "a laptop was taken" in page
    assert 'href="/desk/' not in page  # no menu of pages that do not open
    lift = {"act": "lift", "why": "it is back"}
    first.post("/account/lockdown/", lift)
    assert "<button>" not in first.get("/account/lockdown/").content.decode().split("<h1>")[1]
    assert "it is back" in second.get("/account/lockdown/").content.decode()
    assert first.post("/account/lockdown/", lift).status_code == 409
    assert first.get("/desk/")["Location"] == "/account/lockdown/"
    assert second.post("/account/lockdown/", lift)["Location"] == "/account/"
    assert (first.get("/desk/").status_code, second.get("/desk/").status_code) == (200, 200)
    assert is_in(signed_in(UserFactory()))


def test_only_administrators_lock_down() -> None:
    user = UserFactory(roles=set(Role) - {Role.ADMINISTRATOR})
    answer = signed_in(user).post("/account/lockdown/", {"act": "begin", "why": "x"})
    assert answer.status_code == 403


# One person with two accounts


def test_two_accounts_in_one_browser_are_shown_and_are_not_two_people() -> None:
    one, other = administrator(), administrator()
    browser = Client()
    for user in (one, other):
        browser.post("/account/login/", {"login": user.email, "password": PASSWORD})
        browser.post("/account/logout/")
    cookie = browser.cookies[BROWSER_COOKIE]
    assert cookie["httponly"]
    assert cookie.value not in str(list(Device.objects.values()))
    assert list(seem_one_person(one)) == [other]
    page = signed_in(administrator()).get(f"/desk/people/{one.pk}/").content.decode()
    assert f'<a href="/desk/people/{other.pk}/">' in page
    begin_lockdown(by=COMMAND_LINE, why="x")
    signed_in(one).post("/account/lockdown/", {"act": "lift", "why": "x"})
    answer = signed_in(other).post("/account/lockdown/", {"act": "lift", "why": "x"})
    assert answer.status_code == 409
    assert "used in one browser" in answer.content.decode()


def test_no_browser_is_remembered_of_who_decides_nothing() -> None:
    user, client = UserFactory(roles=[Role.REGISTRANT]), Client()
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert BROWSER_COOKIE not in client.cookies
