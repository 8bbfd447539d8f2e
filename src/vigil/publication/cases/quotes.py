"""Choose the few words of a source that are quoted. `claims` shows them beside the values."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vigil.casefile.disclosure.policy import QUOTED_WORDS
from vigil.casefile.disclosure.unknown_names import LETTERS, SENTENCE_END, may_name_stranger
from vigil.casefile.disclosure.withheld_words import WithheldWords

_WORD = re.compile(r"\S+")


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class QuotePart:
    """A part of a quote. It is `marked` if it states a value; `span` is its place in the text."""

    text: str
    marked: bool = False
    span: Span | None = None


ENOUGH = 2
"""A passage with this number of values is preferred to single words with more values."""
_CUT = QuotePart(" … ")


def quote(
    text: str, spans: Iterable[Span], withheld: WithheldWords, *, limit: int = QUOTED_WORDS
) -> list[QuotePart]:
    """Return at most `limit` words of a text that include the most of `spans`, or nothing.

    A passage is quoted only without withheld names, and without capitalised words that are not
    of a shown name or place: an unknown name could be anybody's. If no passage qualifies, or words
    are left, single words that state further values follow, separated by dots.
    """
    wanted = _disjoint(s for s in spans if 0 <= s[0] < s[1] <= len(text))
    if not wanted:
        return []
    bare = _bare(text, wanted, withheld, limit)
    running = _running(text, wanted, withheld, limit)
    if running and _marked(running) >= min(_marked(bare), ENOUGH):
        return running
    return bare


def words_of(pieces: Sequence[QuotePart], span: Span) -> str:
    """Return the words of a span if they are quoted; an empty text if they are not."""
    for piece in pieces:
        if piece.span and piece.span[0] <= span[0] and span[1] <= piece.span[1]:
            return piece.text[span[0] - piece.span[0] : span[1] - piece.span[0]]
    return ""


def _running(
    text: str, wanted: Sequence[Span], withheld: WithheldWords, limit: int
) -> list[QuotePart]:
    tokens = [match.span() for match in _WORD.finditer(text)]
    for start, end in _windows(text, tokens, wanted, limit):
        if withheld.allows(text[start:end]) and not may_name_stranger(text, withheld, start, end):
            left = limit - len(text[start:end].split())
            return _with_rest(text, (start, end), wanted, withheld, left)
    return []


def _with_rest(
    text: str, window: Span, wanted: Sequence[Span], withheld: WithheldWords, left: int
) -> list[QuotePart]:
    """Add words that state further values before and after a passage, up to `left` words."""
    start, end = window
    alone = _alone(text, [s for s in wanted if s[1] <= start or s[0] >= end], withheld, left)
    before = [piece for piece in alone if piece.span and piece.span[1] <= start]
    after = [piece for piece in alone if piece.span and piece.span[0] >= end]
    pieces = [QuotePart("… ")] if before or start > 0 else []
    pieces += [*_apart(before), _CUT] if before else []
    pieces += _inside(text, start, end, wanted)
    pieces += [_CUT, *_apart(after)] if after else []
    return [*pieces, QuotePart(" …")] if after or end < len(text.rstrip()) else pieces


def _marked(pieces: Sequence[QuotePart]) -> int:
    return sum(piece.marked for piece in pieces)


def _disjoint(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(set(spans)):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _windows(text: str, tokens: Sequence[Span], wanted: Sequence[Span], limit: int) -> list[Span]:
    """List the passages of `limit` words around each span, those with most spans first."""
    found: list[tuple[int, int, Span]] = []
    for start, end in wanted:
        inside = [n for n, (a, b) in enumerate(tokens) if a < end and b > start]
        if not inside or len(inside) > limit:
            continue
        for lead in (limit // 4, 2, 0):
            first = max(0, inside[0] - lead)
            last = min(len(tokens), first + limit) - 1
            if last < inside[-1]:
                continue
            window = (tokens[first][0], tokens[last][1])
            window = _to_sentence_end(tokens, window, wanted, text)
            held = sum(window[0] <= a and b <= window[1] for a, b in wanted)
            found.append((-held, len(found), window))
    return [window for _, _, window in sorted(found)]


def _to_sentence_end(
    tokens: Sequence[Span], window: Span, wanted: Sequence[Span], text: str
) -> Span:
    """End a passage with the sentence of its last value, if that ends inside the passage."""
    last = max((b for a, b in wanted if window[0] <= a and b <= window[1]), default=window[1])
    for start, end in tokens:
        if last <= end <= window[1] and SENTENCE_END.search(text[start:end]):
            return (window[0], end)
    return window


def _inside(text: str, start: int, end: int, wanted: Sequence[Span]) -> list[QuotePart]:
    pieces: list[QuotePart] = []
    at = start
    for a, b in wanted:
        if a < start or b > end:
            continue
        if a > at:
            pieces.append(QuotePart(text[at:a]))
        pieces.append(QuotePart(text[a:b], marked=True, span=(a, b)))
        at = b
    if at < end:
        pieces.append(QuotePart(text[at:end]))
    return pieces


def _bare(
    text: str, wanted: Sequence[Span], withheld: WithheldWords, limit: int
) -> list[QuotePart]:
    alone = _alone(text, wanted, withheld, limit)
    return [QuotePart("… "), *_apart(alone), QuotePart(" …")] if alone else []


def _alone(
    text: str, wanted: Sequence[Span], withheld: WithheldWords, limit: int
) -> list[QuotePart]:
    """Return the words of each span that may be quoted alone, up to `limit` words."""
    pieces: list[QuotePart] = []
    left = limit
    for start, end in wanted:
        words = text[start:end]
        count = len(words.split())
        if count > left or not withheld.allows(words) or _bare_stranger(words, withheld):
            continue
        pieces.append(QuotePart(words, marked=True, span=(start, end)))
        left -= count
    return pieces


def _apart(pieces: Sequence[QuotePart]) -> list[QuotePart]:
    """Put dots between pieces."""
    joined = [part for piece in pieces for part in (_CUT, piece)]
    return joined[1:]


def _bare_stranger(words: str, withheld: WithheldWords) -> bool:
    found = LETTERS.findall(words)
    # The first word of a lone piece may begin a sentence; a lone capitalised word may not pass.
    later = found[1:] if len(found) > 1 else found
    return any(word[0].isupper() and not withheld.knows(word) for word in later)
