"""Requests that are too large: refused, but public forms keep the part before the files.

A server that ends the connection when a file is too large loses the text that somebody wrote with
it, and cannot explain. So the beginning of such a form is kept, which contains the text. The rest
is read and discarded, and the room tells the sender what was kept
(`vigil.trust.public_forms.anonymous_pages`).

Recordings are larger than anything else, so their pages of the desk may receive more.
"""

import copy
import re
from typing import Final

from waitress.adjustments import Adjustments
from waitress.buffers import OverflowableBuffer
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import FixedStreamReceiver

from vigil.files.limits import MEGABYTE, RECORDING_BYTES

OF_STRANGERS: Final = re.compile(r"/(?:[a-z]{2,3}(?:-[a-z]+)?/)?(?:fund|mine|bear-witness)/")
"""Addresses of forms that send their text before their files."""
KEPT_BYTES: Final = 8 * 1024 * 1024
"""Bytes of such a request that are kept: more than the text of any form."""
DRAINED_BYTES: Final = 2 * 1024 * 1024 * 1024
"""Larger ones are refused unread."""
CUT_KEY: Final = "VIGIL_CUT"
OF_RECORDINGS: Final = re.compile(
    r"/(?:[a-z]{2,3}(?:-[a-z]+)?/)?desk/programme/(?:recordings|run)/\d+/"
)
"""Addresses to which a programme host sends a recording."""
LARGEST_RECORDING: Final = RECORDING_BYTES + MEGABYTE
"""Bytes of such a request: the recording, and the form around it."""


class TruncatingReceiver(FixedStreamReceiver):  # type: ignore[misc]
    """Keeps the beginning of a body, and skips the rest."""

    def received(self, data: bytes) -> int:
        """Receive a piece; return how many of its bytes belong to the body."""
        taken = data[: self.remain]
        if (room := KEPT_BYTES - len(self.buf)) > 0:
            self.buf.append(taken[:room])
        self.remain -= len(taken)
        self.completed = self.remain < 1
        return len(taken)


class RequestParser(HTTPRequestParser):  # type: ignore[misc]
    """Parses a request. A public form that is too large is cut, not refused."""

    adj: Adjustments
    completed: bool
    content_length: int

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the header. Raises ParsingError."""
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # a length with too many digits to parse
            raise ParsingError("Content-Length is invalid") from error
        self.headers.pop(CUT_KEY, None)  # clients may not set it
        if OF_RECORDINGS.match(self.path):
            self.adj = copy.copy(self.adj)
            self.adj.max_request_body_size = max(self.adj.max_request_body_size, LARGEST_RECORDING)
        size, most = self.content_length, self.adj.max_request_body_size
        if most <= size <= DRAINED_BYTES and OF_STRANGERS.match(self.path):
            self.body_rcv = TruncatingReceiver(size, OverflowableBuffer(self.adj.inbuf_overflow))
            self.headers["CONTENT_LENGTH"] = str(KEPT_BYTES)
            self.headers[CUT_KEY] = "1"
            self.content_length = 0  # a request that is cut is not too large

    def received(self, data: bytes) -> int:
        """Receive a piece of the request; return how many of its bytes belong to it."""
        if not isinstance(self.body_rcv, TruncatingReceiver) or self.completed:
            return int(super().received(data))
        taken: int = self.body_rcv.received(data)
        self.completed = self.body_rcv.completed
        return taken
