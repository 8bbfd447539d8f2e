"""A quiet stop: one officer stops the money, two let it go on, and nobody else learns of it."""

import pytest

from fund.factories import a_grant, approve, approved, officer, party
from fund.payments.verbs.test_paying import sent
from vigil.fund.holds import queries
from vigil.fund.holds import verbs as holds
from vigil.fund.models import Hold, Party
from vigil.fund.parties.verbs import removing, who_may_know
from vigil.fund.payments.verbs import paying
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible, Unfit
from vigil.trust.confirmations import verbs as confirming
from vigil.trust.models import Decision, Sealed

pytestmark = pytest.mark.django_db
WHY = "Somebody answered for them."


def held(of: Party | None = None) -> Hold:
    return holds.hold(of or party(), Hold.Sign.COERCION, WHY, by=officer())


def test_while_it_holds_nothing_is_approved_or_paid() -> None:
    grant = a_grant(minors=[50_000, 50_000])
    tranche = approved(grant, 1)
    row = held(grant.party)
    with pytest.raises(NotPossible, match="nothing is approved or paid"):
        paying.pay(tranche, **sent())
    with pytest.raises(NotPossible, match="nothing is approved or paid"):
        approve(grant.tranches.get(number=2), officer())
    asked = holds.ask_to_lift(row, "They called me.", by=officer())
    confirming.confirm(asked, by=officer())
    assert not queries.is_held(grant.party)
    assert paying.pay(tranche, **sent())


def test_two_end_it() -> None:
    row, one = held(), officer()
    with pytest.raises(NeedsSecondPerson):
        holds.lift(row, by=one)
    with pytest.raises(Unfit, match="Write why"):
        holds.ask_to_lift(row, " ", by=one)
    asked = holds.ask_to_lift(row, "They called me.", by=one)
    assert holds.waits_to_end(row) == asked
    with pytest.raises(NeedsSecondPerson):
        confirming.confirm(asked, by=one)
    assert queries.open_hold(row.party) == row
    confirming.confirm(asked, by=officer())
    with pytest.raises(NotPossible, match="ended already"):
        holds.ask_to_lift(row, "Again.", by=one)
    assert held(row.party) != row


def test_there_is_one_at_a_time_with_a_sign_and_a_reason() -> None:
    row = held()
    with pytest.raises(NotPossible, match="already"):
        held(row.party)
    with pytest.raises(Unfit):
        holds.hold(party(), "bad weather", WHY, by=officer())
    with pytest.raises(Unfit):
        holds.hold(party(), Hold.Sign.OTHER, " ", by=officer())


def test_only_who_may_know_of_the_party_sets_and_sees_it() -> None:
    row, kept_out = held(), officer()
    who_may_know.say_conflict(row.party, kept_out, by=kept_out)
    with pytest.raises(NotAllowed):
        holds.open_reason(row, "why", by=kept_out, why="curious")
    with pytest.raises(NotAllowed):
        holds.ask_to_lift(row, "Let go.", by=kept_out)
    assert list(queries.open_holds(kept_out)) == []
    assert list(queries.open_holds(officer())) == [row]
    asked = holds.ask_to_lift(row, "They called me.", by=officer())
    assert asked not in confirming.waiting_for(kept_out)
    assert holds.open_reason(row, "why", by=officer(), why="to talk with them") == WHY


def test_the_log_joins_it_with_no_party_and_tells_no_reason() -> None:
    row = held()
    holds.ask_to_lift(row, "They called me.", by=officer())
    told = Decision.objects.filter(verb__in=["set_hold", "ask_confirmation"])
    assert {one.target_key for one in told} == {row.uid}
    assert not Decision.objects.filter(why__contains="called").exists()
    assert not Decision.objects.filter(target_key=row.party.uid, verb="set_hold").exists()
    removing.remove(row.party, by=officer(), why="they asked")
    assert not Sealed.objects.filter(subject_kind="hold").exists()
