"""What verbs share."""

import threading
from pathlib import Path

import pytest

from vigil.cli.common import one_at_a_time


def test_a_second_run_waits_for_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIL_DATA", str(tmp_path))
    steps: list[str] = []

    def second() -> None:
        with one_at_a_time("run"):
            steps.append("second")

    other = threading.Thread(target=second)
    with one_at_a_time("run"), one_at_a_time("another"):
        other.start()
        other.join(0.2)
        steps.append("first")
    other.join(10)
    assert steps == ["first", "second"]
