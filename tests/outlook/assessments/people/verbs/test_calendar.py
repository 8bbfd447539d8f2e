"""The calendar of an assessment: planned at once, moved by region, kept by the worker."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from outlook import factories_assessments as factories
from outlook import factories_panels as panels
from vigil.outlook.assessments.people.verbs import calendar
from vigil.outlook.assessments.people.verbs.calendar import CalendarPlan, RoundTimes
from vigil.outlook.models import Assessment, Panel, Round
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import Decision, RoleGrant

pytestmark = pytest.mark.django_db
FIRST = date(2031, 3, 3)


def planned(made: Assessment, **offsets: int) -> list[Panel]:
    """Plan three rounds; regions named in `offsets` begin later."""
    by = {made.panels.get(region=name).pk: days for name, days in offsets.items()}
    plan = CalendarPlan(FIRST, (21, 14, 7), 3, by)
    return calendar.plan_calendar(made, plan, by=made.director)


def days_of(panel: Panel) -> list[tuple[str, str]]:
    """Return the first and last day of each round."""
    return [(f"{one.opens_at:%m-%d %H:%M}", f"{one.closes_at:%m-%d}") for one in panel.rounds.all()]


def test_rounds_of_all_regions_follow_each_other_staggered() -> None:
    made = factories.assessment()
    for _n in range(2):  # planned anew, the earlier plan goes
        assert planned(made, Balkans=10) == []
    andes, balkans = made.panels.order_by("region")
    assert days_of(andes) == [
        ("03-03 09:00", "03-23"), ("03-27 09:00", "04-09"), ("04-13 09:00", "04-19"),
    ]  # fmt: skip
    assert [one.kind for one in andes.rounds.all()] == ["estimate", "second", "final"]
    assert days_of(balkans)[0] == ("03-13 09:00", "04-02")
    with pytest.raises(NotAllowed):
        calendar.plan_calendar(made, CalendarPlan(FIRST, (7,), 0, {}), by=andes.chair)
    for plan, field in (
        (CalendarPlan(FIRST, (7,) * 4, 0, {}), "lengths"),
        (CalendarPlan(FIRST, (0,), 0, {}), "lengths"),
        (CalendarPlan(FIRST, (7,), 999, {}), "gap"),
        (CalendarPlan(FIRST, (7,), 1, {andes.pk: 999}), "offsets"),
    ):
        with pytest.raises(Unfit) as refused:
            calendar.plan_calendar(made, plan, by=made.director)
        assert refused.value.field == field


def test_a_region_is_moved_by_director_or_lead_and_only_the_lead_lets_it_run_by_itself() -> None:
    made = factories.assessment()
    planned(made)
    panel = made.panels.get(region="Andes")
    times = {1: RoundTimes(datetime(2031, 3, 5, 8), datetime(2031, 3, 20, 20), True, True)}
    calendar.move_rounds(panel, times, by=made.director)
    row = panel.rounds.get(number=1)
    assert (f"{row.opens_at:%m-%d}", row.opens_itself) == ("03-05", False)
    calendar.move_rounds(panel, times, by=panel.chair)
    row.refresh_from_db()
    assert (row.opens_itself, row.closes_itself, row.automatic_by) == (True, True, panel.chair)
    late = {1: RoundTimes(datetime(2031, 3, 5, 8), datetime(2031, 3, 30, 20))}
    with pytest.raises(Unfit, match="before the round before"):
        calendar.move_rounds(panel, late, by=panel.chair)
    with pytest.raises(NotAllowed):
        calendar.move_rounds(panel, times, by=made.panels.get(region="Balkans").chair)


def ticked(experts: int = 2) -> Round:
    """Return a planned round of an open panel that opens and closes by itself."""
    panel = factories.assessment().panels.get(region="Andes")
    for _n in range(experts):
        factories.seat(panel)
    row = panels.plan(panel)
    panel = setting_up.open_panel(panel, by=panel.chair)
    times = RoundTimes(panels.wall(0), panels.wall(7), True, True)
    calendar.move_rounds(panel, {1: times}, by=panel.chair)
    return row


def test_a_ticked_round_opens_on_its_day_and_never_closes_before_its_deadline() -> None:
    row = ticked()
    assert calendar.run_calendar() == {"opened": 1, "closed": 0, "failed": 0}
    assert calendar.run_calendar() == {"opened": 0, "closed": 0, "failed": 0}
    row.refresh_from_db()
    assert row.state == Round.State.OPEN
    assert Decision.objects.get(verb="open_round").actor is None
    with pytest.raises(NotPossible):
        rounds.close_due_round(row)
    Round.objects.filter(pk=row.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    assert calendar.run_calendar()["closed"] == 1
    row.refresh_from_db()
    assert (row.state, row.wanted_run) == (Round.State.CLOSED, 1)


def test_nothing_opens_against_what_a_lead_must_heed_or_who_leads_no_more() -> None:
    row = ticked(experts=0)
    assert calendar.run_calendar() == {"opened": 0, "closed": 0, "failed": 1}
    row = ticked()
    RoleGrant.objects.filter(user=row.panel.chair).delete()
    assert calendar.run_calendar()["opened"] == 0
    Round.objects.update(opens_itself=False)
    assert not calendar.due_rounds().exists()
