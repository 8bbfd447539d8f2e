"""Pairs of acts that exclude each other, by two people at one instant: one is done, one is told.

Each world is made once, and each race has a copy of it. What matters most (money, naming,
publishing, coding, verifying) is raced a hundred times in the long tail, the rest five times, and
a few of them twice a day.
"""

from typing import Any, Final

import pytest
from django.db.models import Max
from django.test import Client

from casefile.coding.test_verbs import VALUES, an_open_case, coded_by
from casefile.people.named_people import ANA, EVA, named, person, settled, victim
from days import today
from desk.conftest import make_account, make_candidate
from factories import CaseFactory, UserFactory, adjudicator, coder
from fund import factories as fund
from programme.registration_factories import registered, session_in
from races.arena import Act, Arena, Pair, World, at_once
from races.gates_before_money import GATES_BEFORE_MONEY
from races.rooms_above import ROOMS_ABOVE
from seconded import agree_to_be_named
from vigil.casefile.cases.edit_conflicts import only_if_unchanged
from vigil.casefile.cases.queries import version_of
from vigil.casefile.cases.verbs import (
    merging,
    opening,
    publishing,
    splitting,
    suggestions,
    undoing,
    withdrawing,
)
from vigil.casefile.coding.verbs import adjudicating, drafts, submitting, taking_back, verifying
from vigil.casefile.matches import verbs as matching
from vigil.casefile.models import Account, Case, Counter, MembershipBasis, Stage, Visibility
from vigil.casefile.people import verbs as people
from vigil.fund.agreements import verbs as agreements
from vigil.fund.applications.verbs import determining
from vigil.fund.calls import verbs as calls
from vigil.fund.emergencies.verbs import deciding as emergencies
from vigil.fund.grants.verbs import accompanying, amending_and_closing, granting
from vigil.fund.models import Call, Grant, Payment, Report
from vigil.fund.nominations import verbs as nominations
from vigil.fund.parties.verbs import registering as parties
from vigil.fund.parties.verbs import sealing, who_may_know
from vigil.fund.payments.verbs import paying
from vigil.fund.reporting import verbs as reporting
from vigil.programme.models import Registration
from vigil.programme.registrations.verbs import deciding, registering
from vigil.trust.access.errors import NotPossible
from vigil.trust.confirmations import verbs as confirming
from vigil.trust.models import Letter, Request, Role, User
from vigil.trust.outbox.verbs.letters import discard_letter, release_letter, write_letter
from vigil.trust.people.verbs import sign_in_links
from vigil.trust.requests.verbs import answer_request, decline_request, receive_request
from vigil.trust.withdrawals.verbs import ask_to_lift, withdraw

pytestmark = pytest.mark.either
BANK, OTHER = "ES91 2100 0418", "FR76 3000 6000"


# The case file


def sent(by: User, path: str, **data: Any) -> Act:
    """Return the act of sending a form of the desk; where it is refused, it raises NotPossible."""
    client = Client()
    client.force_login(by)

    def send() -> int:
        answer = client.post(path, data)
        if answer.status_code == 409:
            raise NotPossible(answer.content.decode())
        assert answer.status_code == 302, answer.content.decode()
        return answer.status_code

    return send


def seen(case: Case, act: Act) -> Act:
    """Return an act on a case as it is now."""
    version = version_of(case)

    def do() -> Any:
        with only_if_unchanged(case, version):
            return act()

    return do


def accept_and_reject() -> World:
    case = make_candidate()
    at, version = f"/desk/cases/{case.pk}", version_of(case)
    return (
        sent(coder(), f"{at}/accept/", **{"accept-version": version}),
        sent(
            coder(), f"{at}/reject/", **{"reject-version": version, "reject-reason": "no_killing"}
        ),
    )


def accepted_twice() -> World:
    case, one, two = make_candidate(), coder(), coder()
    return lambda: opening.open_case(case, by=one), lambda: opening.open_case(case, by=two)


def rejected_twice() -> World:
    case, one, two = make_candidate(), coder(), coder()
    return (
        lambda: opening.reject_case(case, by=one, why="No attack"),
        lambda: opening.reject_case(case, by=two, why="No attack"),
    )


def published_twice() -> World:
    case, one, two = CaseFactory(visibility=Visibility.INTERNAL), adjudicator(), adjudicator()
    return lambda: publishing.publish_case(case, by=one), lambda: publishing.publish_case(
        case, by=two
    )


def published_and_withdrawn() -> World:
    case, one, two = CaseFactory(visibility=Visibility.INTERNAL), adjudicator(), adjudicator()
    return (
        seen(case, lambda: publishing.publish_case(case, by=one)),
        seen(case, lambda: withdrawing.withdraw_case(case, by=two, why="The family asked")),
    )


def withdrawn_twice() -> World:
    case, one, two = CaseFactory(), adjudicator(), adjudicator()
    return (
        lambda: withdrawing.withdraw_case(case, by=one, why="The family asked"),
        lambda: withdrawing.withdraw_case(case, by=two, why="The family asked"),
    )


def adjudicated() -> Any:
    """Make an adjudication that waits for a second person."""
    case = an_open_case()
    coded_by(case, (coder(), VALUES), (coder(), VALUES))
    return adjudicating.adjudicate(case, VALUES, {}, by=adjudicator())


def verified_twice() -> World:
    made, one, two = adjudicated(), adjudicator(), adjudicator()
    return lambda: verifying.verify(made, by=one), lambda: verifying.verify(made, by=two)


def verified_and_adjudicated() -> World:
    made, one, two = adjudicated(), adjudicator(), adjudicator()
    case = Case.objects.get(pk=made.case_id)
    return (
        seen(case, lambda: verifying.verify(made, by=one)),
        seen(case, lambda: adjudicating.adjudicate(case, VALUES, {}, by=two)),
    )


def handed_in_twice() -> World:
    case, by = an_open_case(), coder()
    mine = drafts.draft_coding(case, by=by)
    hand_in = lambda: submitting.submit_coding(mine, VALUES, by=by)  # noqa: E731
    return hand_in, hand_in


def handed_in_by_two() -> World:
    case, one, two = an_open_case(), coder(), coder()
    mine, theirs = drafts.draft_coding(case, by=one), drafts.draft_coding(case, by=two)
    return (
        lambda: submitting.submit_coding(mine, VALUES, by=one),
        lambda: submitting.submit_coding(theirs, VALUES, by=two),
    )


def coding_withdrawn_and_adjudicated() -> World:
    case, one, by = an_open_case(), coder(), adjudicator()
    coded_by(case, (one, VALUES), (coder(), VALUES))
    mine = drafts.draft_coding(case, by=one)
    return (
        lambda: taking_back.withdraw_coding(mine, by=one),
        lambda: adjudicating.adjudicate(case, VALUES, {}, by=by),
    )


def coded_once() -> bool:
    return Case.objects.get().stage == Stage.CODED


def two_cases() -> tuple[Case, Case]:
    """Make two cases of two accounts each, which people opened."""
    made = [make_candidate(make_account(name), make_account(name)) for name in (ANA, EVA)]
    one, two = (opening.open_case(case, by=coder()) for case in made)
    return one, two


def merged_into_each_other() -> World:
    (one, two), by, other = two_cases(), coder(), coder()
    return (
        lambda: merging.merge_cases(one, two, by=by, why="The same"),
        lambda: merging.merge_cases(two, one, by=other, why="The same"),
    )


def merged_and_split() -> World:
    (one, two), by, other = two_cases(), coder(), coder()
    inside = Account.objects.filter(membership__case=two)[:1]
    return (
        seen(two, lambda: merging.merge_cases(one, two, by=by, why="The same")),
        seen(two, lambda: splitting.split_case(two, list(inside), by=other, why="Another")),
    )


def split_twice() -> World:
    (case, _two), by, other = two_cases(), coder(), coder()
    first, second = Account.objects.filter(membership__case=case)
    return (
        seen(case, lambda: splitting.split_case(case, [first], by=by, why="Another")),
        seen(case, lambda: splitting.split_case(case, [second], by=other, why="Another")),
    )


def merge_undone_twice() -> World:
    (one, two), by, other = two_cases(), coder(), coder()
    merged = merging.merge_cases(one, two, by=by, why="The same")
    return lambda: undoing.undo(merged, by=by), lambda: undoing.undo(merged, by=other)


def confirmed_and_dismissed() -> World:
    (case, _two), by, other = two_cases(), coder(), coder()
    account = make_account(ANA)
    case.memberships.create(account=account, basis=MembershipBasis.MACHINE, suggested=True)
    return (
        lambda: suggestions.confirm_suggestion(account, by=by),
        lambda: suggestions.dismiss_suggestion(account, by=other, why="A namesake"),
    )


def kept_apart_twice() -> World:
    (one, two), by, other = two_cases(), coder(), coder()
    return (
        lambda: matching.keep_apart(one, two, by=by),
        lambda: matching.keep_apart(two, one, by=other),
    )


def unmatched_twice() -> World:
    (one, two), by, other = two_cases(), coder(), coder()
    match = matching.keep_apart(one, two, by=by)
    return lambda: matching.unmatch(match, by=by), lambda: matching.unmatch(match, by=other)


def agreement_ended_twice() -> World:
    case = settled(person(ANA, outcome="injured"))
    who, one, two = victim(case, ANA), adjudicator(), adjudicator()
    given = {"given_by": "self", "given_how": "paper"}
    agreed = agree_to_be_named(who, by=one, **given)
    return (
        lambda: people.end_agreement(who, agreed, by=one),
        lambda: people.end_agreement(who, agreed, by=two),
    )


def named_and_withdrawn() -> World:
    case = settled(person(ANA, outcome="injured"))
    who, one, two = victim(case, ANA), adjudicator(), adjudicator()
    given: dict[str, Any] = {"given_by": "self", "given_how": "in_person", "given_on": today()}
    asked = people.ask_to_name(who, **given, why="She said so", by=adjudicator())
    return (
        lambda: confirming.confirm(asked, by=one),
        lambda: withdraw([ANA], by=two, why="She asked"),
    )


def nobody_is_named() -> bool:
    return named(Case.objects.get()) == []


# Money


def a_tranche(approvals: int = 0) -> Any:
    """Make a tranche to be paid, that so many people have approved."""
    tranche = fund.a_grant(of=fund.party(bank=BANK)).tranches.get(number=1)
    for _n in range(approvals):
        tranche = fund.approve(tranche, fund.officer())
    return tranche


def approving(tranche: Any, by: User) -> Act:
    """Return the act of approving what somebody saw before the race."""
    shown = paying.open_terms(tranche, by=by).seen_by(by)
    return lambda: paying.approve(tranche, seen=shown, by=by)


def paying_it(tranche: Any, by: User) -> Act:
    return lambda: paying.pay(
        tranche, paid_on=today(), sent_minor=50_000, sent_currency="USD", by=by
    )


def another_account(tranche: Any) -> Act:
    by = fund.officer()
    return lambda: parties.edit(tranche.grant.party, bank=OTHER, by=by)


def approved_twice_by_one() -> World:
    tranche, by = a_tranche(), fund.officer()
    return approving(tranche, by), approving(tranche, by)


def approved_by_a_second_and_a_third() -> World:
    tranche = a_tranche(1)
    return approving(tranche, fund.officer()), approving(tranche, fund.officer())


def paid_twice() -> World:
    tranche = a_tranche(2)
    return paying_it(tranche, fund.officer()), paying_it(tranche, fund.officer())


def paid_and_cancelled() -> World:
    tranche, by = a_tranche(2), fund.officer()
    return paying_it(tranche, fund.officer()), lambda: amending_and_closing.cancel_tranche(
        tranche, by=by
    )


def paid_and_approval_taken_back() -> World:
    tranche = a_tranche(2)
    by = tranche.approvals.first().by
    return paying_it(tranche, fund.officer()), lambda: paying.withdraw_approval(tranche, by=by)


def paid_and_account_changed() -> World:
    tranche = a_tranche(2)
    return paying_it(tranche, fund.officer()), another_account(tranche)


def approved_and_account_changed() -> World:
    tranche = a_tranche(1)
    return approving(tranche, fund.officer()), another_account(tranche)


def paid_to_what_was_approved() -> bool:
    by = fund.officer()
    payments = Payment.objects.all()
    opened = {"by": by, "why": "to check"}
    kept = [
        sealing.read(p.tranche.grant.party, "payment", p.uid, "account", **opened) for p in payments
    ]
    return set(kept) <= {BANK}


def nothing_is_approved() -> bool:
    return not Grant.objects.filter(tranches__state="approved").exists()


def reversed_twice() -> World:
    payment, one, two = fund.paid(fund.a_grant()), fund.officer(), fund.officer()
    return (
        lambda: paying.reverse(payment, on=today(), by=one, why="It came back"),
        lambda: paying.reverse(payment, on=today(), by=two, why="It came back"),
    )


def agreed_twice() -> World:
    grant = fund.a_grant(Grant.State.DRAFT)
    fund.ready(grant.party)
    granting.second(grant, by=fund.officer())
    offered = agreements.offer(grant, "What is agreed.", by=fund.officer())
    return (lambda: agreements.accept(offered), lambda: agreements.accept(offered))


def granted_twice() -> World:
    applied = fund.application()
    determining.release_determination(fund.decided(applied), by=fund.officer())
    one, two, donor = fund.officer(), fund.officer(), fund.donor()
    plan: dict[str, Any] = {
        "kind": "grant",
        "currency": "USD",
        "budget": {"activities": 100},
        "parts": [granting.PlannedTranche({donor.pk: 100})],
        "application": applied,
    }
    return (
        lambda: granting.open_grant(applied.party, by=one, **plan),
        lambda: granting.open_grant(applied.party, by=two, **plan),
    )


def emergency_decided_twice() -> World:
    fund.donor()
    request, one, two = fund.emergency(), fund.officer(), fund.officer()
    fund.say_word(request, True, fund.officer())
    return (
        lambda: emergencies.give_word(request, True, "I know them", by=one),
        lambda: emergencies.give_word(request, True, "I know them", by=two),
    )


def a_report() -> Any:
    grant = fund.a_grant()
    return reporting.schedule_report(grant, Report.Kind.NARRATIVE, today(), by=fund.officer())


def report_came_and_is_skipped() -> World:
    report, by = a_report(), fund.officer()
    return (
        lambda: reporting.hand_in_report(report, "It warns.", by=None),
        lambda: reporting.skip_report(report, by=by, why="They are watched"),
    )


def report_accepted_twice() -> World:
    report, one, two = a_report(), fund.officer(), fund.officer()
    reporting.hand_in_report(report, "It warns.", by=None)
    return (
        lambda: reporting.accept_report(report, by=one),
        lambda: reporting.accept_report(report, by=two),
    )


def call_published_twice() -> World:
    call, one, two = fund.call(state=Call.State.DRAFT), fund.officer(), fund.officer()
    return lambda: calls.publish(call, by=one), lambda: calls.publish(call, by=two)


def contacted_and_refused() -> World:
    row, one, two = fund.nomination("cleared"), fund.officer(), fund.officer()
    return (
        lambda: nominations.contact(row, by=one),
        lambda: nominations.refuse(row, "Not for us", by=two),
    )


def disconnected_twice() -> World:
    one, two = fund.officer(), fund.officer()
    tied = accompanying.connect(fund.party(), fund.party(), "visit", today(), by=one)
    return (
        lambda: accompanying.disconnect(tied, by=one),
        lambda: accompanying.disconnect(tied, by=two),
    )


def interest_said_twice() -> World:
    party, whose, one, two = fund.party(), fund.officer(), fund.officer(), fund.officer()
    return (
        lambda: who_may_know.say_conflict(party, whose, by=one),
        lambda: who_may_know.say_conflict(party, whose, by=two),
    )


# Other rooms


def letter_let_go_and_discarded() -> World:
    letter, one, two = a_letter(), adjudicator(), adjudicator()
    return (
        lambda: release_letter(letter, by=one),
        lambda: discard_letter(letter, by=two, why="They were called"),
    )


def a_letter() -> Any:
    return write_letter(
        "ana@example.org",
        Letter.Subject.ANSWER,
        "We have looked at what you asked.",
        kind="answer",
        by=None,
        decides=True,
        language="en",
    )


def request_answered_and_declined() -> World:
    request = receive_request("", "", Request.Wants.CORRECTION, "The day is wrong.")
    one, two = adjudicator(), adjudicator()
    return (
        lambda: answer_request(request, "It was mended.", by=one),
        lambda: decline_request(request, "It stands.", by=two),
    )


def withdrawal_lifted_twice() -> World:
    settled(person(ANA))
    one, two = adjudicator(), adjudicator()
    made = withdraw([ANA], by=one, why="The family asked")
    asked = ask_to_lift(made, by=adjudicator(), why="The family asked")
    return (
        lambda: confirming.confirm(asked, by=one),
        lambda: confirming.confirm(asked, by=two),
    )


def link_redeemed_twice() -> World:
    token = sign_in_links.make_one_time_link(coder())
    redeem = lambda: sign_in_links.redeem_one_time_link(token)  # noqa: E731
    return redeem, redeem


def registration_approved_and_refused() -> World:
    waits = registered(session_in(600), state=Registration.State.WAITING)
    host = UserFactory(roles=[Role.PROGRAMME_HOST])
    return (
        lambda: deciding.approve(waits, by=host),
        lambda: deciding.refuse(waits, by=host),
    )


def last_place_taken_twice() -> World:
    session = session_in(600, capacity=1)
    return (
        lambda: registering.register([session], "ana@example.org"),
        lambda: registering.register([session], "eva@example.org"),
    )


def one_place_is_taken() -> bool:
    confirmed = Registration.State.CONFIRMED
    return Registration.objects.filter(state=confirmed).count() == 1


PAIRS: Final[dict[str, Pair]] = {
    "accept and reject": Pair(accept_and_reject, most_harmful=True, daily=True),
    "accept twice": Pair(accepted_twice),
    "reject twice": Pair(rejected_twice),
    "publish twice": Pair(published_twice, most_harmful=True),
    "publish and withdraw": Pair(published_and_withdrawn, most_harmful=True, daily=True),
    "withdraw twice": Pair(withdrawn_twice, most_harmful=True),
    "verify twice": Pair(verified_twice, most_harmful=True, daily=True),
    "verify and adjudicate": Pair(verified_and_adjudicated, most_harmful=True),
    "hand a coding in twice": Pair(handed_in_twice, most_harmful=True, daily=True),
    "withdraw a coding and adjudicate": Pair(coding_withdrawn_and_adjudicated, most_harmful=True),
    "two hand codings in": Pair(handed_in_by_two, (2,), coded_once, most_harmful=True),
    "merge into each other": Pair(merged_into_each_other),
    "merge and split": Pair(merged_and_split),
    "split twice": Pair(split_twice),
    "undo a merge twice": Pair(merge_undone_twice),
    "confirm and dismiss": Pair(confirmed_and_dismissed),
    "keep apart twice": Pair(kept_apart_twice),
    "unmatch twice": Pair(unmatched_twice),
    "end an agreement twice": Pair(agreement_ended_twice, most_harmful=True),
    "name and withdraw the name": Pair(
        named_and_withdrawn, (1, 2), nobody_is_named, most_harmful=True, daily=True
    ),
    "approve twice": Pair(approved_twice_by_one, most_harmful=True),
    "approve as second and third": Pair(approved_by_a_second_and_a_third, most_harmful=True),
    "pay twice": Pair(paid_twice, most_harmful=True, daily=True),
    "pay and cancel": Pair(paid_and_cancelled, most_harmful=True),
    "pay and take an approval back": Pair(paid_and_approval_taken_back, most_harmful=True),
    "pay and change the account": Pair(
        paid_and_account_changed, (1, 2), paid_to_what_was_approved, most_harmful=True, daily=True
    ),
    "approve and change the account": Pair(
        approved_and_account_changed, (1, 2), nothing_is_approved, most_harmful=True
    ),
    "reverse twice": Pair(reversed_twice, most_harmful=True),
    "agree twice": Pair(agreed_twice, most_harmful=True),
    "grant twice": Pair(granted_twice, most_harmful=True),
    "decide an emergency twice": Pair(emergency_decided_twice, most_harmful=True),
    "hand a report in and skip it": Pair(report_came_and_is_skipped),
    "accept a report twice": Pair(report_accepted_twice),
    "publish a call twice": Pair(call_published_twice),
    "contact and refuse": Pair(contacted_and_refused),
    "disconnect twice": Pair(disconnected_twice),
    "say an interest twice": Pair(interest_said_twice),
    "let a letter go and discard it": Pair(letter_let_go_and_discarded, (1, 2)),
    "answer and decline a request": Pair(request_answered_and_declined),
    "lift a withdrawal twice": Pair(withdrawal_lifted_twice, most_harmful=True),
    "redeem a link twice": Pair(link_redeemed_twice),
    "approve and refuse a registration": Pair(registration_approved_and_refused),
    "take the last place twice": Pair(last_place_taken_twice, (2,), one_place_is_taken),
    **GATES_BEFORE_MONEY,
    **ROOMS_ABOVE,
}


def numbers() -> dict[str, int]:
    """Return how many numbers were given that nothing has."""
    counter = Counter.objects.filter(name="case").first()
    given = counter.next - 1000 if counter else 0
    held = Case.objects.filter(public_id__regex=r"^V-1\d{3}$").count()
    grants = Grant.objects.aggregate(n=Max("number"))["n"] or 0
    return {"cases": given - held, "grants": grants - Grant.objects.count()}


def race(arena: Arena, pair: Pair, times: int) -> None:
    """Let two act at once, so many times; each time one is done, and the other is told."""
    arena.begin()
    acts = pair.made()
    arena.keep()
    for _race in range(times):
        with arena.copy():
            found = at_once(acts)
            refused = [one for one in found if isinstance(one, Exception)]
            assert all(isinstance(one, NotPossible) and str(one) for one in refused), refused
            assert len(found) - len(refused) in pair.wins, found
            assert pair.holds()
            assert numbers() == {"cases": 0, "grants": 0}


@pytest.mark.parametrize("name", [name for name, pair in PAIRS.items() if pair.daily])
def test_one_is_done_and_the_other_is_told(name: str, arena: Arena) -> None:
    race(arena, PAIRS[name], 2)


@pytest.mark.tail("the most harmful are raced twice a day")
@pytest.mark.parametrize("name", PAIRS)
def test_one_is_done_however_often_they_race(name: str, arena: Arena) -> None:
    race(arena, PAIRS[name], 100 if PAIRS[name].most_harmful else 5)
