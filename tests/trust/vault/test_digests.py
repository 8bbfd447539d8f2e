"""Digests of what people are known by: keyed outside the data, and slow to try."""

import hashlib
import hmac
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings as current
from pytest_django.fixtures import Settings

from vigil.site import settings as shipped
from vigil.trust.access.errors import NotPossible
from vigil.trust.vault import digests, keys
from vigil.trust.vault.digests import identifier_digest, identifier_digests, slower

pytestmark = pytest.mark.django_db
NUMBER = "fund contact 525512345678"


def test_who_has_the_secret_of_links_cannot_try_numbers(tmp_path: Path, settings: Settings) -> None:
    """It is what lay in the data folder: with it a number was found in seconds."""
    first = identifier_digest(NUMBER)
    quick = hmac.new(current.SECRET_KEY.encode(), NUMBER.encode(), hashlib.sha256).hexdigest()
    assert first != quick
    settings.VIGIL_KEYS = tmp_path / "others"
    keys.make_missing()
    assert identifier_digest(NUMBER) != first


def test_a_digest_hangs_on_the_secret_too(settings: Settings) -> None:
    first = identifier_digest(NUMBER)
    settings.SECRET_KEY = "another"
    assert identifier_digest(NUMBER) != first


def test_each_digest_costs_memory_and_the_work_that_is_stated(settings: Settings) -> None:
    settings.VIGIL_DIGEST_COST = 2**14
    with patch.object(hashlib, "scrypt", wraps=hashlib.scrypt) as scrypt:
        identifier_digest("letter only@this.test")
    asked = scrypt.call_args.kwargs
    assert asked["n"] * asked["r"] * 128 == 16 * 1024 * 1024
    assert asked["salt"] == keys.digest_key()


def test_of_a_long_list_each_is_keyed_alike_and_still_costs_something(settings: Settings) -> None:
    settings.VIGIL_DIGEST_COST = 2**14
    with patch.object(hashlib, "scrypt", wraps=hashlib.scrypt) as scrypt:
        (one,) = identifier_digests(["code x 0001"], listed=True)
    asked = scrypt.call_args.kwargs
    assert asked["n"] * asked["r"] * 128 == 256 * 1024
    assert asked["salt"] == keys.digest_key()
    quick = hmac.new(current.SECRET_KEY.encode(), b"code x 0001", hashlib.sha256).hexdigest()
    assert one == identifier_digest("code x 0001", listed=True) == slower(quick, listed=True)
    assert one != identifier_digest("code x 0001")


def test_the_shipped_cost_is_that_of_the_docstring() -> None:
    assert "2**14" in Path(str(shipped.__file__)).read_text()
    assert "n = 2^14" in str(digests.__doc__)


def test_many_come_in_their_order_and_as_the_one() -> None:
    texts = [f"letter {number}@example.org" for number in range(20)]
    assert identifier_digests(texts) == [identifier_digest(text) for text in texts]


def test_of_an_older_quick_digest_the_same_slow_one_is_made() -> None:
    quick = hmac.new(current.SECRET_KEY.encode(), NUMBER.encode(), hashlib.sha256).hexdigest()
    assert slower(quick) == identifier_digest(NUMBER)


def test_nothing_that_is_remembered_holds_a_text() -> None:
    with patch.object(digests, "_slow", wraps=digests._slow) as slow:
        identifier_digest(NUMBER)
    assert "5512345678" not in repr(slow.call_args)


def test_without_the_key_nobody_is_kept_or_found(tmp_path: Path, settings: Settings) -> None:
    settings.VIGIL_KEYS = tmp_path / "not-mounted"
    for ask in (identifier_digest, slower, lambda said: identifier_digests([said])):
        with pytest.raises(NotPossible, match=r"digest-key\.txt is missing"):
            ask(NUMBER)
    assert not (tmp_path / "not-mounted").exists()
