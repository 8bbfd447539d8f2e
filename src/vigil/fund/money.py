"""Amounts: whole numbers of the minor unit of a currency (ISO 4217), read and written exactly.

What a person types is read by the habits of their language, and refused where it can be read in
two ways: "1.500" is one and a half thousand in Spanish and one and a half in English.
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

from vigil.trust.errors import NotPossible

DIGITS: Final = {
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
MOST: Final = 10**13
"""Minor units of one amount: more is a slip of the hand."""
SPACES: Final = re.compile(r"[\s\u00a0\u202f\u2009'’]+")
ARABIC: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")


class NotAnAmount(NotPossible):
    """What was typed is no amount, or can be read as two; the sentence says what to write."""


@dataclass(frozen=True)
class Money:
    """An exact amount. Amounts of two currencies do not add up: there is no sum of them."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        """Add an amount of the same currency. Raises ValueError."""
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return Money(self.minor + other.minor, self.currency)

    def __str__(self) -> str:
        """Write the amount as the language of the screen does, with the code of its currency."""
        return said(self.minor, self.currency)


@cache
def currencies() -> frozenset[str]:
    """Return the currencies that are legal tender somewhere now (CLDR)."""
    in_use = {
        code
        for uses in get_global("territory_currencies").values()
        for code, _start, end, tender in uses
        if tender and not end
    }
    return frozenset(in_use)


def digits(currency: str) -> int:
    """Return how many decimal digits a currency has."""
    return DIGITS.get(currency, 2)


def known_currency(text: str) -> str:
    """Return the code of a currency as typed. Raises NotAnAmount."""
    code = text.strip().upper()
    if code not in currencies():
        raise NotAnAmount(
            _("“%(text)s” is no currency in use. Write its three letters: USD, EUR, NOK.")
            % {"text": text.strip()[:20]}
        )
    return code


def amount(minor: int, currency: str) -> Decimal:
    """Return an amount in the currency's own unit."""
    return Decimal(minor).scaleb(-digits(currency))


def plain(minor: int, currency: str) -> str:
    """Write an amount for machines: a point, no groups, the currency's decimal digits."""
    return f"{amount(minor, currency):.{digits(currency)}f}"


def said(minor: int, currency: str) -> str:
    """Write an amount as the language of the screen does, with the code of its currency."""
    locale = Locale.parse((get_language() or "en").replace("-", "_"))
    text = format_currency(
        amount(minor, currency),
        currency,
        format="¤¤ #,##0." + "0" * digits(currency) if digits(currency) else "¤¤ #,##0",
        locale=locale,
        currency_digits=False,
    )
    return str(text)


def read(text: str, currency: str, language: str = "en") -> int:
    """Return what somebody typed as an amount, in minor units.

    Separators are read as the language writes them. What another reading would make a different
    amount ("1.500", "2,5") is refused with both ways to write it. Raises NotAnAmount.
    """
    typed = SPACES.sub("", text.translate(ARABIC).strip())
    if not re.fullmatch(r"[0-9][0-9.,]*", typed):
        raise NotAnAmount(
            _("“%(text)s” is no amount. Write a number alone: 1500 or %(example)s.")
            % {"text": text.strip()[:30], "example": _example(language)}
        )
    value = _value(typed, text, currency, language)
    minor = value.scaleb(digits(currency))
    if minor != minor.to_integral_value():
        raise NotAnAmount(
            _("%(currency)s has %(n)d digits after the decimal sign: “%(text)s” has more.")
            % {"currency": currency, "n": digits(currency), "text": text.strip()[:30]}
        )
    if not 0 < minor <= MOST:
        raise NotAnAmount(_("The amount is nothing, or too large to be meant."))
    return int(minor)


def _value(typed: str, text: str, currency: str, language: str) -> Decimal:
    """Read a number with separators; a single group of three after one sign is never guessed."""
    marks = re.findall(r"[.,]", typed)
    if not marks:
        return Decimal(typed)
    decimal, group = _signs(language)
    if len(set(marks)) == 2:
        last = marks[-1]
        whole, _sign, part = typed.rpartition(last)
        if marks.count(last) > 1 or last != decimal or not _grouped(whole, group):
            raise _ambiguous(text, currency, language)
        return Decimal(f"{re.sub('[.,]', '', whole)}.{part or 0}")
    mark = marks[0]
    if len(marks) > 1:
        if mark != group or not _grouped(typed, mark):
            raise _ambiguous(text, currency, language)
        return Decimal(typed.replace(mark, ""))
    whole, _sign, part = typed.partition(mark)
    # "1.500" and "1,500": thousands to one reader, a fraction to another, in every language.
    if len(part) == 3 and whole != "0" and len(whole) <= 3:
        raise _ambiguous(text, currency, language)
    if not part or (mark != decimal and len(part) > 2):
        raise _ambiguous(text, currency, language)
    # A comma or a point before one or two digits can only be the decimal sign.
    return Decimal(f"{whole}.{part}")


def _grouped(whole: str, group: str) -> bool:
    first, *rest = whole.split(group)
    return (
        1 <= len(first) <= 3
        and first.isdigit()
        and all(len(part) == 3 and part.isdigit() for part in rest)
    )


def _signs(language: str) -> tuple[str, str]:
    """Return the decimal and the grouping sign of a language, of point and comma."""
    symbols = Locale.parse(language.replace("-", "_")).number_symbols
    latin = symbols.get("latn", symbols)
    decimal = str(latin.get("decimal", "."))
    return (",", ".") if decimal == "," else (".", ",")


def _ambiguous(text: str, currency: str, language: str) -> NotAnAmount:
    return NotAnAmount(
        _(
            "“%(text)s” can be read in two ways. Write thousands without any sign: 1500, and "
            "what comes after the decimal sign like this: %(example)s."
        )
        % {"text": text.strip()[:30], "example": _example(language)}
    )


def _example(language: str) -> str:
    return f"1500{_signs(language)[0]}50"


def split(minor: int, weights: Sequence[int]) -> list[int]:
    """Split an amount by weights, exactly: the parts add up to it (largest remainders).

    `weights` are not negative and not all nothing. Raises ValueError.
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
    """Return an exchange rate as typed, as a plain decimal number. Raises NotAnAmount."""
    typed = SPACES.sub("", text.translate(ARABIC).strip()).replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,10})?", typed) or not Decimal(typed):
        raise NotAnAmount(
            _("“%(text)s” is no exchange rate. Write it like this: 18.4207.")
            % {"text": text.strip()[:30]}
        )
    return typed


def exchanged(minor: int, currency: str, rate: str, into: str) -> int:
    """Return what an amount is worth in another currency, to its nearest minor unit."""
    value = amount(minor, currency) * Decimal(rate)
    return int(value.scaleb(digits(into)).to_integral_value(ROUND_HALF_EVEN))
