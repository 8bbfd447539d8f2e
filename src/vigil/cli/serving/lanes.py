"""Choose which request is answered next, so that a crowd of one kind holds up no other.

Requests wait in lanes, by what they ask for. A free thread takes the oldest request of the lane
with the fewest requests being answered. So three hundred people who ask for the map at once wait
for each other. They hold up nobody who opens the form for tips, sends one, or works at the desk.
Two threads are kept for the forms of strangers. Whoever asks whether the server is alive is
answered by threads of their own.

A lane has room for so many requests, and each may wait for so long. Beyond that a request is
refused at once (`shedding`), so that a crowd gets an honest answer and the queue never grows.
Strangers' forms and colleagues have the most room.
"""

import logging
import re
import threading
import time
from collections import Counter, deque
from enum import StrEnum
from typing import Any, Final

from waitress.task import ThreadedTaskDispatcher

LANGUAGE: Final = r"/(?:[a-z]{2,3}(?:-[a-z]+)?/)?"
OF_HEALTH: Final = re.compile(r"/(?:healthz|readyz)$")
"""Addresses at which other programs ask whether this one is alive."""
OF_FORMS: Final = re.compile(
    rf"/static/|/styles/|{LANGUAGE}"
    r"(?:bear-witness/|mine/|fund/(?!results|data/)|about/report-an-error/)"
)
"""Pages on which strangers write to us, and the files that a browser loads for them."""
OF_CODES: Final = re.compile(rf"{LANGUAGE}bear-witness/return/")
"""The page where a code is looked up, which takes long on purpose."""
OF_COLLEAGUES: Final = re.compile(rf"{LANGUAGE}(?:account|desk|cms|network/me|outlook/panels)/")
KEPT: Final = 2
"""Threads kept for the forms of strangers."""
THREADS_OF_HEALTH: Final = 2
"""Threads that answer nothing but health checks."""


class Lane(StrEnum):
    """A kind of request that waits apart from the others."""

    HEALTH = "health"
    FORMS = "forms"
    WORDS = "words"
    CODES = "codes"
    COLLEAGUES = "colleagues"
    PAGES = "pages"


OF_STRANGERS: Final = (Lane.FORMS, Lane.WORDS)
MOST_WAITING: Final = {
    Lane.HEALTH: 32,
    Lane.FORMS: 512,
    Lane.WORDS: 512,
    Lane.CODES: 64,
    Lane.COLLEAGUES: 256,
    Lane.PAGES: 64,
}
"""Most requests that wait in a lane of one process."""
LONGEST_WAIT: Final = {
    Lane.HEALTH: 10,
    Lane.FORMS: 30,
    Lane.WORDS: 60,
    Lane.CODES: 30,
    Lane.COLLEAGUES: 30,
    Lane.PAGES: 10,
}
"""Seconds after which a request that still waits is refused: its reader has most likely left."""


def lane_of(method: str, path: str) -> Lane:
    """Return the lane in which a request waits."""
    if OF_HEALTH.match(path):
        return Lane.HEALTH
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
        self.waiting[lane_of_channel(channel)].append((time.monotonic(), channel))

    def has_room(self, lane: Lane) -> bool:
        """Return whether one more request may wait in a lane."""
        return len(self.waiting[lane]) < MOST_WAITING[lane]

    def popleft(self) -> "RequestInProgress":
        """Return the next task. Raises IndexError if none may be answered now."""
        lane = self._next()
        if lane is None:
            raise IndexError
        self.answered[lane] += 1
        came_at, channel = self.waiting[lane].popleft()
        return RequestInProgress(self, lane, channel, came_at)

    def dismiss(self, n: int) -> list[Any]:
        """Remove the `n` newest tasks from the longest lane; return them."""
        lane = max(self.waiting.values(), key=len)
        return [lane.pop()[1] for _ in range(min(n, len(lane)))]

    def _next(self) -> Lane | None:
        others = sum(self.answered[lane] for lane in Lane if lane not in OF_STRANGERS)
        full = others >= self.threads - KEPT
        open_ones = [
            lane for lane in Lane if self.waiting[lane] and (lane in OF_STRANGERS or not full)
        ]
        return min(open_ones, key=lambda lane: self.answered[lane], default=None)


class RequestInProgress:
    """A request that a thread is answering."""

    def __init__(self, lanes: Lanes, lane: Lane, channel: Any, came_at: float) -> None:
        self.lanes, self.lane, self.channel, self.came_at = lanes, lane, channel, came_at

    def service(self) -> None:
        """Answer the request, or refuse it if it waited too long; then free its place."""
        try:
            if time.monotonic() - self.came_at > LONGEST_WAIT[self.lane]:
                self.channel.refuse()
            self.channel.service()
        finally:
            with self.lanes.lock:
                self.lanes.answered[self.lane] -= 1

    def cancel(self) -> None:
        """Cancel the request, because the server ends."""
        self.channel.cancel()


def lane_of_channel(channel: Any) -> Lane:
    """Return the lane of the request that a connection waits for."""
    asked = channel.requests[0]
    return lane_of(getattr(asked, "command", ""), getattr(asked, "path", ""))


class Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Hands requests to threads, from lanes."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.queue = Lanes(self.lock, threads)
        # In a flood, one log line for each waiting request would fill the disk.
        self.queue_logger.setLevel(logging.ERROR)
        self.set_thread_count(threads)
        self.of_health = ThreadedTaskDispatcher()
        self.of_health.set_thread_count(THREADS_OF_HEALTH)

    @property
    def waiting(self) -> int:
        """Return how many requests wait."""
        with self.lock:
            return len(self.queue)

    def takes(self, channel: Any) -> bool:
        """Queue the request of a connection if its lane has room; return whether it had."""
        lane = lane_of_channel(channel)
        if lane is Lane.HEALTH:
            if len(self.of_health.queue) >= MOST_WAITING[lane]:
                return False
            self.of_health.add_task(channel)
            return True
        with self.lock:
            if not self.queue.has_room(lane):
                return False
        self.add_task(channel)
        return True

    def dismiss(self, n: int) -> list[Any]:
        """Remove the `n` newest requests from the longest lane; return their connections."""
        with self.lock:
            return self.queue.dismiss(n)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """End the threads; return whether requests that still waited were cancelled."""
        self.of_health.shutdown(cancel_pending, timeout)
        return bool(super().shutdown(cancel_pending, timeout))
