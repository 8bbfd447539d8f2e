"""The form of our feeds: Atom, with words that XML can hold.

A title may come from a query, or from a text that somebody copied out of a word processor; one
control character in it would break the feed for everybody.
"""

import re
from typing import Any, Final

from django.utils.feedgenerator import Atom1Feed

UNWRITABLE: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no document of XML 1.0 may hold (section 2.2, Characters)."""


class Atom(Atom1Feed):
    """An Atom feed without the characters that XML cannot hold."""

    def __init__(self, *told: Any, **told_by_name: Any) -> None:
        """Take what the feed says of itself."""
        super().__init__(*map(writable, told), **_writable(told_by_name))

    def add_item(self, *told: Any, **told_by_name: Any) -> None:
        """Take what the feed says of an entry."""
        super().add_item(*map(writable, told), **_writable(told_by_name))


def writable(told: Any) -> Any:
    """Return a text without what XML cannot hold, and anything else as it is."""
    return UNWRITABLE.sub("", told) if isinstance(told, str) else told


def _writable(told: dict[str, Any]) -> dict[str, Any]:
    return {name: writable(value) for name, value in told.items()}
