"""Captions: WebVTT read strictly, moved in time, and written anew.

After the W3C's WebVTT. What is taken is what captions need: cues with an identifier, settings,
text and its plain tags, and notes, which are dropped. Style sheets and regions are refused: they
are looks, and the pages have one.
"""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

LONGEST: Final = 2_000_000
"""Characters of one file: nine hours of speech have about half a million."""
MOST_CUES: Final = 50_000
_STAMP: Final = r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING: Final = re.compile(rf"{_STAMP}[ \t]+-->[ \t]+{_STAMP}(?:[ \t]+(\S.*))?[ \t]*")
_SETTING: Final = re.compile(
    r"vertical:(rl|lr)|line:-?\d{1,3}%?(,(start|center|end))?|size:\d{1,3}%|"
    r"position:\d{1,3}%(,(line-left|center|line-right))?|align:(start|center|end|left|right)"
)
_TAG: Final = re.compile(r"<[^<>]*>")
_ALLOWED: Final = re.compile(
    r"<(/?[biu]|/?ruby|/?rt|/v|/lang|v(\.[\w-]+)*[ \t][^<>]*|lang[ \t][\w-]+)>"
)


class CaptionsError(ValueError):
    """Captions that cannot be read. `line` counts from 1."""

    def __init__(self, line: int, trouble: str) -> None:
        super().__init__(_("Line %(line)d: %(trouble)s") % {"line": line, "trouble": trouble})
        self.line, self.trouble = line, trouble


@dataclass(frozen=True)
class Cue:
    """What is shown from `begin` to before `end` (milliseconds)."""

    begin: int
    end: int
    text: str
    name: str = ""
    settings: str = ""


def read_captions(text: str) -> list[Cue]:
    """Return the cues of a WebVTT file, in order. Raises CaptionsError with the line."""
    if len(text) > LONGEST:
        raise CaptionsError(1, _("the file is longer than %(n)d characters") % {"n": LONGEST})
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT([ \t].*)?", lines[0]):
        raise CaptionsError(1, _("a file of captions begins with WEBVTT"))
    if "\0" in text:
        number = next(number for number, line in enumerate(lines, start=1) if "\0" in line)
        raise CaptionsError(number, _("the line has a character that is none"))
    cues: list[Cue] = []
    for number, block in _blocks(lines):
        cue = _cue(number, block)
        if cue is None:
            continue
        if cues and cue.begin < cues[-1].begin:
            raise CaptionsError(number, _("this cue begins before the one above it"))
        cues.append(cue)
        if len(cues) > MOST_CUES:
            raise CaptionsError(number, _("more than %(n)d cues") % {"n": MOST_CUES})
    if not cues:
        raise CaptionsError(len(lines), _("there is no cue"))
    return cues


def write_captions(cues: Sequence[Cue]) -> str:
    """Write cues as WebVTT. `read_captions` gives the same cues back."""
    blocks = ["WEBVTT"]
    for cue in cues:
        timing = f"{_stamp(cue.begin)} --> {_stamp(cue.end)}"
        timing += f" {cue.settings}" if cue.settings else ""
        blocks.append("\n".join([*([cue.name] if cue.name else []), timing, cue.text]))
    return "\n\n".join(blocks) + "\n"


def shift_cues(
    cues: Sequence[Cue], when: Callable[[float, float], tuple[float, float] | None]
) -> list[Cue]:
    """Return the cues as `when` says that they are played now (seconds); None: not any more."""
    found = []
    for cue in cues:
        if (span := when(cue.begin / 1000, cue.end / 1000)) is not None:
            begin, end = round(span[0] * 1000), round(span[1] * 1000)
            found.append(replace(cue, begin=begin, end=max(end, begin + 1)))
    return found


def escaped(text: str) -> str:
    """Return plain words on one line as the text of a cue."""
    return html.escape(" ".join(text.split()), quote=False)


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the blocks between empty lines after the header, each with the number of its first."""
    begin: int | None = None
    in_header = True
    for number, line in enumerate([*lines[1:], ""], start=2):
        if line:
            if in_header:
                raise CaptionsError(number, _("leave a line empty after WEBVTT"))
            begin = number if begin is None else begin
        else:
            in_header = False
            if begin is not None:
                yield begin, list(lines[begin - 1 : number - 1])
                begin = None


def _cue(number: int, block: list[str]) -> Cue | None:
    first = block[0]
    if re.match(r"NOTE([ \t]|$)", first):
        return None
    if re.match(r"(STYLE|REGION)[ \t]*$", first):
        raise CaptionsError(number, _("styles and regions are not taken: remove this block"))
    name = ""
    if "-->" not in first:
        name, block, number = first, block[1:], number + 1
    if not block:
        raise CaptionsError(
            number - 1, _("a time belongs below this line: 00:00.000 --> 00:01.000")
        )
    found = _TIMING.fullmatch(block[0])
    if found is None:
        raise CaptionsError(number, _("no time as in 00:01:02.500 --> 00:01:04.000"))
    begin, end = _milliseconds(found.groups()[:4]), _milliseconds(found.groups()[4:8])
    if end <= begin:
        raise CaptionsError(number, _("the cue ends before it begins"))
    settings = " ".join((found[9] or "").split())
    for setting in settings.split():
        if not _SETTING.fullmatch(setting):
            raise CaptionsError(number, _("unknown setting “%(word)s”") % {"word": setting[:40]})
    return Cue(begin, end, _payload(number + 1, block[1:]), name, settings)


def _payload(number: int, lines: Sequence[str]) -> str:
    if not lines:
        raise CaptionsError(number - 1, _("the cue says nothing"))
    for at, line in enumerate(lines, start=number):
        if "-->" in line:
            raise CaptionsError(at, _("leave a line empty before each time"))
        for tag in _TAG.findall(line):
            if not _ALLOWED.fullmatch(tag):
                raise CaptionsError(at, _("unknown tag “%(word)s”") % {"word": tag[:40]})
        if "<" in _TAG.sub("", line):
            raise CaptionsError(at, _("write “<” as &lt;"))
    return "\n".join(lines)


def _milliseconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _stamp(milliseconds: int) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"
