"""Which persons of several accounts are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.casefile.people.name_matching import PersonInAccount, align, fold, same_person


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Amalia Ríos Quintero", "Amalia Rios", True),
        ("AMALIA RIOS QUINTERO", "Amalia Ríos Quintero", True),
        ("Иван Петров", "Ivan Petrov", True),
        ("Amalia Ríos", "Bento Nunes", False),
        ("João da Silva", "Joao da Silva Neto", True),
    ],
)
def test_names(one: str, other: str, same: bool) -> None:
    assert same_person([one], [other]) is same


def test_folding_is_ascii_and_lower() -> None:
    assert fold("  José  Ñúñez-Ávila Jr. ") == "jose nunez-avila jr"


def named(account: str, *names: str) -> list[PersonInAccount]:
    return [PersonInAccount(account, {"names": [name]}) for name in names]


def test_two_reports_of_two_people_stay_two_people() -> None:
    persons = align([named("a", "Amalia Ríos", "Bento Nunes"), named("b", "Bento Nunes")])
    assert [p.names for p in persons] == [["Amalia Ríos"], ["Bento Nunes"]]
    assert [len(p.readings) for p in persons] == [1, 2]


def test_an_unnamed_person_is_the_named_one_unless_gender_contradicts() -> None:
    woman = [PersonInAccount("a", {"names": ["Amalia Ríos"], "gender": "female"})]
    somebody = [PersonInAccount("b", {"age": {"low": 41, "high": 41}})]
    man = [PersonInAccount("c", {"gender": "male"})]
    assert len(align([woman, somebody])) == 1
    assert len(align([woman, man])) == 2


people = st.lists(
    st.builds(
        lambda name, gender: PersonInAccount(
            "x", {"names": [name] if name else [], "gender": gender}
        ),
        st.sampled_from(["", "Amalia Ríos", "Bento Nunes", "Chloé Marchand"]),
        st.sampled_from(["female", "male", "unknown"]),
    ),
    max_size=4,
)


@given(st.lists(people, max_size=4))
def test_nobody_is_dropped_or_doubled(accounts: list[list[PersonInAccount]]) -> None:
    persons = align(accounts)
    assert sum(len(p.readings) for p in persons) == sum(len(a) for a in accounts)
    assert len(persons) >= max((len(a) for a in accounts), default=0)
