"""Everything has its turn within three days, and the same on each asking."""

from datetime import date, timedelta

from turns import OF, has_turn, in_turn

MONDAY = date(2026, 11, 30)


def test_each_has_one_turn_in_three_days() -> None:
    for name in ("case published", "desk grant paid", "", "/ar/"):
        days = [MONDAY + timedelta(days=n) for n in range(OF)]
        assert [has_turn(name, day) for day in days].count(True) == 1
        assert has_turn(name, MONDAY) == has_turn(name, MONDAY + timedelta(days=OF))


def test_who_has_no_turn_is_in_the_tail_and_some_are_asked_always() -> None:
    marked = [in_turn(n, name=f"state {n}").marks for n in range(60)]
    assert 0 < sum(not marks for marks in marked) < 40
    assert not any(in_turn(n, name=f"state {n}", always=True).marks for n in range(60))
