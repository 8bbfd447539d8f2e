"""An officer's home: each thing that waits, for who may do it, in order of harm."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from fund import factories
from vigil.fund.models import (
    Agreement,
    Approval,
    Check,
    Determination,
    DonorBudget,
    EmergencyWord,
    ExtensionRequest,
    Grant,
    Hold,
    Incident,
    KeyLoss,
    LevelRequest,
    Message,
    Nomination,
    Party,
    Payment,
    Prompt,
    Report,
    Review,
    SafetyPlan,
    Tranche,
)
from vigil.fund.overview.waiting.home import waiting_for_officer
from vigil.fund.parties.verbs import who_may_know
from vigil.trust.models import Sealed, User

pytestmark = pytest.mark.django_db
NOW, TODAY = timezone.now(), timezone.localdate()
LATE = TODAY - timedelta(days=3)


def said(user: User) -> str:
    """Return all sentences of somebody's home, in their order."""
    return "\n".join(line.text for group in waiting_for_officer(user) for line in group.lines)


def grant(of: Party, n: int, state: str = Grant.State.ACTIVE, **values: Any) -> Grant:
    """Make the row of a grant, with a tranche that is late."""
    values = {"kind": "grant", "currency": "USD", **values}
    row = Grant.objects.create(number=n, party=of, state=state, **values)
    Tranche.objects.create(grant=row, number=1, due_on=LATE)
    return row


def everything(of: Party, by: User) -> None:
    """Make one thing of each sort that waits, by one officer."""
    factories.emergency(of)
    decided = factories.emergency(of)
    decided.state, decided.decided_at = "approved", NOW
    decided.save()
    running = grant(of, 1)
    Incident.objects.create(party=of, kind="safety", month=TODAY, reach="usual")
    Message.objects.create(party=of)
    ExtensionRequest.objects.create(grant=running, until=TODAY)
    paid = Tranche.objects.create(grant=running, number=2, state="paid")
    Payment.objects.create(
        tranche=paid,
        paid_on=TODAY - timedelta(days=30),
        sent_minor=1,
        sent_currency="USD",
        rate_on=TODAY,
        by=by,
    )
    LevelRequest.objects.create(party=of, level="open")
    Hold.objects.create(party=of, sign="coercion", by=by)
    KeyLoss.objects.create(party=of, asked_by=by)
    Sealed.objects.create(
        subject_kind="party", subject_key=of.uid, field="bank", ciphertext=b"x", sealed_to="x"
    )
    Approval.objects.create(tranche=running.tranches.get(number=1), by=by, terms="x")
    decision = factories.application("decided", of=of)
    Determination.objects.create(application=decision, outcome="award", by=by)
    grant(of, 2, kind="emergency", paper_due_on=LATE)
    Check.objects.create(party=of, step="identity", found="clear", by=by)
    Prompt.objects.create(party=of, case="V-1")
    SafetyPlan.objects.create(party=of, review_on=LATE, by=by)
    grant(of, 3, state=Grant.State.DRAFT)
    declined = grant(of, 4, state=Grant.State.DRAFT)
    Agreement.objects.create(
        grant=declined, version=1, state="declined", language="en", terms="x", offered_by=by
    )
    Report.objects.create(grant=running, kind="narrative", due_on=LATE)
    Report.objects.create(grant=running, kind="financial", due_on=LATE, state="received")
    closing = factories.call(reviewers=1, closes_at=NOW + timedelta(days=3))
    late, read = (factories.application("review", of=of, call=closing) for _n in range(2))
    reader = factories.reviewer()
    Review.objects.create(application=late, reviewer=reader, due_on=LATE)
    Review.objects.create(application=read, reviewer=reader, state="submitted")
    factories.application(of=of, call=closing)
    Nomination.objects.create(party=of, way="mapping", by=by)
    told = factories.application("decided", of=of)
    Determination.objects.create(
        application=told, outcome="decline", by=by, agreed_by=factories.officer()
    )


EXPECTED = (
    "needs help in an emergency. Two people must vote.",
    "does not know yet what was decided",
    "reported an incident (safety) and wants to be contacted",
    "wrote a message that nobody has answered",
    "asks for more time for G-0001",
    "has not confirmed that tranche 2 of G-0001 arrived",
    "asks to be shown as: open",
    "payments are stopped quietly",
    "lost their key",
    "confirm their account with them over a second channel",
    "a colleague approved tranche 1",
    "a colleague decided “support it”",
    "Checks still missing: 6",
    "case V-1 was verified in the same country",
    "review their safety plan",
    "offer the agreement to",
    "declined the agreement",
    "waits for the end of a quiet stop, a confirmed account, 1 approval.",
    "read a report on the money from",
    "has not sent a report in their words yet",
    "has not handed in their review",
    "release the decision “decline it”",
    "assign 1 application to reviewers",
    "decide on 1 reviewed application",
    "Screen 1 nomination.",
    "closes soon",
)
OWN = ("lost their key", "a colleague approved", "a colleague decided")


def test_everything_that_waits_is_said_in_order_of_harm_to_who_may_do_it(
    django_assert_max_num_queries: Any,
) -> None:
    first, second = factories.officer(), factories.officer()
    who = factories.party(name="Hermanas")
    everything(who, first)
    with django_assert_max_num_queries(33):
        text = said(second)
    places = [text.find(one) for one in EXPECTED]
    assert -1 not in places, [one for one in EXPECTED if one not in text]
    assert places == sorted(places)
    mine = said(first)
    assert [one for one in EXPECTED if one not in mine] == [
        one for one in EXPECTED if one.startswith(OWN)
    ]
    assert "Hermanas" not in text + mine
    who_may_know.say_conflict(who, second, by=first)
    assert who.code not in said(second)


def test_a_vote_is_not_asked_for_twice() -> None:
    by = factories.officer()
    request = factories.emergency()
    EmergencyWord.objects.create(request=request, by=by, yes=True)
    assert "You voted; another person must vote too." in said(by)
    assert "One person voted; a second must vote." in said(factories.officer())


def test_deadlines_of_donors_are_said_before_they_pass() -> None:
    by, day = factories.officer(), timedelta(days=1)

    def budget(title: str, spend_by: date, report_due_on: date | None) -> None:
        DonorBudget.objects.create(
            donor=factories.donor(),
            title=title,
            minor=1,
            currency="USD",
            starts_on=TODAY - 9 * day,
            spend_by=spend_by,
            report_due_on=report_due_on,
        )

    budget("soon", TODAY + 9 * day, TODAY + 30 * day)
    budget("later", TODAY + 99 * day, None)
    budget("missed", TODAY - day, None)
    text = said(by)
    assert "soon: the money must be spent." in text
    assert "soon: the donor expects a report." in text
    assert "later" not in text
    assert "missed" not in text


def test_who_has_nothing_to_do_reads_so() -> None:
    assert waiting_for_officer(factories.officer()) == []


def test_an_announced_award_waits_for_its_grant() -> None:
    officer, of = factories.officer(), factories.party()
    row = factories.application("decided", of=of, outcome="award")
    made = Determination.objects.create(application=row, outcome="award", by=officer)
    assert "plan the grant" not in said(officer)
    Determination.objects.filter(pk=made.pk).update(told_at=NOW)
    assert "plan the grant" in said(officer)
    grant(of, 1, application=row)
    assert "plan the grant" not in said(officer)


def test_the_next_tranche_without_a_day_is_listed() -> None:
    officer, of = factories.officer(), factories.party()
    row = grant(of, 1)
    row.tranches.update(due_on=None)
    report = Report.objects.create(grant=row, kind="narrative", due_on=TODAY + timedelta(days=90))
    Tranche.objects.create(grant=row, number=2, report=report)
    assert "tranche 1" in said(officer)
    assert "tranche 2" not in said(officer), "it is not the next one"
    row.tranches.filter(number=1).update(state="paid")
    assert "tranche 2" not in said(officer), "it waits for the grantee"
    Report.objects.filter(pk=report.pk).update(state="accepted")
    assert "tranche 2" in said(officer)
