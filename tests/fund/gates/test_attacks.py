"""Attempts to move money or names past a gate: each is refused, with its reason.

Each attempt begins with a grant at a point of its path. `PATH` is one grant on which everything is
passed; an attempt takes something away, or does something out of turn, and then reaches for money.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from days import today
from each import each
from factories import UserFactory
from fund import factories as fund
from vigil.fund.accounts import queries as account_queries
from vigil.fund.accounts import verbs as accounts
from vigil.fund.agreements import verbs as agreements
from vigil.fund.applications.verbs import determining, stating_conditions
from vigil.fund.emergencies.verbs import deciding
from vigil.fund.gates import verbs as gates
from vigil.fund.grants.verbs import amending_and_closing, granting
from vigil.fund.models import (
    AccountConfirmation,
    Agreement,
    Application,
    Approval,
    Check,
    Determination,
    Grant,
    Hold,
    Party,
    Payment,
    Report,
    SwitchedGate,
    Tranche,
)
from vigil.fund.parties.verbs import (
    own_page_links,
    registering,
    removing,
    sealing,
    who_may_know,
)
from vigil.fund.payments.verbs import approval_terms, paying
from vigil.fund.payments.verbs.tranches import PlannedTranche
from vigil.fund.reporting import verbs as reporting
from vigil.fund.reviews.verbs import reviewing
from vigil.fund.screening import verbs as screening
from vigil.fund.screening.verbs import Finding
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.models import Letter, Role, User
from vigil.trust.people.duplicate_accounts import note_device

pytestmark = pytest.mark.django_db
STEPS = list(Check.Step.values)


@dataclass
class Stage:
    """People and grants, made once. Each grant passed every gate on its path."""

    one: User
    two: User
    three: User
    twin: User
    """Has the mailbox of `one`."""
    untouched: Grant
    approved: Grant
    """Its first tranche was approved by two."""
    draft: Grant
    """Follows no application, and no second officer agreed to it."""
    urgent: Grant
    """Emergency help that has no checks."""
    applied: Application
    """Reviewed, and nobody has stated anything on its conditions."""
    reviews_it: User
    reviewed: Application
    """`reviews_it`, an officer, has a review of it."""

    @property
    def party(self) -> Party:
        return self.approved.party


def with_path(of: Party, people: tuple[User, ...]) -> Grant:
    """Take an application of a party through its whole path, to a grant of four tranches."""
    one, two, _three = people
    row = fund.application(of=of)
    stating_conditions.state_conditions(row, by=one)
    row.refresh_from_db()
    made = determining.determine(row, "award", "So.", "Yes.", by=one, exception="So.")
    determining.release_determination(determining.agree(made, by=two), by=one)
    donor = fund.donor().pk
    parts = [
        PlannedTranche({donor: 50_000}),
        PlannedTranche({donor: 20_000}, due_on=today() + timedelta(days=9)),
        PlannedTranche({donor: 20_000}, report_on=today() + timedelta(days=20)),
        PlannedTranche({donor: 10_000}, condition="Once the mast stands."),
    ]
    grant = granting.open_grant(
        of,
        by=one,
        application=row,
        kind=Grant.Kind.GRANT,
        currency="USD",
        budget={"activities": 100_000},
        parts=parts,
        starts_on=today() - timedelta(days=1),
        ends_on=today() + timedelta(days=300),
        purpose="A radio that warns.",
    )
    return fund.accepted(grant, today() - timedelta(days=1))


@pytest.fixture(scope="module")
def made(shared_world: None) -> Stage:
    people = one, two, three = tuple(fund.officer() for _n in range(3))
    twin = fund.officer(email=one.email.replace("@", "+again@"))
    party = fund.party(name="Xiomara", bank="ES91 2100")
    fund.ready(party)
    untouched, approved = (with_path(party, people) for _n in range(2))
    for by in (two, three):
        approve(approved.tranches.get(number=1), by)
    asked = fund.emergency(fund.party(name="Relo"))
    for by in (one, two):
        fund.say_word(asked, True, by)
    reviews_it = UserFactory(roles=[Role.FUND_OFFICER, Role.REVIEWER])
    reviewed = fund.application(of=fund.party(name="Read"), call=fund.call(blind=False))
    reviewing.assign(reviewed, reviews_it, by=one)
    direct = fund.party(name="Invited")
    return Stage(
        one,
        two,
        three,
        twin,
        untouched,
        approved,
        fund.a_grant("draft", of=fund.ready(direct), by=one),
        Grant.objects.get(emergency=asked),
        fund.reviewed(4, 5, of=fund.application(of=fund.party(name="Asks"))),
        reviews_it,
        reviewed,
    )


@pytest.fixture
def stage(made: Stage) -> Stage:
    return deepcopy(made)


def approve(tranche: Tranche, by: User, seen: str = "") -> Tranche:
    """Approve as a request does: what was opened is sent back."""
    seen = seen or paying.open_terms(tranche, by=by).seen_by(by)
    return paying.approve(tranche, seen=seen, by=by, condition_met=True)


def pay(tranche: Tranche, by: User, **values: Any) -> Payment:
    sent = sum(tranche.shares.values_list("minor", flat=True))
    values = {"paid_on": today(), "sent_minor": sent, "sent_currency": "USD"} | values
    return paying.pay(tranche, by=by, **values)


def first(grant: Grant, number: int = 1) -> Tranche:
    return Grant.objects.get(pk=grant.pk).tranches.get(number=number)


type Breach = Callable[[Stage, Grant], object]


def check(stage: Stage, step: str, found: str, **texts: str) -> None:
    finding = Finding(found, **{"note": "So.", "searched": "x", "where": "y", **texts})
    screening.take_check(stage.party, step, finding, by=stage.one)


def older(step: str, days: int) -> Breach:
    at = timezone.now() - timedelta(days=days)
    return lambda stage, _grant: stage.party.checks.filter(step=step).update(at=at)


def overdue_emergency(stage: Stage, _grant: Grant) -> None:
    asked = fund.emergency(stage.party)
    for by in (stage.one, stage.two):
        deciding.give_word(asked, True, "So.", by=by)
    Grant.objects.filter(emergency=asked).update(paper_due_on=today() - timedelta(days=1))


def paid_without_proof(stage: Stage, grant: Grant) -> None:
    """Another tranche of the grant was paid, and nobody kept the proof."""
    row = grant.tranches.get(number=4)
    Payment.objects.create(
        tranche=row,
        paid_on=today(),
        rate_on=today(),
        sent_minor=1,
        sent_currency="USD",
        by=stage.one,
    )


def waits_for(state: str = "", *, by_tie: bool = True) -> Breach:
    """Tie the first tranche to a report in a state, or to reports that nobody asked for."""

    def breach(_stage: Stage, grant: Grant) -> None:
        Report.objects.filter(grant=grant).update(due_on=today() + timedelta(days=99))
        row = None
        if state:
            row = Report.objects.create(grant=grant, kind="narrative", due_on=today(), state=state)
        tied = {"report": row} if by_tie else {}
        grant.tranches.filter(number=1).update(needs_report=True, **tied)

    return breach


def update(rows: Callable[[Stage, Grant], Any], **values: Any) -> Breach:
    return lambda stage, grant: rows(stage, grant).update(**values)


def decision(_stage: Stage, grant: Grant) -> Any:
    return Determination.objects.filter(application=grant.application)


def agreement(_stage: Stage, grant: Grant) -> Any:
    return Agreement.objects.filter(grant=grant)


def amend(minor: int) -> Breach:
    """Change the amount of the last tranche, after the grantee accepted."""

    def breach(stage: Stage, grant: Grant) -> None:
        donor = fund.donor().pk
        rows = list(grant.tranches.select_related("report"))
        parts = [
            PlannedTranche(
                {donor: minor if row.number == 4 else row.shares.get().minor},
                row.due_on,
                row.needs_report,
                number=row.number,
                report_on=row.report.due_on if row.report else None,
            )
            for row in rows
        ]
        budget = {"activities": sum(part.minor for part in parts)}
        amending_and_closing.amend_amount(
            grant, budget=budget, parts=parts, by=stage.one, why="They need more."
        )

    return breach


def offer_again(stage: Stage, grant: Grant) -> None:
    agreements.offer(grant, "Another text.", by=stage.one)


def extend(stage: Stage, grant: Grant) -> None:
    later = today() + timedelta(days=400)
    amending_and_closing.extend(grant, later, by=stage.one, why="They asked.")


BREACHES: dict[str, tuple[Breach, str]] = {
    **{
        f"no check of {step}": (
            lambda stage, _grant, step=step: stage.party.checks.filter(step=step).delete(),
            "Not checked yet",
        )
        for step in STEPS
    },
    **{
        f"stop by {step}": (
            lambda stage, _grant, step=step: check(stage, step, Check.Found.STOP),
            "says stop",
        )
        for step in ("identity", "safety", "sanctions", "references")
    },
    "sanctions of 91 days ago": (older("sanctions", 91), "valid until"),
    "identity of 366 days ago": (older("identity", 366), "valid until"),
    "a link found later": (
        lambda _stage, _grant: fund.party(name="Double", bank="es912100"),
        "Links with others",
    ),
    "conditions that nobody stated": (
        update(lambda _s, g: Application.objects.filter(grant=g), conditions_read_by=None),
        "meets the conditions",
    ),
    "conditions stated by one with an interest": (
        lambda stage, _grant: who_may_know.say_conflict(stage.party, stage.one, by=stage.one),
        "Another officer states it",
    ),
    "a decision by one": (update(decision, agreed_by=None), "second officer has to agree"),
    "a decision that was not released": (update(decision, told_at=None), "not released"),
    "a decision to decline": (update(decision, outcome="decline"), "not decided to support"),
    "no safety plan": (lambda stage, _grant: stage.party.plans.all().delete(), "safety plan"),
    "an old safety plan": (
        update(lambda s, _g: s.party.plans, review_on=today() - timedelta(days=1)),
        "safety plan was to be reviewed",
    ),
    "no agreement": (lambda stage, grant: agreement(stage, grant).delete(), "No agreement"),
    "an agreement that is not accepted": (offer_again, "has not accepted"),
    "an agreement that was declined": (
        lambda stage, grant: (
            offer_again(stage, grant),
            agreements.decline(Agreement.objects.get(grant=grant, state="offered")),
        ),
        "declined the agreement",
    ),
    "another amount after acceptance": (amend(20_000), "changed after the agreement"),
    "another end after acceptance": (extend, "changed after the agreement"),
    "an acceptance that was forged for another plan": (
        update(agreement, terms="0" * 64),
        "changed after the agreement",
    ),
    "no confirmation": (
        lambda stage, _grant: stage.party.account_confirmations.all().delete(),
        "not confirmed",
    ),
    "a confirmation of another account": (
        update(lambda s, _g: AccountConfirmation.objects.all(), terms="0" * 64),
        "not what was confirmed",
    ),
    "papers of an emergency that are overdue": (overdue_emergency, "were due on"),
    "no proof of the last payment": (paid_without_proof, "no proof of transfer"),
    "a report that is due": (waits_for("due"), "report due on"),
    "a report that was not read": (waits_for("received"), "was received"),
    "a report that one officer skipped": (waits_for("skipped"), "skipped by one officer"),
    "a report that nobody asked for": (waits_for(by_tie=False), "none was asked for"),
    "all reports due by then": (waits_for("due", by_tie=False), "report due on"),
    "a quiet stop": (
        lambda stage, _grant: Hold.objects.create(
            party=stage.party, sign=Hold.Sign.COERCION, by=stage.one
        ),
        "quiet stop is set",
    ),
}
"""What is wrong with a path -> how it came about, and what a refusal says of it."""


def refused(act: Callable[[], object], reason: str, kind: type[Exception] = NotPossible) -> None:
    """Try an act within a savepoint: it is refused for this reason, and no money moved."""
    before = (Payment.objects.count(), Approval.objects.count())
    with pytest.raises(kind, match=reason), transaction.atomic():
        act()
    assert (Payment.objects.count(), Approval.objects.count()) == before


def taken_back(attempt: Callable[[], None]) -> None:
    """Do something, and take all of it back."""
    with transaction.atomic():
        attempt()
        transaction.set_rollback(True)


@pytest.mark.tail("test_nothing_is_paid_with_a_gate_closed_after_two_approved asks of each gate")
@each("name", BREACHES, ids=str)
def test_nothing_is_approved_with_a_gate_closed(name: str, stage: Stage) -> None:
    breach, reason = BREACHES[name]

    def attempt() -> None:
        breach(stage, stage.untouched)
        refused(lambda: approve(first(stage.untouched), stage.three), reason)

    taken_back(attempt)


@each("name", BREACHES, ids=str)
def test_nothing_is_paid_with_a_gate_closed_after_two_approved(name: str, stage: Stage) -> None:
    breach, reason = BREACHES[name]

    def attempt() -> None:
        breach(stage, stage.approved)
        tranche = first(stage.approved)
        # A change of what was approved voids the approvals, and is refused for that first.
        voided = "not what two people approved|two people have approved"
        refused(lambda: pay(tranche, stage.three), f"{reason}|{voided}")

    taken_back(attempt)


def test_with_every_gate_passed_money_moves(stage: Stage) -> None:
    """Without this, all refusals could be of something else."""

    def attempt() -> None:
        for by in (stage.one, stage.two):
            approve(first(stage.untouched), by)
        assert pay(first(stage.untouched), stage.three).pk
        assert pay(first(stage.approved), stage.one).pk

    taken_back(attempt)


type Attempt = Callable[[Stage], object]
ATTEMPTS: dict[str, tuple[Attempt, str, type[Exception]]] = {}


def attempt(reason: str, kind: type[Exception] = NotPossible) -> Callable[[Attempt], Attempt]:
    """Register an attempt: what is called last must be refused for this reason."""

    def register(act: Attempt) -> Attempt:
        ATTEMPTS[act.__name__] = act, reason, kind
        return act

    return register


@attempt("not before two people|two people have approved")
def pay_without_approval(stage: Stage) -> object:
    return pay(first(stage.untouched), stage.one)


@attempt("two people have approved")
def pay_with_one_approval(stage: Stage) -> object:
    approve(first(stage.untouched), stage.one)
    return pay(first(stage.untouched), stage.two)


@attempt("approved this tranche already", NeedsSecondPerson)
def approve_twice(stage: Stage) -> object:
    approve(first(stage.untouched), stage.one)
    return approve(first(stage.untouched), stage.one)


@attempt("one mailbox", NeedsSecondPerson)
def approve_as_a_second_account_of_oneself(stage: Stage) -> object:
    approve(first(stage.untouched), stage.one)
    return approve(first(stage.untouched), stage.twin)


@attempt("one browser", NeedsSecondPerson)
def approve_in_the_same_browser(stage: Stage) -> object:
    for user in (stage.one, stage.two):
        note_device(user, "the same browser")
    approve(first(stage.untouched), stage.one)
    return approve(first(stage.untouched), stage.two)


@attempt("Open payee and account first")
def approve_without_looking(stage: Stage) -> object:
    return paying.approve(first(stage.untouched), seen="", by=stage.one)


@attempt("changed since you opened")
def approve_by_what_somebody_else_saw(stage: Stage) -> object:
    seen = paying.open_terms(first(stage.untouched), by=stage.one).seen_by(stage.one)
    return approve(first(stage.untouched), stage.two, seen)


@attempt("changed since you opened")
def approve_another_tranche_by_what_one_saw(stage: Stage) -> object:
    seen = paying.open_terms(first(stage.untouched), by=stage.one).seen_by(stage.one)
    return approve(first(stage.approved, 2), stage.one, seen)


@attempt("two people have approved|changed|not what")
def pay_to_an_account_changed_after_approval(stage: Stage) -> object:
    registering.edit(stage.party, by=stage.one, bank="DE89 3704 0044 0532 0130 00")
    return pay(first(stage.approved), stage.three)


@attempt("")
def pay_to_a_name_changed_after_approval(stage: Stage) -> object:
    registering.say_own(stage.party, name="Somebody Else")
    return pay(first(stage.approved), stage.three)


@attempt("not what was confirmed|changed after the account|not confirmed")
def approve_an_account_changed_by_the_grantee(stage: Stage) -> object:
    accounts.enter_own(stage.party, "DE89 3704 0044 0532 0130 00")
    return approve(first(stage.untouched), stage.one)


@attempt("entered the account", NeedsSecondPerson)
def approve_an_account_that_one_entered(stage: Stage) -> object:
    registering.edit(stage.party, by=stage.one, bank="DE89")
    accounts.confirm(stage.party, "call", "They read it.", by=stage.two)
    return approve(first(stage.untouched), stage.one)


@attempt("entered this account", NeedsSecondPerson)
def confirm_an_account_that_one_entered(stage: Stage) -> object:
    registering.edit(stage.party, by=stage.one, bank="DE89")
    return accounts.confirm(stage.party, "call", "They read it.", by=stage.one)


@attempt("entered this account", NeedsSecondPerson)
def confirm_it_by_a_second_account(stage: Stage) -> object:
    registering.edit(stage.party, by=stage.one, bank="DE89")
    return accounts.confirm(stage.party, "call", "They read it.", by=stage.twin)


@attempt("entered this account", NeedsSecondPerson)
def confirm_an_account_entered_through_ones_own_link(stage: Stage) -> object:
    own_page_links.new_link(stage.party, by=stage.one)
    accounts.enter_own(stage.party, "DE89")
    return accounts.confirm(stage.party, "call", "They read it.", by=stage.one)


@attempt("another way")
def confirm_ones_entry_on_the_page_through_ones_own_link(stage: Stage) -> object:
    own_page_links.new_link(stage.party, by=stage.one)
    registering.edit(stage.party, by=stage.one, bank="DE89")
    return accounts.confirm_own(stage.party)


@attempt("You entered this account")
def confirm_on_the_page_what_was_entered_there(stage: Stage) -> object:
    accounts.enter_own(stage.party, "DE89")
    return accounts.confirm_own(stage.party)


@attempt("how you asked")
def confirm_as_an_officer_on_the_grantees_page(stage: Stage) -> object:
    registering.edit(stage.party, by=stage.one, bank="DE89")
    return accounts.confirm(stage.party, "own_page", "They read it.", by=stage.two)


@attempt("read back")
def confirm_without_asking_anybody(stage: Stage) -> object:
    registering.edit(stage.party, by=stage.one, bank="DE89")
    return accounts.confirm(stage.party, "call", " ", by=stage.two)


@attempt("to be paid on")
def pay_before_the_day(stage: Stage) -> object:
    for by in (stage.one, stage.two):
        approve(first(stage.untouched, 2), by)
    return pay(first(stage.untouched, 2), stage.three)


@attempt("report due on")
def approve_what_waits_for_a_report(stage: Stage) -> object:
    return approve(first(stage.untouched, 3), stage.one)


@attempt("condition")
def approve_without_the_condition(stage: Stage) -> object:
    tranche = first(stage.untouched, 4)
    seen = paying.open_terms(tranche, by=stage.one).seen_by(stage.one)
    return paying.approve(tranche, seen=seen, by=stage.one, condition_met=False)


@attempt("no proof")
def approve_the_next_before_the_last_is_proven(stage: Stage) -> object:
    pay(first(stage.approved), stage.one)
    return approve(first(stage.approved, 4), stage.two)


@attempt("no proof")
def close_before_the_last_is_proven(stage: Stage) -> object:
    pay(first(stage.approved), stage.one)
    return amending_and_closing.close(stage.approved, by=stage.two)


@attempt("noted already")
def pay_twice(stage: Stage) -> object:
    tranche = first(stage.approved)
    pay(tranche, stage.one)
    return pay(tranche, stage.two)


@attempt("more")
def pay_more_than_was_approved(stage: Stage) -> object:
    return pay(first(stage.approved), stage.one, sent_minor=60_000)


@attempt("", NotAllowed)
def approve_with_an_interest(stage: Stage) -> object:
    who_may_know.say_conflict(stage.party, stage.three, by=stage.three)
    return approve(first(stage.untouched), stage.three)


@attempt("no interest in it")
def pay_what_was_approved_by_one_with_an_interest(stage: Stage) -> object:
    who_may_know.say_conflict(stage.party, stage.three, by=stage.three)
    return pay(first(stage.approved), stage.one)


@attempt("Nothing is kept")
def pay_somebody_who_was_removed(stage: Stage) -> object:
    tranche = first(stage.approved)
    removing.remove(stage.party, by=stage.one, why="They asked.")
    return pay(tranche, stage.two)


@attempt("Only the grantee accepts")
def accept_for_the_grantee(stage: Stage) -> object:
    offered = agreements.offer(stage.untouched, "Text.", by=stage.one)
    return agreements.accept(offered, by=stage.one)


@attempt("Choose the document")
def record_an_acceptance_without_a_document(stage: Stage) -> object:
    offered = agreements.offer(stage.untouched, "Text.", by=stage.one)
    return agreements.record_acceptance(offered, "paper", b"", by=stage.one)


@attempt("on paper or by voice")
def record_an_acceptance_on_the_page(stage: Stage) -> object:
    offered = agreements.offer(stage.untouched, "Text.", by=stage.one)
    return agreements.record_acceptance(offered, "own_page", b"x", by=stage.one)


@attempt("newer version")
def accept_an_older_version(stage: Stage) -> object:
    older_one = agreements.offer(stage.untouched, "Text.", by=stage.one)
    agreements.offer(stage.untouched, "Another.", by=stage.one)
    return agreements.accept(older_one)


@attempt("answered already")
def accept_after_declining(stage: Stage) -> object:
    offered = agreements.offer(stage.untouched, "Text.", by=stage.one)
    agreements.decline(offered)
    return agreements.accept(offered)


@attempt("changed since this was written")
def accept_after_the_plan_changed(stage: Stage) -> object:
    offered = agreements.offer(stage.untouched, "Text.", by=stage.one)
    extend(stage, stage.untouched)
    return agreements.accept(offered)


@attempt("second officer has to agree")
def offer_a_grant_that_nobody_agreed_to(stage: Stage) -> object:
    return agreements.offer(stage.draft, "Text.", by=stage.two)


@attempt("second officer|No agreement")
def start_a_grant_without_its_agreement(stage: Stage) -> object:
    return granting.agree(stage.draft, today(), by=stage.two)


@attempt("", NeedsSecondPerson)
def agree_to_ones_own_grant(stage: Stage) -> object:
    return granting.second(stage.draft, by=stage.one)


@attempt("", NeedsSecondPerson)
def agree_to_it_by_a_second_account(stage: Stage) -> object:
    return granting.second(stage.draft, by=stage.twin)


@attempt("second officer has to agree")
def offer_after_the_plan_was_doubled(stage: Stage) -> object:
    granting.second(stage.draft, by=stage.two)
    donor = fund.donor().pk
    granting.edit_grant(
        stage.draft,
        by=stage.one,
        budget={"activities": 200_000},
        parts=[PlannedTranche({donor: 200_000})],
    )
    return agreements.offer(stage.draft, "Text.", by=stage.one)


@attempt("This is done with a grant that runs")
def approve_a_draft(stage: Stage) -> object:
    return approve(first(stage.draft), stage.two)


@attempt("meets the conditions")
def support_an_application_whose_conditions_nobody_read(stage: Stage) -> object:
    return determining.determine(stage.applied, "award", "So.", "Yes.", by=stage.one)


@attempt("", NotAllowed)
def state_conditions_with_an_interest(stage: Stage) -> object:
    who_may_know.say_conflict(stage.applied.party, stage.one, by=stage.one)
    return stating_conditions.state_conditions(stage.applied, by=stage.one)


@attempt("another officer", NeedsSecondPerson)
def state_conditions_of_what_one_reviews(stage: Stage) -> object:
    return stating_conditions.state_conditions(stage.reviewed, by=stage.reviews_it)


def proposed(stage: Stage, of: Application | None = None) -> Determination:
    row = of or stage.applied
    stating_conditions.state_conditions(row, by=stage.one)
    return determining.determine(row, "award", "So.", "Yes.", by=stage.one, exception="So.")


@attempt("", NeedsSecondPerson)
def agree_with_ones_own_decision(stage: Stage) -> object:
    return determining.agree(proposed(stage), by=stage.one)


@attempt("", NeedsSecondPerson)
def agree_with_it_by_a_second_account(stage: Stage) -> object:
    return determining.agree(proposed(stage), by=stage.twin)


@attempt("another officer", NeedsSecondPerson)
def agree_with_a_decision_on_what_one_reviews(stage: Stage) -> object:
    return determining.agree(proposed(stage, stage.reviewed), by=stage.reviews_it)


@attempt("", NotAllowed)
def agree_with_an_interest(stage: Stage) -> object:
    made = proposed(stage)
    who_may_know.say_conflict(stage.applied.party, stage.two, by=stage.two)
    return determining.agree(made, by=stage.two)


@attempt("agreed with this decision already")
def agree_twice(stage: Stage) -> object:
    made = determining.agree(proposed(stage), by=stage.two)
    return determining.agree(made, by=stage.three)


@attempt("newer decision")
def agree_with_an_older_decision(stage: Stage) -> object:
    older_one = proposed(stage)
    determining.determine(stage.applied, "decline", "So.", "No.", by=stage.one)
    return determining.agree(older_one, by=stage.two)


@attempt("says stop")
def agree_with_a_decision_after_a_stop(stage: Stage) -> object:
    made = proposed(stage)
    stop = Finding(Check.Found.STOP, "So.")
    screening.take_check(stage.applied.party, "safety", stop, by=stage.one)
    return determining.agree(made, by=stage.two)


@attempt("second officer has to agree")
def release_a_decision_by_one(stage: Stage) -> object:
    return determining.release_determination(proposed(stage), by=stage.two)


@attempt("A-.*second|A-")
def agree_with_many_of_which_one_is_ones_own(stage: Stage) -> object:
    others = determining.determine(
        stage.reviewed, "decline", "So.", "No.", by=stage.two, exception="So."
    )
    return determining.agree_many([others, proposed(stage)], by=stage.one)


def open_for(stage: Stage, application: Application) -> Grant:
    return granting.open_grant(
        application.party,
        by=stage.one,
        application=application,
        kind=Grant.Kind.GRANT,
        currency="USD",
        budget={"activities": 100},
        parts=[PlannedTranche({fund.donor().pk: 100})],
    )


@attempt("not decided to support")
def open_a_grant_before_the_decision(stage: Stage) -> object:
    return open_for(stage, stage.applied)


@attempt("second officer has to agree")
def open_a_grant_on_a_decision_by_one(stage: Stage) -> object:
    proposed(stage)
    return open_for(stage, Application.objects.get(pk=stage.applied.pk))


@attempt("not released")
def open_a_grant_before_the_release(stage: Stage) -> object:
    determining.agree(proposed(stage), by=stage.two)
    return open_for(stage, Application.objects.get(pk=stage.applied.pk))


@attempt("says stop")
def open_a_grant_after_a_stop(stage: Stage) -> object:
    determining.release_determination(
        determining.agree(proposed(stage), by=stage.two), by=stage.one
    )
    stop = Finding(Check.Found.STOP, "So.")
    screening.take_check(stage.applied.party, "identity", stop, by=stage.two)
    return open_for(stage, Application.objects.get(pk=stage.applied.pk))


@attempt("Not checked yet")
def offer_before_the_checks(stage: Stage) -> object:
    determining.release_determination(
        determining.agree(proposed(stage), by=stage.two), by=stage.one
    )
    grant = open_for(stage, Application.objects.get(pk=stage.applied.pk))
    Grant.objects.filter(pk=grant.pk).update(starts_on=today(), ends_on=today())
    sealing.write(grant.party, "grant", grant.uid, "purpose", "A radio.", by=stage.one)
    return agreements.offer(grant, "Text.", by=stage.one)


def plan(stage: Stage, *parts: PlannedTranche) -> Grant:
    return granting.edit_grant(
        stage.draft,
        by=stage.one,
        budget={"activities": sum(part.minor for part in parts)},
        parts=parts,
    )


@attempt("waits for nothing")
def plan_a_tranche_that_waits_for_nothing(stage: Stage) -> object:
    donor = fund.donor().pk
    return plan(stage, PlannedTranche({donor: 50}), PlannedTranche({donor: 50}))


@attempt("none was asked for")
def plan_a_tranche_that_waits_for_no_report(stage: Stage) -> object:
    donor = fund.donor().pk
    return plan(stage, PlannedTranche({donor: 50}), PlannedTranche({donor: 50}, needs_report=True))


@attempt("searched")
def check_sanctions_without_what_was_searched(stage: Stage) -> object:
    return screening.take_check(stage.party, "sanctions", Finding("clear"), by=stage.one)


@attempt("lists")
def check_sanctions_without_where(stage: Stage) -> object:
    finding = Finding("clear", searched="Xiomara")
    return screening.take_check(stage.party, "sanctions", finding, by=stage.one)


@attempt("", NotAllowed)
def check_with_an_interest(stage: Stage) -> object:
    who_may_know.say_conflict(stage.party, stage.one, by=stage.one)
    return screening.take_check(stage.party, "identity", Finding("clear"), by=stage.one)


@attempt("Not checked yet.*not confirmed|Not checked yet")
def pay_an_emergency_without_any_check(stage: Stage) -> object:
    for by in (stage.one, stage.two, stage.three):
        row = first(stage.urgent)
        if row.state == Tranche.State.PLANNED:
            approve(row, by)
    return pay(first(stage.urgent), stage.three)


def urgent_checks(stage: Stage) -> None:
    fund.screened(stage.urgent.party, "safety", "conflict", "sanctions", by=stage.one)
    fund.with_account(stage.urgent.party)


@attempt("Not checked yet")
def pay_an_emergency_after_thirty_days_without_the_rest(stage: Stage) -> object:
    urgent_checks(stage)
    Grant.objects.filter(pk=stage.urgent.pk).update(paper_due_on=today() - timedelta(days=1))
    return approve(first(stage.urgent), stage.three)


@attempt("Not checked yet")
def pass_an_emergencys_papers_without_the_checks(stage: Stage) -> object:
    return granting.note_papers(stage.urgent, by=stage.one)


@attempt("cannot be switched off")
def switch_sanctions_off(stage: Stage) -> object:
    return gates.switch_off("sanctions", "They are slow.", by=stage.one)


@attempt("cannot be switched off")
def switch_approval_off(stage: Stage) -> object:
    return gates.switch_off("approval", "We are few.", by=stage.one)


@attempt("cannot be switched off")
def confirm_a_forged_switch(stage: Stage) -> object:
    row = SwitchedGate.objects.create(gate="sanctions", why="So.", asked_by=stage.one)
    return gates.confirm_off(row, by=stage.two)


@attempt("", NeedsSecondPerson)
def switch_a_gate_off_alone(stage: Stage) -> object:
    row = gates.switch_off("agreement", "We are few.", by=stage.one)
    return gates.confirm_off(row, by=stage.one)


@attempt("", NeedsSecondPerson)
def switch_a_gate_off_by_a_second_account(stage: Stage) -> object:
    row = gates.switch_off("agreement", "We are few.", by=stage.one)
    return gates.confirm_off(row, by=stage.twin)


@attempt("Write why")
def switch_a_gate_off_without_words(stage: Stage) -> object:
    return gates.switch_off("agreement", " ", by=stage.one)


@attempt("Not checked yet")
def pay_by_a_forged_switch_of_sanctions(stage: Stage) -> object:
    SwitchedGate.objects.create(
        gate="sanctions", why="So.", asked_by=stage.one, confirmed_by=stage.two
    )
    stage.party.checks.filter(step="sanctions").delete()
    return pay(first(stage.approved), stage.one)


@attempt("No agreement")
def start_by_a_switch_that_one_asked_for(stage: Stage) -> object:
    gates.switch_off("agreement", "We are few.", by=stage.one)
    granting.second(stage.draft, by=stage.two)
    return granting.agree(stage.draft, today(), by=stage.two)


@attempt("only a report|waits here|No skipped")
def agree_to_skip_what_nobody_skipped(stage: Stage) -> object:
    report = first(stage.untouched, 3).report
    assert report is not None
    return reporting.agree_to_skip(report, by=stage.one)


EVERY_DAY = list(ATTEMPTS)[::3]


@each("name", EVERY_DAY, ids=str)
def test_no_attempt_gets_past_a_gate(name: str, stage: Stage) -> None:
    is_refused(name, stage)


@pytest.mark.tail("every third attempt is made by test_no_attempt_gets_past_a_gate")
@each("name", [name for name in ATTEMPTS if name not in EVERY_DAY], ids=str)
def test_no_other_attempt_gets_past_a_gate(name: str, stage: Stage) -> None:
    is_refused(name, stage)


def is_refused(name: str, stage: Stage) -> None:
    act, reason, kind = ATTEMPTS[name]

    def tried() -> None:
        payments, released = (
            Payment.objects.count(),
            Letter.objects.exclude(state="waiting").count(),
        )
        with pytest.raises(kind, match=f"(?i){reason}"), transaction.atomic():
            act(stage)
        assert Payment.objects.count() == payments
        assert Letter.objects.exclude(state="waiting").count() == released

    taken_back(tried)


def test_there_are_enough_attempts() -> None:
    assert len(ATTEMPTS) + 2 * len(BREACHES) >= 60


def test_the_database_lets_one_agreement_hold(stage: Stage) -> None:
    values = {"grant": stage.untouched, "version": 9, "language": "en", "offered_by": stage.one}
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(state="accepted", **values)


def test_a_confirmed_account_is_one_that_was_not_touched_since(stage: Stage) -> None:
    assert account_queries.is_confirmed(stage.party)
    registering.edit(stage.party, by=stage.one, name="Xiomara Two")
    assert not account_queries.is_confirmed(stage.party)


def test_what_was_opened_by_a_verb_is_bound_to_its_grant(stage: Stage) -> None:
    mine, other = (
        approval_terms.terms_of(first(one), "Xiomara", "ES91 2100").seen_by(stage.one)
        for one in (stage.untouched, stage.approved)
    )
    assert mine != other
