"""Safety: plans with a day of review, incidents by month, nothing of it in the clear."""

from datetime import date, timedelta

import pytest

from days import today
from fund.factories import a_grant, officer, party
from fund.parties.verbs.test_registering import everything_in_the_database
from vigil.fund.models import Incident, SafetyPlan
from vigil.fund.parties.verbs import registering as parties
from vigil.fund.parties.verbs import sealing as words
from vigil.fund.safety.verbs import plans_and_incidents as safety
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit

pytestmark = pytest.mark.django_db


def soon() -> date:
    """Return a day on which a plan can be looked at again."""
    return today() + timedelta(days=90)


def test_the_newest_plan_holds_and_is_due_on_its_day() -> None:
    by, made = officer(), party()
    old = safety.write_plan(made, "Canaryword: two phones", soon(), by=by)
    new = safety.write_plan(made, "Canaryword: three phones", soon(), by=by)
    assert list(SafetyPlan.objects.filter(newest=True)) == [new]
    assert list(safety.plans_due(by)) == []
    assert list(safety.plans_due(by, soon())) == [new]
    later = soon() + timedelta(days=30)
    assert safety.review_plan(new, later, by=by).review_on == later
    with pytest.raises(NotPossible):
        safety.review_plan(old, later, by=by)
    assert "Canaryword" not in everything_in_the_database()


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_plan_is_looked_at_again_within_a_year(days: int) -> None:
    with pytest.raises(Unfit):
        safety.write_plan(party(), "words", today() + timedelta(days=days), by=officer())
    with pytest.raises(Unfit):
        safety.write_plan(party(), " ", soon(), by=officer())
    assert not SafetyPlan.objects.exists()


def test_of_an_incident_the_month_is_kept_and_the_rest_sealed() -> None:
    by, grant = officer(), a_grant()
    day = today().replace(day=1)
    row = safety.report_incident(grant.party, "safety", today(), "Canaryword", by=by, grant=grant)
    assert (row.month, row.state) == (day, Incident.State.OPEN)
    with pytest.raises(NotPossible):
        safety.close_incident(row, by=by)
    safety.answer_incident(row, "Canaryword: another flat", by=by)
    assert safety.close_incident(row, by=by).state == Incident.State.CLOSED
    with pytest.raises(NotPossible):
        safety.answer_incident(row, "more", by=by)
    assert "Canaryword" not in everything_in_the_database()


def test_an_incident_belongs_to_its_party_and_to_no_month_to_come() -> None:
    by, made = officer(), party()
    with pytest.raises(NotPossible):
        safety.report_incident(made, "safety", today(), "words", by=by, grant=a_grant())
    for wrong in (
        ("sport", today(), "w"),
        ("safety", today() + timedelta(days=62), "w"),
        ("safety", today(), ""),
    ):
        with pytest.raises(Unfit):
            safety.report_incident(made, *wrong, by=by)
    for reach, contact in (("", ""), ("pigeon", ""), ("other", " ")):
        with pytest.raises(Unfit):
            safety.report_incident(
                made, "plan", today(), "words", by=None, reach=reach, contact=contact
            )
    assert safety.report_incident(made, "plan", today(), "words", by=None, reach="no").by is None


def test_what_they_tell_themselves_is_kept_once_and_says_how_to_reach_them() -> None:
    by, grant = officer(), a_grant()
    told = [
        safety.report_incident(
            grant.party, "safety", today(), "Canaryword", by=None, grant=grant,
            reach=Incident.Reach.OTHER, contact="Canaryword at dawn", uid="a" * 32,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert told[0] == told[1]
    assert list(safety.open_incidents(by)) == [told[0]]
    assert "Canaryword" not in everything_in_the_database()
    how = words.read(grant.party, "incident", told[0].uid, "contact", by=by, why="to write")
    assert how == "Canaryword at dawn"
    # Nothing of how to reach them is kept where they want no other way than the usual one.
    usual = safety.report_incident(
        grant.party, "safety", today(), "words", by=None, reach="usual", contact="left over"
    )
    assert not words.is_kept("incident", usual.uid, "contact")


def test_an_officer_with_an_interest_sees_no_plan_and_no_incident() -> None:
    by, made = officer(), party()
    safety.write_plan(made, "words", soon(), by=by)
    safety.report_incident(made, "safety", today(), "words", by=by)
    parties.say_conflict(made, by, by=by)
    assert not safety.plans_due(by, soon()).exists()
    assert not safety.open_incidents(by).exists()
    with pytest.raises(NotAllowed):
        safety.write_plan(made, "words", soon(), by=by)
