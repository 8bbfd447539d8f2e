"""One workbook for auditors: codes, days, amounts and who decided. No name of a party, no account.

Amounts are written with a decimal point and all decimals of their currency, as numbers.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import pgettext_lazy

from vigil.files.formula_safety import safe_cell
from vigil.fund.access.rules import AUDIT
from vigil.fund.finance import exchange, queries
from vigil.fund.gates import queries as gates
from vigil.fund.models import Approval, Entry, Grant, Payment, StatementLine, SwitchedGate
from vigil.fund.payments import money
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

type Cell = str | int | Decimal | date | datetime | bool | None
type Row = Sequence[Cell]
NUMBER_DIGITS: Final = 15
"""Digits that a workbook keeps of a number; a longer amount is written as text."""


def audit_file(*, by: User) -> bytes:
    """Return the audit file as XLSX. That it was made is recorded. Raises NotAllowed.

    An officer gets the grants of parties that they may know of; an auditor all but those of a party
    in which they have an interest.
    """
    require(by, AUDIT)
    payments = queries.payments_for(by)
    grants = queries.grants_for(by)
    with transaction.atomic():
        record("export_audit_file", "fund", "audit", by=by)
    return _workbook(
        {
            "Ledger": (LEDGER, _ledger(grants)),
            "Payments": (PAYMENTS, _payments(payments)),
            "Approvals": (APPROVALS, _approvals(grants)),
            "Gates": (GATES, _gates(grants)),
            "Gates switched off": (SWITCHED, _switched()),
            "Statement lines": (LINES, _lines(payments)),
            "Exchange differences": (DIFFERENCES, _differences(payments)),
        }
    )


LEDGER: Final = ("entry", "grant", "day", "kind", "donor", "amount", "currency", "by", "at")
PAYMENTS: Final = (
    *("payment", "grant", "tranche", "paid_on", "way", "reverses", "sent", "currency", "rate"),
    *("rate_on", "received_on", "proofs", "witnesses", "by", "at"),
)
APPROVALS: Final = ("grant", "tranche", "by", "at", "state")
GATES: Final = ("grant", "gate", "passed", "switched_off")
SWITCHED: Final = ("gate", "why", "asked_by", "confirmed_by", "off_at", "on_again_at")
LINES: Final = (
    *("statement", "line", "day", "amount", "currency", "state", "payment", "by", "at"),
)
DIFFERENCES: Final = ("payment", "grant", "day", "kind", "amount", "currency")


def _ledger(grants: QuerySet[Grant]) -> Iterable[Row]:
    rows = Entry.objects.filter(grant__in=grants.order_by().values("pk"))
    for row in rows.select_related("grant", "donor", "by"):
        amount = money.in_major_units(row.minor, row.currency)
        yield (
            *(row.pk, row.grant.code, row.on, row.kind, row.donor.name, amount),
            *(row.currency, str(row.by), row.at),
        )


def _payments(payments: QuerySet[Payment]) -> Iterable[Row]:
    rows = payments.select_related("tranche__grant", "reverses", "by")
    for row in rows.prefetch_related("files", "witnesses__by"):
        proofs = sum(file.whole and not file.removed for file in row.files.all())
        witnesses = ", ".join(str(one.by) for one in row.witnesses.all())
        sent = money.in_major_units(row.sent_minor, row.sent_currency)
        yield (
            *(_code(row), row.tranche.grant.code, row.tranche.number, row.paid_on, row.way),
            *(_code(row.reverses) if row.reverses else "", sent, row.sent_currency),
            *(row.rate, row.rate_on, row.received_on, proofs, witnesses, str(row.by), row.at),
        )


def _approvals(grants: QuerySet[Grant]) -> Iterable[Row]:
    rows = Approval.objects.filter(tranche__grant__in=grants.order_by().values("pk"))
    for row in rows.select_related("tranche__grant", "by"):
        tranche = row.tranche
        yield (tranche.grant.code, tranche.number, str(row.by), row.at, tranche.state)


def _gates(grants: QuerySet[Grant]) -> Iterable[Row]:
    for grant in grants.exclude(state=Grant.State.DRAFT).select_related("party", "application"):
        for gate in gates.way_of(grant):
            yield (grant.code, gate.name, gate.passed, gate.is_off)


def _switched() -> Iterable[Row]:
    for row in SwitchedGate.objects.select_related("asked_by", "confirmed_by"):
        confirmed = str(row.confirmed_by or "")
        yield (row.gate, row.why, str(row.asked_by), confirmed, row.off_at, row.on_again_at)


def _lines(payments: QuerySet[Payment]) -> Iterable[Row]:
    known = set(payments.order_by().values_list("pk", flat=True))
    rows = StatementLine.objects.select_related("statement", "payment", "matched_by")
    for row in rows:
        payment = row.payment if row.payment_id in known else None
        yield (
            *(row.statement.uid[:8].upper(), row.number, row.booked_on),
            *(money.in_major_units(row.minor, row.currency), row.currency, row.state),
            *(_code(payment) if payment else "", str(row.matched_by or ""), row.matched_at),
        )


def _differences(payments: QuerySet[Payment]) -> Iterable[Row]:
    for one in exchange.differences(exchange.payments_with_lines(payments)):
        row = one.payment
        yield (
            *(_code(row), row.tranche.grant.code, row.paid_on, one.kind),
            *(one.amount, one.currency),
        )


def _code(payment: Payment) -> str:
    """Return the code of a payment, as its page and the bank's reference have it."""
    return payment.uid[:8].upper()


def _workbook(sheets: dict[str, tuple[Sequence[str], Iterable[Row]]]) -> bytes:
    import xlsxwriter  # here: only a request for a workbook waits for it

    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(held, options) as book:
        for name, (heads, rows) in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, head in enumerate(heads):
                sheet.write_string(0, column, head)
            for number, row in enumerate(rows, 1):
                for column, cell in enumerate(row):
                    _write(sheet, number, column, cell)
    return held.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Cell) -> None:
    """Write a cell; an amount with all its decimals, which a workbook keeps up to 15 digits."""
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_string(row, column, "yes" if cell else "no")
    elif isinstance(cell, Decimal) and len(cell.as_tuple().digits) > NUMBER_DIGITS:
        sheet.write_string(row, column, f"{cell:f}")
    elif isinstance(cell, int | Decimal):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, datetime):
        sheet.write_string(row, column, f"{cell:%Y-%m-%d %H:%M:%S} UTC")
    else:
        sheet.write_string(row, column, safe_cell(str(cell)))


LOG: Final = LogWords(
    verbs={
        "export_audit_file": pgettext_lazy("decision", "make the audit file"),
    },
)
