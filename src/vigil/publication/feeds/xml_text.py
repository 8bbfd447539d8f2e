"""Text as XML can hold it."""

import re
from typing import Final

UNWRITABLE: Final = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no document of XML 1.0 may hold (section 2.2), and carriage returns, which readers drop."""


def writable(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return UNWRITABLE.sub("", text)
