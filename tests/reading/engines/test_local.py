"""Stages over many batches: in order, in bounded memory, failures heard."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from vigil.reading.engines import local
from vigil.reading.engines.local import IN_FLIGHT_A_WORKER, map_ordered

SOURCE = Path(local.__file__).parents[3]
SLEEPING = """
import time
from vigil.reading.engines.local import map_ordered
if __name__ == "__main__":
    list(map_ordered(time.sleep, [60] * 4, workers=2))
"""


def double(number: int) -> int:
    return number * 2


def fail_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


@pytest.mark.parametrize("workers", [1, 2])
def test_answers_come_in_order(workers: int) -> None:
    assert list(map_ordered(double, range(20), workers=workers)) == [n * 2 for n in range(20)]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failure_is_raised(workers: int) -> None:
    with pytest.raises(ValueError, match="three"):
        list(map_ordered(fail_at_three, range(10), workers=workers))


_loaded: list[int] = []


def remember() -> None:
    _loaded.append(os.getpid())


def who_loaded(_: int) -> tuple[int, ...]:
    return tuple(_loaded)


def test_copies_share_what_this_process_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    # A thread that another test left behind would forbid it.
    monkeypatch.setattr(local, "_can_be_copied", lambda: True)
    _loaded.clear()
    answers = list(map_ordered(who_loaded, range(4), workers=2, start=remember, share=True))
    assert answers == [(os.getpid(),)] * 4


def test_a_process_with_threads_is_not_copied() -> None:
    _loaded.clear()
    done = threading.Event()
    waiting = threading.Thread(target=done.wait)
    waiting.start()
    answers = list(map_ordered(who_loaded, range(2), workers=2, start=remember, share=True))
    done.set()
    waiting.join()
    assert all(len(loaded) == 1 and loaded[0] != os.getpid() for loaded in answers)


def test_the_input_is_not_read_far_ahead() -> None:
    read: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            read.append(number)
            yield number

    answers = map_ordered(double, items(), workers=2)
    next(answers)
    assert len(read) <= 2 * IN_FLIGHT_A_WORKER + 1
    assert len(list(answers)) == 99


def test_who_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    program = tmp_path / "sleeping.py"
    program.write_text(SLEEPING)
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    with subprocess.Popen([sys.executable, str(program)], env=environment) as process:
        deadline = time.monotonic() + 60
        # Two that work, and what watches over what they share.
        while len(begun := psutil.Process(process.pid).children(recursive=True)) < 3:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.kill()
    _gone, alive = psutil.wait_procs(begun, timeout=20)
    assert alive == []
