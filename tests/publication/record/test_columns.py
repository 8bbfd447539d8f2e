"""The columns that every total is counted from: the same by changes as read anew."""

import random
from typing import Any

import numpy as np
import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from factories import CaseFactory, VictimFactory, adjudicator
from publication import many
from seconded import publish_again
from vigil.casefile.cases.verbs.contesting import set_contested
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.models import Case
from vigil.publication.models import PublicCase, PublicChange
from vigil.publication.record import columns as module
from vigil.publication.record.columns import FIELDS, Columns, current
from vigil.publication.record.people import PeopleCounts
from vigil.publication.record.projection import project

db = pytest.mark.django_db


def afresh() -> Columns:
    """Read every row, whatever is held."""
    return Columns.of(PublicCase.objects.values_list(*FIELDS))


def same(left: Columns, right: Columns) -> None:
    """Check that two columns say the same of the same cases in the same order."""
    assert left.pk.tolist() == right.pk.tolist()
    for name in ("number", "day_from", "day_to", "year", "month", "headline", "contested"):
        assert getattr(left, name).tolist() == getattr(right, name).tolist(), name
    for name in ("lat", "lon"):
        assert np.array_equal(getattr(left, name), getattr(right, name), equal_nan=True)
    for name, counts in left.counts.items():
        assert counts.tolist() == right.counts[name].tolist(), name
    for name, coded in left.coded.items():
        other = right.coded[name]
        assert [coded.values[c] for c in coded.codes] == [other.values[c] for c in other.codes]
    assert left.checked_year.tolist() == right.checked_year.tolist()
    assert left.people.row.tolist() == right.people.row.tolist()
    for name, codes in left.people.codes.items():
        assert codes.tolist() == right.people.codes[name].tolist(), name
    assert left.people.target.tolist() == right.people.target.tolist()
    assert left.people.target_survived.tolist() == right.people.target_survived.tolist()


def change(number: random.Random, by: Any) -> None:
    """Do something to some case, as people do."""
    cases = list(Case.objects.order_by("pk"))
    case = number.choice(cases)
    kind = number.choice(["new", "contest", "withdraw", "publish", "place", "victim"])
    if kind == "new":
        many._case(100 + len(cases))
    elif kind == "contest" and case.visibility == "published":
        set_contested(case, not case.contested, by=by, why="Somebody asks.")
    elif kind == "withdraw" and case.visibility == "published":
        withdraw_case(case, by=by, why="Somebody asks.")
    elif kind == "publish" and case.visibility == "withdrawn":
        publish_again(case, by=by)
    elif kind == "place":
        Case.objects.filter(pk=case.pk).update(country=number.choice(["MEX", "PER", ""]))
        project([case.pk])
    elif kind == "victim":
        VictimFactory(case=case, outcome=number.choice(["killed", "injured", "missing"]))


@db
@pytest.mark.parametrize("seed", range(4))
def test_what_changed_is_read_alone_and_gives_what_reading_everything_gives(seed: int) -> None:
    number, by = random.Random(seed), adjudicator()
    many.make(6)
    current()
    for _ in range(12):
        for _more in range(number.randint(1, 3)):
            change(number, by)
        same(current(), afresh())


@db
def test_only_what_changed_is_read(django_assert_num_queries: Any) -> None:
    cases = many.make(3)
    held = current()
    with django_assert_num_queries(1):
        assert current() is held
    set_contested(cases[0], True, by=adjudicator(), why="Somebody asks.")
    # The state, whether ours is in its history, what changed since, its rows, ends of consents.
    with django_assert_num_queries(5):
        assert current() is not held


@db
def test_a_change_that_is_undone_does_not_confuse_what_is_held() -> None:
    cases, by = many.make(4), adjudicator()
    before = current()
    for number in range(3):
        with transaction.atomic():
            withdraw_case(cases[number], by=by, why="Somebody asks.")
            same(current(), afresh())
            assert len(current()) == 3
            transaction.set_rollback(True)
        same(current(), before)
    # The same number of a version comes again, with another content.
    withdraw_case(cases[3], by=by, why="Somebody asks.")
    same(current(), afresh())
    assert cases[3].pk not in current().pk


@db
def test_what_is_held_of_another_history_is_read_anew() -> None:
    cases = many.make(4)
    current()
    set_contested(cases[0], True, by=adjudicator(), why="Somebody asks.")
    PublicChange.objects.all().delete()
    same(current(), afresh())


@db
def test_many_changes_are_read_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 1)
    cases, by = many.make(4), adjudicator()
    current()
    for case in cases:
        set_contested(case, True, by=by, why="Somebody asks.")
    same(current(), afresh())
    assert current().contested.all()


@db
@pytest.mark.parametrize("at_once", [1, 3, 10])
def test_rows_read_a_few_at_a_time_give_the_same(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    many.make(10)
    whole = afresh()
    monkeypatch.setattr(module, "READ_AT_ONCE", at_once)
    same(afresh(), whole)


@db
def test_an_empty_record_has_empty_columns() -> None:
    columns = current()
    assert len(columns) == 0
    assert columns.newest(columns.all()).tolist() == []
    assert columns.of_cases([1, 2]).tolist() == []
    assert columns.coded["country"].count(columns.all()) == {}


@db
def test_order_is_by_day_then_number_and_undated_cases_come_last() -> None:
    many.make(10)
    columns = current()
    newest = columns.newest(columns.all())
    oldest = columns.oldest(columns.all())
    days = columns.day_from[newest].tolist()
    assert days == sorted(days, reverse=True)
    dated = [day for day in columns.day_from[oldest].tolist() if day]
    assert dated == sorted(dated)
    assert not columns.day_from[oldest][len(dated) :].any()
    for rows, key in ((newest, columns.newness_key), (oldest, columns.age_key)):
        keys = key(rows).tolist()
        assert keys == sorted(set(keys))


@db
def test_values_are_counted_once_a_case_and_weights_added_up_and_persons_as_persons() -> None:
    case = CaseFactory(country="MEX")
    VictimFactory(case=case, outcome="killed")
    VictimFactory(case=case, outcome="killed", name="Bruna Calasso")
    VictimFactory(case=CaseFactory(country="ITA"), outcome="injured")
    columns = current()
    everything = columns.all()
    counted = columns.people.count("outcome", columns.people.all(), everybody=True)
    assert counted == {
        "killed": PeopleCounts(1, 2, 2, 2, 0),
        "injured": PeopleCounts(1, 1, 0, 1, 1),
    }
    again = columns.people.count("outcome", columns.people.all(), everybody=False)
    assert again == counted
    people = columns.counts["n_people"]
    assert columns.coded["country"].count(everything, people) == {"ITA": 1, "MEX": 2}


@db
@given(pks=st.lists(st.integers(-5, 1 << 40), max_size=5))
def test_cases_that_are_not_public_have_no_row(pks: list[int]) -> None:
    assert not Columns.of([]).of_cases(pks).any()
