"""Read the turns of speakers in a transcript: WebVTT, or lines such as “Name: words”. Pure.

Source of the format: W3C, WebVTT: The Web Video Text Tracks Format (2019).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final

from vigil.outlook.consultations.note_splitting import How, paragraphs, split

_BLOCK: Final = re.compile(r"\n[^\S\n]*\n+")
_TIMES: Final = re.compile(r"^\s*(?:\d+:)?\d{2}:\d{2}\.\d{3}\s+-->\s")
# Whatever a stranger's file holds, there is one way to match it: time grows with its length alone.
_VOICE: Final = re.compile(r"<v(?:\.[^\s.<>]+)*\s+([^<>\s][^<>]*)>")
_TAG: Final = re.compile(r"</?[a-z0-9:.][^<>]*>")
_CLOCK: Final = re.compile(
    r"^\s*[\[(]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[\])]?\s*[-–—]?\s*"
)
_PREFIX: Final = re.compile(r"^([^\W\d_][^:：\n]{0,59})[:：]\s+(?=\S)")
MOST_WORDS: Final = 8
"""Words of the longest name before a colon."""


@dataclass(frozen=True)
class Turn:
    """What somebody said in one go. `speaker` is empty if the transcript does not tell."""

    speaker: str
    text: str


def is_vtt(text: str) -> bool:
    """Return whether a text is a WebVTT file."""
    return text.lstrip("\ufeff").startswith("WEBVTT")


def vtt_turns(text: str) -> list[Turn]:
    """Return the turns of a WebVTT file. Cues of one speaker in a row are one turn.

    Times, styles, notes and marks are left out.
    """
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return _joined(turn for block in _BLOCK.split(lines) for turn in _cue(block))


def named_turns(text: str, speakers: Iterable[str] | None = None) -> list[Turn]:
    """Return the turns of a text in which a name and a colon begin a line.

    `speakers` are the names that count; None: those that `likely_speakers` finds. A line without
    one belongs to the turn before it. Clock times at the beginning of a line are left out.
    """
    lines = _lines(text)
    known = set(likely_speakers(text) if speakers is None else speakers)
    turns: list[Turn] = []
    for line in lines:
        found = _PREFIX.match(line)
        name = found.group(1).strip() if found else ""
        if found and name in known:
            turns.append(Turn(name, line[found.end() :]))
        elif turns and turns[-1].speaker:
            turns[-1] = Turn(turns[-1].speaker, f"{turns[-1].text}\n\n{line}")
        else:
            turns.append(Turn("", line))
    return turns


def likely_speakers(text: str) -> list[str]:
    """Return the names before a colon that begin lines of a text, as they first appear.

    One counts if it begins at least two lines, or if more than four lines in five begin with
    some name.
    """
    lines = _lines(text)
    names = [match.group(1).strip() for line in lines if (match := _PREFIX.match(line))]
    names = [name for name in names if len(name.split()) <= MOST_WORDS]
    often = Counter(names)
    mostly = len(names) * 5 > len(lines) * 4
    return [name for name in dict.fromkeys(names) if mostly or often[name] > 1]


def as_text(turns: Iterable[Turn]) -> str:
    """Return turns as a text that `named_turns` reads again."""
    return "\n\n".join(
        f"{turn.speaker}: {turn.text}" if turn.speaker else turn.text for turn in turns
    )


def statements_of(turns: Sequence[Turn], how: How) -> list[Turn]:
    """Split turns into statements, each with its speaker."""
    return [Turn(turn.speaker, text) for turn in turns for text in split(turn.text, how)]


def _lines(text: str) -> list[str]:
    found = [_CLOCK.sub("", line) for line in text.replace("\r", "\n").split("\n")]
    return [line for part in found for line in paragraphs(part)]


def _cue(block: str) -> Iterator[Turn]:
    lines = block.split("\n")
    at = next((n for n, line in enumerate(lines) if _TIMES.match(line)), None)
    if at is None:
        return
    said = " ".join(lines[at + 1 :])
    ends = [match.start() for match in _VOICE.finditer(said)]
    for begin, end in zip([0, *ends], [*ends, len(said)], strict=True):
        part = said[begin:end]
        voice = _VOICE.match(part)
        words = " ".join(unescape(_TAG.sub("", part)).split())
        if words:
            yield Turn(unescape(voice.group(1)).strip() if voice else "", words)


def _joined(turns: Iterable[Turn]) -> list[Turn]:
    found: list[Turn] = []
    for turn in turns:
        if found and found[-1].speaker == turn.speaker:
            found[-1] = Turn(turn.speaker, f"{found[-1].text} {turn.text}")
        else:
            found.append(turn)
    return found
