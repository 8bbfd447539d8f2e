"""Amounts as whole minor units of a currency (ISO 4217), read and written exactly.

Typed amounts are read as the language writes them. An amount that can be read in two ways is
refused: see `read_amount`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Final

from babel import Locale
from babel.core import get_global
from babel.numbers import format_currency
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible

DECIMAL_DIGITS: Final = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
"""Decimal digits of currencies that have other than two (ISO 4217, list one)."""
MAX_MINOR: Final = 10**13
"""Minor units of one amount: more is a slip of the hand."""
SPACES: Final = re.compile(r"[\s\u00a0\u202f\u2009'’]+")
INVISIBLE_CHARACTERS: Final = re.compile("[\u200e\u200f\u061c\u2066-\u2069]")
"""Marks of direction that are copied with a number."""
ARABIC_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")


class NotAnAmount(NotPossible):
    """The typed text is no amount, or ambiguous; the sentence says what to write."""


@dataclass(frozen=True)
class Money:
    """An exact amount in one currency. Amounts in different currencies cannot be added."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        """Add an amount of the same currency. Raises ValueError."""
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return Money(self.minor + other.minor, self.currency)

    def __str__(self) -> str:
        """Write the amount as the language of the screen does, with the code of its currency."""
        return format_amount(self.minor, self.currency)


@cache
def currencies() -> frozenset[str]:
    """Return the currencies that are legal tender today (CLDR)."""
    in_use = {
        code
        for uses in get_global("territory_currencies").values()
        for code, _start, end, tender in uses
        if tender and not end
    }
    return frozenset(in_use)


def digits(currency: str) -> int:
    """Return the number of decimal digits of a currency."""
    return DECIMAL_DIGITS.get(currency, 2)


def known_currency(text: str) -> str:
    """Return the code of a typed currency. Raises NotAnAmount."""
    code = text.strip().upper()
    if code not in currencies():
        raise NotAnAmount(
            _("“%(text)s” is no currency in use. Write its three letters: USD, EUR, NOK.")
            % {"text": text.strip()[:20]}
        )
    return code


def in_major_units(minor: int, currency: str) -> Decimal:
    """Return an amount in the major unit of its currency."""
    return Decimal(minor).scaleb(-digits(currency))


def format_for_machines(minor: int, currency: str) -> str:
    """Format an amount for machines: decimal point, no groups, all digits."""
    return f"{in_major_units(minor, currency):.{digits(currency)}f}"


def format_amount(minor: int, currency: str) -> str:
    """Format an amount in the language of the screen, with the currency code."""
    locale = Locale.parse((get_language() or "en").replace("-", "_"))
    text = format_currency(
        in_major_units(minor, currency),
        currency,
        format="¤¤ #,##0." + "0" * digits(currency) if digits(currency) else "¤¤ #,##0",
        locale=locale,
        currency_digits=False,
    )
    return str(text)


def format_typed(minor: int, currency: str, language: str = "en") -> str:
    """Format an amount as a person types it, so that `read_amount` reads it back.

    No groups; the decimal sign of the language; all decimal digits of the currency or none.
    """
    whole, _point, part = format_for_machines(minor, currency).partition(".")
    return f"{whole}{_signs(language)[0]}{part}" if part.strip("0") else whole


def read_amount(text: str, currency: str, language: str = "en") -> int:
    """Return a typed amount in minor units.

    It is read with the separators of the language, and with the two exchanged, as many people type.
    If both readings are possible amounts, it is refused, and the sentence shows both: "1.500" for
    USD in English is 1.50 or 1500. An exact form of the language is never ambiguous: "1.250" is one
    and a quarter KWD in English, as KWD has three decimals; "1,500" USD is 1500, as USD has two.
    Raises NotAnAmount.
    """
    said_so = text.strip()[:30]
    bare = re.sub(rf"(?i)^{currency}|{currency}$", "", INVISIBLE_CHARACTERS.sub("", text).strip())
    digits_typed = SPACES.sub("", bare.translate(ARABIC_DIGITS))
    decimal, group = _signs(language)
    ours, theirs = _reading(digits_typed, decimal, group), _reading(digits_typed, group, decimal)
    value = ours if ours is not None else theirs
    if value is None:
        raise NotAnAmount(
            _("“%(text)s” is no amount. Write a number alone: 1500 or %(example)s.")
            % {"text": said_so, "example": _example(currency, language)}
        )
    other = theirs if theirs != ours and ours is not None else None
    if other is not None and not _certain(value, other, currency):
        _refuse_two(said_so, value, other, currency, language)
    minor = value.scaleb(digits(currency))
    if minor != minor.to_integral_value():
        raise NotAnAmount(
            _("%(currency)s has %(n)d digits after the decimal sign: “%(text)s” has more.")
            % {"currency": currency, "n": digits(currency), "text": said_so}
        )
    if not 0 < minor <= MAX_MINOR:
        raise NotAnAmount(_("The amount is nothing, or too large to be meant."))
    return int(minor)


def _reading(typed: str, decimal: str, group: str) -> Decimal | None:
    """Return the number read with these separators; None if groups or digits do not fit."""
    whole, sign, part = typed.partition(decimal)
    if not re.fullmatch(rf"[0-9]+|[1-9][0-9]{{0,2}}(\{group}[0-9]{{3}})+", whole):
        return None
    if sign and not re.fullmatch("[0-9]+", part):
        return None
    return Decimal(f"{whole.replace(group, '')}.{part or 0}" if sign else whole.replace(group, ""))


def _places(value: Decimal) -> int:
    return -int(value.as_tuple().exponent)


def _certain(ours: Decimal, theirs: Decimal, currency: str) -> bool:
    """Say whether the reading of the language is certain.

    It is exactly what the language writes, or the other reading has too many decimals.
    """
    places = digits(currency)
    return _places(ours) == places > 0 or _places(theirs) > places >= _places(ours)


def _refuse_two(text: str, ours: Decimal, theirs: Decimal, currency: str, language: str) -> None:
    """Refuse an ambiguous amount, and show how to type each reading."""
    ways = [value.scaleb(digits(currency)) for value in (ours, theirs)]
    whole = [int(way) for way in ways if way == way.to_integral_value()]
    told = [format_typed(minor, currency, language) for minor in whole]
    if len(told) == 2:
        raise NotAnAmount(
            _("“%(text)s” can be read in two ways. Write %(one)s or %(other)s.")
            % {"text": text, "one": told[0], "other": told[1]}
        )
    raise NotAnAmount(
        _("“%(text)s” is unclear. Write %(one)s, if that is meant.")
        % {"text": text, "one": told[0]}
    )


def _signs(language: str) -> tuple[str, str]:
    """Return the decimal and the grouping separator of a language."""
    symbols = Locale.parse(language.replace("-", "_")).number_symbols
    latin = symbols.get("latn", symbols)
    decimal = str(latin.get("decimal", "."))
    return (",", ".") if decimal == "," else (".", ",")


def _example(currency: str, language: str) -> str:
    """Return an example of a typed amount with the decimals of the currency."""
    places = digits(currency)
    return format_typed(15005 * 10 ** (places - 1), currency, language) if places else "200"


def split_exactly(minor: int, weights: Sequence[int]) -> list[int]:
    """Split an amount by weights into parts that add up to it (largest remainders).

    `weights` are not negative and not all zero. Raises ValueError.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights are not negative, and not all nothing")
    parts = [minor * weight // whole for weight in weights]
    rests = sorted(range(len(weights)), key=lambda i: (-(minor * weights[i] % whole), i))
    for i in rests[: minor - sum(parts)]:
        parts[i] += 1
    return parts


def read_rate(text: str) -> str:
    """Return a typed exchange rate as a plain decimal number. Raises NotAnAmount."""
    typed = SPACES.sub("", text.translate(ARABIC_DIGITS).strip()).replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,10})?", typed) or not Decimal(typed):
        raise NotAnAmount(
            _("“%(text)s” is no exchange rate. Write it like this: 18.4207.")
            % {"text": text.strip()[:30]}
        )
    return typed


def exchanged(minor: int, currency: str, rate: str, into: str) -> int:
    """Return an amount in another currency, rounded to its minor unit."""
    value = in_major_units(minor, currency) * Decimal(rate)
    return int(value.scaleb(digits(into)).to_integral_value(ROUND_HALF_EVEN))
