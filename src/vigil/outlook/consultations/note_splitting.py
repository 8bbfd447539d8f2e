"""Split pasted notes into statements, one for each paragraph or sentence. Pure.

People correct the split before coding begins, so its rules are few. It loses no word: the joined
statements are the notes without spaces and list marks.
"""

import re
from typing import Final, Literal

How = Literal["paragraphs", "sentences"]

_BLANK: Final = re.compile(r"\n[^\S\n]*\n+")
_ITEM: Final = re.compile(r"^[^\S\n]*(?:[-–—•*·▪◦]|\(?\d{1,3}[.)])[^\S\n]+", re.MULTILINE)
_END: Final = re.compile(r"(?<=[.!?؟。！？।])[\"'”’»)\]]*(?:\s+|(?<=[。！？]))(?=\S)")
_SHORT: Final = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Sr|Sra|No|Nr|St|vs|cf|e\.g|i\.e|approx|art|Art|vol|p|pp)\.$"
)
"""Abbreviations and initials: their full stop does not end a sentence."""


def split(notes: str, how: How = "paragraphs") -> list[str]:
    """Return the statements in some notes, in order; none of them is empty.

    A paragraph ends at an empty line, and where a list item begins. A sentence ends at a full stop,
    question mark or exclamation mark of the usual scripts with a space after it, but not after an
    initial or a common abbreviation.
    """
    found = [text for part in paragraphs(notes) for text in _said(part, how)]
    return [text for text in found if text]


def paragraphs(notes: str) -> list[str]:
    """Return the paragraphs of a text, each in one line, without list marks."""
    text = notes.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    whole = []
    for block in _BLANK.split(text):
        # Each list item is a paragraph, with or without empty lines between items.
        whole += _ITEM.split(block)
    return [line for part in whole if (line := " ".join(part.split()))]


def sentences(paragraph: str) -> list[str]:
    """Return the sentences of one paragraph."""
    found: list[str] = []
    begin = 0
    for end in _END.finditer(paragraph):
        said = paragraph[begin : end.end()].strip()
        if not _SHORT.search(said):
            found.append(said)
            begin = end.end()
    return [*found, rest] if (rest := paragraph[begin:].strip()) else found


def _said(paragraph: str, how: How) -> list[str]:
    return sentences(paragraph) if how == "sentences" else [paragraph]
