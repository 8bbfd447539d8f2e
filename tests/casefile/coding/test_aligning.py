"""Who in one coding is who in another: by name, else by what they have in common."""

from itertools import permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from vigil.casefile.coding.aligning import align_people_of_codings

AMALIA = {"names": ["Amalia Ríos Quintero"], "age": {"low": 41, "high": 43}, "gender": "female"}
DRIVER = {"age": {"low": 60, "high": 60}, "gender": "male", "outcome": "injured"}
CHILD = {"age": {"low": 9, "high": 9}, "gender": "male", "outcome": "killed"}


def test_a_similar_name_decides_whatever_the_order() -> None:
    brother = {"names": ["Tomás Ríos Quintero"], "gender": "male"}
    other = [{"names": ["Tomas Rios"]}, {"names": ["AMALIA RIOS"], "age": {"low": 50, "high": 50}}]
    rows = align_people_of_codings([[AMALIA, brother], other])
    assert rows == [[AMALIA, other[1]], [brother, other[0]]]


def test_people_without_names_come_together_by_what_they_have_in_common() -> None:
    mine = [DRIVER, CHILD]
    for theirs in permutations(
        [
            {"age": {"low": 58, "high": 62}, "gender": "male", "outcome": "injured"},
            {"age": {"low": 9, "high": 10}, "gender": "unknown", "outcome": "killed"},
        ]
    ):
        rows = align_people_of_codings([mine, list(theirs)])
        assert [[row[0]["outcome"], row[1]["outcome"]] for row in rows] == [
            ["injured", "injured"],
            ["killed", "killed"],
        ]


def test_a_named_person_may_be_one_without_a_name_but_no_other_named_one() -> None:
    unnamed = {"age": {"low": 42, "high": 42}, "gender": "female", "outcome": "killed"}
    assert align_people_of_codings([[AMALIA, DRIVER], [unnamed]])[0] == [AMALIA, unnamed]
    eva = {"names": ["Eva Muestra"], "age": {"low": 42, "high": 42}, "gender": "female"}
    assert align_people_of_codings([[AMALIA], [eva]]) == [[AMALIA, {}], [{}, eva]]


def test_who_has_nothing_in_common_is_another_person() -> None:
    girl = {"age": {"low": 12, "high": 12}, "gender": "female", "outcome": "killed"}
    assert align_people_of_codings([[DRIVER], [girl]]) == [[DRIVER, {}], [{}, girl]]


def test_where_nothing_tells_them_apart_the_order_decides() -> None:
    people = [{"role": "target"}, {"role": "target"}]
    assert align_people_of_codings([people, people]) == [[p, p] for p in people]


people = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "names": st.sampled_from([["Amalia Ríos"], ["Tomás Prueba"], ["Eva Muestra"]]),
            "age": st.sampled_from([{"low": 9, "high": 9}, {"low": 40, "high": 44}]),
            "gender": st.sampled_from(["female", "male", "unknown"]),
            "outcome": st.sampled_from(["killed", "injured"]),
        },
    ),
    max_size=3,
)


@given(st.lists(people, min_size=2, max_size=3))
def test_nobody_is_lost_or_doubled(codings: list[list[dict[str, Any]]]) -> None:
    rows = align_people_of_codings(codings)
    assert all(len(row) == len(codings) for row in rows)
    for number, persons in enumerate(codings):
        placed = [id(row[number]) for row in rows]
        assert all(id(person) in placed for person in persons)
        assert sum(bool(row[number]) for row in rows) == sum(map(bool, persons))
