"""Statements: each file and line once, texts sealed, matched by a person."""

from datetime import timedelta
from typing import Any

import pytest

from days import today
from fund.factories import a_grant, officer, paid, party, reviewer
from fund.finance.files import camt, details, entry
from vigil.fund.finance import matching, queries
from vigil.fund.finance.reading.csv_files import Columns
from vigil.fund.finance.verbs import importing, matching_lines
from vigil.fund.models import BankStatement, Payment, StatementLine
from vigil.fund.parties.verbs import who_may_know
from vigil.fund.payments.queries import reference_of
from vigil.fund.payments.verbs import paying
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import Decision, Sealed

pytestmark = pytest.mark.django_db
IBAN = "ES9121000418450200051332"
CSV = b"Date;Payee;Amount\n2026-11-30;Qyxann;-5,00\nnever;x;1\n2026-12-01;Rent;-7,00\n"
COLUMNS = Columns(day=0, day_format="%Y-%m-%d", decimal=",", amount=2, currency="EUR", texts=(1,))


def booked(*of: Any, by: Any = None) -> BankStatement:
    """Import entries that are booked today, as (amount, details)."""
    entries = [
        entry(amount=amount, on=str(today()), details=said, reference=f"R{n}")
        for n, (amount, said) in enumerate(of)
    ]
    (row,) = importing.import_statement(camt(*entries), by=by or officer())
    return row


def sent_payment(**values: Any) -> Payment:
    payment: Payment = paid(a_grant(of=party(bank=IBAN), **values))
    return payment


def test_a_file_is_imported_once_and_a_line_too() -> None:
    content = camt(entry(reference="A"), entry(reference="B"))
    (row,) = importing.import_statement(content, by=officer())
    assert (row.kind, row.state, row.lines.count()) == ("camt053", "imported", 2)
    with pytest.raises(NotPossible, match="imported before"):
        importing.import_statement(content, by=officer())
    (other,) = importing.import_statement(
        camt(entry(reference="B"), entry(reference="C")), by=officer()
    )
    assert (other.lines.count(), other.known) == (1, 1)


def test_two_equal_bookings_of_a_day_are_two() -> None:
    row = booked(("5.00", ""), ("5.00", ""))
    same = camt(entry(reference=""), entry(reference=""))
    (other,) = importing.import_statement(same, by=officer())
    assert row.lines.count() == other.lines.count() == 2


def test_what_the_bank_says_is_sealed() -> None:
    booked(("5.00", details("Qyxann", IBAN, "for Qyxann")))
    line = StatementLine.objects.get()
    values = [str(value) for value in StatementLine.objects.values_list().get()]
    values += [str(value) for value in BankStatement.objects.values_list().get()]
    assert not [one for one in values if "Qyx" in one or IBAN in one]
    assert b"Qyx" not in b"".join(bytes(one.ciphertext) for one in Sealed.objects.all())
    texts = importing.open_texts([line], by=officer(), why="to match it")
    assert "Qyxann" in texts[line.pk]
    assert Decision.objects.filter(verb="open_sealed", target_key=line.uid).exists()


def test_a_csv_waits_for_its_columns_which_are_remembered() -> None:
    (row,) = importing.import_statement(CSV, by=officer())
    assert row.state == BankStatement.State.WAITING
    assert importing.open_sheet(row, by=officer()).header == ("Date", "Payee", "Amount")
    row = importing.choose_columns(row, COLUMNS, by=officer())
    assert (row.lines.count(), row.problems) == (2, [[3, "day"]])
    assert not Sealed.objects.filter(subject_kind="bank_statement").exists()
    with pytest.raises(NotPossible, match="already"):
        importing.choose_columns(row, COLUMNS, by=officer())
    (next_one,) = importing.import_statement(CSV + b"2026-12-02;Rent;-7,00\n", by=officer())
    assert (next_one.state, next_one.lines.count(), next_one.known) == ("imported", 1, 2)


def test_columns_that_read_nothing_are_refused_and_a_wrong_file_goes() -> None:
    (row,) = importing.import_statement(CSV, by=officer())
    with pytest.raises(Unfit, match="No row"):
        importing.choose_columns(row, Columns(1, "%Y-%m-%d", ",", amount=2), by=officer())
    importing.discard(row, by=officer())
    assert not BankStatement.objects.exists()
    assert not Sealed.objects.filter(subject_kind="bank_statement").exists()


def test_a_file_that_cannot_be_read_says_what_to_do() -> None:
    for content, said in (
        (b"<Document/>", "not a CAMT.053"),
        (b"<!DOCTYPE a []><a/>", "document type"),
        (b"1,2\n", "names of the columns"),
    ):
        with pytest.raises(Unfit, match=said) as error:
            importing.import_statement(content, by=officer())
        assert error.value.field == "file"


def test_a_line_is_proposed_by_reference_account_and_amount() -> None:
    payment = sent_payment()
    reference = reference_of(payment.tranche.uid)
    booked(
        ("500.00", details()),
        ("499.00", details(iban=IBAN)),
        ("498.00", details(said=f"ref {reference.lower()}")),
        ("497.00", details()),
    )
    lines = list(StatementLine.objects.order_by("number"))
    found = matching.proposals(lines, by=officer())
    told = [
        [(one.same_amount, one.same_account, one.same_reference) for one in found[line.pk]]
        for line in lines
    ]
    assert told == [[(True, False, False)], [(False, True, False)], [(False, False, True)], []]


def test_a_person_matches_each_line_and_payment_once() -> None:
    payment, by = sent_payment(), officer()
    booked(("500.00", ""), ("500.00", ""))
    one, two = StatementLine.objects.order_by("number")
    one = matching_lines.match(one, payment, by=by)
    assert (one.state, one.matched_by) == (StatementLine.State.MATCHED, by)
    with pytest.raises(NotPossible, match="payment was matched"):
        matching_lines.match(two, payment, by=by)
    with pytest.raises(NotPossible, match="line was matched"):
        matching_lines.match(one, payment, by=by)
    assert matching.proposals([two], by=by) == {two.pk: []}
    with pytest.raises(NotPossible, match="line was matched"):
        matching_lines.mark_other(one, by=by)
    matching_lines.unmatch(one, by=by)
    assert matching_lines.match(two, payment, by=by).payment == payment
    assert matching_lines.mark_other(one, by=by).state == StatementLine.State.OTHER
    with pytest.raises(NotPossible, match="open already"):
        matching_lines.unmatch(matching_lines.unmatch(one, by=by), by=by)


def test_money_that_came_back_is_matched_with_the_reversal_alone() -> None:
    payment = sent_payment()
    undone = paying.reverse(payment, on=today(), by=officer(), why="Account closed.")
    content = camt(entry(way="CRDT", on=str(today())))
    importing.import_statement(content, by=officer())
    line = StatementLine.objects.get()
    (proposed,) = matching.proposals([line], by=officer())[line.pk]
    assert proposed.payment == undone
    with pytest.raises(NotPossible, match="directions"):
        matching_lines.match(line, payment, by=officer())


def test_only_officers_who_may_know_of_the_party_match_it() -> None:
    payment, kept_out = sent_payment(), officer()
    who_may_know.say_conflict(payment.tranche.grant.party, kept_out, by=kept_out)
    booked(("500.00", ""))
    line = StatementLine.objects.get()
    assert matching.proposals([line], by=kept_out) == {line.pk: []}
    with pytest.raises(NotAllowed):
        matching_lines.match(line, payment, by=kept_out)
    with pytest.raises(NotAllowed):
        importing.import_statement(CSV, by=reviewer())
    assert not queries.known_payments(kept_out, [payment.pk])


def test_payments_without_a_line_are_listed_after_two_weeks() -> None:
    payment, by = sent_payment(), officer()
    soon = today() + queries.LATE_AFTER
    assert not queries.unmatched_payments(by, soon)
    booked(("1.00", ""))
    assert not queries.unmatched_payments(by, soon - timedelta(days=1))
    assert list(queries.unmatched_payments(by, soon)) == [payment]


def test_lines_of_a_party_that_one_may_not_know_stay_closed() -> None:
    payment, stranger = sent_payment(), officer()
    who_may_know.say_conflict(payment.tranche.grant.party, stranger, by=stranger)
    booked(
        ("500.00", details("Qyxann", IBAN, reference_of(payment.tranche.uid))),
        ("7.00", details("The landlord", "", "Rent")),
    )
    lines = list(StatementLine.objects.order_by("number"))
    why = "to match them"
    assert set(importing.open_texts(lines, by=officer(), why=why)) == {one.pk for one in lines}
    told = importing.open_texts(lines, by=stranger, why=why)
    assert "Qyxann" not in str(told)
    assert "landlord" in str(told)
    matching_lines.match(lines[0], payment, by=officer())
    told = importing.open_texts(StatementLine.objects.all(), by=stranger, why=why)
    assert "Qyxann" not in str(told)
    assert "landlord" in str(told)
