"""Propose which payment a line of a bank statement is. A person decides."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from vigil.fund.finance.reading.statement import ReadLine
from vigil.fund.models import Payment, StatementLine, Trace
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.verbs import keeping_digests
from vigil.fund.payments.models import PaymentWay
from vigil.fund.payments.queries import reference_of
from vigil.trust.models import User

BEFORE: Final = timedelta(days=5)
"""How long before its payment was recorded a line may be booked."""
AFTER: Final = timedelta(days=14)
"""How long after it."""
MOST_PROPOSED: Final = 3
REFERENCE: Final = re.compile(r"\b[0-9A-F]{10}\b")


@dataclass(frozen=True)
class LineMarks:
    """Digests of a line's account and reference; empty where no payment may be meant."""

    account: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Proposal:
    """A payment that a line may be, and what speaks for it."""

    payment: Payment
    same_amount: bool
    same_account: bool
    same_reference: bool
    days_apart: int

    @property
    def rank(self) -> tuple[bool, bool, bool, int]:
        """Return what orders proposals: the strongest sign first, then the nearest day."""
        return (
            not self.same_reference,
            not self.same_account,
            not self.same_amount,
            self.days_apart,
        )


def open_payments() -> QuerySet[Payment]:
    """Return payments and reversals that no line of a statement is matched with. Not cash."""
    rows = Payment.objects.filter(statement_line=None).exclude(way=PaymentWay.CASH)
    return rows.select_related("tranche__grant__party").order_by("paid_on", "pk")


def marks_of(lines: Sequence[ReadLine]) -> list[LineMarks]:
    """Return the digests of lines that a payment may be meant by.

    A digest of an account takes 44 ms, so that only accounts near an open payment get one.
    """
    if not lines:
        return []
    days = [line.booked_on for line in lines]
    near = open_payments().filter(paid_on__range=(min(days) - AFTER, max(days) + BEFORE))
    known = [(row.paid_on, row.reverses_id is None) for row in near]
    return [_marks(line, known) for line in lines]


def _marks(line: ReadLine, known: Sequence[tuple[date, bool]]) -> LineMarks:
    if not any(paid == (line.minor < 0) and _is_near(day, line.booked_on) for day, paid in known):
        return LineMarks()
    found = REFERENCE.search(f"{line.text} {line.reference}".upper())
    account = keeping_digests.digests(Trace.Kind.BANK, line.account)
    return LineMarks(next(iter(account), ""), _digest(found[0]) if found else "")


def proposals(lines: Sequence[StatementLine], *, by: User) -> dict[int, list[Proposal]]:
    """Return the payments that each open line may be, best first, by the key of the line.

    Only payments of parties that `by` may know of.
    """
    waiting = [line for line in lines if line.state == StatementLine.State.OPEN]
    known = party_queries.visible_to(by).order_by().values("pk")
    return _proposals(waiting, open_payments().filter(tranche__grant__party__in=known))


def closed_to(lines: Sequence[StatementLine], *, by: User) -> set[int]:
    """Return the keys of lines that are, or may be, payments of parties that `by` may not know of.

    Their words name a payee and an account.
    """
    known = party_queries.visible_to(by).order_by().values("pk")
    others = Payment.objects.exclude(tranche__grant__party__in=known)
    keys = [line.payment_id for line in lines if line.payment_id]
    matched = set(others.filter(pk__in=keys).order_by().values_list("pk", flat=True))
    unmatched = [line for line in lines if line.payment_id is None]
    others = others.filter(statement_line=None).select_related("tranche__grant")
    found = _proposals(unmatched, others)
    return {line.pk for line in lines if line.payment_id in matched or found.get(line.pk)}


def _proposals(
    lines: Sequence[StatementLine], rows: QuerySet[Payment]
) -> dict[int, list[Proposal]]:
    """Return which of these payments each line may be, best first, by the key of the line."""
    if not lines:
        return {}
    days = [line.booked_on for line in lines]
    payments = list(rows.filter(paid_on__range=(min(days) - AFTER, max(days) + BEFORE)))
    accounts: dict[int, set[str]] = {}
    parties = {row.tranche.grant.party_id for row in payments}
    for party, digest in Trace.objects.filter(party__in=parties, kind=Trace.Kind.BANK).values_list(
        "party", "digest"
    ):
        accounts.setdefault(party, set()).add(digest)
    return {line.pk: _proposed(line, payments, accounts) for line in lines}


def _proposed(
    line: StatementLine, payments: Sequence[Payment], accounts: dict[int, set[str]]
) -> list[Proposal]:
    found = []
    for row in payments:
        if (line.minor < 0) != (row.reverses_id is None):
            continue
        if not _is_near(row.paid_on, line.booked_on):
            continue
        one = Proposal(
            row,
            (row.sent_minor, row.sent_currency) == (abs(line.minor), line.currency),
            bool(line.account_digest) and line.account_digest in accounts.get(_party(row), ()),
            bool(line.reference_digest)
            and line.reference_digest == _digest(reference_of(row.tranche.uid)),
            abs((line.booked_on - row.paid_on).days),
        )
        if one.same_amount or one.same_account or one.same_reference:
            found.append(one)
    return sorted(found, key=lambda one: one.rank)[:MOST_PROPOSED]


def _party(row: Payment) -> int:
    return row.tranche.grant.party_id


def _is_near(paid_on: date, booked_on: date) -> bool:
    return -BEFORE <= booked_on - paid_on <= AFTER


def _digest(reference: str) -> str:
    return salted_hmac("vigil.fund.reference", reference, algorithm="sha256").hexdigest()
