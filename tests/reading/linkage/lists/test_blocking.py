from datetime import date

import pytest

from reading.linkage.lists.samples import day, killing, month, unlike
from vigil.reading.linkage.lists import ListedKilling
from vigil.reading.linkage.lists.blocking import candidates


def test_rows_meet_by_name_by_day_and_by_place_and_month() -> None:
    a = [killing("a")]
    for told in (
        {"when": day("2011-01-01"), "place": "", "admin1": "", "country": ""},
        {"names": (), "when": day("2019-05-05"), "place": "", "country": ""},
        {"names": (), "when": month(2019, 5)},
        {"names": (), "when": None},
    ):
        assert candidates(a, [killing("b", **told)]) == [(0, 0)]


def test_the_pairs_grow_with_the_rows() -> None:
    a, b = ([unlike(n) for n in range(size)] for size in (600, 600))
    assert len(candidates(a, b)) < 60 * 600


def test_a_crowded_day_is_refined_and_not_dropped() -> None:
    when = day("2019-05-03")
    a = [ListedKilling(id=f"a{n}", when=when, country="MEX", place=f"P{n}x") for n in range(60)]
    b = [ListedKilling(id=f"b{n}", when=when, country="MEX", place=f"P{n}x") for n in range(60)]
    found = candidates(a, b)
    assert {(n, n) for n in range(60)} <= set(found)
    assert len(found) < 60 * 60


@pytest.mark.parametrize("other", [(28, 30), (29, 30), (24, 30)])
def test_who_meets_does_not_depend_on_the_side(other: tuple[int, int]) -> None:
    may = date(2019, 5, 1).toordinal()
    april = date(2019, 4, 1).toordinal() - 1
    a = [killing("a", names=(), when=(may, may + 4), admin1="", country="")]
    b = [killing("b", names=(), when=(april + other[0], april + other[1]), admin1="", country="")]
    assert candidates(a, b) == candidates(b, a) == [(0, 0)]
