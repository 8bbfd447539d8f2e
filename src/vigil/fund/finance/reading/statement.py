"""What is read of a bank's file, and how its amounts and problems are written."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from vigil.fund.payments import money

MAX_BYTES: Final = 10 * 1024 * 1024
"""Bytes of one file. A month of a small organisation is a few hundred kilobytes."""
MAX_LINES: Final = 20_000
MAX_TEXT: Final = 2_000
"""Characters that are kept of the text of one line."""
MAX_MINOR: Final = 10**15
PLAIN_NUMBER: Final = re.compile(r"[0-9]{1,18}(\.[0-9]{1,17})?")


class NotReadable(ValueError):
    """The file as a whole cannot be read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotALine(ValueError):
    """One line cannot be read; `code` says what is wrong with it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class ReadLine:
    """One booking. `minor` is negative if money left the account."""

    number: int
    booked_on: date
    minor: int
    currency: str
    text: str = ""
    account: str = ""
    """The other side's account."""
    reference: str = ""
    """The bank's own reference, which tells two equal bookings apart."""


@dataclass(frozen=True)
class ReadProblem:
    """A line that could not be read, and the code of what is wrong with it."""

    number: int
    code: str


@dataclass
class ReadStatement:
    """One statement of one account."""

    account: str = ""
    currency: str = ""
    from_day: date | None = None
    to_day: date | None = None
    lines: list[ReadLine] = field(default_factory=list)
    problems: list[ReadProblem] = field(default_factory=list)

    def span(self) -> tuple[date | None, date | None]:
        """Return its first and last day, as the bank states them or as its lines are."""
        days = [line.booked_on for line in self.lines]
        return (
            self.from_day or min(days, default=None),
            self.to_day or max(days, default=None),
        )


def minor_of(number: str, currency: str) -> int:
    """Return a plain decimal number in minor units of a currency, exactly. Raises NotALine."""
    if currency not in money.currencies():
        raise NotALine("currency")
    if not PLAIN_NUMBER.fullmatch(number):
        raise NotALine("amount")
    minor = Decimal(number).scaleb(money.digits(currency))
    if minor != minor.to_integral_value() or minor > MAX_MINOR:
        raise NotALine("amount")
    return int(minor)
