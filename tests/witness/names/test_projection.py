"""Names follow the case file: who is on the list, as what, and until when."""

import datetime

import pytest
from django.utils import timezone

from factories import CaseFactory, VictimFactory, adjudicator, publish_anew
from seconded import lift
from vigil.casefile.models import Victim
from vigil.trust.withdrawals.verbs import withdraw
from vigil.witness.models import Name, NamesState, NameWord, Standing
from vigil.witness.names.projection import is_current, rebuild
from witness.people_factories import AMALIA, killed, on_list, row_of

pytestmark = [pytest.mark.django_db, pytest.mark.either]


def test_who_was_killed_and_may_be_named_is_on_the_list_newest_first() -> None:
    killed("Old", "2001-05-02")
    killed("New", "2021-05-02")
    killed("Undated", "")
    killed("Survivor", outcome="injured")
    killed("Child", age_low=12, age_high=12)
    killed("")
    VictimFactory(case=CaseFactory(visibility="internal"), name="Internal")
    VictimFactory(case=CaseFactory(stage="coded"), name="Unverified")
    assert on_list() == ["New", "Old", "Undated"]


def test_several_people_of_a_case_are_several_names() -> None:
    first = killed("First")
    VictimFactory(case=first.case, name="Second", role="killed_beside_target")
    assert sorted(on_list()) == ["First", "Second"]


def test_a_child_is_named_as_long_as_the_family_agrees() -> None:
    today = timezone.localdate()
    child = killed("Child", age_low=12, age_high=12, agreed_until=today)
    assert on_list() == ["Child"]
    assert row_of(child).valid_until == today
    Name.objects.update(valid_until=today - datetime.timedelta(1))
    assert on_list() == []


def test_a_handle_stays_whatever_is_corrected() -> None:
    victim = killed()
    before = row_of(victim)
    Victim.objects.filter(pk=victim.pk).update(name="Amalia Ríos")
    publish_anew(victim.case)
    after = row_of(victim)
    assert (after.name, after.handle) == ("Amalia Ríos", before.handle)


def test_a_withdrawn_name_leaves_nothing_and_comes_back_at_its_address() -> None:
    victim = killed()
    handle = row_of(victim).handle
    withdrawal = withdraw([AMALIA], by=adjudicator(), why="her sister asked")
    assert not Name.objects.exists()
    assert not NameWord.objects.exists()
    lift(withdrawal, by=adjudicator(), why="the family wants it")
    assert row_of(victim).handle == handle


def test_a_case_that_is_withdrawn_takes_its_names_along() -> None:
    victim = killed()
    victim.case.visibility = "withdrawn"
    victim.case.save()
    publish_anew(victim.case)
    assert on_list() == []


def test_who_was_killed_in_a_conflict_between_groups_waits() -> None:
    alleged = killed("Alleged", target_category="reported_criminal_link")
    trade = killed("Trade", motive="organised_crime", target_category="unknown")
    killed("Reporter", motive="organised_crime")
    assert on_list() == ["Reporter"]
    assert {row_of(one).standing for one in (alleged, trade)} == {Standing.WAITING}
    assert row_of(alleged).category == "", "nobody is remembered as what reports allege"


def test_a_corrected_record_changes_who_waits() -> None:
    victim = killed(target_category="reported_criminal_link")
    Victim.objects.filter(pk=victim.pk).update(target_category="business")
    publish_anew(victim.case)
    assert on_list() == [AMALIA]


def test_nothing_is_written_where_nothing_changed() -> None:
    victim = killed()
    before, state = row_of(victim), NamesState.objects.get()
    publish_anew(victim.case)
    assert row_of(victim).pk == before.pk
    assert NamesState.objects.get().token == state.token


def test_rebuilding_makes_what_is_missing_and_removes_what_is_stale() -> None:
    victim = killed()
    Name.objects.all().delete()
    NamesState.objects.all().delete()
    assert not is_current()
    assert rebuild() == 1
    assert is_current()
    Victim.objects.filter(pk=victim.pk).update(outcome="injured")
    assert rebuild() == 0
