"""Everything has its turn within three days, and the same on each asking."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from turns import OF, has_turn, leave_to_their_day

MONDAY = date(2026, 11, 30)


def test_each_has_one_turn_in_three_days() -> None:
    for name in ("case published", "desk grant paid", "", "/ar/"):
        days = [MONDAY + timedelta(days=n) for n in range(OF)]
        assert [has_turn(name, day) for day in days].count(True) == 1
        assert has_turn(name, MONDAY) == has_turn(name, MONDAY + timedelta(days=OF))


class Item:
    """What is asked of a collected test."""

    def __init__(self, parameter: str, **always: Any) -> None:
        self.name, self.callspec = f"test_one[{parameter}]", SimpleNamespace(id=parameter)
        self.marks = [pytest.mark.turns(**always).mark]

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        return next((mark for mark in self.marks if mark.name == name), None)

    def add_marker(self, mark: pytest.MarkDecorator) -> None:
        self.marks.append(mark.mark)


def test_who_has_no_turn_is_in_the_tail_and_some_are_asked_always() -> None:
    items = [Item(str(n), always=("7", "8")) for n in range(60)]
    leave_to_their_day(cast("list[pytest.Item]", items))
    left = {item.callspec.id for item in items if item.get_closest_marker("tail")}
    assert 20 < len(left) < 58
    assert not left & {"7", "8"}
