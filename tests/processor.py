"""A bound on the work of a piece of code, for what would take hours where it is wrong."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def seconds_of_processor(most: int) -> Iterator[None]:
    """Fail once this process has worked for so many seconds; waiting does not count."""

    def over(*_args: object) -> None:
        raise AssertionError(f"more than {most} seconds of the processor")

    before = signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
