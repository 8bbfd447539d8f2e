"""Paying: two people, once, at a rate that fits, reversed."""

import threading
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from days import today
from factories import UserFactory
from fund.factories import a_grant, approve, approved, officer, paid, party
from vigil.fund.grants.verbs import amending_and_closing
from vigil.fund.models import Entry, Grant, Payment, Tranche
from vigil.fund.parties.verbs import sealing, who_may_know
from vigil.fund.payments import ledger
from vigil.fund.payments.verbs import paying, tranches
from vigil.fund.reporting import verbs as reporting
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible, Unfit
from vigil.trust.models import Decision, Role

pytestmark = pytest.mark.django_db
BANK = "ES91 2100 0418"


def sent(minor: int = 50_000, **values: Any) -> dict[str, Any]:
    told = {"paid_on": today(), "sent_minor": minor, "sent_currency": "USD", "by": officer()}
    return told | values


def test_it_takes_two_different_people() -> None:
    one, two, grant = officer(), officer(), a_grant()
    tranche = grant.tranches.get(number=1)
    assert approve(tranche, one).state == Tranche.State.PLANNED
    with pytest.raises(NeedsSecondPerson):
        approve(tranche, one)
    with pytest.raises(NotPossible, match="two people"):
        paying.pay(tranche, **sent())
    assert approve(tranche, two).state == Tranche.State.APPROVED
    with pytest.raises(NotPossible, match=f"{one}, {two}"):
        approve(tranche, officer())


def test_nobody_with_an_interest_approves_or_pays_and_their_word_counts_no_more() -> None:
    one, two, grant = officer(), officer(), a_grant()
    tranche = grant.tranches.get(number=1)
    for user in (one, two):
        tranche = approve(tranche, user)
    who_may_know.say_conflict(grant.party, two, by=two)
    with pytest.raises(NotAllowed):
        paying.pay(tranche, **sent(by=two))
    with pytest.raises(NotPossible, match="no interest"):
        paying.pay(tranche, **sent())
    with pytest.raises(NotAllowed):
        approve(grant.tranches.get(number=2), two)
    assert not Payment.objects.exists()


def test_only_officers_move_money() -> None:
    grant = a_grant()
    tranche = approved(grant, 1)
    payment = paid(grant, 2)
    done: list[object] = []
    for role in [None, *[r for r in Role if r != Role.FUND_OFFICER]]:
        user = UserFactory(roles=[role] if role else [])
        for act in (
            lambda user: approve(tranche, user),
            lambda user: paying.withdraw_approval(tranche, by=user),
            lambda user: paying.pay(tranche, **sent(by=user)),
            lambda user: paying.open_terms(tranche, by=user),
            lambda user: paying.reverse(payment, on=today(), by=user, why="so"),
        ):
            with suppress(NotAllowed):
                done.append((role, act(user)))
    assert done == []


def test_a_tranche_waits_for_reports_and_for_its_condition() -> None:
    by = officer()
    grant = a_grant(reports_on={1: today()}, conditions={0: "Once the mast stands."})
    first, second = grant.tranches.all()
    with pytest.raises(Unfit, match="condition"):
        approve(first, by, condition_met=False)
    approve(first, by)
    report = second.report
    assert report is not None
    with pytest.raises(NotPossible, match="report due on"):
        approve(second, by)
    reporting.skip_report(report, by=by, why="They are watched.")
    with pytest.raises(NotPossible, match="skipped by one officer"):
        approve(second, by)
    with pytest.raises(NeedsSecondPerson):
        reporting.agree_to_skip(report, by=by)
    reporting.agree_to_skip(report, by=officer())
    approve(second, by)


def test_an_approval_is_taken_back_until_it_is_paid() -> None:
    one, two, grant = officer(), officer(), a_grant()
    tranche = grant.tranches.get(number=1)
    for user in (one, two):
        tranche = approve(tranche, user)
    assert paying.withdraw_approval(tranche, by=one).state == Tranche.State.PLANNED
    with pytest.raises(NotPossible, match="not approved"):
        paying.withdraw_approval(tranche, by=one)
    with pytest.raises(NotPossible):
        paying.pay(tranche, **sent())


def test_payee_and_account_are_opened_to_approve_and_that_is_kept() -> None:
    by, grant = officer(), a_grant(of=party(name="Hermanas", bank=BANK))
    tranche = grant.tranches.get(number=1)
    shown = paying.open_terms(tranche, by=by)
    assert (shown.payee, shown.account) == ("Hermanas", BANK)
    assert (shown.minor, shown.currency) == (50_000, "USD")
    looked = Decision.objects.filter(verb="open_sealed", actor=by, target_key=grant.party.uid)
    assert {row.after["field"] for row in looked} == {"bank", "name"}
    assert Decision.objects.get(verb="open_terms").after == {"tranche": 1}
    tranche = approved(grant, 1)
    payment = paying.pay(tranche, **sent())
    kept = sealing.read(grant.party, "payment", payment.uid, "account", by=by, why="to check")
    assert kept == BANK
    assert BANK not in str(list(Payment.objects.values()) + list(Decision.objects.values()))


def test_the_rate_its_day_and_what_was_sent_are_kept() -> None:
    grant = a_grant()
    payment = paying.pay(
        approved(grant),
        **sent(
            921_035,
            sent_currency="mxn",
            rate="18,4207",
            rate_on=today() - timedelta(days=1),
        ),
    )
    assert (payment.sent_currency, payment.rate) == ("MXN", "18.4207")
    assert payment.rate_on == today() - timedelta(days=1)
    assert [(e.kind, e.minor, e.currency) for e in payment.entries.all()] == [
        (Entry.Kind.PAY, 50_000, "USD")
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"paid_on": timedelta(days=1)}, "paid_on"),
        ({"paid_on": -timedelta(days=60)}, "paid_on"),
        ({"rate_on": timedelta(days=1)}, "rate_on"),
        ({"rate_on": -timedelta(days=32)}, "rate_on"),
        ({"sent_currency": "ABC"}, "sent_currency"),
        ({"rate": "1.1"}, "rate"),
        ({"rate": "1.0000004"}, "rate"),
        ({"sent_minor": 50_001}, "sent"),
        ({"sent_minor": 49_998}, "sent"),
        ({"sent_minor": 0}, "sent"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_paid(wrong: dict[str, Any], field: str) -> None:
    tranche = approved(a_grant())
    now = today()
    given = {k: now + v if isinstance(v, timedelta) else v for k, v in wrong.items()}
    with pytest.raises(Unfit) as error:
        paying.pay(tranche, **(sent() | given))
    assert error.value.field == field
    assert not Payment.objects.exists()
    assert ledger.reconciles()


def test_a_difference_is_said_and_lies_in_the_vault() -> None:
    by, grant = officer(), a_grant()
    payment = paying.pay(approved(grant), **sent(49_000, difference="The bank kept ten."))
    text = sealing.read(grant.party, "payment", payment.uid, "difference", by=by, why="to check")
    assert text == "The bank kept ten."
    paying.pay(approved(grant, 2), **sent(49_999))  # one minor unit is rounding


def test_no_more_is_noted_as_paid_than_was_approved() -> None:
    tranche = approved(a_grant())
    with pytest.raises(Unfit, match="Amend the grant") as error:
        paying.pay(tranche, **sent(50_002, difference="They needed more."))
    assert error.value.field == "sent"
    assert not Payment.objects.exists()


def test_a_tranche_is_paid_once_and_the_second_is_told_by_whom() -> None:
    grant = a_grant()
    tranche = approved(grant)
    first = officer()
    paying.pay(tranche, **sent(by=first))
    with pytest.raises(NotPossible, match=str(first)):
        paying.pay(tranche, **sent())  # a page that was opened before
    assert Payment.objects.count() == 1
    assert Entry.objects.filter(kind=Entry.Kind.PAY).count() == 1


def test_the_database_itself_refuses_a_second_payment_of_a_tranche() -> None:
    payment = paid(a_grant())
    values = {"rate_on": today(), "paid_on": today(), "sent_currency": "USD", "by": officer()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(tranche=payment.tranche, sent_minor=1, **values)


def test_what_somebody_did_meanwhile_is_seen_by_a_page_opened_before() -> None:
    """Two pages hold the same tranche; each act asks how things stand, not its own page."""
    grant = a_grant()
    stale = approved(grant)
    assert Tranche.objects.get(pk=stale.pk).state == Tranche.State.APPROVED
    paying.pay(Tranche.objects.get(pk=stale.pk), **sent())
    assert stale.state == Tranche.State.APPROVED
    for act in (
        lambda: paying.pay(stale, **sent()),
        lambda: approve(stale, officer()),
        lambda: amending_and_closing.cancel_tranche(stale, by=officer()),
    ):
        with pytest.raises(NotPossible):
            act()
    assert ledger.reconciles()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["approve", "pay"])
def test_many_officers_at_once_approve_twice_and_pay_once(act: str) -> None:
    grant = a_grant()
    tranche = grant.tranches.get(number=1) if act == "approve" else approved(grant)
    officers = [officer() for _n in range(6)]
    start = threading.Barrier(len(officers))
    done: list[bool] = []

    def come(n: int) -> None:
        start.wait(10)
        try:
            if act == "approve":
                approve(tranche, officers[n])
            else:
                paying.pay(tranche, **sent(by=officers[n]))
            done.append(True)
        except NotPossible:
            done.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=come, args=[n]) for n in range(len(officers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(done) == [False] * (4 if act == "approve" else 5) + [True] * (
        2 if act == "approve" else 1
    )
    assert tranche.approvals.count() == 2
    assert Payment.objects.count() == (0 if act == "approve" else 1)
    assert ledger.reconciles()


def test_money_that_came_back_is_planned_again_and_approved_by_nobody() -> None:
    by, grant = officer(), a_grant()
    payment = paid(grant)
    with pytest.raises(Unfit):
        paying.reverse(payment, on=today(), by=by)
    with pytest.raises(Unfit):
        paying.reverse(payment, on=today() + timedelta(days=1), by=by, why="so")
    undone = paying.reverse(payment, on=today(), by=by, why="The account was closed.")
    tranche = grant.tranches.get(number=1)
    assert (tranche.state, tranche.approvals.count()) == (Tranche.State.PLANNED, 0)
    assert undone.reverses == payment
    assert ledger.reconciles()
    for one in (payment, undone):
        with pytest.raises(NotPossible, match="already"):
            paying.reverse(one, on=today(), by=by, why="again")
    again = paid(grant)
    assert (payment.turn, again.turn) == (0, 1)
    assert ledger.reconciles()


def test_money_that_comes_back_after_the_end_goes_to_the_donor() -> None:
    by, grant = officer(), a_grant(minors=[100])
    payment = paid(grant, sent_minor=100)
    amending_and_closing.close(grant, by=by)
    paying.reverse(payment, on=today(), by=by, why="It came back.")
    line = ledger.by_grant(Grant.objects.all())[grant.pk]
    assert (line.committed, line.paid, line.remaining) == (0, 0, 0)
    assert grant.tranches.get().state == Tranche.State.CANCELLED
    assert ledger.reconciles()


def test_the_party_of_a_grant_is_locked_before_it() -> None:
    grant = a_grant()
    with CaptureQueriesContext(connection) as asked:
        tranches.locked(grant)
    assert [q["sql"].split('FROM "')[1].split('"')[0] for q in asked] == [
        "fund_party",
        "fund_grant",
    ]
