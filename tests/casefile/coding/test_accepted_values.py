"""The rule of each field."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.casefile.coding.accepted_values import (
    RULES,
    ReportedValue,
    age_range,
    all_of,
    most_precise_date,
    most_precise_place,
    most_reported,
)
from vigil.reading import codebook


def said(*values: Any, outlets: str = "") -> list[ReportedValue]:
    names = outlets.split() or [f"outlet {n}" for n in range(len(values))]
    return [
        ReportedValue(value, n, names[n], f"account {n}", source=names.index(names[n]))
        for n, value in enumerate(values)
    ]


def test_independent_outlets_outweigh_many_reports_of_one() -> None:
    accepted = most_reported(
        said("blade", "blade", "blade", "firearm", "firearm", outlets="a a a b c")
    )
    assert accepted.value == "firearm"
    assert accepted.support["reports"] == 2
    assert accepted.support["outlets"] == 2
    assert accepted.support["against"] == 3


def test_one_text_printed_by_many_counts_once() -> None:
    copied = [ReportedValue("blade", n, f"outlet {n}", f"account {n}", source=0) for n in range(3)]
    own = [ReportedValue("firearm", n, f"outlet {n}", f"account {n}", source=n) for n in (3, 4)]
    accepted = most_reported([*copied, *own])
    assert accepted.value == "firearm"
    assert accepted.support["sources"] == 2


def test_the_most_precise_date_wins_over_the_most_reported() -> None:
    month = {"value": "2019-03", "precision": "month"}
    day = {"value": "2019-03-07", "precision": "day"}
    accepted = most_precise_date(said(month, month, day))
    assert accepted.value == day
    assert accepted.support["coarser"] == 2


def test_among_equally_precise_dates_the_independent_ones_win() -> None:
    one = {"value": "2019-03-07", "precision": "day"}
    other = {"value": "2019-03-08", "precision": "day"}
    accepted = most_precise_date(said(one, other, other))
    assert accepted.value == other
    assert accepted.support["against"] == 1


def test_a_town_is_more_precise_than_a_country() -> None:
    country = {"name": "Mexico", "country": "MEX", "precision": "country"}
    town = {"name": "Puerto Ejemplo", "country": "MEX", "precision": "town"}
    assert most_precise_place(said(country, country, town)).value == town


def test_ages_become_a_range_that_says_it_differs() -> None:
    accepted = age_range(said({"low": 41, "high": 41}, {"low": 54, "high": 54}))
    assert accepted.value == {"low": 41, "high": 54}
    assert accepted.support["against"] == 1
    assert age_range(said({"low": 41, "high": 41})).support["against"] == 0


def test_all_names_are_kept_most_reported_first() -> None:
    accepted = all_of(said(["Amalia Ríos"], ["Amalia Ríos Quintero", "Amalia Ríos"]))
    assert accepted.value == ["Amalia Ríos", "Amalia Ríos Quintero"]


def test_a_tie_is_not_decided_by_the_machine() -> None:
    accepted = most_reported(said("blade", "firearm"))
    assert accepted.value == "unknown"
    assert accepted.support["against"] == 2


def test_a_source_counts_for_what_most_of_its_reports_give() -> None:
    accepted = most_reported(said("killed", "injured", "killed", outlets="a a a"))
    assert accepted.value == "killed"
    assert (accepted.support["reports"], accepted.support["against"]) == (2, 1)
    days = [{"value": f"2019-03-0{n}", "precision": "day"} for n in (2, 7, 7)]
    assert most_precise_date(said(*days, outlets="a a a")).value == days[1]
    assert most_reported(said("killed", "injured", outlets="a a")).value == "unknown"


@given(st.permutations(said("blade", "firearm", "firearm", "poison", "blade")))
def test_the_answer_does_not_depend_on_the_order(values: list[ReportedValue]) -> None:
    assert (
        most_reported(values).value == most_reported(sorted(values, key=lambda s: s.report)).value
    )


@pytest.mark.parametrize("field", sorted(RULES))
def test_every_rule_is_for_a_field_of_the_codebook(field: str) -> None:
    rule = codebook.current().fields[field].computed_rule
    assert rule == RULES[field].__name__ or (field, rule) == ("perpetrators", "coders_only")
