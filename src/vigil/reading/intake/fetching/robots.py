"""A site's robots.txt (RFC 9309), asked for once a day and obeyed."""

from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from vigil.reading.intake.fetching.errors import FailedError, RefusedError

AGENT = "Vigil"
"""The product token a site can address us by."""

SIZE = 512 * 1024
"""Bytes of a robots.txt that are read; RFC 9309 asks for at least 500 kibibytes."""

_DAY = 24 * 3600.0

FetchRobots = Callable[[str], tuple[int, bytes]]
"""Fetches an address: its status and the first SIZE bytes. Raises FailedError, RefusedError."""


@dataclass(frozen=True)
class Rules:
    """What a site lets us do. Without `parsed`, all or nothing by `open`."""

    open: bool
    parsed: Protego | None = None

    def allow(self, url: str) -> bool:
        """Tell whether the site lets us fetch an address."""
        return bool(self.parsed.can_fetch(url, AGENT)) if self.parsed else self.open

    @property
    def delay(self) -> float:
        """Seconds the site asks to keep between two requests; 0 if it does not say."""
        return float(self.parsed.crawl_delay(AGENT) or 0) if self.parsed else 0.0


class Robots:
    """The rules of every site met, each for a day."""

    def __init__(self, fetch: FetchRobots, clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._known: dict[str, tuple[float, Rules]] = {}

    def rules(self, origin: str) -> Rules:
        """Return the rules of a site, given as scheme and authority."""
        known = self._known.get(origin)
        if known and self._clock() - known[0] < _DAY:
            return known[1]
        rules = self._ask(origin)
        self._known[origin] = (self._clock(), rules)
        return rules

    def _ask(self, origin: str) -> Rules:
        try:
            status, content = self._fetch(f"{origin}/robots.txt")
        except (FailedError, RefusedError):
            return Rules(open=False)
        if 200 <= status < 300:
            return Rules(open=True, parsed=Protego.parse(content.decode("utf-8", "replace")))
        # RFC 9309, 2.3.1: a site without the file (4xx) is open, one whose server fails (5xx)
        # is closed. "Too many requests" is a 4xx, but surely no invitation.
        return Rules(open=400 <= status < 500 and status != 429)
