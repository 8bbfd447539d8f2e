"""Grants: sums that agree, awarded first, agreed, given in an emergency."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from days import today
from fund.factories import (
    a_grant,
    accepted,
    application,
    approve,
    call,
    decided,
    donor,
    nomination,
    officer,
    paid,
    party,
    ready,
)
from vigil.fund.applications.verbs import determining
from vigil.fund.grants.verbs import amending_and_closing, granting
from vigil.fund.models import (
    Application,
    EmergencyRequest,
    EmergencyWord,
    Grant,
    Outcome,
    Report,
    Tranche,
)
from vigil.fund.parties.verbs import removing, sealing, who_may_know
from vigil.fund.payments import ledger
from vigil.fund.payments.verbs import approval_terms, tranches
from vigil.fund.payments.verbs.tranches import PlannedTranche, split_among_donors
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import Decision, Level, User
from vigil.trust.vault.verbs.sealing import sealed_for

pytestmark = pytest.mark.django_db


def awarded(told: bool = True, **values: Any) -> Application:
    made = application(**values)
    decision = decided(made)
    if told:
        determining.release_determination(decision, by=officer())
    made.refresh_from_db()
    return made


def values_for(*minors: int, **values: Any) -> dict[str, Any]:
    norway = donor().pk
    return {
        "kind": Grant.Kind.GRANT,
        "currency": "USD",
        "budget": {"people": sum(minors)},
        "parts": [PlannedTranche({norway: minor}, due_on=today()) for minor in minors],
    } | values


def test_a_grant_comes_of_an_award_that_was_told() -> None:
    by, made = officer(), awarded()
    grant = granting.open_grant(made.party, by=by, application=made, **values_for(100, 50))
    assert (grant.state, grant.number, grant.country) == (Grant.State.DRAFT, 1, "MEX")
    assert not grant.entries.exists()  # nothing is promised by a draft
    with pytest.raises(NotPossible, match="already"):
        granting.open_grant(made.party, by=by, application=made, **values_for(100))


@pytest.mark.parametrize("how", ["not told", "declined", "another's"])
def test_without_an_award_that_was_told_there_is_no_grant(how: str) -> None:
    made = awarded(told=how != "not told")
    if how == "declined":
        made.determinations.update(outcome=Outcome.DECLINE)
        made.refresh_from_db()
    of = party() if how == "another's" else made.party
    with pytest.raises(NotPossible):
        granting.open_grant(of, by=officer(), application=made, **values_for(100))
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"budget": {"people": 99}}, "budget"),
        ({"budget": {"sweets": 100}}, "budget"),
        ({"currency": "XYZ"}, "currency"),
        ({"kind": "present"}, "kind"),
        ({"parts": []}, "parts"),
        ({"starts_on": date(2026, 2, 2), "ends_on": date(2026, 2, 1)}, "ends_on"),
        ({"public_title": "A radio"}, "public_title"),
        ({"parts": [PlannedTranche({999: 100})]}, "donors"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_written(
    wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Unfit) as error:
        granting.open_grant(party(), by=officer(), **(values_for(100) | wrong))
    assert error.value.field == field
    assert not Grant.objects.exists()


def test_a_grant_does_not_begin_before_its_call_opened() -> None:
    made = awarded(call=call(opens_at=timezone.now() - timedelta(days=10)))
    with pytest.raises(Unfit) as error:
        granting.open_grant(
            made.party,
            by=officer(),
            application=made,
            **values_for(100, starts_on=today() - timedelta(days=20), ends_on=today()),
        )
    assert error.value.field == "starts_on"


def test_a_draft_is_changed_and_what_left_it_leaves_the_vault() -> None:
    by = officer()
    grant = a_grant("draft", conditions={1: "Once the mast stands."})
    second = grant.tranches.get(number=2)
    granting.edit_grant(
        grant,
        by=by,
        purpose=None,
        budget={"travel": 700},
        parts=[PlannedTranche({donor().pk: 700})],
    )
    assert [(t.number, t.shares.get().minor) for t in grant.tranches.all()] == [(1, 700)]
    assert [line.minor for line in grant.budget.all()] == [700]
    assert not sealed_for("tranche", second.uid)
    assert sealing.is_kept("grant", grant.uid, "purpose")


def test_agreeing_commits_what_each_donor_gives() -> None:
    norway, chile = donor(), donor("chile", name="Chile", reference="CL-1")
    grant = a_grant(donors=[norway, chile], minors=[333, 334, 334])
    assert {e.donor_id: e.minor for e in grant.entries.all()} == {norway.pk: 501, chile.pk: 500}
    assert ledger.reconciles()
    with pytest.raises(NotPossible, match="already"):
        granting.agree(grant, today(), by=officer())
    with pytest.raises(NotPossible, match="amendment"):
        granting.edit_grant(grant, by=officer(), **_plan(5))


def _plan(minor: int) -> dict[str, Any]:
    return {"budget": {"people": minor}, "parts": [PlannedTranche({donor().pk: minor})]}


def test_it_is_not_agreed_without_days_a_purpose_or_on_a_day_to_come() -> None:
    by = officer()
    without_days = a_grant("draft", starts_on=None)
    without_purpose = a_grant("draft", purpose="")
    for grant, on, field in (
        (without_days, today(), "starts_on"),
        (without_purpose, today(), "purpose"),
        (a_grant("draft"), today() + timedelta(days=1), "on"),
    ):
        with pytest.raises(Unfit) as error:
            granting.agree(grant, on, by=by)
        assert error.value.field == field


def test_words_about_a_grant_stand_in_the_vault_alone() -> None:
    from fund.parties.verbs.test_registering import everything_in_the_database

    by = officer()
    grant = a_grant(purpose="Canaryword one", conditions={0: "Canaryword two"})
    amending_and_closing.extend(grant, today() + timedelta(days=400), by=by, why="Canaryword three")
    amending_and_closing.end_early(grant, by=by, why="Canaryword four")
    assert "Canaryword" not in everything_in_the_database()
    opened = granting.open_text(grant, "grant", grant.uid, "purpose", by=by, why="to report")
    assert opened == "Canaryword one"
    assert Decision.objects.filter(verb="open_sealed", target_key=grant.uid).exists()


def test_no_text_of_another_grant_is_opened() -> None:
    grant, other = a_grant(), a_grant()
    with pytest.raises(NotPossible):
        granting.open_text(grant, "grant", other.uid, "purpose", by=officer(), why="curious")


def test_who_has_an_interest_does_nothing_with_a_grant() -> None:
    by, grant = officer(), a_grant("draft")
    who_may_know.say_conflict(grant.party, by, by=by)
    for act in (
        lambda: granting.agree(grant, today(), by=by),
        lambda: granting.edit_grant(grant, by=by, **_plan(5)),
        lambda: granting.open_text(grant, "grant", grant.uid, "purpose", by=by, why="curious"),
        lambda: amending_and_closing.end_early(grant, by=by, why="I want to"),
        lambda: amending_and_closing.close(grant, by=by),
    ):
        with pytest.raises(NotAllowed):
            act()


# Emergencies


def emergency(*yes: User, state: str = EmergencyRequest.State.APPROVED) -> EmergencyRequest:
    made = EmergencyRequest.objects.create(
        party=party(bank="ES91"),
        needs=["relocation"],
        minor=120_000,
        currency="EUR",
        state=state,
        decide_by=timezone.now() + timedelta(hours=48),
    )
    terms = approval_terms.terms_of(made, "Hermanas del Río", "ES91")
    for user in yes:
        EmergencyWord.objects.create(request=made, by=user, yes=True, terms=terms.seen_by(user))
    return made


def test_an_emergency_is_paid_before_paperwork_by_the_two_who_said_yes() -> None:
    donor()
    one, two = officer(), officer()
    grant = granting.open_emergency_grant(emergency(one, two), by=two)
    tranche = grant.tranches.get()
    assert (grant.state, tranche.state) == (Grant.State.ACTIVE, Tranche.State.APPROVED)
    assert {a.by for a in tranche.approvals.all()} == {one, two}
    assert ledger.reconciles()
    assert any("paperwork" in left for left in amending_and_closing.missing_before_closing(grant))
    with pytest.raises(NotPossible, match=r"Not checked yet.*safety plan.*agreement"):
        granting.note_papers(grant, by=one)
    ready(grant.party)
    accepted(grant)
    granting.note_papers(grant, by=one)
    with pytest.raises(NotPossible, match="No paperwork"):
        granting.note_papers(grant, by=one)
    with pytest.raises(NotPossible, match="already"):
        granting.open_emergency_grant(grant.emergency, by=one)


def test_an_emergency_that_is_not_approved_gets_nothing_nor_one_without_a_donor() -> None:
    one, two = officer(), officer()
    waiting = emergency(one, state=EmergencyRequest.State.WAITING)
    with pytest.raises(NotPossible, match="Two people"):
        granting.open_emergency_grant(waiting, by=one)
    with pytest.raises(NotPossible, match="donor"):
        granting.open_emergency_grant(emergency(one, two), by=one)
    assert not Grant.objects.exists()


# Amending, extending, ending, closing


def test_an_amendment_changes_what_is_not_paid_and_the_ledger_follows() -> None:
    by, norway = officer(), donor()
    grant = a_grant()
    paid(grant, 1)
    amending_and_closing.amend_amount(
        grant,
        budget={"activities": 50_000, "safety": 30_000},
        parts=[PlannedTranche({norway.pk: n}, due_on=today()) for n in (10_000, 20_000)],
        by=by,
        why="They need less.",
    )
    sums = ledger.by_grant(Grant.objects.filter(pk=grant.pk))[grant.pk]
    assert (sums.committed, sums.paid, sums.remaining) == (80_000, 50_000, 30_000)
    assert grant.entries.last().minor == -20_000
    assert ledger.reconciles()
    kept = grant.amendments.get()
    assert (kept.before["minor"], kept.after["minor"]) == (100_000, 80_000)


def test_an_amendment_never_goes_below_what_is_paid() -> None:
    grant = a_grant()
    paid(grant, 1)
    with pytest.raises(Unfit, match="paid already"):
        amending_and_closing.amend_amount(
            grant, budget={"people": 49_999}, parts=[], by=officer(), why="less"
        )
    amending_and_closing.amend_amount(
        grant, budget={"people": 50_000}, parts=[], by=officer(), why="less"
    )
    assert [t.state for t in grant.tranches.all()] == ["paid", "cancelled"]
    assert ledger.reconciles()


def test_money_moves_to_another_donor_by_an_amendment() -> None:
    norway, chile = donor(), donor("chile", name="Chile", reference="CL-1")
    grant = a_grant(minors=[100])
    amending_and_closing.amend_amount(
        grant,
        budget={"people": 100},
        parts=[PlannedTranche({chile.pk: 100})],
        by=officer(),
        why="as agreed",
    )
    lines = {line.of: line.committed for line in ledger.by_donor()}
    assert lines == {norway: 0, chile: 100}


def test_a_changed_tranche_is_approved_anew() -> None:
    from fund.factories import approved

    grant = a_grant(minors=[100, 100])
    approved(grant, 1)
    approved(grant, 2)
    amending_and_closing.amend_amount(
        grant,
        budget={"people": 150},
        parts=[PlannedTranche({donor().pk: 100}), PlannedTranche({donor().pk: 50}, today())],
        by=officer(),
        why="less",
    )
    assert [t.state for t in grant.tranches.all()] == ["approved", "planned"]
    assert [t.approvals.count() for t in grant.tranches.all()] == [2, 0]


def test_an_amendment_that_changes_nothing_or_has_no_reason_is_none() -> None:
    grant = a_grant(minors=[100])
    same: dict[str, Any] = {
        "budget": {"activities": 100},
        "parts": [PlannedTranche({donor().pk: 100})],
    }
    with pytest.raises(NotPossible, match="Nothing"):
        amending_and_closing.amend_amount(grant, by=officer(), why="so", **same)
    with pytest.raises(Unfit):
        amending_and_closing.amend_amount(grant, by=officer(), why=" ", **_plan(50))


def test_an_extension_ends_later_and_costs_nothing() -> None:
    grant = a_grant()
    before = grant.entries.count()
    with pytest.raises(Unfit):
        amending_and_closing.extend(grant, grant.ends_on, by=officer(), why="more time")
    later = grant.ends_on + timedelta(days=90)
    amending_and_closing.extend(grant, later, by=officer(), why="more time")
    grant.refresh_from_db()
    assert (grant.ends_on, grant.entries.count()) == (later, before)


def test_a_grant_that_ends_early_gives_back_what_is_not_paid() -> None:
    by, grant = officer(), a_grant()
    paid(grant, 1)
    Report.objects.create(grant=grant, kind="narrative", due_on=today())
    with pytest.raises(Unfit):
        amending_and_closing.end_early(grant, by=by)
    ended = amending_and_closing.end_early(grant, by=by, why="They moved away.")
    sums = ledger.by_grant(Grant.objects.all())[grant.pk]
    assert (ended.state, sums.committed, sums.remaining) == (Grant.State.ENDED, 50_000, 0)
    assert ledger.reconciles()
    assert grant.reports.get().state == Report.State.SKIPPED


def test_a_grant_closes_once_nothing_is_left_and_is_asked_after_a_year() -> None:
    by, grant = officer(), a_grant()
    paid(grant, 1)
    report = Report.objects.create(grant=grant, kind="narrative", due_on=today())
    with pytest.raises(NotPossible, match=r"1 tranche .* 1 report"):
        amending_and_closing.close(grant, by=by)
    amending_and_closing.cancel_tranche(grant.tranches.get(number=2), by=by)
    Report.objects.filter(pk=report.pk).update(state=Report.State.ACCEPTED)
    closed = amending_and_closing.close(grant, by=by)
    follow_up = grant.reports.get(kind=Report.Kind.FOLLOW_UP)
    assert closed.state == Grant.State.CLOSED
    assert follow_up.due_on == amending_and_closing.a_year_after(today())
    assert ledger.reconciles()
    with pytest.raises(NotPossible):
        amending_and_closing.extend(grant, today() + timedelta(days=900), by=by, why="more time")


def test_the_money_of_a_removed_party_still_comes_out_even() -> None:
    by, grant = officer(), a_grant(of=party(Level.OPEN))
    paid(grant, 1)
    removing.remove(grant.party, by=by, why="asked")
    grant = Grant.objects.get(pk=grant.pk)
    amending_and_closing.end_early(grant, by=by)
    assert ledger.reconciles()
    assert not sealed_for("grant", grant.uid)


def test_a_leap_day_is_followed_by_the_28th() -> None:
    assert amending_and_closing.a_year_after(date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("by_donor", "amounts"),
    [({1: 501, 2: 500}, [333, 334, 334]), ({1: 1, 2: 1, 3: 1}, [1, 2]), ({7: 10}, [3, 3, 4])],
)
def test_donors_and_tranches_are_matched_exactly(
    by_donor: dict[int, int], amounts: list[int]
) -> None:
    parts = split_among_donors(by_donor, amounts)
    assert [sum(part.values()) for part in parts] == amounts
    totals = {d: sum(part.get(d, 0) for part in parts) for d in by_donor}
    assert totals == by_donor


@pytest.mark.parametrize("state", ["screening", "refused"])
def test_who_was_proposed_and_not_cleared_gets_no_grant(state: str) -> None:
    by = officer()
    row = nomination(state, by=by)
    with pytest.raises(NotPossible, match="screening"):
        a_grant(of=row.party, by=by)
    cleared = nomination("contacted", by=by)
    assert a_grant(of=cleared.party, by=by).party == cleared.party


def test_a_condition_is_emptied_and_what_was_approved_is_approved_anew() -> None:
    grant = a_grant(minors=[100, 50], conditions={0: "canary: the mast"})
    first = grant.tranches.get(number=1)
    approve(first, officer())
    plain: dict[str, Any] = {"budget": {"activities": 150}, "by": officer(), "why": "it stands"}
    parts = [PlannedTranche({donor().pk: 100}), PlannedTranche({donor().pk: 50}, today())]
    plain["budget"] = dict(grant.budget.values_list("category", "minor"))
    with pytest.raises(NotPossible, match="Nothing would change"):
        amending_and_closing.amend_amount(grant, parts=[*parts], **plain)
    with pytest.raises(NotPossible, match="Nothing would change"):
        amending_and_closing.amend_amount(
            grant, parts=[parts[0], replace(parts[1], condition="")], **plain
        )
    assert first.approvals.count() == 1
    amending_and_closing.amend_amount(
        grant, parts=[replace(parts[0], condition=" "), parts[1]], **plain
    )
    assert not sealing.is_kept("tranche", first.uid, "condition")
    assert not first.approvals.exists()
    assert tranches.numbers_with_condition(list(grant.tranches.all())) == set()


def test_a_part_stands_for_the_tranche_that_it_names() -> None:
    grant = a_grant(state="draft", minors=[100, 50, 25], conditions={0: "one", 2: "three"})
    first, second, third = grant.tranches.order_by("number")
    share = {donor().pk: 60}
    parts = [
        PlannedTranche(share, today(), number=2),
        PlannedTranche(share, number=3),
        PlannedTranche(share, today()),
    ]
    granting.edit_grant(grant, by=officer(), budget={"travel": 180}, parts=parts)
    assert list(grant.tranches.order_by("number").values_list("pk", flat=True)[:2]) == [
        second.pk, third.pk,
    ]  # fmt: skip
    assert [tranches.amount_of(row) for row in grant.tranches.all()] == [60, 60, 60]
    assert tranches.numbers_with_condition(list(grant.tranches.all())) == {3}
    assert not sealing.is_kept("tranche", first.uid, "condition")
    again = PlannedTranche(share, today(), number=2)
    for wrong in ([PlannedTranche(share, number=1)], [again, again]):
        with pytest.raises(Unfit, match="meanwhile"):
            granting.edit_grant(
                grant, by=officer(), budget={"travel": 60 * len(wrong)}, parts=wrong
            )
