"""Choose which request is answered next, so that a crowd of one kind holds up no other.

Requests wait in lanes, by what they ask for. A free thread takes the oldest request of the lane
with the fewest requests being answered. So three hundred people who ask for the map at once wait
for each other. They hold up nobody who opens the form for tips, sends one, or works at the desk.
Two threads are kept for the forms of strangers.
"""

import logging
import re
import threading
from collections import Counter, deque
from enum import StrEnum
from typing import Any, Final

from waitress.task import ThreadedTaskDispatcher

LANGUAGE: Final = r"/(?:[a-z]{2,3}(?:-[a-z]+)?/)?"
OF_FORMS: Final = re.compile(
    rf"/healthz$|/static/|/styles/|{LANGUAGE}"
    r"(?:bear-witness/|mine/|fund/(?!results|data/)|about/report-an-error/)"
)
"""Pages on which strangers write to us, and the files that a browser loads for them."""
OF_CODES: Final = re.compile(rf"{LANGUAGE}bear-witness/return/")
"""The page where a code is looked up, which takes long on purpose."""
OF_COLLEAGUES: Final = re.compile(rf"{LANGUAGE}(?:account|desk|cms|network/me|outlook/panels)/")
KEPT: Final = 2
"""Threads kept for the forms of strangers."""


class Lane(StrEnum):
    """A kind of request that waits apart from the others."""

    FORMS = "forms"
    WORDS = "words"
    CODES = "codes"
    COLLEAGUES = "colleagues"
    PAGES = "pages"


OF_STRANGERS: Final = (Lane.FORMS, Lane.WORDS)


def lane_of(method: str, path: str) -> Lane:
    """Return the lane in which a request waits."""
    sends = method == "POST"
    if sends and OF_CODES.match(path):
        return Lane.CODES
    if OF_FORMS.match(path):
        return Lane.WORDS if sends else Lane.FORMS
    return Lane.COLLEAGUES if OF_COLLEAGUES.match(path) else Lane.PAGES


class Lanes:
    """Waiting tasks, with the methods that the dispatcher calls. Each call needs its lock."""

    def __init__(self, lock: threading.Lock, threads: int) -> None:
        self.lock, self.threads = lock, threads
        self.waiting: dict[Lane, deque[Any]] = {lane: deque() for lane in Lane}
        self.answered: Counter[Lane] = Counter()
        """How many of each lane are being answered."""

    def __len__(self) -> int:
        return sum(map(len, self.waiting.values()))

    def __bool__(self) -> bool:
        return self._next() is not None

    def append(self, channel: Any) -> None:
        """Add a connection whose request waits for its answer."""
        asked = channel.requests[0]
        lane = lane_of(getattr(asked, "command", ""), getattr(asked, "path", ""))
        self.waiting[lane].append(channel)

    def popleft(self) -> "RequestInProgress":
        """Return the next task. Raises IndexError if none may be answered now."""
        lane = self._next()
        if lane is None:
            raise IndexError
        self.answered[lane] += 1
        return RequestInProgress(self, lane, self.waiting[lane].popleft())

    def dismiss(self, n: int) -> list[Any]:
        """Remove the `n` newest tasks from the longest lane; return them."""
        lane = max(self.waiting.values(), key=len)
        return [lane.pop() for _ in range(min(n, len(lane)))]

    def _next(self) -> Lane | None:
        others = sum(self.answered[lane] for lane in Lane if lane not in OF_STRANGERS)
        full = others >= self.threads - KEPT
        open_ones = [
            lane for lane in Lane if self.waiting[lane] and (lane in OF_STRANGERS or not full)
        ]
        return min(open_ones, key=lambda lane: self.answered[lane], default=None)


class RequestInProgress:
    """A request that a thread is answering."""

    def __init__(self, lanes: Lanes, lane: Lane, channel: Any) -> None:
        self.lanes, self.lane, self.channel = lanes, lane, channel

    def service(self) -> None:
        """Answer the request, then free its place in the lane."""
        try:
            self.channel.service()
        finally:
            with self.lanes.lock:
                self.lanes.answered[self.lane] -= 1

    def cancel(self) -> None:
        """Cancel the request, because the server ends."""
        self.channel.cancel()


class Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Hands requests to threads, from lanes."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.queue = Lanes(self.lock, threads)
        # In a flood, one log line for each waiting request would fill the disk.
        self.queue_logger.setLevel(logging.ERROR)
        self.set_thread_count(threads)

    @property
    def waiting(self) -> int:
        """Return how many requests wait."""
        with self.lock:
            return len(self.queue)

    def dismiss(self, n: int) -> list[Any]:
        """Remove the `n` newest requests from the longest lane; return their connections."""
        with self.lock:
            return self.queue.dismiss(n)
