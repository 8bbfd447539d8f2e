"""What the overview of the outlook lists beside its reports. Each part of the room adds its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is listed: its words, its address (empty: none), and a line about it."""

    text: str
    url: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A list under a heading."""

    heading: str
    lines: Sequence[Line]


_PARTS: Final[dict[str, tuple[str | Promise, Callable[[], Sequence[Line]]]]] = {}


def list_on_overview(
    name: str, heading: str | Promise, lines: Callable[[], Sequence[Line]]
) -> None:
    """Let a part of the room be listed: only what the public may see. `name` orders the parts."""
    _PARTS[name] = heading, lines


def parts() -> Iterator[Part]:
    """Yield the parts in which there is something."""
    for _name, (heading, lines) in sorted(_PARTS.items()):
        if found := lines():
            yield Part(str(heading), found)
