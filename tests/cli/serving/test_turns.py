"""Pages are made a few at a time; what strangers send does not wait for them."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from vigil.cli.serving import turns
from vigil.cli.serving.turns import AT_ONCE, InTurn

PATIENCE = 10


class Slow:
    """An application whose answers wait until they are let go."""

    def __init__(self) -> None:
        self.begun, self.let_go = threading.Semaphore(0), threading.Event()

    def __call__(self, _environ: dict[str, Any], _start: Callable[..., Any]) -> Iterable[bytes]:
        """Say that it has begun; wait; answer in pieces."""
        self.begun.release()
        assert self.let_go.wait(PATIENCE)
        return iter([b"made"])


@pytest.fixture
def slow() -> Iterator[Slow]:
    """The slow application; whoever still waits at the end of a test is let go."""
    made = Slow()
    yield made
    made.let_go.set()


def asked(answer: InTurn, path: str, method: str = "GET") -> None:
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path}
    threading.Thread(target=answer, args=(environ, print), daemon=True).start()


def test_a_page_waits_until_another_is_made(slow: Slow) -> None:
    answer = InTurn(slow)
    for _ in range(AT_ONCE + 1):
        asked(answer, "/cases/")
    for _ in range(AT_ONCE):
        assert slow.begun.acquire(timeout=PATIENCE)
    assert not slow.begun.acquire(timeout=0.05)
    slow.let_go.set()
    assert slow.begun.acquire(timeout=PATIENCE)


@pytest.mark.parametrize(
    ("path", "method"),
    [("/bear-witness/", "GET"), ("/healthz", "GET"), ("/desk/cases/1/coding/", "POST")],
)
def test_forms_health_and_what_is_sent_do_not_wait(slow: Slow, path: str, method: str) -> None:
    answer = InTurn(slow)
    for _ in range(AT_ONCE):
        asked(answer, "/desk/")
        assert slow.begun.acquire(timeout=PATIENCE)
    asked(answer, path, method)
    assert slow.begun.acquire(timeout=PATIENCE)


def test_nobody_waits_for_long(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_SECONDS", 0.01)
    answer = InTurn(slow)
    for _ in range(AT_ONCE + 1):
        asked(answer, "/map/")
    for _ in range(AT_ONCE + 1):
        assert slow.begun.acquire(timeout=PATIENCE)


def test_a_turn_ends_before_the_answer_is_sent_and_with_an_error(slow: Slow) -> None:
    slow.let_go.set()
    answer = InTurn(slow)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/"}
    kept = [answer(environ, print) for _ in range(AT_ONCE + 1)]
    assert [b"".join(one) for one in kept] == [b"made"] * len(kept)

    def fails(_environ: dict[str, Any], _start: Callable[..., Any]) -> Iterable[bytes]:
        raise RuntimeError

    failing = InTurn(fails)
    for _ in range(AT_ONCE + 1):
        with pytest.raises(RuntimeError):
            failing(environ, print)
    assert failing.turns.acquire(timeout=0)
