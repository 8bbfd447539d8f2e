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
