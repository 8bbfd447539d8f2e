"""What an approval binds: no change of payee, account or tranche ends in a payment."""

from collections.abc import Callable
from typing import Any

import pytest

from days import today
from fund.factories import (
    a_grant,
    approve,
    approved,
    donor,
    emergency,
    officer,
    paid,
    party,
    say_word,
    with_account,
)
from vigil.fund.emergencies.verbs import deciding
from vigil.fund.grants.verbs import amending_and_closing
from vigil.fund.models import Approval, Grant, Payment, Tranche
from vigil.fund.parties.verbs import own_page_links, registering, sealing
from vigil.fund.payments.verbs import approval_terms, paying
from vigil.fund.payments.verbs.tranches import PlannedTranche
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.models import Decision
from vigil.trust.people.duplicate_accounts import note_device

pytestmark = pytest.mark.django_db
BANK, OTHER = "ES91 2100 0418 4502 0005 1332", "FR76 3000 6000 0112 3456 7890 189"


def a_tranche() -> Tranche:
    """Return a tranche that two people approved."""
    tranche: Tranche = approved(a_grant(of=party(name="Hermanas", bank=BANK)))
    return tranche


def pay(tranche: Tranche, **values: Any) -> Payment:
    """Pay a tranche in full."""
    sent = {"paid_on": today(), "sent_minor": 50_000, "sent_currency": "USD", "by": officer()}
    return paying.pay(tranche, **sent | values)


def amend(tranche: Tranche) -> None:
    """Give the first tranche more, and the second less."""
    grant = tranche.grant
    parts = [PlannedTranche({donor().pk: 60_000}), PlannedTranche({donor().pk: 40_000}, today())]
    budget = {"activities": 100_000}
    amending_and_closing.amend_amount(
        grant, budget=budget, parts=parts, by=officer(), why="They need it now."
    )


CHANGES: dict[str, Callable[[Tranche], object]] = {
    "bank": lambda t: registering.edit(t.grant.party, bank=OTHER, by=officer()),
    "name": lambda t: registering.edit(t.grant.party, name="Somebody else", by=officer()),
    "tranche": amend,
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_voids_what_two_approved_and_is_kept(what: str) -> None:
    tranche = a_tranche()
    CHANGES[what](tranche)
    with pytest.raises(NotPossible, match="two people"):
        pay(tranche)
    tranche.refresh_from_db()
    assert (tranche.state, tranche.approvals.count()) == (Tranche.State.PLANNED, 0)
    kept = Decision.objects.get(verb="void_approvals")
    assert (kept.target_key, kept.before) == (tranche.grant.uid, {"approvals": 2})
    assert kept.after == {"tranche": 1, "fields": [what]}
    assert not Payment.objects.exists()


def test_a_party_that_changes_its_own_account_voids_it_too() -> None:
    tranche = a_tranche()
    registering.say_own(tranche.grant.party, bank=OTHER)
    assert not tranche.approvals.exists()
    registering.say_own(tranche.grant.party, bank="")
    assert Decision.objects.get(verb="void_approvals").actor is None


def test_one_approval_is_voided_as_two_are() -> None:
    grant = a_grant(of=party(bank=BANK))
    tranche = approve(grant.tranches.get(number=1), officer())
    registering.edit(grant.party, bank=OTHER, by=officer())
    approve(tranche, officer())
    with pytest.raises(NotPossible, match="two people"):
        pay(tranche)


def test_what_stays_the_same_voids_nothing_and_what_is_paid_stays_paid() -> None:
    tranche = a_tranche()
    payment = paid(tranche.grant, 2)
    registering.edit(tranche.grant.party, bank=f" {BANK} ", country="COL", by=officer())
    assert tranche.approvals.count() == 2
    registering.edit(tranche.grant.party, bank=OTHER, by=officer())
    assert payment.tranche.approvals.count() == 2
    assert Decision.objects.filter(verb="void_approvals").count() == 1


def test_it_is_paid_to_the_account_that_was_approved() -> None:
    tranche = a_tranche()
    party, by = tranche.grant.party, officer()
    registering.edit(party, bank=OTHER, by=officer())
    payment = pay(approved(tranche.grant))
    kept = sealing.read(party, "payment", payment.uid, "account", by=by, why="to check")
    assert kept == OTHER


def test_even_an_account_that_came_by_no_verb_is_not_paid() -> None:
    tranche = a_tranche()
    party = tranche.grant.party
    sealing.write(party, "party", party.uid, "bank", OTHER, by=None)
    with pytest.raises(NotPossible, match="not what two people approved"):
        pay(tranche)


def test_nobody_approves_what_they_did_not_see() -> None:
    grant, one, other = a_grant(of=party(bank=BANK)), officer(), officer()
    tranche = grant.tranches.get(number=1)
    with pytest.raises(NotPossible, match="Open payee and account first"):
        paying.approve(tranche, seen="", by=one)
    seen = paying.open_terms(tranche, by=one).seen_by(one)
    with pytest.raises(NotPossible, match="has changed since you opened"):
        paying.approve(tranche, seen=seen, by=other)  # somebody else looked
    registering.edit(grant.party, bank=OTHER, by=other)
    with_account(grant.party)
    with pytest.raises(NotPossible, match="has changed since you opened"):
        paying.approve(tranche, seen=seen, by=one)
    assert not Approval.objects.exists()


def test_the_database_holds_no_account_beside_an_approval() -> None:
    tranche = a_tranche()
    kept = {row.terms for row in tranche.approvals.all()}
    assert len(kept) == 2
    assert all(len(one) == 64 for one in kept)
    told = str(list(Decision.objects.values()))
    assert BANK not in told
    assert "Hermanas" not in told


def test_who_entered_the_account_last_is_known() -> None:
    by = officer()
    made = party(bank=BANK, by=by)
    found = approval_terms.account_changed(made)
    assert found is not None
    assert found.actor == by
    assert approval_terms.account_changed(party()) is None


def test_a_yes_to_an_emergency_approves_only_what_was_seen() -> None:
    donor()
    unseen, changed = emergency(party(bank=BANK)), emergency(party(bank=BANK))
    for _n in range(2):
        deciding.give_word(unseen, True, "I know them", by=officer())
    say_word(changed, True, officer())
    registering.edit(changed.party, bank=OTHER, by=officer())
    say_word(changed, True, officer())
    for request, approvals_left in ((unseen, 0), (changed, 1)):
        tranche = Grant.objects.get(emergency=request).tranches.get()
        assert (tranche.state, tranche.approvals.count()) == ("planned", approvals_left)
        with pytest.raises(NotPossible, match="two people"):
            pay(tranche, sent_minor=250_000)


def test_a_yes_to_an_emergency_is_a_yes_to_the_amount_that_was_seen() -> None:
    request, by = emergency(party(bank=BANK)), officer()
    seen = deciding.open_terms(request, by=by).seen_by(by)
    deciding.set_amount(request, "900000", "USD", by=officer())
    with pytest.raises(NotPossible, match="has changed since you opened"):
        deciding.give_word(request, True, "I know them", by=by, seen=seen)
    assert not request.words.exists()


def test_whoever_entered_the_account_is_neither_of_the_two() -> None:
    one, two, entered = officer(), officer(), officer()
    grant = a_grant(of=party(bank=OTHER, by=one))
    registering.edit(grant.party, bank=BANK, by=entered)
    registering.edit(grant.party, bank=f" {BANK}", by=two)  # typed again: it is still of the other
    tranche = grant.tranches.get(number=1)
    with pytest.raises(NeedsSecondPerson, match="entered the account"):
        approve(tranche, entered)
    for by in (one, two):
        tranche = approve(tranche, by)
    assert pay(tranche, by=entered)


def test_whoever_made_the_link_by_which_an_account_was_entered_is_neither_of_the_two() -> None:
    """They could have opened it, and entered an account of their own in the party's name."""
    linked, one = officer(), officer()
    grant = a_grant(of=party(bank=BANK))
    own_page_links.new_link(grant.party, by=linked)
    own_page_links.new_link(grant.party, by=None)  # made anew behind the first
    registering.say_own(grant.party, bank=OTHER)
    tranche = grant.tranches.get(number=1)
    with pytest.raises(NeedsSecondPerson, match="made the link"):
        approve(tranche, linked)
    for by in (one, officer()):
        tranche = approve(tranche, by)
    assert pay(tranche, by=linked)


def test_a_link_that_was_made_once_the_account_was_there_hinders_nobody() -> None:
    linked = officer()
    grant = a_grant(of=party())
    registering.say_own(grant.party, bank=BANK)
    own_page_links.new_link(grant.party, by=linked)
    assert approve(grant.tranches.get(number=1), linked).approvals.count() == 1


def test_nobody_approves_with_a_second_account_what_they_approved_or_entered() -> None:
    entered, one, alias = (
        officer(email="eva@example.org"),
        officer(),
        officer(email="eva+fund@example.org"),
    )
    grant = a_grant(of=party(bank=BANK, by=entered))
    tranche = grant.tranches.get(number=1)
    with pytest.raises(NeedsSecondPerson, match="entered the account"):
        approve(tranche, alias)
    approve(tranche, one)
    other = officer()
    for user in (one, other):
        note_device(user, "one browser")
    with pytest.raises(NeedsSecondPerson, match="one browser"):
        approve(tranche, other)
    assert [row.by for row in tranche.approvals.all()] == [one]


def test_an_emergency_takes_two_people_who_did_not_enter_the_account() -> None:
    donor()
    entered, one, alias = (
        officer(),
        officer(email="ana@example.org"),
        officer(email="ANA+2@example.org"),
    )
    request = emergency(party(bank=BANK, by=entered))
    say_word(request, True, one)
    with pytest.raises(NeedsSecondPerson):
        say_word(request, True, alias)
    say_word(request, True, entered)
    tranche = Grant.objects.get(emergency=request).tranches.get()
    assert [row.by for row in tranche.approvals.all()] == [one]
    approve(tranche, officer())
    tranche.refresh_from_db()
    assert tranche.state == Tranche.State.APPROVED
