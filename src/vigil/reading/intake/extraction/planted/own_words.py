"""A copy of a report that holds its own words only, and the way back from the copy."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from vigil.reading.intake.extraction.planted.control_tokens import INVISIBLE
from vigil.reading.intake.extraction.planted.passages import Span, planted_passages
from vigil.reading.intake.extraction.sentences import Part
from vigil.reading.records import Account, Evidence, Report, account_key

_BLANKS = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Copy:
    """A text, and for each piece of it where in the original it begins.

    `pieces` are pairs (offset in the copy, offset in the original), ascending; between two of them
    both run alike. `left_out` are the spans of the original that the copy lacks.
    """

    text: str
    pieces: tuple[Span, ...]
    left_out: tuple[Span, ...] = ()

    def original(self, start: int, end: int) -> Span:
        """Return the span of the original that a span of the copy stands for."""
        return self._at(start), self._at(end - 1) + 1 if end > start else self._at(start)

    def _at(self, offset: int) -> int:
        number = bisect_right(self.pieces, offset, key=lambda piece: piece[0]) - 1
        copied, original = self.pieces[max(number, 0)]
        return original + offset - copied


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The copy of a report, and the report."""

    report: Report
    original: Report
    title: Copy
    text: Copy

    @property
    def left_out(self) -> list[tuple[Part, int, int]]:
        """The planted passages, as parts and spans of the report."""
        return [
            *(("title", *span) for span in self.title.left_out),
            *(("text", *span) for span in self.text.left_out),
        ]

    def span(self, part: Part, start: int, end: int) -> Span:
        """Return the span of the report that a span of the copy stands for."""
        return (self.title if part == "title" else self.text).original(start, end)

    def restored(self, accounts: Sequence[Account]) -> list[Account]:
        """Return accounts read from the copy with the spans, words and keys of the report."""
        if self.report is self.original:
            return list(accounts)
        return [self._restored(account) for account in accounts]

    def _restored(self, account: Account) -> Account:
        evidence = [self.evidence(e.field, e.in_, e.start, e.end) for e in account.evidence]
        event = next((e for e in evidence if e.field == "/event"), None)
        key = account.key
        if event is not None:
            key = account_key(account.report_id, event.in_, event.start, event.end)
        return replace(account, evidence=evidence, key=key)

    def evidence(self, field: str, part: Part, start: int, end: int) -> Evidence:
        """Return the evidence that a span of the copy is, in the report's own words."""
        first, last = self.span(part, start, end)
        source = self.original.title if part == "title" else self.original.text
        return Evidence(field=field, in_=part, start=first, end=last, text=source[first:last])


def own_words(report: Report) -> OwnWords:
    """Return the copy of a report without what is planted in it or shows nothing."""
    title, text = own_copy(report.title), own_copy(report.text)
    same = title.text == report.title and text.text == report.text
    copy = report if same else replace(report, title=title.text, text=text.text)
    return OwnWords(copy, report, title, text)


def own_copy(text: str) -> Copy:
    """Return the copy of a text. Without anything planted it is the text itself."""
    seen = _visible(text)
    passages = planted_passages(seen.text)
    if not passages:
        return seen
    parts: list[str] = []
    pieces: list[Span] = []
    left_out: list[Span] = []
    length = past = 0
    for start, end in passages:
        left_out.append(seen.original(start, end))
        start, end = _with_blanks(seen.text, start, end)
        start = max(start, past)  # the blanks before may be those behind the last passage
        _take(seen, past, start, length, pieces)
        beside = past < start and end < len(seen.text)
        gap = _gap(seen.text, start, end) if beside else ""
        if gap:
            pieces.append((length + start - past, seen.original(start, start)[0]))
        parts += [seen.text[past:start], gap]
        length += start - past + len(gap)
        past = max(past, end)
    _take(seen, past, len(seen.text), length, pieces)
    parts.append(seen.text[past:])
    return Copy("".join(parts), tuple(pieces) or ((0, 0),), tuple(left_out))


def _visible(text: str) -> Copy:
    pieces: list[Span] = [(0, 0)]
    gone = 0
    for found in INVISIBLE.finditer(text):
        gone += 1
        piece = (found.end() - gone, found.end())
        if pieces[-1][0] == piece[0]:
            pieces.pop()
        pieces.append(piece)
    return Copy(INVISIBLE.sub("", text) if gone else text, tuple(pieces))


def _take(seen: Copy, start: int, end: int, length: int, pieces: list[Span]) -> None:
    """Note where a stretch of the visible text comes to stand in the copy."""
    if end <= start:
        return
    number = bisect_right(seen.pieces, start, key=lambda piece: piece[0]) - 1
    copied, original = seen.pieces[number]
    pieces.append((length, original + start - copied))
    for copied, original in seen.pieces[number + 1 :]:
        if copied >= end:
            break
        pieces.append((length + copied - start, original))


def _with_blanks(text: str, start: int, end: int) -> Span:
    """Widen a span over the white space around it."""
    while start > 0 and text[start - 1].isspace():
        start -= 1
    found = _BLANKS.match(text, end)
    return start, found.end() if found else end


def _gap(text: str, start: int, end: int) -> str:
    """Return what stands for a passage: a break where its line or paragraph was its own."""
    before = re.match(r"\s*", text[start:end])
    after = re.search(r"\s*$", text[start:end])
    around = (before[0] if before else "") + (after[0] if after else "")
    return "\n\n" if around.count("\n") > 2 else "\n" if "\n" in around else " "
