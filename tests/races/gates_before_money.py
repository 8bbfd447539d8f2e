"""Worlds of races at the gates before money: decisions, keys, stops, statements, switches."""

from typing import Final

from days import today
from fund import factories as fund
from fund.finance.files import camt, entry
from races.arena import Pair, World
from vigil.fund.applications.verbs import determining
from vigil.fund.finance.verbs import importing, matching_lines
from vigil.fund.gates import verbs as gates
from vigil.fund.holds import verbs as holds
from vigil.fund.models import Application, Approval, Hold, KeyLoss, StatementLine, WordKey
from vigil.fund.payments.verbs import choosing_ways, paying
from vigil.fund.reporting import verbs as reporting
from vigil.fund.word_keys.verbs import losing


def decision_agreed_twice() -> World:
    applied, one, two = fund.stated(fund.application()), fund.officer(), fund.officer()
    made = determining.determine(
        applied, "award", "So.", "Yes.", by=fund.officer(), exception="It is urgent."
    )
    return lambda: determining.agree(made, by=one), lambda: determining.agree(made, by=two)


def decision_agreed_and_replaced() -> World:
    applied, one, two = fund.stated(fund.application()), fund.officer(), fund.officer()
    why = {"exception": "It is urgent."}
    made = determining.determine(applied, "award", "So.", "Yes.", by=fund.officer(), **why)
    return (
        lambda: determining.agree(made, by=one),
        lambda: determining.determine(applied, "decline", "So.", "No.", by=two, **why),
    )


def nobody_agreed_to_the_newest() -> bool:
    newest = determining.newest_determination(Application.objects.get())
    return newest is not None and (newest.outcome == "award") == (newest.agreed_by is not None)


def paid_and_stopped() -> World:
    tranche, one, two = fund.approved(fund.a_grant()), fund.officer(), fund.officer()
    return (
        lambda: paying.pay(
            tranche, paid_on=today(), sent_minor=50_000, sent_currency="USD", by=one
        ),
        lambda: holds.hold(tranche.grant.party, Hold.Sign.COERCION, "They whisper.", by=two),
    )


def is_stopped() -> bool:
    return Hold.objects.filter(lifted_at=None).exists()


def key_granted_twice() -> World:
    loss = losing.ask_for_new_key(fund.party(), "I know their voice.", by=fund.officer())
    one, two = fund.officer(), fund.officer()
    return (
        lambda: losing.grant_new_key(loss, KeyLoss.Way.PAPER, by=one),
        lambda: losing.grant_new_key(loss, KeyLoss.Way.PAPER, by=two),
    )


def one_slip_is_there() -> bool:
    return WordKey.objects.filter(once=True).count() == 1


def key_granted_and_objected_to() -> World:
    party, by = fund.party(), fund.officer()
    loss = losing.ask_for_new_key(party, "I know their voice.", by=fund.officer())
    return (
        lambda: losing.grant_new_key(loss, KeyLoss.Way.PAPER, by=by),
        lambda: losing.object_to_new_key(party),
    )


def no_slip_is_there() -> bool:
    return not WordKey.objects.filter(once=True).exists()


def payment_matched_by_two_lines() -> World:
    payment, one, two = fund.paid(fund.a_grant()), fund.officer(), fund.officer()
    entries = [entry(on=str(today()), reference=f"R{n}") for n in range(2)]
    importing.import_statement(camt(*entries), by=one)
    first, second = StatementLine.objects.order_by("number")
    return (
        lambda: matching_lines.match(first, payment, by=one),
        lambda: matching_lines.match(second, payment, by=two),
    )


def gate_switched_off_twice() -> World:
    one, two = fund.officer(), fund.officer()
    asked = gates.switch_off("proof", "We are few.", by=fund.officer())
    return lambda: gates.confirm_off(asked, by=one), lambda: gates.confirm_off(asked, by=two)


def approved_and_way_changed() -> World:
    tranche, one, two = fund.a_grant().tranches.get(number=1), fund.officer(), fund.officer()
    fund.approve(tranche, fund.officer())
    seen = paying.open_terms(tranche, by=one).seen_by(one)
    return (
        lambda: paying.approve(tranche, seen=seen, by=one),
        lambda: choosing_ways.ask_for_way(tranche, "intermediary", "No bank.", "Ana", by=two),
    )


def nothing_is_approved() -> bool:
    return not Approval.objects.exists()


def skip_agreed_twice() -> World:
    grant, one, two = fund.a_grant(), fund.officer(), fund.officer()
    report = reporting.schedule_report(grant, "narrative", today(), by=one)
    reporting.skip_report(report, by=fund.officer(), why="They are watched.")
    return (
        lambda: reporting.agree_to_skip(report, by=one),
        lambda: reporting.agree_to_skip(report, by=two),
    )


GATES_BEFORE_MONEY: Final[dict[str, Pair]] = {
    "agree with a decision twice": Pair(decision_agreed_twice, most_harmful=True),
    "agree with a decision and replace it": Pair(
        decision_agreed_and_replaced, (1, 2), nobody_agreed_to_the_newest, most_harmful=True
    ),
    "pay and stop quietly": Pair(paid_and_stopped, (1, 2), is_stopped, most_harmful=True),
    "grant a new key twice": Pair(key_granted_twice, (1,), one_slip_is_there),
    "grant a new key and object": Pair(key_granted_and_objected_to, (1, 2), no_slip_is_there),
    "match a payment twice": Pair(payment_matched_by_two_lines, most_harmful=True),
    "switch a gate off twice": Pair(gate_switched_off_twice, most_harmful=True),
    "approve and change the way": Pair(
        approved_and_way_changed, (1, 2), nothing_is_approved, most_harmful=True
    ),
    "agree to skip a report twice": Pair(skip_agreed_twice),
}
