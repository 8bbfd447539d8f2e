"""Moments and lengths in a recording as people write them: 5:07, 1:02:03."""

import re
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible

MOST_CHAPTERS: Final = 200
_CLOCK: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")
_LINE: Final = re.compile(r"\s*((?:\d{1,2}:)?\d{1,3}:\d\d)[\s.–-]+(\S.*)")


def parse_timecode(written: str) -> int:
    """Return the seconds that "minutes:seconds" or "hours:minutes:seconds" says.

    Raises NotPossible with a sentence to show.
    """
    found = _CLOCK.fullmatch(written.strip())
    if found is None or (found[1] and int(found[2]) > 59):
        raise NotPossible(
            _("“%(text)s” is no time. Write minutes and seconds: 5:07, or 1:02:03.")
            % {"text": written[:40]}
        )
    return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])


def format_timecode(seconds: float) -> str:
    """Return seconds as people read them, hours only where there are any."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def parse_chapters(text: str) -> list[dict[str, str | int]]:
    """Read chapters, one a line ("5:07 The families speak"), in the order of time.

    Raises NotPossible, naming the line.
    """
    found: list[dict[str, str | int]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        matched = _LINE.fullmatch(line)
        if matched is None:
            raise NotPossible(
                _("Line %(line)d: write when the chapter begins, and its name: 5:07 The families")
                % {"line": number}
            )
        seconds = parse_timecode(matched[1])
        if found and seconds <= int(found[-1]["seconds"]):
            raise NotPossible(
                _("Line %(line)d: the chapter begins before the one above it.") % {"line": number}
            )
        found.append({"seconds": seconds, "title": matched[2].strip()[:200]})
    if len(found) > MOST_CHAPTERS:
        raise NotPossible(_("More than %(n)d chapters.") % {"n": MOST_CHAPTERS})
    return found


def chapters_as_text(chapters: Sequence[dict[str, str | int]]) -> str:
    """Write chapters as `parse_chapters` reads them."""
    return "\n".join(f"{format_timecode(int(one['seconds']))} {one['title']}" for one in chapters)
