"""Keys of digits: five groups of four chosen by chance (66.4 bits), and a sixth that checks them.

A wrong digit, two neighbours swapped, or a digit too many or too few breaks the check in a way that
nearly always shows what was meant. So a slip is repaired by this public rule alone, before anything
is hashed. Digits of any script count ("٣" is 3).
"""

import secrets
import unicodedata
from collections.abc import Iterator
from typing import Final

GROUP: Final = 4
CHOSEN, DIGITS = 20, 24
_PRIME: Final = 9973
"""The largest with which the check fits into four digits."""
_BASE: Final = 13
"""Weights of the chosen digits are its powers. No two slips break the check alike, but for some
between 0 and 9 in the last group: those are said, and not repaired."""
_WEIGHTS: Final = (
    *(pow(_BASE, n + 1, _PRIME) for n in range(CHOSEN)),
    *(_PRIME - 10**n for n in (3, 2, 1, 0)),
)


class UnreadableDigitsError(Exception):
    """Not a key of digits. `count`: how many digits were typed."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} digits")
        self.count = count


def new_digits() -> str:
    """Return a new key: 24 digits."""
    chosen = "".join(secrets.choice("0123456789") for _ in range(CHOSEN))
    return chosen + check_of(chosen)


def check_of(chosen: str) -> str:
    """Return the four digits that check the 20 others."""
    said = sum(int(one) * weight for one, weight in zip(chosen, _WEIGHTS, strict=False))
    return f"{said % _PRIME:04}"


def grouped(digits: str) -> list[str]:
    """Return a key in its groups."""
    return [digits[n : n + GROUP] for n in range(0, len(digits), GROUP)]


def digits_in(typed: str) -> str:
    """Return the digits of a text, of any script, as 0 to 9."""
    values = (unicodedata.decimal(one, None) for one in typed)
    return "".join(str(value) for value in values if value is not None)


def read_digits(typed: str) -> tuple[str, bool]:
    """Return a key of digits, and whether a slip was repaired. Raises UnreadableDigitsError."""
    digits = digits_in(typed)
    if _fits(digits):
        return digits, False
    if abs(len(digits) - DIGITS) > 1:
        raise UnreadableDigitsError(len(digits))
    meant = {one for one in _a_slip_away(digits) if _fits(one)}
    if len(meant) != 1:
        raise UnreadableDigitsError(len(digits))
    return meant.pop(), True


def _fits(digits: str) -> bool:
    if len(digits) != DIGITS or int(digits[CHOSEN:]) >= _PRIME:
        return False
    return (
        sum(int(one) * weight for one, weight in zip(digits, _WEIGHTS, strict=True)) % _PRIME == 0
    )


def _a_slip_away(digits: str) -> Iterator[str]:
    """Yield what may have been meant: one digit other, more or less, or two swapped."""
    every = "0123456789"
    for n in range(len(digits)):
        if len(digits) == DIGITS:
            yield from (digits[:n] + one + digits[n + 1 :] for one in every)
            yield digits[:n] + digits[n : n + 2][::-1] + digits[n + 2 :]
        elif len(digits) > DIGITS:
            yield digits[:n] + digits[n + 1 :]
    if len(digits) < DIGITS:
        yield from (digits[:n] + one + digits[n:] for n in range(len(digits) + 1) for one in every)
