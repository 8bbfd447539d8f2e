"""Letting people in, granting and revoking roles, and the link that signs in once."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from factories import UserFactory
from network.factories import MemberFactory
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, OneTimeLink, Role, RoleGrant, User
from vigil.trust.people.verbs.accounts_and_roles import (
    LINK_LIFETIME,
    close_account,
    create_person,
    grant_role,
    limit_role,
    make_one_time_link,
    redeem_one_time_link,
    revoke_role,
)

ROOT = Path(__file__).resolve().parents[4]
pytestmark = pytest.mark.django_db


def chief() -> User:
    user: User = UserFactory(roles=[Role.ADMINISTRATOR], last_login=None)
    return user


def came() -> User:
    """Make an administrator who has signed in."""
    user: User = UserFactory(roles=[Role.ADMINISTRATOR])
    return user


# Letting people in


def test_the_first_person_needs_nobody_and_every_other_an_administrator() -> None:
    first = create_person("first@example.org", by=None, roles=[Role.ADMINISTRATOR])
    with pytest.raises(NotAllowed):
        create_person("second@example.org", by=None)
    second = create_person("second@example.org", by=first, roles=[Role.CODER], name="Second")
    assert (second.email, second.username) == ("second@example.org", "second@example.org")
    assert str(second) == "Second"
    with pytest.raises(NotAllowed):
        create_person("third@example.org", by=second)
    assert User.objects.count() == 2


def test_a_new_person_has_no_password_and_only_the_roles_given() -> None:
    person = create_person("p@example.org", by=chief(), roles=[Role.CODER, Role.AUDITOR])
    assert not person.has_usable_password()
    assert not person.is_superuser
    assert not person.is_staff
    assert set(person.grants.values_list("role", flat=True)) == {"coder", "auditor"}
    assert not create_person("q@example.org", by=chief()).grants.exists()


def test_letting_somebody_in_is_a_decision_and_each_role_another() -> None:
    by = chief()
    person = create_person("p@example.org", by=by, roles=[Role.CODER], why="joins the team")
    decisions = Decision.objects.filter(target_kind="person", target_key=str(person.pk))
    assert {d.verb: d.why for d in decisions} == {
        "create": "joins the team",
        "grant_role": "joins the team",
    }
    assert {d.actor for d in decisions} == {by}


@pytest.mark.parametrize("address", ["p@example.org", "P@Example.ORG"])
def test_an_address_belongs_to_one_person(address: str) -> None:
    by = chief()
    create_person("p@example.org", by=by)
    with pytest.raises(NotPossible, match="already"):
        create_person(address, by=by)
    assert User.objects.count() == 2


def test_a_person_with_a_role_that_is_none_is_not_let_in_at_all() -> None:
    by = chief()
    with pytest.raises(NotPossible, match="no role"):
        create_person("p@example.org", by=by, roles=["owner"])  # type: ignore[list-item]
    assert not User.objects.filter(email="p@example.org").exists()
    assert not Decision.objects.exists()


def test_no_decision_holds_the_address_or_name_of_an_account() -> None:
    by = chief()
    person = create_person("maria@example.org", by=by, roles=[Role.CODER], name="María")
    close_account(person, by=by, why="left the team")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM trust_decision")
        kept = str(cursor.fetchall())
    assert "create" in kept
    assert "maria@" not in kept
    assert "Mar" not in kept


# Roles


def test_granting_again_replaces_the_limits() -> None:
    by, user = chief(), UserFactory()
    grant_role(user, Role.CODER, by=by, countries=["MEX"], languages=["es"])
    grant_role(user, Role.CODER, by=by, countries=["COL"])
    grant = RoleGrant.objects.get(user=user)
    assert (grant.countries, grant.languages) == (["COL"], [])
    last = Decision.objects.filter(verb="grant_role").order_by("id").last()
    assert last is not None
    assert last.after == {"role": "coder", "countries": ["COL"], "languages": []}


@pytest.mark.parametrize("country", ["MX", "mex", "Mexico", "XXX", ""])
def test_a_country_that_is_none_is_refused(country: str) -> None:
    user = UserFactory()
    with pytest.raises(NotPossible, match="alpha-3"):
        grant_role(user, Role.CODER, by=chief(), countries=["COL", country])
    assert not user.grants.exists()


@pytest.mark.parametrize("language", ["ES", "es-MX", "spanish", ""])
def test_a_language_that_is_no_primary_tag_is_refused(language: str) -> None:
    user = UserFactory()
    with pytest.raises(NotPossible, match="language tag"):
        grant_role(user, Role.CODER, by=chief(), languages=["pt", language])
    assert not user.grants.exists()


def test_who_is_no_administrator_grants_and_revokes_nothing() -> None:
    by, user = UserFactory(roles=[Role.ADJUDICATOR]), UserFactory(roles=[Role.CODER])
    with pytest.raises(NotAllowed):
        grant_role(by, Role.ADMINISTRATOR, by=by)
    with pytest.raises(NotAllowed):
        revoke_role(user, Role.CODER, by=by, why="left")
    with pytest.raises(NotAllowed):
        limit_role(user, Role.CODER, by=by, countries=["COL"], why="moved")
    with pytest.raises(NotAllowed):
        close_account(user, by=by, why="left")
    assert RoleGrant.objects.filter(countries=[]).count() == 2


def test_revoking_takes_one_role_and_says_why() -> None:
    user = UserFactory(roles=[Role.CODER, Role.AUDITOR])
    revoke_role(user, Role.CODER, by=chief(), why="left the team")
    assert list(user.grants.values_list("role", flat=True)) == ["auditor"]
    decision = Decision.objects.get(verb="revoke_role")
    assert decision.before == {"role": "coder", "countries": [], "languages": []}
    assert decision.why == "left the team"
    with pytest.raises(NotPossible, match="does not hold"):
        revoke_role(user, Role.CODER, by=chief(), why="left")
    with pytest.raises(NotPossible, match="reason"):
        revoke_role(user, Role.AUDITOR, by=chief(), why=" ")


def test_limits_are_set_and_taken_away_with_a_reason() -> None:
    by, user = chief(), UserFactory()
    grant_role(user, Role.CODER, by=by, countries=["MEX"], languages=["es"])
    limit_role(user, Role.CODER, by=by, languages=["es"], why="covers the region")
    grant = user.grants.get()
    assert (grant.countries, grant.languages) == ([], ["es"])
    decision = Decision.objects.get(verb="limit_role")
    assert decision.before == {"countries": ["MEX"], "languages": ["es"]}
    assert decision.after == {"role": "coder", "countries": [], "languages": ["es"]}
    for refused in (
        {"languages": ["es"], "why": "again"},
        {"languages": ["fr"], "why": ""},
        {"countries": ["MX"], "why": "misspelt"},
    ):
        with pytest.raises(NotPossible):
            limit_role(user, Role.CODER, by=by, **refused)
    with pytest.raises(NotPossible, match="does not hold"):
        limit_role(user, Role.AUDITOR, by=by, countries=["COL"], why="moved")
    assert user.grants.get().languages == ["es"]


def test_nobody_widens_the_limits_of_their_own_role() -> None:
    one, other = came(), came()
    grant_role(one, Role.ADJUDICATOR, by=other, countries=["COL", "MEX"], languages=["es"])
    wider: list[dict[str, list[str]]] = [
        {"countries": ["COL", "MEX"]},
        {"languages": ["es"]},
        {"countries": ["COL", "HND"], "languages": ["es"]},
    ]
    for limits in wider:
        with pytest.raises(NotPossible, match="your own limits"):
            limit_role(one, Role.ADJUDICATOR, by=one, why="I travel", **limits)
    narrower = {"countries": ["COL"], "languages": ["es"]}
    assert limit_role(one, Role.ADJUDICATOR, by=one, why="I moved", **narrower).countries == ["COL"]
    assert limit_role(one, Role.ADJUDICATOR, by=other, why="she travels").countries == []


def test_the_last_administrator_who_has_signed_in_stays() -> None:
    last, gone = came(), UserFactory(roles=[Role.ADMINISTRATOR], is_active=False)
    with pytest.raises(NotPossible, match="last administrator"):
        revoke_role(last, Role.ADMINISTRATOR, by=last, why="left", gives_up_access=True)
    revoke_role(gone, Role.ADMINISTRATOR, by=last, why="left")
    never = chief()
    with pytest.raises(NotPossible, match="last administrator"):
        revoke_role(last, Role.ADMINISTRATOR, by=never, why="handed over")
    with pytest.raises(NotPossible, match="last administrator"):
        close_account(last, by=never, why="handed over")
    revoke_role(never, Role.ADMINISTRATOR, by=last, why="mistyped address")
    second = came()
    revoke_role(last, Role.ADMINISTRATOR, by=second, why="handed over")
    assert list(RoleGrant.objects.values_list("user", flat=True)) == [second.pk]


def test_an_administrator_confirms_taking_their_own_role() -> None:
    by = came()
    came()
    with pytest.raises(NotPossible, match="Confirm"):
        revoke_role(by, Role.ADMINISTRATOR, by=by, why="handed over")
    revoke_role(by, Role.ADMINISTRATOR, by=by, why="handed over", gives_up_access=True)
    assert not by.grants.exists()


# Closing an account


def test_closing_an_account_takes_each_role_away_and_empties_it() -> None:
    by, user = came(), UserFactory(roles=[Role.CODER, Role.ADMINISTRATOR])
    client = Client()
    client.force_login(user)
    close_account(user, by=by, why="left the team")
    user.refresh_from_db()
    assert not user.is_active
    assert user.email.endswith("@account.invalid")
    assert not user.grants.exists()
    assert not Session.objects.exists()
    made = Decision.objects.filter(target_key=str(user.pk)).order_by("pk")
    assert [(d.verb, d.before.get("role"), d.why) for d in made] == [
        ("revoke_role", "administrator", "left the team"),
        ("revoke_role", "coder", "left the team"),
        ("close_account", None, "left the team"),
    ]
    with pytest.raises(NotPossible, match="closed already"):
        close_account(user, by=by, why="left the team")


def test_nobody_closes_their_own_account_or_one_that_a_room_still_needs() -> None:
    by, member = chief(), MemberFactory()
    with pytest.raises(NotPossible, match="your own"):
        close_account(by, by=by, why="left")
    with pytest.raises(NotPossible, match="page in the network"):
        close_account(member.user, by=by, why="left")
    with pytest.raises(NotPossible, match="reason"):
        close_account(UserFactory(), by=by, why="")


# The link that signs in once


def test_a_link_works_once() -> None:
    user = UserFactory()
    token = make_one_time_link(user)
    assert redeem_one_time_link(token) == user
    with pytest.raises(NotPossible, match="not valid"):
        redeem_one_time_link(token)
    assert Decision.objects.filter(verb="redeem_one_time_link", actor=user).count() == 1


def test_only_a_digest_of_the_token_is_kept() -> None:
    token = make_one_time_link(UserFactory())
    link = OneTimeLink.objects.get()
    assert link.digest == hashlib.sha256(token.encode()).hexdigest()
    assert len(token) >= 43  # 32 random bytes
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM trust_onetimelink")
        assert token not in str(cursor.fetchall())
    with pytest.raises(NotPossible):
        redeem_one_time_link(link.digest)


def test_a_link_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    token, made = make_one_time_link(UserFactory()), timezone.now()
    late = made + LINK_LIFETIME + timedelta(seconds=1)
    with monkeypatch.context() as later:
        later.setattr("vigil.trust.people.verbs.accounts_and_roles.timezone.now", lambda: late)
        with pytest.raises(NotPossible, match="not valid"):
            redeem_one_time_link(token)
    early = made + LINK_LIFETIME - timedelta(minutes=1)
    monkeypatch.setattr("vigil.trust.people.verbs.accounts_and_roles.timezone.now", lambda: early)
    redeem_one_time_link(token)


def test_an_inactive_person_is_not_signed_in_and_the_link_is_not_spent() -> None:
    user = UserFactory(is_active=False)
    token = make_one_time_link(user)
    with pytest.raises(NotPossible, match="not valid"):
        redeem_one_time_link(token)
    assert OneTimeLink.objects.get().used_at is None


@pytest.mark.parametrize("token", ["", "nothing", "\x00", "é" * 200])
def test_a_token_that_was_never_given_signs_nobody_in(token: str) -> None:
    make_one_time_link(UserFactory())
    with pytest.raises(NotPossible, match="not valid"):
        redeem_one_time_link(token)


def test_two_links_of_one_person_are_apart() -> None:
    user = UserFactory()
    first, second = make_one_time_link(user), make_one_time_link(user)
    assert first != second
    redeem_one_time_link(first)
    assert redeem_one_time_link(second) == user


AT_ONCE = 8


def redeem_at_once(token: str) -> list[str]:
    """Redeem a token in several threads, which start together; return what each was told."""
    told, ready = [], threading.Barrier(AT_ONCE)

    def redeem() -> None:
        ready.wait()
        try:
            redeem_one_time_link(token)
            told.append("signed in")
        except NotPossible:
            told.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=redeem) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


IN_A_FILE = """
import json
from vigil.cli.support.common import set_up_django
set_up_django()
from pathlib import Path
from django.conf import settings
from vigil.site.installation import migrated_database
migrated_database.copy_to(Path(settings.DATABASES["default"]["NAME"]))
from trust.people.verbs.test_accounts_and_roles import redeem_at_once
from vigil.trust.people.verbs.accounts_and_roles import create_person, make_one_time_link
token = make_one_time_link(create_person("p@example.org", by=None))
print(json.dumps(redeem_at_once(token)))
"""
"""On SQLite: the test's own database lies in memory, on one connection, where nothing races."""


@pytest.mark.django_db(transaction=True)
def test_of_many_who_redeem_a_link_at_once_one_is_signed_in(tmp_path: Path) -> None:
    if connection.vendor == "sqlite":
        environment = {
            **os.environ,
            "VIGIL_DATA": str(tmp_path),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
        }
        environment.pop("DATABASE_URL", None)
        ran = subprocess.run(
            [sys.executable, "-c", IN_A_FILE],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        told = json.loads(ran.stdout.splitlines()[-1])
    else:
        told = redeem_at_once(make_one_time_link(UserFactory()))
        assert Decision.objects.filter(verb="redeem_one_time_link").count() == 1
    assert sorted(told) == ["refused"] * (AT_ONCE - 1) + ["signed in"]
