"""Read the ledger: committed, paid and remaining, by donor, currency and year.

Committed and paid are sums of entries. Remaining is counted independently, from unpaid tranches, so
that each checks the other (`differences`). The sums are of all grants, whoever reads them: they
name donors only.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Sum
from django.db.models.functions import ExtractYear

from vigil.fund.models import BudgetLine, Donor, Entry, Grant, Share, Tranche
from vigil.fund.payments.verbs.tranches import UNPAID

PAID_KINDS: Final = (Entry.Kind.PAY, Entry.Kind.REVERSE)
State = Tranche.State
TotalsKey = tuple[int, str]
"""Whose sum it is (a donor, or a grant), and in which currency."""


@dataclass(frozen=True)
class LedgerTotals:
    """Totals of one donor in one currency (and year), or of one grant."""

    of: Donor | Grant
    currency: str
    committed: int = 0
    paid: int = 0
    remaining: int = 0
    year: int | None = None

    @property
    def difference(self) -> int:
        """Return by how much entries and tranches differ; normally 0."""
        return self.committed - self.paid - self.remaining


def by_donor() -> list[LedgerTotals]:
    """Return the totals of each donor and currency."""
    donors = Donor.objects.in_bulk()
    return [
        LedgerTotals(donors[donor], currency, *sums)
        for (donor, currency), sums in _sums("donor").items()
    ]


def by_grant(grants: Iterable[Grant]) -> dict[int, LedgerTotals]:
    """Return the totals of each of these grants, by key."""
    rows = {grant.pk: grant for grant in grants}
    found = {pk: sums for (pk, _currency), sums in _sums("grant", rows).items()}
    return {
        pk: LedgerTotals(row, row.currency, *found.get(pk, (0, 0, 0))) for pk, row in rows.items()
    }


def by_year() -> list[LedgerTotals]:
    """Return committed and paid by year, donor and currency, newest first.

    `remaining` is their difference in that year. It can be negative, as money may be paid in a
    later year than it was committed.
    """
    donors = Donor.objects.in_bulk()
    sums: dict[tuple[int, int, str], Counter[str]] = {}
    rows = (
        Entry.objects.annotate(year=ExtractYear("on"))
        .values_list("year", "donor", "currency", "kind")
        .annotate(n=Sum("minor"))
        .order_by()
    )
    for year, donor, currency, kind, n in rows:
        sums.setdefault((year, donor, currency), Counter())[_side(kind)] += n
    return [
        LedgerTotals(
            donors[donor],
            currency,
            found["committed"],
            found["paid"],
            found["committed"] - found["paid"],
            year,
        )
        for (year, donor, currency), found in sorted(
            sums.items(), key=lambda one: (-one[0][0], donors[one[0][1]].name, one[0][2])
        )
    ]


def by_currency() -> list[tuple[str, int, int, int]]:
    """Return the totals of each currency."""
    found: dict[str, Counter[str]] = {}
    for line in by_donor():
        sums = found.setdefault(line.currency, Counter())
        sums["committed"] += line.committed
        sums["paid"] += line.paid
        sums["remaining"] += line.remaining
    return [(c, s["committed"], s["paid"], s["remaining"]) for c, s in sorted(found.items())]


def differences() -> list[LedgerTotals]:
    """Return the donors and grants whose entries and tranches do not match; normally none.

    For an agreed grant the budget is compared as well.
    """
    wrong = [line for line in by_donor() if line.difference]
    grants = Grant.objects.exclude(state=Grant.State.DRAFT)
    lines = by_grant(grants)
    budgets = dict(
        BudgetLine.objects.filter(grant__in=grants)
        .values_list("grant")
        .annotate(n=Sum("minor"))
        .order_by()
    )
    wrong += [
        line
        for pk, line in lines.items()
        if line.difference or budgets.get(pk, 0) != line.committed
    ]
    return wrong


def reconciles() -> bool:
    """Say whether committed = paid + remaining for every donor, currency and grant."""
    return not differences()


def _sums(of: str, only: Iterable[int] | None = None) -> dict[TotalsKey, tuple[int, int, int]]:
    """Return committed, paid and remaining by donor or grant, and currency."""
    entries, shares = Entry.objects.all(), Share.objects.filter(tranche__state__in=UNPAID)
    shares = shares.exclude(tranche__grant__state=Grant.State.DRAFT)
    share_of = {"donor": "donor", "grant": "tranche__grant"}[of]
    if only is not None:
        entries = entries.filter(grant__in=list(only))
        shares = shares.filter(tranche__grant__in=list(only))
    found: dict[TotalsKey, Counter[str]] = {}
    for pk, currency, kind, n in (
        entries.values_list(of, "currency", "kind").annotate(n=Sum("minor")).order_by()
    ):
        found.setdefault((pk, currency), Counter())[_side(kind)] += n
    for pk, currency, n in (
        shares.values_list(share_of, "tranche__grant__currency").annotate(n=Sum("minor")).order_by()
    ):
        found.setdefault((pk, currency), Counter())["remaining"] += n
    return {
        key: (sums["committed"], sums["paid"], sums["remaining"])
        for key, sums in sorted(found.items())
    }


def _side(kind: str) -> str:
    return "paid" if kind in PAID_KINDS else "committed"
