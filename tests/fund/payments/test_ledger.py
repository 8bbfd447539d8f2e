"""The ledger comes out even after every step of any life of any grants."""

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction

from days import today
from fund.factories import (
    a_grant,
    accepted,
    approve,
    donor,
    officer,
    on_path,
    paid,
    party,
    ready,
)
from vigil.fund.grants.verbs import amending_and_closing, granting
from vigil.fund.models import BudgetLine, Entry, Grant, Payment, Tranche
from vigil.fund.payments import ledger, money
from vigil.fund.payments.verbs import paying
from vigil.fund.payments.verbs.tranches import (
    UNPAID,
    PlannedTranche,
    amount_of,
    shares_of,
    split_among_donors,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.either]
CURRENCIES = ("USD", "NOK", "JPY", "KWD", "COP")
SENT = ("USD", "EUR", "JPY", "TND", "MXN")
STEPS, DAILY = 250, 100


class Life:
    """A fund to which random things happen, kept beside by the plainest possible book."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.officers = [officer() for _n in range(3)]
        self.donors = [donor(f"d{n}", name=f"Donor {n}", reference=f"X-{n}") for n in range(3)]
        self.party = party(bank="ES91")
        self.committed: Counter[tuple[int, str]] = Counter()
        self.paid: Counter[tuple[int, str]] = Counter()

    @property
    def by(self) -> User:
        return self.random.choice(self.officers)

    def plan(self, least: int = 0) -> tuple[dict[str, int], list[PlannedTranche]]:
        """Return a random budget and parts; the budget is `least` more than the parts."""
        amounts = [self.random.randint(1, 10**6) for _n in range(self.random.randint(1, 4))]
        shares = money.split_exactly(
            sum(amounts), [self.random.randint(0, 9) or 1 for _d in self.donors]
        )
        parts = split_among_donors(
            {d.pk: m for d, m in zip(self.donors, shares, strict=True)}, amounts
        )
        total = least + sum(amounts)
        lines = money.split_exactly(
            total, [self.random.randint(1, 9) for _line in BudgetLine.Category]
        )
        budget = dict(zip(BudgetLine.Category.values, lines, strict=True))
        day = today() - timedelta(days=40)
        return budget, [PlannedTranche(shares, due_on=day) for shares in parts]

    def open_one(self) -> None:
        """Open and agree a grant."""
        budget, parts = self.plan()
        grant = granting.open_grant(
            self.party,
            by=self.by,
            kind=Grant.Kind.GRANT,
            currency=self.random.choice(CURRENCIES),
            budget=budget,
            parts=parts,
            starts_on=today() - timedelta(days=40),
            ends_on=today() + timedelta(days=self.random.randint(1, 400)),
            purpose="words",
        )
        if self.random.random() < 0.9:
            self.agree(grant)

    def agree(self, grant: Grant) -> None:
        """Agree a draft."""
        ready(self.party)
        granting.second(grant, by=officer())
        accepted(grant, today() - timedelta(days=30))
        self._add(self.committed, grant, shares_of(grant))

    def approve(self, grant: Grant) -> None:
        """Let somebody approve something; twice by one person is refused."""
        if tranche := self._some(grant, UNPAID):
            approve(tranche, self.by)

    def pay(self, grant: Grant) -> None:
        """Pay something, at some rate, and try to pay it again."""
        if not (tranche := self._some(grant, [Tranche.State.APPROVED])):
            return
        on_path(grant)
        sent = self.random.choice([*SENT, grant.currency])
        own = sent == grant.currency
        rate = "1" if own else f"{self.random.randint(1, 10**7) / 10**4:.4f}".rstrip("0") + "1"
        due = money.exchanged(amount_of(tranche), grant.currency, rate, sent)
        values: dict[str, Any] = {
            "paid_on": today() - timedelta(days=self.random.randint(0, 30)),
            "sent_minor": max(1, due + self.random.choice([-1, 0, 0, 1])),
            "sent_currency": sent,
            "rate": rate,
        }
        paying.pay(tranche, by=self.by, **values)
        self._add(self.paid, grant, Counter(dict(tranche.shares.values_list("donor", "minor"))))
        with pytest.raises(NotPossible), transaction.atomic():
            paying.pay(tranche, by=self.by, **values)

    def reverse(self, grant: Grant) -> None:
        """Let money come back."""
        rows = Payment.objects.filter(
            tranche__grant=grant, reverses=None, tranche__state=Tranche.State.PAID
        )
        rows = rows.filter(reversed_by=None)
        if not rows:
            return
        payment = self.random.choice(list(rows))
        shares = Counter(dict(payment.tranche.shares.values_list("donor", "minor")))
        paying.reverse(payment, on=today(), by=self.by, why="it came back")
        self._add(self.paid, grant, shares, -1)
        if grant.state != Grant.State.ACTIVE:
            self._add(self.committed, grant, shares, -1)

    def amend(self, grant: Grant) -> None:
        """Change what is not paid."""
        before = shares_of(grant)
        paid = shares_of(grant, [Tranche.State.PAID])
        budget, parts = self.plan(paid.total())
        amending_and_closing.amend_amount(
            grant, budget=budget, parts=parts, by=self.by, why="they asked"
        )
        self._add(self.committed, grant, before, -1)
        self._add(self.committed, grant, paid)
        for part in parts:
            self._add(self.committed, grant, Counter(part.shares))

    def cancel(self, grant: Grant) -> None:
        """Take a tranche out."""
        if tranche := self._some(grant, UNPAID):
            shares = Counter(dict(tranche.shares.values_list("donor", "minor")))
            amending_and_closing.cancel_tranche(tranche, by=self.by)
            self._add(self.committed, grant, shares, -1)

    def extend(self, grant: Grant) -> None:
        """Let it end later."""
        assert grant.ends_on is not None
        amending_and_closing.extend(
            grant, grant.ends_on + timedelta(days=30), by=self.by, why="they asked"
        )

    def close(self, grant: Grant) -> None:
        """Close it, if that can be."""
        amending_and_closing.close(grant, by=self.by)

    def end(self, grant: Grant) -> None:
        """End it early."""
        unpaid = shares_of(grant, UNPAID)
        amending_and_closing.end_early(grant, by=self.by, why="they moved")
        self._add(self.committed, grant, unpaid, -1)

    def step(self) -> str:
        """Let one thing happen, or be refused."""
        rare, often = ["close", "end", "cancel", "extend"], ["approve"] * 12 + ["pay"] * 8
        act = self.random.choice([*rare, *often, *["open_one", "reverse", "amend"] * 3])
        grants = list(Grant.objects.all())
        if act == "open_one" or not grants:
            self.open_one()
            return "open_one"
        try:
            with transaction.atomic():
                getattr(self, act)(self.random.choice(grants))
        except NotPossible:
            return f"{act} (refused)"
        return act

    def _some(self, grant: Grant, states: Any) -> Tranche | None:
        rows = list(grant.tranches.filter(state__in=states))
        return self.random.choice(rows) if rows else None

    def _add(
        self, book: Counter[tuple[int, str]], grant: Grant, shares: Counter[int], sign: int = 1
    ) -> None:
        for one, minor in shares.items():
            book[one, grant.currency] += sign * minor


def holds(life: Life) -> None:
    """Hold the ledger against the book, and against itself: exactly, to the minor unit."""
    assert ledger.differences() == []
    lines = {(line.of.pk, line.currency): line for line in ledger.by_donor()}
    for key in {*lines, *life.committed, *life.paid}:
        line = lines.get(key)
        said = (line.committed, line.paid) if line else (0, 0)
        assert said == (life.committed[key], life.paid[key])
        if line:
            assert line.committed == line.paid + line.remaining
            assert line.remaining >= 0
    for grant in Grant.objects.exclude(state=Grant.State.DRAFT):
        kept = sum(grant.budget.values_list("minor", flat=True))
        assert kept == shares_of(grant).total()
    by_year: Counter[tuple[int, str]] = Counter()
    for year in ledger.by_year():
        by_year[year.of.pk, year.currency] += year.remaining
    assert all(by_year[key] == line.remaining for key, line in lines.items())


@pytest.mark.parametrize(
    ("seed", "steps"),
    [
        (0, DAILY),
        *(
            pytest.param(seed, STEPS, marks=pytest.mark.tail(f"{DAILY} steps of one life daily"))
            for seed in range(4)
        ),
    ],
)
def test_committed_is_paid_and_remaining_after_every_step(
    seed: int, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vigil.fund.parties.verbs.sealing.write", lambda *args, **kwargs: None)
    monkeypatch.setattr(
        "vigil.fund.parties.verbs.sealing.is_kept", lambda *args: args[0] == "grant"
    )
    monkeypatch.setattr("vigil.fund.parties.verbs.sealing.read_to_act", lambda *args, **kwargs: "")
    # Nothing is kept of an account here: that gate has its own tests.
    monkeypatch.setattr("fund.factories.with_account", lambda of: of)
    monkeypatch.setattr("vigil.fund.gates.conditions.account", lambda _party: [])
    monkeypatch.setattr("vigil.fund.accounts.queries.covers", lambda *_args: True)
    life = Life(seed)
    done: Counter[str] = Counter()
    for _n in range(steps):
        done[life.step()] += 1
        holds(life)
    assert done["pay"] >= 3
    assert done["approve"] >= 6
    assert (
        Payment.objects.filter(reverses=None).count()
        == Entry.objects.filter(kind=Entry.Kind.PAY).values("payment").distinct().count()
    )


@pytest.mark.parametrize("wrong", ["entry", "share", "budget"])
def test_what_does_not_come_out_even_is_found(wrong: str) -> None:
    """The two sides are counted apart: a change of either alone is seen."""
    grant = a_grant()
    paid(grant)
    assert ledger.reconciles()
    if wrong == "entry":
        Entry.objects.create(
            grant=grant,
            donor=donor(),
            kind="amend",
            minor=1,
            currency="USD",
            on=today(),
            by=officer(),
        )
    elif wrong == "share":
        share = grant.tranches.get(number=2).shares.get()
        type(share).objects.filter(pk=share.pk).update(minor=share.minor - 1)
    else:
        grant.budget.update(minor=1)
    assert grant in [line.of for line in ledger.differences()]


def test_a_draft_is_in_no_sum_and_years_tell_what_happened_in_them() -> None:
    a_grant("draft")
    assert ledger.by_donor() == []
    a_grant()
    year = (today() - timedelta(days=20)).year
    (line,) = ledger.by_year()
    assert (line.year, line.committed, line.paid) == (year, 100_000, 0)
    assert ledger.by_currency() == [("USD", 100_000, 0, 100_000)]
