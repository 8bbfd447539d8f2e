"""Safety: plans with a day of review, incidents by month, nothing of it in the clear."""

from datetime import date, timedelta

import pytest

from days import today
from fund.factories import a_grant, officer, party
from fund.parties.verbs.test_registering import everything_in_the_database
from vigil.fund.models import Incident, SafetyPlan
from vigil.fund.overview.waiting import people
from vigil.fund.overview.waiting.lines import Viewer
from vigil.fund.parties.verbs import sealing, who_may_know
from vigil.fund.safety.verbs import plans_and_incidents
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit

pytestmark = pytest.mark.django_db


def soon() -> date:
    """Return a day on which a plan can be looked at again."""
    return today() + timedelta(days=90)


def test_the_newest_plan_holds_and_is_due_on_its_day() -> None:
    by, made = officer(), party()
    old = plans_and_incidents.write_plan(made, "Canaryword: two phones", soon(), by=by)
    new = plans_and_incidents.write_plan(made, "Canaryword: three phones", soon(), by=by)
    assert list(SafetyPlan.objects.filter(newest=True)) == [new]
    assert not people.safety_plans(Viewer(by))
    SafetyPlan.objects.filter(pk=new.pk).update(review_on=today())
    assert len(people.safety_plans(Viewer(by))) == 1
    new.refresh_from_db()
    later = soon() + timedelta(days=30)
    assert plans_and_incidents.review_plan(new, later, by=by).review_on == later
    with pytest.raises(NotPossible):
        plans_and_incidents.review_plan(old, later, by=by)
    assert "Canaryword" not in everything_in_the_database()


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_plan_is_looked_at_again_within_a_year(days: int) -> None:
    with pytest.raises(Unfit):
        plans_and_incidents.write_plan(
            party(), "words", today() + timedelta(days=days), by=officer()
        )
    with pytest.raises(Unfit):
        plans_and_incidents.write_plan(party(), " ", soon(), by=officer())
    assert not SafetyPlan.objects.exists()


def test_of_an_incident_the_month_is_kept_and_the_rest_sealed() -> None:
    by, grant = officer(), a_grant()
    day = today().replace(day=1)
    row = plans_and_incidents.report_incident(
        grant.party, "safety", today(), "Canaryword", by=by, grant=grant
    )
    assert (row.month, row.state) == (day, Incident.State.OPEN)
    with pytest.raises(NotPossible):
        plans_and_incidents.close_incident(row, by=by)
    plans_and_incidents.answer_incident(row, "Canaryword: another flat", by=by)
    assert plans_and_incidents.close_incident(row, by=by).state == Incident.State.CLOSED
    with pytest.raises(NotPossible):
        plans_and_incidents.answer_incident(row, "more", by=by)
    assert "Canaryword" not in everything_in_the_database()


def test_an_incident_belongs_to_its_party_and_to_no_month_to_come() -> None:
    by, made = officer(), party()
    with pytest.raises(NotPossible):
        plans_and_incidents.report_incident(
            made, "safety", today(), "words", by=by, grant=a_grant()
        )
    for wrong in (
        ("sport", today(), "w"),
        ("safety", today() + timedelta(days=62), "w"),
        ("safety", today(), ""),
    ):
        with pytest.raises(Unfit):
            plans_and_incidents.report_incident(made, *wrong, by=by)
    for reach, contact in (("", ""), ("pigeon", ""), ("other", " ")):
        with pytest.raises(Unfit):
            plans_and_incidents.report_incident(
                made, "plan", today(), "words", by=None, reach=reach, contact=contact
            )
    assert (
        plans_and_incidents.report_incident(made, "plan", today(), "words", by=None, reach="no").by
        is None
    )


def test_what_they_tell_themselves_is_kept_once_and_says_how_to_reach_them() -> None:
    by, grant = officer(), a_grant()
    told = [
        plans_and_incidents.report_incident(
            grant.party, "safety", today(), "Canaryword", by=None, grant=grant,
            reach=Incident.Reach.OTHER, contact="Canaryword at dawn", uid="a" * 32,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert told[0] == told[1]
    assert len(people.incidents(Viewer(by))) == 1
    assert "Canaryword" not in everything_in_the_database()
    how = sealing.read(grant.party, "incident", told[0].uid, "contact", by=by, why="to write")
    assert how == "Canaryword at dawn"
    # Nothing of how to reach them is kept where they want no other way than the usual one.
    usual = plans_and_incidents.report_incident(
        grant.party, "safety", today(), "words", by=None, reach="usual", contact="left over"
    )
    assert not sealing.is_kept("incident", usual.uid, "contact")


def test_an_officer_with_an_interest_sees_no_plan_and_no_incident() -> None:
    by, made = officer(), party()
    plans_and_incidents.write_plan(made, "words", today() + timedelta(days=9), by=by)
    plans_and_incidents.report_incident(made, "safety", today(), "words", by=by)
    who_may_know.say_conflict(made, by, by=by)
    assert not people.safety_plans(Viewer(by))
    assert not people.incidents(Viewer(by))
    with pytest.raises(NotAllowed):
        plans_and_incidents.write_plan(made, "words", soon(), by=by)
