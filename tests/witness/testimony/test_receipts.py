"""Receipt codes, and the mailbox that only a code opens."""

import hashlib
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from vigil.site import settings as shipped
from vigil.witness.testimony.receipts import (
    ALPHABET,
    SIGNS,
    for_mailbox,
    from_mailbox,
    grouped,
    new_code,
    new_mailbox,
    normal,
    opener_of,
)

LOCK = b"k" * 32


def test_a_code_has_at_least_eighty_bits() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert SIGNS * 5 >= 80
    assert len({new_code() for _ in range(500)}) == 500


@given(
    st.text(ALPHABET, min_size=SIGNS, max_size=SIGNS),
    st.sampled_from(["", " ", "-", " - ", "–"]),
    st.booleans(),
)
def test_a_code_is_read_however_it_is_typed(signs: str, between: str, small: bool) -> None:
    typed = grouped(signs).replace("-", between)
    assert normal(typed.lower() if small else typed) == signs


def test_letters_that_look_like_digits_are_read_as_these() -> None:
    assert normal("oOiIlL" + "7" * 14) == "001111" + "7" * 14


@given(st.text(max_size=60))
def test_what_is_no_code_is_none(text: str) -> None:
    assert normal(text) == "" or set(normal(text)) <= set(ALPHABET)


def test_the_same_code_opens_the_same_and_another_does_not() -> None:
    one = opener_of("7" * 20)
    again = opener_of("77777 77777 77777 77777")
    other = opener_of("7" * 19 + "8")
    assert one == again
    assert one is not None
    assert other is not None
    assert one.receipt != other.receipt
    assert one.lock != other.lock
    assert one.lock.hex() not in one.receipt


def test_hashing_a_code_costs_memory_and_the_work_that_is_stated(settings: Settings) -> None:
    settings.VIGIL_RECEIPT_COST = 2**15
    with patch.object(hashlib, "scrypt", wraps=hashlib.scrypt) as scrypt:
        opener_of("7" * 20)
    asked = scrypt.call_args.kwargs
    assert asked["n"] * asked["r"] * 128 == 32 * 1024 * 1024
    assert asked["maxmem"] >= 33 * 1024 * 1024


def test_the_shipped_cost_is_the_one_asked_above() -> None:
    shipped_settings = Path(str(shipped.__file__)).read_text(encoding="utf-8")
    assert "VIGIL_RECEIPT_COST = 2 if TESTING else 2**15\n" in shipped_settings


@pytest.mark.parametrize("text", ["", "Which market?", "أين؟", "x" * 5_000])
def test_a_mailbox_gives_back_what_was_put_in(text: str) -> None:
    box = new_mailbox(LOCK)
    sealed = for_mailbox(text, box.recipient)
    assert from_mailbox(sealed, box.locked, LOCK) == text


def test_another_lock_does_not_open_it() -> None:
    box = new_mailbox(LOCK)
    sealed = for_mailbox("Which market?", box.recipient)
    with pytest.raises(ValueError, match="does not open"):
        from_mailbox(sealed, box.locked, b"x" * 32)
    with pytest.raises(ValueError, match="does not open"):
        from_mailbox(sealed[:-1], box.locked, LOCK)
