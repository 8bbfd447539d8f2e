"""The budgets of the tests' own time."""

from pathlib import Path

import pytest

from timing import budgets, by_room, over_budget


def test_seconds_are_added_up_by_folder() -> None:
    spent = {"tests/desk/test_a.py::one": 2.0, "tests/desk/views/test_b.py::two[x]": 3.0}
    assert by_room({**spent, "tests/test_launcher.py::it": 1.0}) == {"desk": 5.0, "tests": 1.0}


def test_a_room_that_takes_more_than_its_budget_is_named() -> None:
    assert over_budget({"desk": 9.0, "fund": 9.0}, {"desk": 10.0, "fund": 10.0}) == []
    (line,) = over_budget({"desk": 12.0, "fund": 2.0}, {"desk": 10.0, "fund": 10.0})
    assert line.startswith("desk took 12 s, and may take 10:")


def test_on_a_slower_machine_each_room_has_its_share() -> None:
    allowed = {"desk": 10.0, "fund": 10.0}
    assert over_budget({"desk": 20.0, "fund": 20.0}, allowed) == []
    (line,) = over_budget({"desk": 26.0, "fund": 14.0}, allowed)
    assert line.startswith("desk took 26 s, and may take 20:")


def test_a_room_without_a_budget_is_named() -> None:
    (line,) = over_budget({"new": 0.1}, {"desk": 10.0})
    assert line.startswith("new has no budget")


def test_a_budget_says_why(tmp_path: Path) -> None:
    file = tmp_path / "budgets.toml"
    file.write_text("[rooms.desk]\nseconds = 5\n")
    with pytest.raises(ValueError, match="desk does not say why"):
        budgets(file)


def test_every_room_has_a_budget() -> None:
    tests = Path(__file__).parents[1]
    tested = {path.relative_to(tests).parts[0] for path in tests.glob("*/**/test_*.py")}
    assert tested <= set(budgets())
