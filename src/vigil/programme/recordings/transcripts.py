"""Transcripts with times: paragraphs that begin with a moment ("[12:03] The families ask").

Without times nobody can say which words belong to which part.
"""

import re
from collections.abc import Callable
from typing import Final

from vigil.programme.recordings.timecodes import format_timecode

_STAMP: Final = re.compile(r"^\[?((?:\d{1,2}:)?\d{1,3}:[0-5]\d)\]?[ \t]+(?=\S)", re.MULTILINE)
_LAST: Final = 10.0**9
"""The last paragraph lasts to the end, whenever that is."""

_TOLERANCE: Final = 0.5
"""Seconds at either end of a paragraph that may be gone: moments are written in whole seconds, and
a removed part is a little wider than what was asked for."""

When = Callable[[float, float], tuple[float, float] | None]


def is_timed(text: str) -> bool:
    """Return whether a transcript tells when what is said: it begins with a moment, in order."""
    stamps = [_seconds(found[1]) for found in _STAMP.finditer(text)]
    begins = _STAMP.match(text.lstrip())
    return begins is not None and stamps == sorted(stamps)


def shift_transcript(text: str, when: When) -> str:
    """Return a timed transcript as `when` says that it is spoken now; None: not any more.

    A paragraph any of which is removed goes as a whole.
    """
    text = text.lstrip()
    found = list(_STAMP.finditer(text))
    kept = []
    for at, stamp in enumerate(found):
        last = at + 1 == len(found)
        words = text[stamp.end() : len(text) if last else found[at + 1].start()]
        begin = _seconds(stamp[1])
        end = _LAST if last else max(_seconds(found[at + 1][1]), begin + 2 * _TOLERANCE + 0.1)
        if (span := when(begin + _TOLERANCE, end - _TOLERANCE)) is not None:
            kept.append(f"[{format_timecode(max(0, span[0] - _TOLERANCE))}] {words}")
    return "".join(kept).rstrip()


def _seconds(clock: str) -> int:
    seconds = 0
    for part in clock.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds
