"""Ask what may hang, such as a database, without hanging with it."""

import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection, connections


class Asking[T]:
    """The answer of a function, asked in a thread of its own and kept for some seconds.

    While it is being asked nobody asks again: all wait for the same answer, at most `within`
    seconds. In tests it is asked at once, in the thread and transaction of the test.
    """

    def __init__(self, ask: Callable[[], T], *, keep: float, within: float) -> None:
        self.ask, self.keep, self.within = ask, keep, within
        self.last: T | None = None
        """The last answer, however old."""
        self._lock = threading.Lock()
        self._answered_at = float("-inf")
        self._ended: threading.Event | None = None

    def answer(self) -> T | None:
        """Return an answer that is at most `keep` seconds old; None if there is none in time."""
        if not settings.VIGIL_ASKS_APART:
            return self.ask()
        with self._lock:
            if self._is_fresh():
                return self.last
            if self._ended is None:
                self._ended = threading.Event()
                threading.Thread(target=self._go, args=(self._ended,), daemon=True).start()
            ended = self._ended
        ended.wait(self.within)
        with self._lock:
            return self.last if self._is_fresh() else None

    def _is_fresh(self) -> bool:
        return time.monotonic() - self._answered_at < self.keep

    def _go(self, ended: threading.Event) -> None:
        found: T | None = None
        try:
            self._limit()
            found = self.ask()
        except Exception:  # no answer is one
            found = None
        finally:
            connections.close_all()  # those of this thread
            with self._lock:
                if found is not None:
                    self.last, self._answered_at = found, time.monotonic()
                self._ended = None
            ended.set()

    def _limit(self) -> None:
        """Let PostgreSQL give up as well: else each question would leave one that still works."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET statement_timeout = {int(self.within * 1000)}")
