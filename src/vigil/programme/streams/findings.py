"""What a check finds at an address of a stream, from what its server answered.

Pure: what a browser would do with the same answer (RFC 7034, CSP3 6.4.2, Fetch 3.3).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urljoin, urlsplit

from vigil.programme.streams.targets import Form


class Finding(StrEnum):
    """What was found at an address."""

    NOT_YET = ""
    ANSWERS = "answers"
    LOGIN = "login"
    FORBIDDEN = "forbidden"
    GONE = "gone"
    NO_FRAME = "no frame"
    MOVED = "moved"
    NO_CORS = "no cors"
    ELSEWHERE = "elsewhere"
    NO_PLAYLIST = "no playlist"
    NO_ANSWER = "no answer"
    UNSAFE = "unsafe"

    @property
    def is_trouble(self) -> bool:
        """Whether participants may see nothing."""
        return self not in (Finding.NOT_YET, Finding.ANSWERS)


@dataclass(frozen=True)
class Answered:
    """What a server answered, after its redirects."""

    asked: str
    url: str
    """Where redirects ended."""
    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes = b""

    def values(self, name: str) -> list[str]:
        """Return the values of a header, as often as it was sent."""
        return [value for key, value in self.headers if key.lower() == name]


_OF_STATUS: Final = {
    401: Finding.LOGIN,
    403: Finding.FORBIDDEN,
    404: Finding.GONE,
    407: Finding.LOGIN,
    410: Finding.GONE,
    451: Finding.GONE,
}
_LOGIN: Final = re.compile(
    r"(^|[/._-])(log-?in|sign-?in|sso|oauth2?|accounts|auth)([/._?-]|$)", re.I
)
_ATTRIBUTE: Final = re.compile(r'URI="([^"]+)"')


def finding_of(form: Form, answer: Answered, ours: str) -> Finding:
    """Return what our page at the origin `ours` would make of an answer."""
    if answer.status != 200:
        return _OF_STATUS.get(answer.status, Finding.NO_ANSWER)
    if answer.url != answer.asked and _is_login(answer.url) and not _is_login(answer.asked):
        return Finding.LOGIN
    if form in (Form.JOIN, Form.LINK):
        return Finding.ANSWERS
    if origin(answer.url) != origin(answer.asked):
        return Finding.MOVED
    if form == Form.HLS:
        return _of_playlist(answer, ours)
    return Finding.NO_FRAME if refuses_framing(answer, ours) else Finding.ANSWERS


def finding_of_oembed(status: int) -> Finding:
    """Return what YouTube's description of a video tells: its player answers 200 in any case."""
    if status == 401:
        return Finding.NO_FRAME
    return Finding.GONE if status in (400, 403, 404) else Finding.ANSWERS


def _is_login(url: str) -> bool:
    parts = urlsplit(url)
    return bool(_LOGIN.search(parts.hostname or "") or _LOGIN.search(parts.path))


def _of_playlist(answer: Answered, ours: str) -> Finding:
    text = answer.content.decode("utf-8", "replace").removeprefix("\ufeff")
    if not text.startswith("#EXTM3U"):
        return Finding.NO_PLAYLIST
    if not any(
        value.strip() in ("*", ours) for value in answer.values("access-control-allow-origin")
    ):
        return Finding.NO_CORS
    home = origin(answer.url)
    elsewhere = any(origin(urljoin(answer.url, part)) != home for part in _parts(text))
    return Finding.ELSEWHERE if elsewhere else Finding.ANSWERS


def _parts(playlist: str) -> Iterator[str]:
    for line in map(str.strip, playlist.splitlines()):
        if line.startswith("#"):
            yield from _ATTRIBUTE.findall(line)
        elif line:
            yield line


def refuses_framing(answer: Answered, ours: str) -> bool:
    """Return whether a page lets no page at the origin `ours` show it in a frame."""
    ancestors = list(_frame_ancestors(answer))
    if ancestors:
        # With it, browsers ignore X-Frame-Options; every policy must allow us.
        home = origin(answer.url)
        return not all(any(_allows(one, ours, home) for one in sources) for sources in ancestors)
    options = ",".join(answer.values("x-frame-options")).lower().split(",")
    stated = {option.strip() for option in options}
    return "deny" in stated or ("sameorigin" in stated and origin(answer.url) != ours)


def _frame_ancestors(answer: Answered) -> Iterator[list[str]]:
    for header in answer.values("content-security-policy"):
        for policy in header.split(","):
            for directive in policy.split(";"):
                name, *sources = directive.lower().split() or [""]
                if name == "frame-ancestors":
                    yield sources
                    break


def _allows(source: str, ours: str, home: str) -> bool:
    """Say whether one source of a policy matches our origin (CSP3, 6.7.2.8)."""
    mine = urlsplit(ours)
    if source in ("*", f"{mine.scheme}:") or (source == "http:" and mine.scheme == "https"):
        return True
    if source == "'self'":
        return ours == home
    scheme, between, rest = source.rpartition("://")
    if between and scheme not in (mine.scheme, "http"):
        return False
    if not between and urlsplit(home).scheme == "https" and mine.scheme != "https":
        return False
    host, _colon, port = rest.partition("/")[0].partition(":")
    if port not in ("", "*", str(mine.port or {"https": 443, "http": 80}[mine.scheme])):
        return False
    if not port and mine.port not in (None, 443, 80):
        return False
    own = mine.hostname or ""
    return own.endswith(host[1:]) if host.startswith("*.") else own == host


def origin(url: str) -> str:
    """Return the origin of an address: scheme, host, and a port that is not the usual one."""
    parts = urlsplit(url)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    port = f":{parts.port}" if parts.port not in (None, usual) else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}"
