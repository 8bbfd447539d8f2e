"""What the screens of finance show, to officers and auditors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils.translation import gettext as _

from vigil.fund.access.rules import OFFICER
from vigil.fund.finance import matching
from vigil.fund.models import BankStatement, Conflict, Grant, Payment, StatementLine
from vigil.fund.parties import queries as party_queries
from vigil.fund.payments import queries as payment_queries
from vigil.trust.models import User

MOST_SHOWN: Final = 20
"""Payments that the first screen lists; a longer list is a page of its own."""
MOST_TO_CHOOSE: Final = 200
LATE_AFTER: Final = timedelta(days=14)
"""How long after a payment its line is waited for."""


@dataclass(frozen=True)
class StatementInList:
    """A statement with the numbers of its lines."""

    statement: BankStatement
    lines: int
    open: int

    @property
    def problems(self) -> int:
        """Return how many lines could not be read."""
        return len(self.statement.problems)

    @property
    def needs_attention(self) -> bool:
        """Return whether a person has something to do with it."""
        return bool(self.open) or self.statement.state == BankStatement.State.WAITING


def statements() -> list[StatementInList]:
    """Return all statements, newest first, with how many of their lines are open."""
    waiting = Count("lines", filter=Q(lines__state=StatementLine.State.OPEN))
    rows = BankStatement.objects.select_related("by").annotate(n=Count("lines"), waiting=waiting)
    return [StatementInList(row, row.n, row.waiting) for row in rows]


def payments_for(user: User) -> QuerySet[Payment]:
    """Return the payments whose sums somebody may read.

    Officers read those of parties they may know of; auditors all, but those of a party in which
    they have an interest.
    """
    return Payment.objects.filter(tranche__grant__in=grants_for(user).order_by().values("pk"))


def grants_for(user: User) -> QuerySet[Grant]:
    """Return the grants whose money somebody may read, as `payments_for`."""
    if OFFICER.test(user, None):
        known = party_queries.visible_to(user).order_by().values("pk")
        return Grant.objects.filter(party__in=known)
    hindered = Conflict.objects.filter(user=user).values("party")
    return Grant.objects.exclude(party__in=hindered)


def unmatched_payments(user: User, today: date) -> QuerySet[Payment]:
    """Return the payments that no line was matched with within two weeks, oldest first.

    Only since the first imported day: before it no statement could show them.
    """
    first = StatementLine.objects.order_by("booked_on").values_list("booked_on", flat=True).first()
    rows = matching.open_payments().filter(pk__in=payments_for(user).order_by().values("pk"))
    if first is None:
        return rows.none()
    return rows.filter(paid_on__range=(first, today - LATE_AFTER))


def lacking_payments(user: User) -> list[tuple[Payment, list[str]]]:
    """Return payments of running grants that lack a proof, witness or receipt, oldest first."""
    rows = payments_for(user).filter(
        tranche__grant__state=Grant.State.ACTIVE, reverses=None, reversed_by=None
    )
    rows = rows.select_related("tranche__grant__party", "reversed_by").order_by("paid_on", "pk")
    found = []
    for row in rows.prefetch_related("files", "witnesses__by"):
        if said := payment_queries.lacks(row):
            found.append((row, said))
        if len(found) == MOST_SHOWN:
            break
    return found


def lines_of(statement: BankStatement) -> QuerySet[StatementLine]:
    """Return the lines of a statement, the open ones first."""
    rows = statement.lines.select_related("payment__tranche__grant", "matched_by")
    is_open = Case(When(state=StatementLine.State.OPEN, then=0), default=1)
    return rows.annotate(done=is_open).order_by("done", "number")


def known_payments(user: User, keys: Sequence[int]) -> set[int]:
    """Return which of these payments somebody may read."""
    return set(payments_for(user).filter(pk__in=keys).order_by().values_list("pk", flat=True))


def payments_to_choose(user: User, *, came: bool) -> QuerySet[Payment]:
    """Return the newest payments that a line may be matched with; reversals if money came."""
    rows = matching.open_payments().filter(pk__in=payments_for(user).order_by().values("pk"))
    return rows.filter(reverses__isnull=not came).order_by("-paid_on", "-pk")


def problem_text(code: str) -> str:
    """Return what is wrong with a line of a statement."""
    return {
        "amount": _("the amount cannot be read, or has too many decimals"),
        "currency": _("the currency is missing or unknown"),
        "day": _("the day cannot be read"),
        "pending": _("the bank has not booked it yet"),
        "sign": _("it does not say whether money left or came"),
    }[code]
