"""A frame so wide that the calls above it find room in the same piece of memory.

CPython 3.13 keeps the frames of a thread in pieces of 16 kB, and gives a piece back as soon as it
is empty. So a loop that calls at the end of a piece asks the system for memory at each call. In
requests, which are deep, this took a fifth of the time. A piece is at least twice as large as its
first frame needs, and lasts as long as that frame.
"""

from collections.abc import Callable
from typing import Any

LOCALS = 17_000
"""Of 8 bytes each: a little more than 128 kB, for which CPython takes a piece of 256 kB."""


def _made() -> Callable[[Callable[[], Any]], Any]:
    names = "".join(f"    a{number} = 0\n" for number in range(LOCALS))
    made: dict[str, Any] = {}
    exec(f"def within_wide_frame(act):\n    if act:\n        return act()\n{names}", made)
    within: Callable[[Callable[[], Any]], Any] = made["within_wide_frame"]
    return within


within_wide_frame = _made()
"""Calls what it is given, and returns what that returns."""
