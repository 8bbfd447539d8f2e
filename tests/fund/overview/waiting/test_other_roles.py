"""What waits for an auditor and for a reviewer: codes and days, no name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fund import factories
from vigil.fund.models import Party, Review, SwitchedGate
from vigil.fund.overview.waiting.home import waiting_for_auditor, waiting_for_officer
from vigil.fund.parties import next_acts

pytestmark = pytest.mark.django_db


@pytest.mark.tail("gates, payments and lines have tests of their own queries")
def test_an_auditor_sees_gates_that_are_off_payments_without_proof_and_no_name() -> None:
    payment = factories.paid(factories.a_grant(factories.party(name="Hermanas")))
    payment.files.update(whole=False)
    by, other = factories.officer(), factories.officer()
    SwitchedGate.objects.create(gate="proof", why="No bank.", asked_by=by, confirmed_by=other)
    text = " ".join(line.text for group in waiting_for_auditor(by) for line in group.lines)
    assert "proof of the last transfer” is switched off" in text
    assert "1 payment lacks a proof, a witness or a receipt." in text
    assert "Download the audit file." in text
    assert "Hermanas" not in text


def test_a_reviewer_sees_how_many_days_are_left() -> None:
    by = factories.reviewer()
    row = factories.application()
    Review.objects.create(
        application=row, reviewer=by, due_on=timezone.localdate() - timedelta(days=2)
    )
    lines = [line for group in waiting_for_officer(by) for line in group.lines]
    own = [line for line in lines if "write your review" in line.text]
    assert [(line.age, line.is_late) for line in own] == [("2 days late", True)]


def test_the_next_act_of_a_party_is_the_most_urgent() -> None:
    urgent, applied = factories.emergency().party, factories.application().party
    nominated = factories.nomination().party
    rows = list(Party.objects.filter(pk__in=[urgent.pk, applied.pk, nominated.pk]))
    acts = next_acts.of_parties(rows)
    assert acts[urgent.pk].text == "Vote on the request"
    assert acts[applied.pk].text == "Assign reviewers"
    assert acts[nominated.pk].text == "Enter the missing checks"
