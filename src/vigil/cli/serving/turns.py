"""Let only one page be made at a time in one process.

Making a page takes the processor, and one process has only one: Python runs one thread at a time.
Six pages at once took a quarter longer than one after another, because threads that all want to run
wait for each other at each question to the database. So the others wait here, where waiting costs
nothing, but for a third of a second at most: a page that takes long must not hold up the rest.

Forms of strangers, health checks and everything that is sent do not wait.
"""

from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import Any, Final

from vigil.cli.serving.lanes import Lane, lane_of

AT_ONCE: Final = 1
"""Pages made at once. Where the database is far away, more processes make up for the waiting."""
LONGEST_SECONDS: Final = 0.3
"""How long a page waits for its turn."""
READING: Final = ("GET", "HEAD")
IN_TURN: Final = (Lane.PAGES, Lane.COLLEAGUES)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class InTurn:
    """A WSGI application whose pages are made in turn. Sending them is not part of a turn."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.turns = BoundedSemaphore(AT_ONCE)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request; a page once it has its turn, or has waited long enough."""
        method = environ["REQUEST_METHOD"]
        if method not in READING or lane_of(method, environ["PATH_INFO"]) not in IN_TURN:
            return self.application(environ, start)
        has_turn = self.turns.acquire(timeout=LONGEST_SECONDS)
        try:
            return self.application(environ, start)
        finally:
            if has_turn:
                self.turns.release()
