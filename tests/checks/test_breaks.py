"""Every deliberate break can be made, and a run says what came of it."""

import json
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "checks"))
    import breaks

    return breaks


def test_every_break_can_be_made_and_its_tests_are_there(checks: ModuleType) -> None:
    known = checks.breaks().values()
    assert len(known) >= 40
    assert [one.name for one in known if not one.can_be_made(ROOT)] == []
    for one in known:
        for test in one.tests:
            file, _colons, name = test.partition("::")
            assert f"def {name.partition('[')[0]}" in (ROOT / file).read_text(), one.name


def test_breaks_are_spread_over_all_rooms(checks: ModuleType) -> None:
    rooms = {path.name for path in (ROOT / "src" / "vigil").iterdir() if path.is_dir()}
    broken = {Path(one.file).parts[2] for one in checks.breaks().values()} | {"records"}
    assert rooms - {"__pycache__"} <= broken | {"files", "charts", "language"}


def a_break(checks: ModuleType, tree: Path, before: str) -> object:
    (tree / "room.py").write_text("left = 1\n")
    return checks.Break("b", "room.py", before, "left = 2", "it is wrong", ("test_room.py",))


def one_test(tests: Sequence[str], tree: Path, *, stop: bool) -> tuple[int, str]:
    """Stand in for pytest with the one test of the room."""
    if (tree / "room.py").read_text() == "left = 1\n":
        return 0, "1 passed"
    return 1, f"FAILED {tests[0]}::test_left - assert\n1 failed"


def test_a_break_is_found_written_down_and_not_asked_again(
    checks: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, results = a_break(checks, tmp_path, "left = 1"), tmp_path / "results.jsonl"
    monkeypatch.setattr(checks, "run", one_test)
    (found,) = checks.ask([one], tmp_path, "abc", results)
    assert (found.state, found.by) == ("found", "test_room.py::test_left")
    assert (tmp_path / "room.py").read_text() == "left = 1\n", "the copy is whole again"
    results.write_text(results.read_text() + '{"name": "cut o')
    monkeypatch.setattr(checks, "run", None)
    assert list(checks.ask([one], tmp_path, "abc", results)) == [found]
    assert json.loads(results.read_text().splitlines()[0])["commit"] == "abc"


def test_a_line_of_a_log_is_no_test(
    checks: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "ERROR    django.request:log.py:283 Not Found\nFAILED test_room.py::test_left - assert"
    monkeypatch.setattr(checks, "run", lambda *_tests, **_more: (1, said))
    one = a_break(checks, tmp_path, "left = 1")
    assert checks.asked(one, tmp_path, "abc", set()).by == "test_room.py::test_left"


def test_what_survives_and_what_cannot_be_made_is_said(
    checks: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = a_break(checks, tmp_path, "right = 1")
    assert checks.asked(one, tmp_path, "abc", set()).state == checks.GONE
    one = a_break(checks, tmp_path, "left = 1")
    assert checks.asked(one, tmp_path, "abc", {"test_room.py::test_left"}).state == checks.FAILS
    monkeypatch.setattr(checks, "run", lambda *_tests, **_more: (0, "1 passed"))
    survived = checks.asked(one, tmp_path, "abc", set())
    assert survived.state == checks.SURVIVES
    told = checks.table([one], [survived])
    assert "| b | it is wrong | **survives** test_room.py |" in told
    assert told.endswith("0 of 1 found")
