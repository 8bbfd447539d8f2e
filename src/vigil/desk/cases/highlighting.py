"""Mark the words of a text that state a value. Safe for any text and any spans."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from vigil.language.graphic_words import graphic_words

_GAP = re.compile(r"(?<![^\S\n])[^\S\n]*\n(?:[^\S\n]*\n)+[^\S\n]*")
"""Looked for at the beginning of a run of spaces alone: from each of them it would take hours for
the two million that a page may have."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a text (offsets in code points, end excluded), their label, and their anchor."""

    start: int
    end: int
    label: str
    anchor: str


def highlighted(
    text: str, spans: Iterable[Span], graphic: Sequence[tuple[int, int]] = ()
) -> SafeString:
    """Return `text` as HTML in which every span is marked and titled by its label.

    Words at the places `graphic` are wrapped so that a page can hide them until they are wanted.

    The text is cut wherever a span begins or ends, and each piece is escaped. A piece inside spans
    is wrapped in one `<mark>`, so overlaps need no nesting. Without the tags, the escaped text
    remains. Spans outside the text are cut to it.
    """
    inside = [span for span in spans if 0 <= span.start < min(span.end, len(text))]
    cuts = {0, len(text)}
    for span in inside:
        cuts |= {span.start, min(span.end, len(text))}
    for both in graphic:
        cuts |= {*both}
    edges = sorted(cuts)
    starts = [start for start, _end in graphic]
    said = _("graphic words, hidden") if graphic else ""
    pieces = [
        _piece(
            _words(text[start:end], said if _is_inside(start, starts, graphic) else ""),
            start,
            [s for s in inside if s.start <= start < s.end],
        )
        for start, end in pairwise(edges)
    ]
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped in _words


def without_gaps(html: SafeString) -> SafeString:
    """Return HTML of `highlighted` with each run of empty lines shortened to one.

    Fetched pages contain many empty lines. Only white space is removed, and no tag contains a line
    break.
    """
    return mark_safe(_GAP.sub("\n\n", html))  # noqa: S308 - only white space was taken away


def with_gaps(html: SafeString) -> SafeString:
    """Return HTML of `highlighted` in which each run of empty lines is an element of its own.

    It can be drawn as one line, and the text in the page stays the text of the report, character
    by character.
    """
    wrapped = _GAP.sub(lambda gap: f'<span class="gap">{gap[0]}</span>', html)
    # A browser would read a return before a line feed as nothing.
    return mark_safe(wrapped.replace("\r", "&#13;"))  # noqa: S308 - only white space was changed


def veiled(text: str, language: str | None = "") -> SafeString:
    """Return `text` as HTML in which graphic words can be hidden."""
    return highlighted(text, (), graphic_words(text, language or ""))


def _is_inside(place: int, starts: Sequence[int], graphic: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(starts, place) - 1
    return at >= 0 and place < graphic[at][1]


def _words(words: str, hidden: str) -> str:
    """Return words as HTML. `hidden` is what a screen reader is told while they are hidden."""
    inner = str(escape(words))
    if not hidden:
        return inner
    return f'<span class="graphic" data-said="{escape(hidden)}"><span>{inner}</span></span>'


def _piece(inner: str, start: int, spans: Sequence[Span]) -> str:
    if not spans:
        return inner
    title = " ".join("; ".join(dict.fromkeys(span.label for span in spans)).split())
    anchors = list(dict.fromkeys(span.anchor for span in spans if span.start == start))
    for anchor in anchors[1:]:
        inner = f'<span id="{escape(anchor)}">{inner}</span>'
    own = f' id="{escape(anchors[0])}"' if anchors else ""
    # Every piece says which words it is of: a screen may mark all of them, and not the first alone.
    every = " ".join(dict.fromkeys(span.anchor for span in spans))
    return f'<mark{own} data-of="{escape(every)}" title="{escape(title)}">{inner}</mark>'
