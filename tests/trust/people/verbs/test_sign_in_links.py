"""The link that signs in once."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from factories import UserFactory
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision, OneTimeLink
from vigil.trust.people.verbs.sign_in_links import (
    LINK_LIFETIME,
    make_one_time_link,
    redeem_one_time_link,
)

ROOT = Path(__file__).resolve().parents[4]
pytestmark = pytest.mark.django_db


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
        later.setattr("vigil.trust.people.verbs.sign_in_links.timezone.now", lambda: late)
        with pytest.raises(NotPossible, match="not valid"):
            redeem_one_time_link(token)
    early = made + LINK_LIFETIME - timedelta(minutes=1)
    monkeypatch.setattr("vigil.trust.people.verbs.sign_in_links.timezone.now", lambda: early)
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
from vigil.cli.support.database import set_up_django
set_up_django()
from pathlib import Path
from django.conf import settings
from vigil.site.installation import migrated_database
migrated_database.copy_to(Path(settings.DATABASES["default"]["NAME"]))
from trust.people.verbs.test_sign_in_links import redeem_at_once
from vigil.trust.people.verbs.accounts import create_person
from vigil.trust.people.verbs.sign_in_links import make_one_time_link
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
