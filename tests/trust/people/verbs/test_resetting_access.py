"""A colleague's way in is reset: never by one person where their role decides something."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django.fixtures import Settings

from factories import UserFactory
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.confirmations.verbs import confirm, waiting_for
from vigil.trust.models import GUARDED_ROLES, Decision, Letter, Role, User
from vigil.trust.people.verbs.resetting_access import (
    begin_reset,
    link_on_host,
    reset_access,
    reset_on_host,
)
from vigil.trust.people.verbs.sign_in_links import make_one_time_link, redeem_one_time_link

pytestmark = pytest.mark.django_db

Posted = Callable[[], list[str]]


def administrator() -> User:
    return UserFactory(roles=[Role.ADMINISTRATOR])


def locked_out(*roles: Role) -> User:
    """Make somebody with a password, a second factor, a link and an open session."""
    user = UserFactory(roles=roles)
    TOTP.activate(user, generate_totp_secret())
    make_one_time_link(user)
    Client().force_login(user)
    return user


def ways_in(user: User) -> tuple[bool, bool, int]:
    user.refresh_from_db()
    factors = Authenticator.objects.filter(user=user).exists()
    return user.has_usable_password(), factors, Session.objects.count()


@pytest.mark.parametrize("role", sorted(GUARDED_ROLES))
def test_one_administrator_alone_resets_nobody_who_decides(role: Role, posted: Posted) -> None:
    user, by = locked_out(role), administrator()
    with pytest.raises(NeedsSecondPerson):
        reset_access(user, by=by, why="lost her phone")
    assert not begin_reset(user, by=by, why="lost her phone")
    (asked,) = waiting_for(by)
    with pytest.raises(NeedsSecondPerson):
        confirm(asked, by=by)
    assert ways_in(user) == (True, True, 1)
    assert posted() == []


def test_two_administrators_reset_and_all_with_the_role_are_told(posted: Posted) -> None:
    user, colleague = locked_out(Role.FUND_OFFICER), UserFactory(roles=[Role.FUND_OFFICER])
    UserFactory(roles=[Role.CODER])
    begin_reset(user, by=administrator(), why="lost her phone")
    second = administrator()
    confirm(waiting_for(second)[0], by=second)
    assert ways_in(user) == (False, False, 0)
    told = Letter.objects.filter(kind="reset")
    assert set(told.values_list("to_user", flat=True)) == {user.pk, colleague.pk}
    assert not any(str(user) in letter.body or user.email in letter.body for letter in told)
    texts = posted()
    (link,) = {line for text in texts for line in text.split() if "/account/link/" in line}
    assert redeem_one_time_link(link.rstrip("/").rpartition("/")[2]) == user
    assert user.grace_used_at is not None  # the set-up page comes first
    decision = Decision.objects.get(verb="reset_access")
    assert (decision.actor, decision.why) == (second, "lost her phone")


def test_an_account_that_decides_nothing_is_reset_by_one(posted: Posted) -> None:
    user = locked_out(Role.GRANTEE)
    assert begin_reset(user, by=administrator(), why="forgot it")
    assert ways_in(user) == (False, False, 0)
    assert len(posted()) == 1


def test_the_host_is_the_second_person_and_the_log_says_so() -> None:
    user = locked_out(Role.ADMINISTRATOR)
    token = reset_on_host(user, why="the only administrator lost her phone")
    assert ways_in(user) == (False, False, 0)
    decision = Decision.objects.get(verb="reset_access")
    assert decision.actor is None
    assert decision.after == {"second": "command_line", "through": "command_line"}
    assert Letter.objects.filter(kind="reset", to_user=user).exists()
    assert redeem_one_time_link(token) == user


def test_a_link_from_the_host_is_in_the_log_and_told() -> None:
    user = UserFactory(roles=[Role.EDITOR])
    link_on_host(user)
    decision = Decision.objects.get(verb="make_link")
    assert (decision.actor, decision.after) == (None, {"through": "command_line"})
    assert Letter.objects.filter(kind="reset", to_user=user).exists()


def test_what_is_no_reset(posted: Posted) -> None:
    user = UserFactory()
    with pytest.raises(NotAllowed):
        begin_reset(user, by=UserFactory(roles=set(Role) - {Role.ADMINISTRATOR}), why="x")
    with pytest.raises(NotPossible, match="reason"):
        begin_reset(user, by=administrator(), why=" ")
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.refresh_from_db()
    with pytest.raises(NotPossible, match="closed"):
        reset_on_host(user, why="x")


def test_without_a_mail_server_no_screen_resets_what_nobody_could_open_again() -> None:
    user = locked_out(Role.GRANTEE)
    with pytest.raises(NotPossible, match="vigil person"):
        begin_reset(user, by=administrator(), why="forgot it")
    assert ways_in(user) == (True, True, 1)


def test_no_way_in_is_ended_where_its_letter_could_not_say_where_to_go(
    posted: Posted, settings: Settings
) -> None:
    settings.VIGIL_SITE_IS_NAMED, settings.ALLOWED_HOSTS = False, ["vigil.example"]
    user = locked_out(Role.AUDITOR)
    with pytest.raises(NotPossible, match="sets VIGIL_SITE"):
        begin_reset(user, by=administrator(), why="lost her phone")
    assert ways_in(user) == (True, True, 1)
    assert posted() == []
