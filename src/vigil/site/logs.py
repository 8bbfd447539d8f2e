"""What a log must not keep: tokens of links, which would let in whoever reads it."""

import logging
import re

_TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_-]{40,}(?=/|\b)")


class WithoutTokens(logging.Formatter):
    """Writes a line as usual, with every part of an address that is a token left out."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return _TOKEN.sub("…", super().format(record))
