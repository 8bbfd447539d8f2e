"""Accounts and contacts: one writing for all ways to write the same one, and what is none."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processor import seconds_of_processor
from vigil.fund.parties.accounts_and_contacts import (
    check_contact,
    normalize_account,
    normalize_account_or_keep,
    normalize_contacts,
)
from vigil.trust.access.errors import NotPossible

IBAN = "ES9121000418450200051332"


@pytest.mark.parametrize(
    "typed",
    [
        "ES91 2100 0418 4502 0005 1332",
        "es91-2100-0418-4502-0005-1332",
        "IBAN: ES91 2100 0418 4502 0005 1332 ",
        "ＥＳ９１ 2100 0418 4502 0005 1332",
        "ES٩١ ٢١٠٠ ٠٤١٨ ٤٥٠٢ ٠٠٠٥ ١٣٣٢",
        "\u200eES91\u00a021000418450200051332\u200f",
    ],
)
def test_an_iban_is_one_however_it_is_written(typed: str) -> None:
    assert normalize_account(typed) == normalize_account_or_keep(typed) == IBAN


@given(st.integers(min_value=4, max_value=len(IBAN) - 1), st.integers(min_value=1, max_value=9))
def test_a_slip_in_one_digit_of_an_iban_is_always_found(at: int, by: int) -> None:
    slipped = f"{IBAN[:at]}{(int(IBAN[at]) + by) % 10}{IBAN[at + 1 :]}"
    with pytest.raises(NotPossible, match="sign by sign"):
        normalize_account(slipped)


@given(st.integers(min_value=4, max_value=len(IBAN) - 2))
def test_two_neighbours_that_changed_places_are_found(at: int) -> None:
    turned = IBAN[:at] + IBAN[at + 1] + IBAN[at] + IBAN[at + 2 :]
    if turned != IBAN:
        with pytest.raises(NotPossible):
            normalize_account(turned)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+254 712 345678", "254712345678"),
        ("00254 712-345-678", "254712345678"),
        ("254712345678", "254712345678"),
        ("032 180 00011835971 9", "032180000118359719"),
        ("0712 345678", "0712345678"),
        ("12-34567-8", "12345678"),
    ],
)
def test_numbers_of_accounts_and_mobile_money(typed: str, number: str) -> None:
    assert normalize_account(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "my sister’s",
        "BBVA 0123456789 Hermanas",
        "123",
        "+254 71",
        "+1234567890123456",
        "?",
        "x" * 40,
    ],
)
def test_what_is_no_account_says_what_to_write(typed: str) -> None:
    with pytest.raises(NotPossible) as error:
        normalize_account(typed)
    assert "+" in str(error.value)
    assert normalize_account_or_keep(typed) == normalize_account_or_keep(f" {typed} ")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (" Ana@Example.ORG ", ("ana@example.org",)),
        ("mailto:ana@example.org", ("ana@example.org",)),
        ("+52 (55) 1234-5678", ("525512345678",)),
        ("0052 55 1234 5678", ("525512345678",)),
        ("+44 (0)20 7946 0958", ("442079460958",)),
        ("Signal: +52 55 1234 5678, or ana@example.org", ("525512345678", "ana@example.org")),
        ("+٥٢ ٥٥ ١٢٣٤ ٥٦٧٨", ("525512345678",)),
        ("@Hermanas", ("hermanas",)),
        ("https://t.me/Hermanas", ("hermanas",)),
        ("", ()),
    ],
)
def test_ways_to_be_reached_as_they_are_compared(typed: str, found: tuple[str, ...]) -> None:
    assert normalize_contacts(typed) == found


@pytest.mark.parametrize("typed", ["ana@example", "ana@@example.org", "+52 55", "12345", "@", "-"])
def test_a_contact_with_a_slip_says_what_to_do(typed: str) -> None:
    with pytest.raises(NotPossible) as error:
        check_contact(typed)
    assert len(str(error.value)) > 40


@pytest.mark.parametrize(
    "typed",
    ["ana@example.org", "+52 55 1234 5678", "@hermanas", "Signal +52 55 1234 5678", "river.77"],
)
def test_ways_to_be_reached_are_taken(typed: str) -> None:
    check_contact(typed)
    assert normalize_contacts(typed)


def refusal(look: Callable[[str], object], typed: str) -> str:
    """Return why something is not taken; nothing where it is."""
    try:
        look(typed)
    except NotPossible as error:
        return str(error)
    return ""


@given(st.text())
def test_whatever_is_typed_is_compared_or_refused_with_a_sentence(typed: str) -> None:
    assert isinstance(normalize_contacts(typed), tuple)
    assert isinstance(normalize_account_or_keep(typed), str)
    for look in (normalize_account, check_contact):
        assert refusal(look, typed)[-1:] in ("", ".")


def test_a_long_word_is_looked_through_once() -> None:
    with seconds_of_processor(20):
        assert normalize_contacts("a" * 400_000) == ("a" * 400_000,)
