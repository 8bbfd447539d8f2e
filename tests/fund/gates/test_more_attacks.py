"""More attempts on money and on names: by who seems to be somebody else, and by later changes.

As in `test_attacks`: each ends in a verb that must refuse, with its reason.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from days import today
from each import each
from factories import UserFactory
from fund import factories as fund
from fund.gates.test_attacks import Stage, approve, first, made, pay, taken_back
from vigil.fund.accounts import verbs as accounts
from vigil.fund.agreements import verbs as agreements
from vigil.fund.applications.verbs import determining
from vigil.fund.decision_letters import verbs as decision_letters
from vigil.fund.emergencies.verbs import deciding
from vigil.fund.gates import conditions
from vigil.fund.gates import verbs as gates
from vigil.fund.grants.verbs import amending_and_closing, granting
from vigil.fund.holds import verbs as holds
from vigil.fund.models import Grant, Hold, Party, Payment, Report
from vigil.fund.nominations import verbs as nominations
from vigil.fund.parties.verbs import own_page_links, registering, removing, who_may_know
from vigil.fund.payments.verbs import choosing_ways, paying, receiving, witnessing
from vigil.fund.payments.verbs.tranches import PlannedTranche
from vigil.fund.reporting import verbs as reporting
from vigil.fund.reviews.verbs import reviewing
from vigil.fund.word_keys.verbs import losing
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible, Unfit
from vigil.trust.confirmations import verbs as confirming
from vigil.trust.models import Role
from vigil.trust.people.duplicate_accounts import note_device

pytestmark = pytest.mark.django_db
__all__ = ["made"]

type Attempt = Callable[[Stage], object]
ATTEMPTS: dict[str, tuple[Attempt, str, type[Exception]]] = {}


@pytest.fixture
def stage(made: Stage) -> Stage:
    return deepcopy(made)


def attempt(reason: str, kind: type[Exception] = NotPossible) -> Callable[[Attempt], Attempt]:
    """Register an attempt: what it returns is called, and must be refused for this reason."""

    def register(act: Attempt) -> Attempt:
        ATTEMPTS[act.__name__] = act, reason, kind
        return act

    return register


def amend(grant: Grant, minor: int, stage: Stage) -> None:
    """Raise the last tranche of a grant of one donor to an amount."""
    rows = list(grant.tranches.filter(state__in=("planned", "approved")).select_related("report"))
    parts = [
        PlannedTranche(
            {fund.donor().pk: minor if row == rows[-1] else row.shares.get().minor},
            row.due_on,
            row.needs_report,
            number=row.number,
            report_on=row.report.due_on if row.report else None,
        )
        for row in rows
    ]
    amending_and_closing.amend_amount(
        grant,
        budget={"activities": sum(part.minor for part in parts)},
        parts=parts,
        by=stage.one,
        why="They need more.",
    )


def urgent_with_checks(stage: Stage) -> Grant:
    """Return emergency help that may be paid before its papers."""
    fund.screened(stage.urgent.party, *("safety", "conflict", "sanctions"))
    fund.with_account(stage.urgent.party)
    return Grant.objects.get(pk=stage.urgent.pk)


def by_link(stage: Stage, by: Any, bank: str = "DE89") -> None:
    own_page_links.new_link(stage.party, by=by)
    accounts.enter_own(stage.party, bank)


# Emergencies


@attempt("Not checked yet")
def raise_an_emergency_after_the_votes(stage: Stage) -> object:
    grant = urgent_with_checks(stage)
    amend(grant, 99_000_000, stage)
    return approve(first(grant), stage.three)


@attempt("safety plan|agreement")
def raise_an_emergency_of_a_party_that_was_checked(stage: Stage) -> object:
    grant = urgent_with_checks(stage)
    fund.screened(grant.party)
    amend(grant, 250_001, stage)
    return approve(first(grant), stage.three)


@attempt("said a word|decided")
def raise_the_amount_between_two_votes(stage: Stage) -> object:
    asked = fund.emergency(stage.party)
    deciding.give_word(asked, True, "So.", by=stage.one)
    return deciding.set_amount(asked, "9000", "USD", by=stage.two)


@attempt("one mailbox", NeedsSecondPerson)
def vote_twice_by_a_second_account(stage: Stage) -> object:
    asked = fund.emergency(stage.party)
    deciding.give_word(asked, True, "So.", by=stage.one)
    return deciding.give_word(asked, True, "So.", by=stage.twin)


@attempt("changed since you opened")
def vote_on_an_account_changed_since(stage: Stage) -> object:
    asked = fund.emergency(stage.party)
    seen = deciding.open_terms(asked, by=stage.one).seen_by(stage.one)
    registering.say_own(stage.party, bank="DE89")
    return deciding.give_word(asked, True, "So.", by=stage.one, seen=seen)


@attempt("not what was confirmed|not confirmed|not what two people approved|No account")
def pay_an_emergency_whose_account_nobody_confirmed(stage: Stage) -> object:
    party = fund.party(name="Voted", bank="ES11")
    asked = fund.emergency(party)
    fund.screened(party, "safety", "conflict", "sanctions")
    for by in (stage.one, stage.two):
        fund.say_word(asked, True, by)
    return pay(first(Grant.objects.get(emergency=asked)), stage.three)


@attempt("were due on")
def open_a_grant_beside_overdue_papers(stage: Stage) -> object:
    party = stage.urgent.party
    Grant.objects.filter(pk=stage.urgent.pk).update(paper_due_on=today() - timedelta(days=1))
    return granting.open_grant(
        party,
        by=stage.one,
        kind="grant",
        currency="USD",
        budget={"activities": 100},
        parts=[PlannedTranche({fund.donor().pk: 100})],
    )


@attempt("Not checked yet")
def call_the_papers_of_an_emergency_complete(stage: Stage) -> object:
    return granting.note_papers(stage.urgent, by=stage.one)


@attempt("already")
def open_a_second_grant_of_an_emergency(stage: Stage) -> object:
    assert stage.urgent.emergency is not None
    return granting.open_emergency_grant(stage.urgent.emergency, by=stage.one)


# Nominations


@attempt("not cleared for contact")
def reach_somebody_nominated_by_asking_help_in_their_name(stage: Stage) -> object:
    row = fund.nomination(by=stage.one)
    fund.emergency(row.party, by=stage.one)
    return own_page_links.new_link(row.party, by=stage.one)


@attempt("not cleared for contact")
def invite_somebody_nominated_who_is_not_screened(stage: Stage) -> object:
    row = fund.nomination(by=stage.one)
    return granting.open_grant(
        row.party,
        by=stage.one,
        kind="grant",
        currency="USD",
        budget={"activities": 100},
        parts=[PlannedTranche({fund.donor().pk: 100})],
    )


@attempt("not cleared for contact")
def hand_a_key_to_somebody_nominated(stage: Stage) -> object:
    row = fund.nomination(by=stage.one)
    return losing.ask_for_new_key(row.party, "I know them.", by=stage.one)


@attempt("says stop")
def contact_after_a_stop_that_came_later(stage: Stage) -> object:
    from vigil.fund.screening import verbs as screening
    from vigil.fund.screening.verbs import Finding

    row = fund.nomination("cleared", by=stage.one)
    screening.take_check(row.party, "safety", Finding("stop", "Watched."), by=stage.two)
    return nominations.contact(row, by=stage.one)


@attempt("proposed the applicant")
def review_whom_one_nominated(stage: Stage) -> object:
    member = UserFactory(roles=[Role.FUND_OFFICER, Role.REVIEWER])
    row = fund.nomination("contacted", by=member)
    applied = fund.application(of=row.party, call=fund.call(blind=False))
    return reviewing.assign(applied, member, by=stage.one)


# Accounts and pages


@attempt("changed where that link is sent", NeedsSecondPerson)
def confirm_an_account_after_sending_the_link_to_oneself(stage: Stage) -> object:
    registering.edit(stage.party, by=stage.two, contact_by="email", contact="mine@example.org")
    accounts.enter_own(stage.party, "DE89")
    return accounts.confirm(stage.party, "call", "They read it.", by=stage.two)


@attempt("changed where that link is sent", NeedsSecondPerson)
def approve_an_account_after_sending_the_link_to_oneself(stage: Stage) -> object:
    registering.edit(stage.party, by=stage.one, contact_by="email", contact="they@example.org")
    registering.edit(stage.party, by=stage.two, contact_by="email", contact="mine@example.org")
    accounts.enter_own(stage.party, "DE89")
    accounts.confirm(stage.party, "call", "They read it.", by=stage.three)
    return approve(first(stage.untouched), stage.two)


@attempt("made the link", NeedsSecondPerson)
def confirm_through_ones_link_by_a_second_account(stage: Stage) -> object:
    by_link(stage, stage.one)
    return accounts.confirm(stage.party, "call", "They read it.", by=stage.twin)


@attempt("made the link", NeedsSecondPerson)
def approve_through_ones_link_after_another_made_a_newer_one(stage: Stage) -> object:
    by_link(stage, stage.one)
    own_page_links.new_link(stage.party, by=stage.two)
    accounts.confirm(stage.party, "call", "They read it.", by=stage.three)
    return approve(first(stage.untouched), stage.one)


@attempt("entered this account", NeedsSecondPerson)
def confirm_an_account_that_one_typed_again(stage: Stage) -> object:
    registering.edit(stage.party, by=stage.one, bank="DE89")
    registering.edit(stage.party, by=stage.two, bank="DE89")  # the same: nobody entered another
    return accounts.confirm(stage.party, "call", "They read it.", by=stage.one)


@attempt("confirmed already")
def confirm_twice(stage: Stage) -> object:
    return accounts.confirm(stage.party, "call", "They read it.", by=stage.three)


@attempt("Nothing is kept")
def enter_the_account_of_somebody_who_was_removed(stage: Stage) -> object:
    party = Party.objects.get(pk=stage.party.pk)
    removing.remove(stage.party, by=stage.one, why="They asked.")
    return accounts.enter_own(party, "DE89")


# Keys


@attempt("one mailbox", NeedsSecondPerson)
def grant_ones_own_request_for_a_key_by_a_second_account(stage: Stage) -> object:
    loss = losing.ask_for_new_key(stage.party, "I know them.", by=stage.one)
    return losing.grant_new_key(loss, "paper", by=stage.twin)


@attempt("one browser", NeedsSecondPerson)
def grant_it_in_the_same_browser(stage: Stage) -> object:
    for user in (stage.one, stage.two):
        note_device(user, "a shared browser")
    loss = losing.ask_for_new_key(stage.party, "I know them.", by=stage.one)
    return losing.grant_new_key(loss, "paper", by=stage.two)


@attempt("taken back|answered already")
def grant_a_key_that_the_party_objected_to(stage: Stage) -> object:
    loss = losing.ask_for_new_key(stage.party, "I know them.", by=stage.one)
    losing.object_to_new_key(stage.party)
    return losing.grant_new_key(loss, "paper", by=stage.two)


@attempt("made the link", NeedsSecondPerson)
def approve_an_account_entered_with_the_slip_that_one_printed(stage: Stage) -> object:
    loss = losing.ask_for_new_key(stage.party, "I know them.", by=stage.one)
    losing.grant_new_key(loss, "paper", by=stage.two)
    accounts.enter_own(stage.party, "DE89")
    accounts.confirm(stage.party, "call", "They read it.", by=stage.three)
    return approve(first(stage.untouched), stage.two)


# Agreements and amounts


@attempt("another way")
def accept_by_ones_own_link_what_one_offered(stage: Stage) -> object:
    offered = agreements.offer(stage.untouched, "Text.", by=stage.one)
    own_page_links.new_link(stage.party, by=stage.one)
    return agreements.accept(offered)


@attempt("another way")
def accept_by_the_link_of_ones_second_account(stage: Stage) -> object:
    own_page_links.new_link(stage.party, by=stage.twin)
    return agreements.accept(agreements.offer(stage.untouched, "Text.", by=stage.one))


@attempt("second officer has to agree")
def raise_a_direct_grant_after_the_second_officer_agreed(stage: Stage) -> object:
    grant = fund.a_grant(of=fund.party(name="Direct"), by=stage.one, minors=[50_000])
    amend(grant, 90_000, stage)
    return agreements.offer(Grant.objects.get(pk=grant.pk), "Text.", by=stage.two)


@attempt(".", NeedsSecondPerson)
def agree_to_ones_own_raise(stage: Stage) -> object:
    grant = fund.a_grant(of=fund.party(name="Direct"), by=stage.two, minors=[50_000])
    amend(grant, 90_000, stage)
    return granting.second(grant, by=stage.one)


@attempt("changed after the agreement|two people have approved")
def pay_after_the_amount_was_raised(stage: Stage) -> object:
    amend(stage.approved, 70_000, stage)
    return pay(first(stage.approved), stage.one)


@attempt("two people have approved|not what two people approved")
def pay_to_another_intermediary_than_approved(stage: Stage) -> object:
    tranche = first(stage.untouched)
    choosing_ways.ask_for_way(tranche, "intermediary", "No bank.", "Ana", by=stage.one)
    for by in (stage.two, stage.three):
        approve(first(stage.untouched), by)
    choosing_ways.ask_for_way(tranche, "intermediary", "No bank.", "Eva", by=stage.one)
    return pay(first(stage.untouched), stage.two)


@attempt("asked for this way", NeedsSecondPerson)
def approve_the_intermediary_that_one_named(stage: Stage) -> object:
    choosing_ways.ask_for_way(first(stage.untouched), "intermediary", "So.", "Ana", by=stage.one)
    return approve(first(stage.untouched), stage.one)


@attempt("asked for this way", NeedsSecondPerson)
def approve_it_by_a_second_account(stage: Stage) -> object:
    choosing_ways.ask_for_way(first(stage.untouched), "cash", "So.", by=stage.one)
    return approve(first(stage.untouched), stage.twin)


@attempt("Name who carries", Unfit)
def ask_for_a_nameless_intermediary(stage: Stage) -> object:
    return choosing_ways.ask_for_way(first(stage.untouched), "intermediary", "So.", by=stage.one)


@attempt("paid")
def change_the_way_of_what_was_paid(stage: Stage) -> object:
    pay(first(stage.approved), stage.one)
    return choosing_ways.ask_for_way(first(stage.approved), "cash", "So.", by=stage.one)


def in_cash(stage: Stage) -> Payment:
    choosing_ways.ask_for_way(first(stage.untouched), "cash", "No bank.", by=stage.one)
    for by in (stage.two, stage.three):
        approve(first(stage.untouched), by)
    return pay(first(stage.untouched), stage.one)


@attempt("recorded this payment", NeedsSecondPerson)
def witness_ones_own_payment(stage: Stage) -> object:
    return witnessing.witness(in_cash(stage), 50_000, today(), "Seen.", by=stage.one)


@attempt("recorded this payment", NeedsSecondPerson)
def witness_it_by_a_second_account(stage: Stage) -> object:
    return witnessing.witness(in_cash(stage), 50_000, today(), "Seen.", by=stage.twin)


@attempt("one browser", NeedsSecondPerson)
def be_both_witnesses(stage: Stage) -> object:
    payment = in_cash(stage)
    for user in (stage.two, stage.three):
        note_device(user, "a shared browser")
    witnessing.witness(payment, 50_000, today(), "Seen.", by=stage.two)
    return witnessing.witness(payment, 50_000, today(), "Seen.", by=stage.three)


@attempt("needs no witness")
def witness_a_transfer_in_place_of_its_proof(stage: Stage) -> object:
    payment = pay(first(stage.approved), stage.one)
    return witnessing.witness(payment, 50_000, today(), "Seen.", by=stage.two)


@attempt("witness")
def approve_the_next_after_cash_that_nobody_saw(stage: Stage) -> object:
    receiving.confirm_receipt(in_cash(stage), today())
    return approve(first(stage.untouched, 4), stage.two)


@attempt("saw")
def approve_the_next_after_less_was_handed_over(stage: Stage) -> object:
    payment = in_cash(stage)
    receiving.confirm_receipt(payment, today())
    for by, minor in ((stage.two, 50_000), (stage.three, 40_000)):
        witnessing.witness(payment, minor, today(), "Seen.", by=by)
    return approve(first(stage.untouched, 4), stage.two)


@attempt("reversed already")
def reverse_twice(stage: Stage) -> object:
    payment = pay(first(stage.approved), stage.one)
    paying.reverse(payment, on=today(), by=stage.two, why="It came back.")
    return paying.reverse(payment, on=today(), by=stage.three, why="It came back.")


@attempt("two people have approved")
def pay_again_what_came_back_by_the_old_approvals(stage: Stage) -> object:
    payment = pay(first(stage.approved), stage.one)
    paying.reverse(payment, on=today(), by=stage.two, why="It came back.")
    return pay(first(stage.approved), stage.one)


@attempt("yet to come", Unfit)
def pay_on_a_day_to_come_to_pass_its_day(stage: Stage) -> object:
    return pay(first(stage.approved), stage.one, paid_on=today() + timedelta(days=9))


# Reports and decisions


def due(stage: Stage) -> Report:
    return Report.objects.filter(grant=stage.untouched).latest("pk")


@attempt("one browser|one mailbox|the first part of this yourself", NeedsSecondPerson)
def write_a_report_for_them_and_accept_it(stage: Stage) -> object:
    report = reporting.hand_in_report(due(stage), "All is well.", by=stage.one)
    return reporting.accept_report(report, by=stage.one)


@attempt("one mailbox", NeedsSecondPerson)
def rewrite_a_report_and_accept_it_by_a_second_account(stage: Stage) -> object:
    report = reporting.hand_in_report(due(stage), "It burned down.", by=None)
    reporting.hand_in_report(report, "All is well.", by=stage.one)
    return reporting.accept_report(report, by=stage.twin)


@attempt(".", NeedsSecondPerson)
def skip_a_report_and_agree_to_it(stage: Stage) -> object:
    report = reporting.skip_report(due(stage), by=stage.one, why="So.")
    return reporting.agree_to_skip(report, by=stage.twin)


@attempt("that is due can be skipped")
def skip_a_report_that_says_it_went_wrong(stage: Stage) -> object:
    report = reporting.hand_in_report(due(stage), "It burned down.", by=None)
    return reporting.skip_report(report, by=stage.one, why="So.")


@attempt("another officer decides")
def decide_on_what_ones_second_account_reviewed(stage: Stage) -> object:
    note_device(stage.two, "a shared browser")
    note_device(stage.reviews_it, "a shared browser")
    return determining.determine(
        stage.reviewed, "decline", "So.", "No.", by=stage.two, exception="So."
    )


@attempt("another officer decides")
def decide_first_on_what_one_is_to_review(stage: Stage) -> object:
    return determining.determine(
        stage.reviewed, "decline", "So.", "No.", by=stage.reviews_it, exception="So."
    )


@attempt("newer decision")
def agree_with_a_decision_that_was_replaced(stage: Stage) -> object:
    older = determining.determine(
        stage.applied, "decline", "So.", "No.", by=stage.one, exception="So."
    )
    determining.determine(stage.applied, "reserve", "So.", "Wait.", by=stage.two, exception="So.")
    return determining.agree(older, by=stage.three)


@attempt("changed what the applicant reads", NeedsSecondPerson)
def agree_with_words_that_one_put_in(stage: Stage) -> object:
    proposed = determining.determine(
        stage.applied, "decline", "So.", "No.", by=stage.one, exception="So."
    )
    decision_letters.change_message(proposed, "Come to this address.", by=stage.two)
    return determining.agree(proposed, by=stage.two)


@attempt("second officer has to agree")
def release_a_decision_of_one(stage: Stage) -> object:
    alone = determining.determine(
        stage.applied, "decline", "So.", "No.", by=stage.one, exception="So."
    )
    return determining.release_determination(alone, by=stage.one)


# Gates and stops


@attempt("cannot be switched off")
def switch_the_sanctions_off(stage: Stage) -> object:
    return gates.switch_off("sanctions", "We hurry.", by=stage.one)


@attempt(".", NeedsSecondPerson)
def switch_a_gate_off_by_two_accounts(stage: Stage) -> object:
    asked = gates.switch_off("proof", "We hurry.", by=stage.one)
    return gates.confirm_off(asked, by=stage.twin)


@attempt(".", NotAllowed)
def switch_a_gate_off_as_an_auditor(stage: Stage) -> object:
    return gates.switch_off("proof", "We hurry.", by=UserFactory(roles=[Role.AUDITOR]))


def stopped(stage: Stage) -> Hold:
    return holds.hold(stage.party, Hold.Sign.COERCION, "They whisper.", by=stage.one)


@attempt("quiet stop is set")
def pay_what_two_approved_before_the_stop(stage: Stage) -> object:
    stopped(stage)
    return pay(first(stage.approved), stage.two)


@attempt("quiet stop is set")
def vote_for_help_under_a_stop(stage: Stage) -> object:
    stopped(stage)
    return deciding.give_word(fund.emergency(stage.party), True, "So.", by=stage.two)


@attempt(".", NeedsSecondPerson)
def end_a_stop_by_two_accounts(stage: Stage) -> object:
    asked = holds.ask_to_lift(stopped(stage), "They are safe.", by=stage.one)
    return confirming.confirm(asked, by=stage.twin)


@attempt(".", NeedsSecondPerson)
def end_a_stop_without_asking_anybody(stage: Stage) -> object:
    return holds.lift(stopped(stage), by=stage.two)


@attempt(".", NotAllowed)
def read_why_a_stop_was_set_with_an_interest(stage: Stage) -> object:
    hold = stopped(stage)
    who_may_know.say_conflict(stage.party, stage.two, by=stage.two)
    return holds.open_reason(hold, "why", by=stage.two, why="To know.")


GRAVEST = (
    "raise_an_emergency_after_the_votes",
    "reach_somebody_nominated_by_asking_help_in_their_name",
    "confirm_an_account_after_sending_the_link_to_oneself",
    "accept_by_ones_own_link_what_one_offered",
    "raise_a_direct_grant_after_the_second_officer_agreed",
    "write_a_report_for_them_and_accept_it",
    "agree_with_words_that_one_put_in",
    "pay_what_two_approved_before_the_stop",
)


@each("name", GRAVEST, ids=str)
def test_the_gravest_are_refused(name: str, stage: Stage) -> None:
    is_refused(name, stage)


@pytest.mark.tail("test_the_gravest_are_refused and test_attacks try others every day")
@each("name", [name for name in ATTEMPTS if name not in GRAVEST], ids=str)
def test_the_others_are_refused(name: str, stage: Stage) -> None:
    is_refused(name, stage)


def is_refused(name: str, stage: Stage) -> None:
    act, reason, kind = ATTEMPTS[name]

    def tried() -> None:
        with pytest.raises(kind, match=reason), transaction.atomic():
            act(stage)

    taken_back(tried)


@pytest.mark.tail("tests of each verb accept, agree and confirm by others every day")
def test_what_was_refused_is_done_by_others(stage: Stage) -> None:
    """Without this, the mends could refuse everybody."""

    def done() -> None:
        grant = urgent_with_checks(stage)
        assert conditions.is_urgent(grant)
        report = reporting.hand_in_report(due(stage), "All is well.", by=stage.one)
        assert reporting.accept_report(report, by=stage.two).state == Report.State.ACCEPTED
        own_page_links.new_link(stage.party, by=stage.one)
        offered = agreements.offer(stage.untouched, "Text.", by=stage.two)
        assert agreements.accept(offered).state == "accepted"
        direct = fund.a_grant(of=fund.party(name="Direct"), by=stage.one, minors=[50_000])
        amend(direct, 90_000, stage)
        assert granting.second(direct, by=stage.three).seconded_by == stage.three
        called = fund.nomination(by=stage.one).party
        fund.emergency(called)  # they asked themselves
        assert own_page_links.new_link(called, by=stage.one)

    taken_back(done)


def test_attempts_differ() -> None:
    from fund.gates import test_attacks

    assert len(ATTEMPTS) + len(test_attacks.ATTEMPTS) + len(test_attacks.BREACHES) >= 100
    assert not ATTEMPTS.keys() & test_attacks.ATTEMPTS.keys()
