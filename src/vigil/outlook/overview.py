"""What the overview of the outlook lists beside its reports. Each part of the room adds its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is listed: its words, its address (empty: none), and a line about it."""

    text: str
    url: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A list under a heading, and the address at which all of it stands."""

    heading: str
    url: str
    lines: Sequence[Line]


_PARTS: Final[list[tuple[str | Promise, str, Callable[[], Sequence[Line]]]]] = []


def list_on_overview(
    heading: str | Promise, route: str, lines: Callable[[], Sequence[Line]]
) -> None:
    """Let a part of the room be listed, after those before: only what the public may see.

    `route` is the name of the page that has all of it.
    """
    _PARTS.append((heading, route, lines))


def parts() -> Iterator[Part]:
    """Yield the parts in which there is something."""
    for heading, route, lines in _PARTS:
        if found := lines():
            yield Part(str(heading), reverse(route), found)
