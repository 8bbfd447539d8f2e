"""Whether what a passage leans on is still shown: people whom it names, words, cases, pages."""

from collections.abc import Callable, Iterable
from typing import Final

from vigil.publication.naming import still_named

Stands = Callable[[set[str]], Iterable[str]]
_KINDS: Final[dict[str, Stands]] = {}


def lean_by(prefix: str, stands: Stands) -> None:
    """Let passages lean on things whose names begin with a prefix, as those that `stands` yields.

    What has no such prefix is somebody whom words name (`vigil.publication.naming`).
    """
    _KINDS[prefix] = stands


def standing(leans: Iterable[str]) -> frozenset[str]:
    """Return which of these are still shown to the public."""
    rest = set(leans)
    found: set[str] = set()
    for prefix, stands in _KINDS.items():
        of_kind = {one for one in rest if one.startswith(prefix)}
        rest -= of_kind
        if of_kind:
            found.update(stands(of_kind))
    return frozenset([*found, *still_named(rest)])
