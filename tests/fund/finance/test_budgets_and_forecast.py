"""Budgets, forecast and exchange differences: sums that come out exactly."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from days import today
from factories import UserFactory
from fund.factories import a_grant, approved, donor, officer, paid, party
from fund.finance.files import camt, entry
from vigil.fund.finance import audit_file, exchange
from vigil.fund.finance.budgets import budget_totals, in_no_budget
from vigil.fund.finance.forecast import forecast, forecast_figure
from vigil.fund.finance.verbs import budgeting, importing, matching_lines
from vigil.fund.models import DonorBudget, Entry, Payment, StatementLine, Tranche
from vigil.fund.parties.verbs import who_may_know
from vigil.trust.access.errors import NotAllowed, Unfit
from vigil.trust.models import Level, Role

pytestmark = pytest.mark.django_db


def budget(minor: int = 100_000, ends: int = 60, **values: Any) -> DonorBudget:
    told = {"donor": donor(), "title": "2026", "currency": "USD", "by": officer()} | values
    starts = told.pop("starts_on", today() - timedelta(days=40))
    return budgeting.enter_budget(
        minor=minor, starts_on=starts, spend_by=today() + timedelta(days=ends), **told
    )


def test_a_budget_shows_what_is_committed_paid_left_and_runs_out() -> None:
    row = budget(150_000)
    paid(a_grant(days={1: today() + timedelta(days=10)}))
    (found,) = budget_totals(today())
    assert (found.committed, found.paid, found.planned) == (100_000, 50_000, 50_000)
    assert (found.left, found.unspent) == (50_000, 50_000)
    assert found.spending_ends_in == 60
    assert not found.is_pressing
    Tranche.objects.filter(state="planned").update(due_on=row.spend_by + timedelta(days=1))
    (found,) = budget_totals(today())
    assert found.unspent == 100_000


@pytest.mark.parametrize(
    ("ends", "shown", "pressing"), [(91, False, False), (90, True, False), (30, True, True)]
)
def test_deadlines_are_shown_ninety_and_thirty_days_before(
    ends: int, shown: bool, pressing: bool
) -> None:
    budget(ends=ends)
    (found,) = budget_totals(today())
    assert (found.needs_attention, found.is_pressing) == (shown, pressing)


def test_the_budget_that_ends_first_is_filled_first_and_none_is_counted_twice() -> None:
    first, second = budget(30_000, ends=60), budget(200_000, ends=90)
    a_grant(minors=[50_000, 50_000])
    sums = {one.budget.pk: one.committed for one in budget_totals(today())}
    assert sums == {first.pk: 30_000, second.pk: 70_000}
    assert in_no_budget(today()) == []
    second.delete()
    first.minor = 10_000
    first.save()
    (found,) = budget_totals(today())
    assert found.left == -90_000
    first.starts_on = today()
    first.save()
    assert in_no_budget(today()) == [(donor().pk, "USD", 100_000)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"minor": 0}, "amount"),
        ({"ends": -50}, "spend_by"),
        ({"report_due_on": date(2000, 1, 1)}, "report_due_on"),
    ],
)
def test_what_does_not_fit_is_named(values: dict[str, Any], field: str) -> None:
    with pytest.raises(Unfit) as error:
        budget(**values)
    assert error.value.field == field


def test_auditors_change_no_budget() -> None:
    with pytest.raises(NotAllowed):
        budget(by=UserFactory(roles=[Role.AUDITOR]))


def test_the_forecast_is_by_month_currency_and_donor() -> None:
    both = [donor(), donor("sweden", name="Sweden", reference="SE-1-1")]
    grant = a_grant(donors=both, minors=[40_000, 60_000])
    approved(grant)
    late, far = today() - timedelta(days=70), today() + timedelta(days=800)
    grant.tranches.filter(number=1).update(due_on=late)
    grant.tranches.filter(number=2).update(due_on=far)
    a_grant(currency="KWD", minors=[1_250])
    a_grant("draft", minors=[99_000])
    dinars, dollars = forecast(today())
    assert [(one.currency, one.total) for one in (dinars, dollars)] == [
        ("KWD", 1_250),
        ("USD", 100_000),
    ]
    now, later = dollars.months
    assert (now.month, now.confirmed, now.unconfirmed, now.late) == (
        today().replace(day=1),
        *(40_000, 0, 40_000),
    )
    assert (later.confirmed, later.unconfirmed, later.is_later) == (0, 60_000, True)
    assert [(name, sum(one.total for one in of)) for name, of in dollars.donors] == [
        ("Government of Norway", 50_000),
        ("Sweden", 50_000),
    ]
    figure = forecast_figure(dinars, today())
    assert figure.rows[0].cells[2].value == "1.250"


def lined(payment: Payment, amount: str, currency: str) -> Payment:
    """Match a payment with a line of the bank."""
    content = camt(entry(amount=amount, currency=currency, on=str(today())))
    importing.import_statement(content, by=officer())
    line = StatementLine.objects.get(payment=None)
    matching_lines.match(line, payment, by=officer())
    return payment


def test_differences_are_exact_and_come_out_even_by_every_sum() -> None:
    both = [donor(), donor("sweden", name="Sweden", reference="SE-1-1")]
    grant = a_grant(donors=both, minors=[100_001])
    payment = paid(grant, sent_minor=30_770, sent_currency="KWD", rate="0.03077")
    lined(payment, "1003.17", "USD")
    rows = exchange.payments_with_lines(Payment.objects.all())
    found = exchange.differences(rows)
    assert [(one.kind, one.currency, one.amount) for one in found] == [
        ("rate", "KWD", Decimal("30.770") - Decimal("1000.01") * Decimal("0.03077")),
        ("bank", "USD", Decimal("3.16")),
    ]
    for by in ("grant", "donor", "year"):
        sums: dict[str, Decimal] = {}
        for one in exchange.summed(found, by):
            sums[one.kind] = sums.get(one.kind, Decimal()) + one.amount
        assert sums == {one.kind: one.amount for one in found}


def test_in_a_third_currency_nothing_is_compared() -> None:
    payment = lined(paid(a_grant(minors=[50_000])), "450.00", "EUR")
    rows = exchange.payments_with_lines(Payment.objects.filter(pk=payment.pk))
    assert exchange.differences(rows) == []


def test_the_audit_file_has_codes_and_no_name_or_account() -> None:
    secret, account = "Qyxann del Río", "ES9121000418450200051332"
    grant = a_grant(of=party(Level.OPEN, name=secret, bank=account))
    lined(paid(grant), "500.00", "USD")
    by = UserFactory(roles=[Role.AUDITOR])
    book = load_workbook(BytesIO(audit_file.audit_file(by=by)))
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row]
    assert grant.code in cells
    assert not [cell for cell in cells if "Qyx" in cell or account in cell]
    assert [row[5] for row in book["Ledger"].values][1:] == [
        entry_.minor / 100 for entry_ in Entry.objects.all()
    ]
    assert {sheet.title: sheet.max_row for sheet in book}["Statement lines"] == 2
    who_may_know.say_conflict(grant.party, by, by=officer())
    book = load_workbook(BytesIO(audit_file.audit_file(by=by)))
    assert book["Payments"].max_row == 1
    with pytest.raises(NotAllowed):
        audit_file.audit_file(by=UserFactory(roles=[Role.CODER]))
