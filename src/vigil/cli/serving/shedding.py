"""Answers to requests for which there is no room: 503, with the time after which to ask again.

They are made from memory by the thread that receives requests. So a crowd that is refused costs
little, and those who are answered do not wait for it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from waitress.utilities import Error

RETRY_SECONDS: Final = 10
"""Seconds after which a client may ask again."""
LANGUAGE: Final = re.compile(r"/([a-z]{2,3}(?:-[a-z]+)?)/")
OF_PROGRAMS: Final = re.compile(r"/api/")


@dataclass(frozen=True)
class BusyPages:
    """Pages that say that the server is busy, by language; "" is the one without a prefix."""

    reading: Mapping[str, bytes] = field(default_factory=dict)
    """For those who asked for a page."""
    sending: Mapping[str, bytes] = field(default_factory=dict)
    """For those who sent something, which was not saved."""

    def page(self, method: str, path: str) -> tuple[str, bytes]:
        """Return the type and the bytes of the answer to a request."""
        sends = method not in ("GET", "HEAD")
        if OF_PROGRAMS.match(path):
            said = "The server is busy." + (" Nothing was saved." if sends else "")
            return "application/json", json.dumps({"detail": said}).encode()
        pages = self.sending if sends else self.reading
        found = LANGUAGE.match(path)
        page = pages.get(found[1] if found else "") or pages.get("", b"The server is busy.\n")
        return f"text/{'html' if pages else 'plain'}; charset=utf-8", page


class Busy(Error):  # type: ignore[misc]
    """The refusal of a request, in the form in which waitress answers errors."""

    code, reason = 503, "Service Unavailable"

    def __init__(self, pages: BusyPages, method: str, path: str) -> None:
        super().__init__("busy")
        self.type, page = pages.page(method, path)
        self.page = b"" if method == "HEAD" else page

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Return status, headers and body."""
        headers = [
            ("Content-Type", self.type),
            ("Retry-After", str(RETRY_SECONDS)),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return f"{self.code} {self.reason}", headers, self.page
