"""Sentences of figures: they say no more than the numbers do."""

import re

import pytest
from django.utils.translation import override

from vigil.charts.numbers import percent_text
from vigil.charts.text import with_whole_isolates
from vigil.publication.figures.countries_over_time import steps_of
from vigil.publication.figures.findings import (
    few_countries,
    in_countries,
    most_often,
    open_cases,
    parts,
    state_by_time,
    survived,
    through_time,
)
from vigil.publication.figures.tables import part_cell

NOTHING = "Nothing in this selection can be counted here."
DOUBT = "could change which is the most frequent"


def test_the_most_frequent_value_is_named_with_its_share() -> None:
    said = most_often([("firearm", 60), ("blade", 5)], 67, 2)
    assert said == (
        "Most often: firearm, 60 of 67 cases (89.6%). Not reported: 2 of 67 cases (3.0%)."
    )
    people = most_often([("judge", 3), ("journalist", 4)], 7, 0, of_people=True)
    assert people == "Most often: journalist, 4 of 7 people (57.1%)."


@pytest.mark.parametrize(("missing", "doubt"), [(4, False), (5, True), (30, True)])
def test_what_is_not_reported_may_change_the_order(missing: int, doubt: bool) -> None:
    assert (DOUBT in most_often([("a", 10), ("b", 5)], 15 + missing, missing)) is doubt


def test_equal_numbers_are_equal() -> None:
    two = most_often([("a", 2), ("b", 2)], 4, 0)
    assert two == "Equally often: a; b, each 2 of 4 cases (50.0%)."
    many = most_often([(name, 1) for name in "abcd"], 4, 0)
    assert many == (
        "No value is the most frequent: 4 have the same number, each 1 of 4 cases (25.0%)."
    )


def test_a_sentence_has_the_shares_of_its_table_and_rounds_halves_up() -> None:
    said = parts([("nobody", 1), ("some", 7), ("everybody", 2), ("open", 6)], 16, 0)
    assert re.findall(r"\((.*?)\)", said) == ["6.3%", "43.8%", "12.5%", "37.5%"]
    assert [part_cell(n, 16).shown for n in (1, 7, 2, 6)] == ["6.3%", "43.8%", "12.5%", "37.5%"]
    assert percent_text(0.145) == "15%"  # in binary, 0.145 * 100 is less than 14.5


def test_in_arabic_a_share_stands_behind_its_number() -> None:
    """Whatever holds isolated parts runs from right to left: a number, then its share."""
    with override("ar"):
        said = parts([("لم يُدَن أحد", 1), ("أُدين بعض الأشخاص", 7)], 8, 0)
    [resolved] = with_whole_isolates([said])
    around: list[str] = []
    holding = []
    for letter in resolved:
        if letter in "\u2066\u2067":
            holding += around[-1:]
            around.append(letter)
        elif letter == "\u2069":
            around.pop()
    assert len(holding) > 8
    assert set(holding) == {"\u2067"}


def test_what_is_open_says_in_how_many_somebody_was_convicted() -> None:
    rule = "While proceedings are open, a case counts as open only."
    assert open_cases(6, 0) == rule
    told = f"{rule} In 2 of these 6, somebody has already been convicted."
    assert open_cases(6, 2) == told
    assert open_cases(1, 1).endswith("In the one open case, somebody has already been convicted.")


def test_a_share_is_whole_only_where_it_is() -> None:
    assert "(99.95%)" in most_often([("a", 1999), ("b", 1)], 2000, 0)


def test_time_without_monitoring_shows_no_rise() -> None:
    said = through_time(["1990", "2020"], 67, [False, False])
    assert said.startswith("67 cases, from 1990 to 2020. None of this time was fully monitored")
    assert through_time(["2020"], 1, [True]) == "1 case, in 2020. All of this time was monitored."
    assert "Years or months fully monitored: 1 of 2." in through_time(["2020"], 1, [True, False])


def test_with_nothing_to_count_each_says_so() -> None:
    for said in (
        most_often([], 0, 0),
        parts([], 0, 0),
        through_time([], 0, []),
        in_countries(0, 0, 0),
        survived(0, 0),
        state_by_time("full justice", []),
        few_countries(0, 0),
    ):
        assert said.startswith(NOTHING)


def test_countries_are_counted_in_words_that_fit_one_and_none() -> None:
    one = "This country was not monitored throughout."
    assert in_countries(1, 1, 0) == f"1 case in 1 country. {one}"
    assert in_countries(3, 2, 0).endswith("None of these countries was monitored throughout.")
    assert in_countries(3, 2, 1).endswith("1 of these countries was monitored throughout.")
    assert in_countries(3, 2, 2).endswith("All of these countries were monitored throughout.")
    assert few_countries(0, 3).startswith("No country has at least 20 cases.")
    assert few_countries(1, 1) == "The one country has at least 20 cases."
    assert few_countries(1, 3).startswith("1 of 3 countries has at least 20 cases.")
    assert few_countries(3, 3) == "Each of the 3 countries has at least 20 cases."


def test_a_state_of_justice_that_no_case_has_is_said_once() -> None:
    bands = [("less than 5 years", 0, 3), ("5 to 9 years", 0, 2)]
    assert state_by_time("convicted", bands) == "Convicted: in none of the 5 cases checked."
    said = state_by_time("convicted", [bands[0], ("5 to 9 years", 1, 2)])
    assert "less than 5 years: none of 3 cases; 5 to 9 years: 1 of 2 cases." in said


def test_a_share_of_few_says_little() -> None:
    assert survived(1, 19).endswith("With so few people, a share says little.")
    assert survived(1, 1) == "The one target survived the attack."
    assert survived(5, 20) == "5 of 20 targets survived the attack (25.0%)."


def test_years_are_put_together_in_round_steps_without_a_gap() -> None:
    assert [step.label for step in steps_of(range(2018, 2021))] == ["2018", "2019", "2020"]
    steps = steps_of(range(1979, 2025))
    assert [step.label for step in steps][:2] == ["1979", "1980–1984"]
    assert len(steps) <= 12
    assert [y for s in steps for y in range(s.first, s.last + 1)] == list(range(1979, 2025))
    assert steps_of(range(2020, 2020)) == []
