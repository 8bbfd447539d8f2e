"""The form of our feeds: Atom, with words that XML can hold.

A title may come from a query, or from a text that somebody copied out of a word processor; one
control character in it would break the feed for everybody.
"""

from typing import Any

from django.utils.feedgenerator import Atom1Feed

from vigil.publication.feeds.xml_text import writable


class Atom(Atom1Feed):
    """An Atom feed without the characters that XML cannot hold."""

    def __init__(self, *told: Any, **told_by_name: Any) -> None:
        """Take what the feed says of itself."""
        super().__init__(*map(_written, told), **_all_written(told_by_name))

    def add_item(self, *told: Any, **told_by_name: Any) -> None:
        """Take what the feed says of an entry."""
        super().add_item(*map(_written, told), **_all_written(told_by_name))


def _written(told: Any) -> Any:
    return writable(told) if isinstance(told, str) else told


def _all_written(told: dict[str, Any]) -> dict[str, Any]:
    return {name: _written(value) for name, value in told.items()}
