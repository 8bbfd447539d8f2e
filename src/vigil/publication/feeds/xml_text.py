"""Text as XML can hold it."""

import re
from typing import Final

UNWRITABLE: Final = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no document of XML 1.0 may hold (section 2.2), and carriage returns, which readers drop."""


def xml_safe(text: str) -> str:
    """Return a text without the characters that XML cannot hold.

    A title may be copied from a word processor. One control character in it would break the whole
    document for every reader.
    """
    return UNWRITABLE.sub("", text)
