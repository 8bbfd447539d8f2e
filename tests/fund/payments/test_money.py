"""Amounts are exact, and what can be read in two ways is refused."""

import re
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from vigil.fund.payments import money
from vigil.fund.payments.money import Money, NotAnAmount


@pytest.mark.parametrize(
    ("text", "currency", "language", "minor"),
    [
        ("1500", "USD", "en", 150_000),
        ("1,500.50", "USD", "en", 150_050),
        ("1.500,50", "USD", "es", 150_050),
        ("1 500,50", "EUR", "fr", 150_050),
        ("1'500.50", "EUR", "en", 150_050),
        ("1500,5", "EUR", "en", 150_050),
        ("1500.5", "EUR", "es", 150_050),
        ("1,234,567", "USD", "en", 123_456_700),
        ("1.234.567", "COP", "es", 123_456_700),
        ("1500", "JPY", "en", 1500),
        ("12.345", "TND", "en", 12_345),
        ("1.250", "KWD", "en", 1250),
        ("1,250", "KWD", "es", 1250),
        ("1,250", "KWD", "en", None),
        ("1.250", "KWD", "es", None),
        ("1.25", "KWD", "es", 1250),
        ("1,250.000", "KWD", "en", 1_250_000),
        ("1.250,5", "KWD", "en", 1_250_500),
        ("0,250", "KWD", "en", 250),
        ("0.2500", "KWD", "en", 250),
        ("1,500", "JPY", "en", 1500),
        ("1.500", "JPY", "es", 1500),
        ("1.500", "JPY", "en", None),
        ("1.000", "JPY", "en", None),
        ("1.5", "JPY", "en", None),
        ("1.234", "USD", "en", None),
        ("1,234", "USD", "es", None),
        ("1.234.567", "USD", "en", 123_456_700),
        ("0500", "USD", "en", 50_000),
        ("12,34,567", "USD", "en", None),
        (".50", "USD", "en", None),
        ("5.", "USD", "en", None),
        ("0.345", "TND", "en", 345),
        ("١٥٠٠٫٥٠", "USD", "ar", 150_050),
        ("1.500", "USD", "es", 150_000),
        ("1,500", "USD", "en", 150_000),
        ("1.500", "USD", "en", None),
        ("1,500", "USD", "es", None),
        ("1.500.00", "USD", "en", None),
        ("1,5,0", "USD", "en", None),
        ("1.500,50", "USD", "en", 150_050),
        ("1500.50", "JPY", "en", None),
        ("1500.505", "USD", "en", None),
        ("-5", "USD", "en", None),
        ("0", "USD", "en", None),
        ("USD 5", "USD", "en", 500),
        ("5 usd", "USD", "en", 500),
        ("USD 5", "EUR", "en", None),
        ("9" * 20, "USD", "en", None),
        ("", "USD", "en", None),
    ],
)
def test_an_amount_is_read_or_refused(
    text: str, currency: str, language: str, minor: int | None
) -> None:
    if minor is None:
        with pytest.raises(NotAnAmount):
            money.read_amount(text, currency, language)
    else:
        assert money.read_amount(text, currency, language) == minor


@given(
    st.integers(1, money.MAX_MINOR),
    st.sampled_from(["USD", "JPY", "TND", "COP", "XOF"]),
    st.sampled_from(["en", "es", "fr", "pt", "ar"]),
)
def test_what_is_written_for_machines_is_read_again(
    minor: int, currency: str, language: str
) -> None:
    text = money.format_for_machines(minor, currency)
    assert Decimal(text) == money.in_major_units(minor, currency)
    try:
        assert money.read_amount(text, currency, language) == minor
    except NotAnAmount:
        assert len(text.rpartition(".")[2]) == 3, "only three digits after a point are unclear"


WRITTEN = [
    (language, currency)
    for language, _name in settings.LANGUAGES
    for currency in ("JPY", "XOF", "USD", "EUR", "COP", "KWD", "TND", "BHD")
]
AMOUNTS = st.integers(1, money.MAX_MINOR) | st.integers(1, 10_000_000)


@pytest.mark.parametrize(("language", "currency"), WRITTEN)
@given(minor=AMOUNTS)
def test_what_a_language_writes_it_reads_again_exactly(
    language: str, currency: str, minor: int
) -> None:
    with override(language):
        whole = money.format_amount(minor, currency)
    for text in (
        whole,
        whole.removeprefix(currency),
        money.format_typed(minor, currency, language),
    ):
        assert money.read_amount(text, currency, language) == minor, text


@pytest.mark.parametrize(("language", "currency"), WRITTEN)
@given(whole=st.integers(1, 999), part=st.integers(0, 999), sign=st.sampled_from(".,"))
def test_one_group_of_three_is_an_amount_or_both_ways_are_shown(
    language: str, currency: str, whole: int, part: int, sign: str
) -> None:
    text = f"{whole}{sign}{part:03}"
    places = money.digits(currency)
    fraction, thousands = Decimal(f"{whole}.{part:03}"), Decimal(whole * 1000 + part)
    try:
        found = money.in_major_units(money.read_amount(text, currency, language), currency)
    except NotAnAmount as refused:
        ways = re.findall(r"Write ([0-9.,]+)(?: or ([0-9.,]+))?[.,]", str(refused))
        read = {
            money.in_major_units(money.read_amount(way, currency, language), currency)
            for way in ways[0]
            if way
        }
        possible = {fraction, thousands} if fraction == round(fraction, places) else {thousands}
        assert read == possible
    else:
        decimal = "," if language in ("es", "fr", "pt") else "."
        assert found == (fraction if places == 3 and sign == decimal else thousands)
        assert places == 3 or sign != decimal


@given(st.integers(0, money.MAX_MINOR), st.lists(st.integers(0, 1000), min_size=1, max_size=8))
def test_a_split_adds_up(minor: int, weights: list[int]) -> None:
    if not sum(weights):
        with pytest.raises(ValueError, match="weights"):
            money.split_exactly(minor, weights)
        return
    parts = money.split_exactly(minor, weights)
    assert sum(parts) == minor
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if not weight)
    fair = [minor * weight / sum(weights) for weight in weights]
    assert all(abs(part - ideal) <= 1 for part, ideal in zip(parts, fair, strict=True))


def test_amounts_are_said_as_the_language_says_them() -> None:
    assert "1,500.50" in money.format_amount(150_050, "USD")
    assert money.format_amount(1500, "JPY").endswith("1,500")
    with override("es"):
        assert "150.050,75" in money.format_amount(15_005_075, "USD")


def test_two_currencies_do_not_add_up() -> None:
    assert Money(1, "USD") + Money(2, "USD") == Money(3, "USD")
    with pytest.raises(ValueError, match="do not add up"):
        Money(1, "USD") + Money(1, "EUR")


@pytest.mark.parametrize("code", ["XYZ", "DEM", "", "usdollar"])
def test_a_currency_that_does_not_exist_is_refused(code: str) -> None:
    with pytest.raises(NotAnAmount):
        money.known_currency(code)
    assert money.known_currency(" nok ") == "NOK"


@pytest.mark.parametrize(("text", "rate"), [("18,4207", "18.4207"), ("0.0541", "0.0541")])
def test_a_rate_is_a_decimal_number(text: str, rate: str) -> None:
    assert money.read_rate(text) == rate
    assert money.exchanged(10_000, "USD", "18.4207", "MXN") == 184_207
    assert money.exchanged(10_000, "USD", "151.239", "JPY") == 15_124


@pytest.mark.parametrize("text", ["", "0", "1.2.3", "-1", "1e5"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmount):
        money.read_rate(text)
