"""What donors gave, and what of it is committed, paid, left, or will run out unspent."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from vigil.fund.models import DonorBudget, Entry, Grant, Share
from vigil.fund.payments.ledger import PAID_KINDS
from vigil.fund.payments.verbs.tranches import UNPAID

WARN_DAYS: Final = (30, 90)
"""Days before a deadline at which it is shown, and shown as pressing (the first)."""


@dataclass(frozen=True)
class BudgetTotals:
    """One budget with its sums, in minor units of its currency."""

    budget: DonorBudget
    committed: int
    paid: int
    planned: int
    """Neither paid nor cancelled, and to be paid by its last day."""
    today: date

    @property
    def left(self) -> int:
        """Return what is not committed yet."""
        return self.budget.minor - self.committed

    @property
    def unspent(self) -> int:
        """Return what will be neither paid nor planned when the budget ends."""
        return self.budget.minor - self.paid - self.planned

    @property
    def is_over(self) -> bool:
        """Return whether its last day is past."""
        return self.budget.spend_by < self.today

    @property
    def spending_ends_in(self) -> int | None:
        """Return the days until money must be spent, if any is left and the end is near."""
        days = (self.budget.spend_by - self.today).days
        return days if self.unspent > 0 and 0 <= days <= WARN_DAYS[1] else None

    @property
    def report_due_in(self) -> int | None:
        """Return the days until the donor wants its report, if that is near; negative if late."""
        if self.budget.report_due_on is None:
            return None
        days = (self.budget.report_due_on - self.today).days
        return days if -WARN_DAYS[1] <= days <= WARN_DAYS[1] else None

    @property
    def is_pressing(self) -> bool:
        """Return whether a deadline is within a month."""
        near = (self.spending_ends_in, self.report_due_in)
        return any(days is not None and days <= WARN_DAYS[0] for days in near)

    @property
    def needs_attention(self) -> bool:
        """Return whether a deadline is near, or more was committed than given."""
        near = (self.spending_ends_in, self.report_due_in)
        return self.left < 0 or any(days is not None for days in near)


@dataclass
class _Filled:
    """Budgets of one donor and currency as they are filled, by the key of each."""

    budgets: Sequence[DonorBudget]
    used: Counter[int] = field(default_factory=Counter)
    of_grant: Counter[tuple[int, int]] = field(default_factory=Counter)
    outside: int = 0
    """Of days that no budget covers."""

    def put(self, grant: int, minor: int, on: date) -> None:
        """Put an amount into the budgets of its day; a negative one comes out again."""
        if minor < 0:
            self._take_back(grant, -minor)
            return
        fits = [one for one in self.budgets if one.starts_on <= on <= one.spend_by]
        if not fits:
            self.outside += minor
            return
        for one in fits:  # the one that ends first is used first
            part = min(minor, max(0, one.minor - self.used[one.pk]))
            self._add(grant, one, part)
            minor -= part
        self._add(grant, fits[-1], minor)  # more than was given shows in the last

    def _take_back(self, grant: int, minor: int) -> None:
        for one in reversed(self.budgets):
            part = min(minor, self.of_grant[one.pk, grant])
            self._add(grant, one, -part)
            minor -= part
        self.outside -= minor

    def _add(self, grant: int, one: DonorBudget, minor: int) -> None:
        self.used[one.pk] += minor
        self.of_grant[one.pk, grant] += minor


def budget_totals(today: date) -> list[BudgetTotals]:
    """Return every budget with its sums, the one that ends first at the top.

    An amount counts in the budget of its donor and currency that covers its day: a commitment by
    the day it was made, a payment by the day it was paid, a planned tranche by its due day. Of two
    such budgets the one that ends first is filled first.
    """
    rows = list(DonorBudget.objects.select_related("donor").order_by("spend_by", "pk"))
    committed, paid, planned = _fillings(rows, today)
    return [
        BudgetTotals(
            row,
            committed[row.donor_id, row.currency].used[row.pk],
            paid[row.donor_id, row.currency].used[row.pk],
            planned[row.donor_id, row.currency].used[row.pk]
            - paid[row.donor_id, row.currency].used[row.pk],
            today,
        )
        for row in rows
    ]


def in_no_budget(today: date) -> list[tuple[int, str, int]]:
    """Return committed money of days that no budget covers: donor, currency and amount.

    Only of donors who have a budget in that currency.
    """
    rows = list(DonorBudget.objects.order_by("spend_by", "pk"))
    committed, _paid, _planned = _fillings(rows, today)
    return [(*of, found.outside) for of, found in sorted(committed.items()) if found.outside > 0]


type _Of = tuple[int, str]
type _Filling = dict[_Of, _Filled]


def _fillings(rows: Sequence[DonorBudget], today: date) -> tuple[_Filling, _Filling, _Filling]:
    """Return the budgets filled with commitments, with payments, and with payments and plans."""
    groups: dict[_Of, list[DonorBudget]] = {}
    for row in rows:
        groups.setdefault((row.donor_id, row.currency), []).append(row)
    committed, paid, planned = (
        {of: _Filled(budgets) for of, budgets in groups.items()} for _n in range(3)
    )
    for donor, currency, grant, kind, minor, on in _entries():
        if (donor, currency) not in groups:
            continue
        for filled in (paid, planned) if kind in PAID_KINDS else (committed,):
            filled[donor, currency].put(grant, minor, on)
    for donor, currency, grant, minor, due_on in _plans():
        if (donor, currency) in groups and due_on is not None:
            planned[donor, currency].put(grant, minor, max(due_on, today))
    return committed, paid, planned


def _entries() -> Iterable[tuple[int, str, int, str, int, date]]:
    rows = Entry.objects.order_by("on", "pk")
    return rows.values_list("donor", "currency", "grant", "kind", "minor", "on")


def _plans() -> Iterable[tuple[int, str, int, int, date | None]]:
    rows = Share.objects.filter(tranche__state__in=UNPAID).exclude(
        tranche__grant__state=Grant.State.DRAFT
    )
    return rows.order_by("tranche__due_on", "pk").values_list(
        "donor", "tranche__grant__currency", "tranche__grant", "minor", "tranche__due_on"
    )
