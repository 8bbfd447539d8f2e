"""Codes of a host's list: taken in, kept as digests, used once."""

import hashlib
import hmac
import threading
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from factories import UserFactory
from programme.registration_factories import registered, session_in
from vigil.programme.models import HostCode, Registration, Session
from vigil.programme.registrations.verbs.host_codes import (
    NoSuchCode,
    digest_of,
    find_code,
    import_codes,
    normalise_code,
    take,
)
from vigil.programme.registrations.verbs.registering import register
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Letter, Role, User

CODES = Session.Registering.CODES
db = pytest.mark.django_db


def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


@db
def test_codes_are_kept_as_digests_alone() -> None:
    session, by = session_in(60, registering=CODES), host()
    done = import_codes(session, "KYOTO-0001\nkyoto 0002\n\n", by=by)
    assert (done.new, done.known, done.broken) == (2, 0, [])
    kept = str(list(HostCode.objects.values())) + str(list(Decision.objects.values()))
    assert "0001" not in kept.lower().replace(session.uid, "") or "kyoto" not in kept.lower()
    assert find_code(session, " Kyoto0001 ").used_by is None


@db
def test_a_list_that_is_taken_in_again_adds_nothing() -> None:
    session, by = session_in(60, registering=CODES), host()
    import_codes(session, "KYOTO-0001\nKYOTO-0001", by=by)
    done = import_codes(session, "kyoto0001\nKYOTO-0003", by=by)
    assert (done.new, done.known) == (1, 1)
    assert session.codes.count() == 2


@db
def test_lines_that_are_no_codes_are_named_and_the_others_taken() -> None:
    session, by = session_in(60, registering=CODES), host()
    done = import_codes(session, "KYOTO-0001\nshort\nname;code123\nKYOTO-0004", by=by)
    assert [one.line for one in done.broken] == [2, 3]
    assert done.new == 2


@db
def test_nothing_is_no_list_and_who_is_no_host_takes_none_in() -> None:
    session = session_in(60, registering=CODES)
    with pytest.raises(NotPossible, match="one a line"):
        import_codes(session, " \n", by=host())
    with pytest.raises(NotAllowed):
        import_codes(session, "KYOTO-0001", by=UserFactory(roles=[Role.CODER]))
    assert not HostCode.objects.exists()


@db
def test_a_code_of_one_session_is_none_of_another() -> None:
    session, other = session_in(60, registering=CODES), session_in(60, registering=CODES)
    import_codes(session, "KYOTO-0001", by=host())
    with pytest.raises(NoSuchCode):
        find_code(other, "KYOTO-0001")
    assert digest_of(session, "KYOTO-0001") != digest_of(other, "KYOTO-0001")


@db
def test_codes_of_an_older_version_are_known_still() -> None:
    session = session_in(60, registering=CODES)
    import_codes(session, "KYOTO-0001", by=host())
    said = f"code {session.uid} kyoto0001".encode()
    quick = hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()
    assert session.codes.get().digest != quick
    session.codes.update(digest=quick)
    import_module("vigil.programme.migrations.0002_codes_have_slow_digests").make_slow(apps, None)
    assert find_code(session, "KYOTO-0001") == session.codes.get()


@db
def test_a_code_is_used_once() -> None:
    session = session_in(60, registering=CODES)
    import_codes(session, "KYOTO-0001", by=host())
    code = find_code(session, "KYOTO-0001")
    assert take(code, registered(session))
    assert not take(code, registered(session, address="other@hermanas.example"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_of_two_who_use_a_code_at_once_one_is_registered() -> None:
    session = session_in(60, registering=CODES)
    import_codes(session, "KYOTO-0001", by=host())
    start = threading.Barrier(6)

    def come(n: int) -> None:
        start.wait(10)
        try:
            register([session], f"person{n}@hermanas.example", codes={session.pk: "KYOTO-0001"})
        finally:
            connection.close()

    threads = [threading.Thread(target=come, args=[n]) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert Registration.objects.count() == Letter.objects.count() == 1
    assert HostCode.objects.exclude(used_by=None).count() == 1


@given(st.text(max_size=80))
def test_how_a_code_is_typed_does_not_matter(code: str) -> None:
    assert normalise_code(normalise_code(code)) == normalise_code(code)
    assert normalise_code(f" {code}- ") == normalise_code(code)
    assert (
        normalise_code(code) == normalise_code(normalise_code(code).upper()) or not code.isascii()
    )
