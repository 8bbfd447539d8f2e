"""The client: one GET at a time and host, each hop of a redirect checked like the first."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from msgspec import Struct

from vigil.reading.intake.archive import utc
from vigil.reading.intake.fetching.errors import FailedError, RefusedError
from vigil.reading.intake.fetching.guard import Guard, Target
from vigil.reading.intake.fetching.last_fetches import LastFetch
from vigil.reading.intake.fetching.request import HttpAnswer, Limits, send_request
from vigil.reading.intake.fetching.robots import AGENT, SIZE, Robots

PAGE = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
FEED = frozenset(
    {
        *("application/rss+xml", "application/atom+xml", "application/xml", "text/xml"),
        *("application/rdf+xml", "application/feed+json", "application/json"),
        # What servers call feeds by mistake; the feed's reader decides what it is.
        *("text/html", "text/plain"),
    }
)
"""Media types taken for a page and for a feed. An answer that names none is taken."""

CONTACT = "https://pypi.org/project/vigil-platform/"
"""Where a site's owner reads what this is. A team should set its own (`contact`)."""

MAX_REDIRECTS = 5
LONGEST_WAIT = 60.0
"""Seconds between two requests that a site may ask of us; one that asks more is not fetched."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Fetched(Struct, frozen=True, kw_only=True):
    """What a server answered with status 200. `content` has its content coding undone.

    `url` is what was asked for, `final_url` where redirects ended; `fetched_at` is UTC.
    """

    url: str
    final_url: str
    content: bytes
    media_type: str
    charset: str
    headers: tuple[tuple[str, str], ...]
    status: int
    reason: str
    etag: str
    last_modified: str
    fetched_at: str


class NotModified(Struct, frozen=True, kw_only=True):
    """The server says that what we have (`state`) still stands."""

    state: LastFetch


class Fetcher:
    """Fetches pages and feeds for one installation. Threads may share it.

    `interval` is the least time in seconds between two requests to one host; a host's
    crawl-delay lengthens it. `clock` and `sleep` are there for tests.
    """

    def __init__(
        self,
        guard: Guard | None = None,
        *,
        contact: str = CONTACT,
        limits: Limits | None = None,
        interval: float = 2.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.user_agent = f"{AGENT}/{_version()} (+{contact})"
        self._guard = guard or Guard()
        self._limits = limits or Limits()
        self._robots = Robots(self._fetch_robots, clock)
        self._turns = _Turns(interval, clock, sleep)

    def fetch(
        self, url: str, *, accept: frozenset[str] = PAGE, state: LastFetch | None = None
    ) -> Fetched | NotModified:
        """Fetch an address, following at most five redirects.

        `state` is what is known of an earlier fetch, so that the server may answer that nothing
        changed. Raises RefusedError or FailedError.
        """
        target = self._guard.check(url)
        for _ in range(MAX_REDIRECTS + 1):
            delay = self._permitted(target)
            answer = self._get(target, self._conditions(target, state), delay)
            if answer.status == 304 and state is not None:
                return NotModified(state=state)
            if answer.status not in _REDIRECTS:
                return self._fetched(url, target, answer, accept)
            target = self._next(target, answer)
        raise RefusedError(f"more than {MAX_REDIRECTS} redirects")

    def look(self, url: str, headers: dict[str, str], *, size: int) -> tuple[str, HttpAnswer]:
        """Return where redirects from an address end, and what is answered there, with any status.

        It is for one request that a person asked for, so robots rules are not asked: they speak to
        programs that collect. Of the body at most `size` bytes are read. Raises RefusedError or
        FailedError.
        """
        target, limits = self._guard.check(url), self._limits.cut_at(size)
        sent = {"User-Agent": self.user_agent, **headers}
        for _ in range(MAX_REDIRECTS + 1):
            with self._turns.taken(target.host, 0.0):
                answer = send_request(target, sent, limits)
            if answer.status not in _REDIRECTS:
                return target.url, answer
            target = self._next(target, answer)
        raise RefusedError(f"more than {MAX_REDIRECTS} redirects")

    def _permitted(self, target: Target) -> float:
        rules = self._robots.rules(target.origin)
        if not rules.allow(target.url):
            raise RefusedError(f"the robots rules of {target.host} do not let us fetch it")
        if rules.delay > LONGEST_WAIT:
            raise RefusedError(f"{target.host} asks for {rules.delay:g} s between requests")
        return rules.delay

    def _get(self, target: Target, headers: dict[str, str], delay: float) -> HttpAnswer:
        with self._turns.taken(target.host, delay):
            return send_request(target, {"User-Agent": self.user_agent, **headers}, self._limits)

    def _conditions(self, target: Target, state: LastFetch | None) -> dict[str, str]:
        if state is None or state.final_url != target.url:
            return {}
        headers = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
        return {name: value for name, value in headers.items() if value}

    def _next(self, target: Target, answer: HttpAnswer) -> Target:
        location = answer.header("location")
        if not location:
            raise FailedError(f"HTTP {answer.status} without a new address")
        with contextlib.suppress(UnicodeError):
            # Header bytes come as Latin-1; an address written unescaped is UTF-8 by now.
            location = location.encode("latin-1").decode("utf-8")
        following = self._guard.check(location, target.url)
        if target.https and not following.https:
            raise RefusedError("a redirect from https down to http is not followed")
        return following

    def _fetched(
        self, url: str, target: Target, answer: HttpAnswer, accept: frozenset[str]
    ) -> Fetched:
        if answer.status != 200:
            raise FailedError(f"HTTP {answer.status} {answer.reason}".strip())
        media_type, charset = answer.content_type()
        if media_type and media_type not in accept:
            raise RefusedError(f"it is {media_type}, which is not read here")
        return Fetched(
            url=url,
            final_url=target.url,
            content=answer.content,
            media_type=media_type,
            charset=charset,
            headers=answer.headers,
            status=answer.status,
            reason=answer.reason,
            etag=answer.header("etag"),
            last_modified=answer.header("last-modified"),
            fetched_at=utc(datetime.now(UTC)),
        )

    def _fetch_robots(self, url: str) -> tuple[int, bytes]:
        target = self._guard.check(url)
        limits = self._limits.cut_at(SIZE)
        for _ in range(MAX_REDIRECTS + 1):
            with self._turns.taken(target.host, 0.0):
                answer = send_request(target, {"User-Agent": self.user_agent}, limits)
            if answer.status not in _REDIRECTS:
                return answer.status, answer.content
            target = self._next(target, answer)
        raise RefusedError(f"more than {MAX_REDIRECTS} redirects")


def _version() -> str:
    try:
        return version("vigil-platform")
    except PackageNotFoundError:  # run from a checkout
        return "0"


class _Turns:
    """One request at a time to a host, and a pause between two."""

    def __init__(
        self, interval: float, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._interval = interval
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._hosts: dict[str, threading.Lock] = {}
        self._last: dict[str, float] = {}

    @contextlib.contextmanager
    def taken(self, host: str, delay: float) -> Iterator[None]:
        with self._lock:
            turn = self._hosts.setdefault(host, threading.Lock())
        with turn:
            if host in self._last:
                wait = self._last[host] + max(self._interval, delay) - self._clock()
                if wait > 0:
                    self._sleep(wait)
            try:
                yield
            finally:
                self._last[host] = self._clock()
