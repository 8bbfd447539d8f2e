"""Captions in SubRip (SRT), read strictly into the cues of WebVTT.

SRT has no standard. Taken is what programs write: a number, a time with a comma or a point, words
with <b>, <i>, <u>; colours and places are looks, and dropped. Libraries for it pass over what they
do not understand, so that a cue is lost and nobody knows; here the line is named.
"""

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from vigil.programme.recordings.webvtt import (
    LONGEST,
    CaptionsError,
    Cue,
    read_captions,
    write_captions,
)

_STAMP: Final = r"(\d{1,3}):([0-5]?\d):([0-5]?\d)[,.](\d{1,3})"
_PLACE: Final = r"(?:[ \t]+[XY][12]:-?\d+)*"
_TIMING: Final = re.compile(rf"[ \t]*{_STAMP}[ \t]*-->[ \t]*{_STAMP}{_PLACE}[ \t]*")
_NUMBER: Final = re.compile(r"[ \t]*\d+[ \t]*")
_LOOKS: Final = re.compile(r"</?font(?:[ \t][^<>]*)?>|\{\\[^{}]*\}", re.IGNORECASE)
_KEPT: Final = re.compile(r"&lt;(/?[biu])&gt;", re.IGNORECASE)


def is_subrip(text: str) -> bool:
    """Return whether captions are meant to be SRT: their first words are a number or a time."""
    lines = [line for line in text.removeprefix("\ufeff").splitlines() if line.strip()][:2]
    return bool(lines) and bool(
        _TIMING.fullmatch(lines[0]) or (_NUMBER.fullmatch(lines[0]) and "-->" in lines[-1])
    )


def read_subrip(text: str) -> list[Cue]:
    """Return the cues of an SRT file, in order. Raises CaptionsError with the line."""
    if len(text) > LONGEST:
        raise CaptionsError(1, _("the file is longer than %(n)d characters") % {"n": LONGEST})
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cues: list[Cue] = []
    for number, block in _blocks(lines):
        cue = _cue(number, block)
        if cues and cue.begin < cues[-1].begin:
            raise CaptionsError(number, _("this cue begins before the one above it"))
        cues.append(cue)
    if not cues:
        raise CaptionsError(1, _("there is no cue"))
    # What is kept passes the strict reader of WebVTT, whatever this one let through.
    return read_captions(write_captions(cues))


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the blocks between empty lines, each with the number of its first line."""
    begin: int | None = None
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            begin = number if begin is None else begin
        elif begin is not None:
            yield begin, lines[begin - 1 : number - 1]
            begin = None


def _cue(number: int, block: list[str]) -> Cue:
    if _NUMBER.fullmatch(block[0]):
        number, block = number + 1, block[1:]
    found = _TIMING.fullmatch(block[0]) if block else None
    if found is None:
        raise CaptionsError(
            number,
            _("no time as in 00:01:02,500 --> 00:01:04,000; leave no line empty within a cue"),
        )
    begin, end = _milliseconds(*found.groups()[:4]), _milliseconds(*found.groups()[4:])
    if end <= begin:
        raise CaptionsError(number, _("the cue ends before it begins"))
    for at, line in enumerate(block[1:], start=number + 1):
        if "-->" in line:
            raise CaptionsError(at, _("leave a line empty before each time"))
        if "\0" in line:
            raise CaptionsError(at, _("the line has a character that is none"))
    words = [line for line in map(_words, block[1:]) if line.strip()]
    if not words:
        raise CaptionsError(number, _("the cue says nothing"))
    return Cue(begin, end, "\n".join(words))


def _words(line: str) -> str:
    """Return a line as WebVTT writes it: plain tags stay, every other sign is a sign."""
    line = _LOOKS.sub("", line).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _KEPT.sub(lambda found: f"<{found[1].lower()}>", line)


def _milliseconds(hours: str, minutes: str, seconds: str, fraction: str) -> int:
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0"))
