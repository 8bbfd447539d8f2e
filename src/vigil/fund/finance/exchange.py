"""Exchange differences: the grant's currency, what was sent, and what the bank booked.

Everything is computed in decimals, never in floats: a sum by donors or years is exactly the sum of
its payments.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Prefetch, QuerySet

from vigil.fund.models import Entry, Payment
from vigil.fund.payments import money

RATE, BANK = "rate", "bank"
KINDS: Final = (RATE, BANK)
"""What was sent against the rate, and what the bank booked against what was sent."""


@dataclass(frozen=True)
class Difference:
    """The difference of one payment, in major units of a currency; positive if more left."""

    payment: Payment
    kind: str
    currency: str
    amount: Decimal
    by_donor: dict[int, Decimal]
    """Its parts by the donors of the tranche; they come to the amount exactly."""


@dataclass(frozen=True)
class DifferenceSum:
    """A sum of differences of one kind and currency; `of` is a grant, donor or year."""

    of: str
    kind: str
    currency: str
    amount: Decimal


def payments_with_lines(payments: QuerySet[Payment]) -> QuerySet[Payment]:
    """Return payments with all that their differences are computed of."""
    entries = Prefetch("entries", Entry.objects.select_related("donor").order_by("donor"))
    rows = payments.select_related("tranche__grant__party", "statement_line", "by")
    return rows.prefetch_related(entries).order_by("paid_on", "pk")


def differences(payments: Iterable[Payment]) -> list[Difference]:
    """Return the differences of these payments that are not nothing (`payments_with_lines`).

    The bank's amount is compared with what was sent if it is in that currency; with the grant's
    amount if it is in that one. In a third currency it is not compared.
    """
    return [one for row in payments for one in (_by_rate(row), _by_bank(row)) if one is not None]


def summed(found: Iterable[Difference], by: str) -> list[DifferenceSum]:
    """Return the sums by "grant", "donor" or "year", kind and currency."""
    parts: dict[tuple[str, str, str], Decimal] = {}
    for one in found:
        for of, amount in _shares(one, by):
            key = (of, one.kind, one.currency)
            parts[key] = parts.get(key, Decimal()) + amount
    return [DifferenceSum(*key, parts[key]) for key in sorted(parts) if parts[key]]


def _shares(one: Difference, by: str) -> list[tuple[str, Decimal]]:
    if by == "grant":
        return [(one.payment.tranche.grant.code, one.amount)]
    if by == "year":
        return [(str(one.payment.paid_on.year), one.amount)]
    names = {entry.donor_id: entry.donor.name for entry in one.payment.entries.all()}
    return [(names[donor], amount) for donor, amount in one.by_donor.items()]


def _by_rate(row: Payment) -> Difference | None:
    """Return by how much what was sent differs from the grant's amount at the rate."""
    grant = row.tranche.grant
    due = money.in_major_units(_paid_minor(row), grant.currency) * Decimal(row.rate)
    sent = money.in_major_units(row.sent_minor, row.sent_currency)
    return _difference(row, RATE, row.sent_currency, sent - due)


def _by_bank(row: Payment) -> Difference | None:
    """Return by how much the bank booked another amount."""
    line = getattr(row, "statement_line", None)
    if line is None:
        return None
    booked = money.in_major_units(abs(line.minor), line.currency)
    if line.currency == row.sent_currency:
        against = money.in_major_units(row.sent_minor, row.sent_currency)
    elif line.currency == row.tranche.grant.currency:
        against = money.in_major_units(_paid_minor(row), line.currency)
    else:
        return None
    return _difference(row, BANK, line.currency, booked - against)


def _difference(row: Payment, kind: str, currency: str, amount: Decimal) -> Difference | None:
    if not amount:
        return None
    if row.reverses_id is not None:
        amount = -amount
    return Difference(row, kind, currency, amount, _split(row, amount))


def _split(row: Payment, amount: Decimal) -> dict[int, Decimal]:
    """Split an amount among the donors, by what they gave to the payment, exactly."""
    entries = list(row.entries.all())
    exponent = int(amount.as_tuple().exponent)
    units = int(abs(amount).scaleb(-exponent))
    parts = money.split_exactly(units, [abs(entry.minor) for entry in entries])
    sign = -1 if amount < 0 else 1
    return {
        entry.donor_id: Decimal(sign * part).scaleb(exponent)
        for entry, part in zip(entries, parts, strict=True)
    }


def _paid_minor(row: Payment) -> int:
    return sum(abs(entry.minor) for entry in row.entries.all())
