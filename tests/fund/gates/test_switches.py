"""Gates switched off by two, and emergencies, whose papers follow within 30 days."""

from datetime import timedelta

import pytest
from django.test import Client

from days import today
from factories import UserFactory
from fund import factories as fund
from vigil.fund.gates import queries, switches
from vigil.fund.gates import verbs as gates
from vigil.fund.gates.names import Gate
from vigil.fund.grants.verbs import granting
from vigil.fund.models import Grant, SwitchedGate
from vigil.fund.payments.verbs import paying
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Role

pytestmark = pytest.mark.django_db
WHY = "Nobody in this region can give references."


def off(gate: str) -> SwitchedGate:
    """Let two officers switch a gate off."""
    return gates.confirm_off(gates.switch_off(gate, WHY, by=fund.officer()), by=fund.officer())


@pytest.mark.parametrize("gate", SwitchedGate.Gate.values)
def test_a_gate_is_off_until_somebody_switches_it_on(gate: str) -> None:
    row = gates.switch_off(gate, WHY, by=fund.officer())
    assert not switches.is_off(gate)
    with pytest.raises(NotPossible, match="already"):
        gates.switch_off(gate, WHY, by=fund.officer())
    row = gates.confirm_off(row, by=fund.officer())
    assert switches.is_off(gate)
    gates.switch_on(row, by=fund.officer())
    assert not switches.is_off(gate)
    with pytest.raises(NotPossible):
        gates.switch_on(row, by=fund.officer())


def test_only_officers_switch_gates() -> None:
    row = gates.switch_off("proof", WHY, by=fund.officer())
    for role in (Role.AUDITOR, Role.ADMINISTRATOR, Role.REVIEWER):
        user = UserFactory(roles=[role])
        for act in (
            lambda user=user: gates.switch_off("agreement", WHY, by=user),
            lambda user=user: gates.confirm_off(row, by=user),
            lambda user=user: gates.switch_on(row, by=user),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_a_grant_starts_without_agreement_only_while_that_gate_is_off() -> None:
    grant = fund.a_grant("draft")
    fund.ready(grant.party)
    granting.second(grant, by=fund.officer())
    with pytest.raises(NotPossible, match="No agreement"):
        granting.agree(grant, today(), by=fund.officer())
    off("agreement")
    grant = granting.agree(grant, today(), by=fund.officer())
    assert grant.state == Grant.State.ACTIVE


def test_what_is_off_is_shown_on_each_grant_it_touched() -> None:
    row = off("safety_plan")
    touched = fund.a_grant()
    touched.party.plans.all().delete()
    fund.paid(touched)
    gates.switch_on(row, by=fund.officer())
    later = fund.a_grant()
    assert switches.that_touched(touched) == [row]
    assert switches.that_touched(later) == []
    for role, page in ((Role.FUND_OFFICER, ""), (Role.AUDITOR, "audit/")):
        client = Client()
        client.force_login(UserFactory(roles=[role]))
        assert WHY in client.get(f"/desk/fund/grants/{page}{touched.pk}/").content.decode()
        assert WHY not in client.get(f"/desk/fund/grants/{page}{later.pk}/").content.decode()


def test_the_way_of_a_grant_says_what_is_missing_and_who_acts() -> None:
    grant = fund.a_grant("draft")
    way = {state.name: state for state in queries.way_of(grant)}
    assert Gate.ELIGIBILITY not in way  # it follows no application
    assert [name for name, state in way.items() if state.passed] == ["tranche"]
    assert all(state.who for state in way.values() if state.missing)
    assert len(queries.missing(grant, "checks")) == 7
    done = queries.way_of(fund.a_grant())
    assert [state.name for state in done if state.missing] == ["approval"]


def test_an_emergency_is_paid_after_three_checks_and_completed_within_30_days() -> None:
    fund.donor()
    asked = fund.emergency()
    fund.screened(asked.party, "safety", "conflict", "sanctions")
    fund.with_account(asked.party)
    for _n in range(2):
        fund.say_word(asked, True, fund.officer())
    grant = Grant.objects.get()
    way = {state.name: state for state in queries.way_of(grant)}
    assert way["checks"].passed
    assert way["agreement"].may_follow
    sent = {"paid_on": today(), "sent_minor": 250_000, "sent_currency": "USD"}
    assert paying.pay(grant.tranches.get(), by=fund.officer(), **sent)
    Grant.objects.filter(pk=grant.pk).update(paper_due_on=today() - timedelta(days=1))
    grant.refresh_from_db()
    assert len(queries.missing(grant, "checks")) == 4
    fund.ready(grant.party)
    with pytest.raises(NotPossible, match="were due on"):
        fund.a_grant("draft", of=grant.party)
    Grant.objects.filter(pk=grant.pk).update(paper_due_on=today())
    grant.refresh_from_db()
    fund.accepted(grant)
    granting.note_papers(grant, by=fund.officer())
    assert fund.a_grant(of=grant.party).state == Grant.State.ACTIVE


def test_the_page_of_a_grant_asks_little(django_assert_max_num_queries: object) -> None:
    grant = fund.a_grant()
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        assert len(queries.way_of(grant)) == 7
