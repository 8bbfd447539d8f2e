"""Mark the words of a text that state a value. Safe for any text and any spans."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

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


def highlighted(text: str, spans: Iterable[Span]) -> SafeString:
    """Return `text` as HTML in which every span is marked and titled by its label.

    The text is cut wherever a span begins or ends, and each piece is escaped. A piece inside spans
    is wrapped in one `<mark>`, so overlaps need no nesting. Without the tags, the escaped text
    remains. Spans outside the text are cut to it.
    """
    inside = [span for span in spans if 0 <= span.start < min(span.end, len(text))]
    cuts = {0, len(text)}
    for span in inside:
        cuts |= {span.start, min(span.end, len(text))}
    edges = sorted(cuts)
    pieces = [
        _piece(text[start:end], start, [s for s in inside if s.start <= start < s.end])
        for start, end in pairwise(edges)
    ]
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped in _piece


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


def _piece(words: str, start: int, spans: Sequence[Span]) -> str:
    if not spans:
        return escape(words)
    title = " ".join("; ".join(dict.fromkeys(span.label for span in spans)).split())
    anchors = list(dict.fromkeys(span.anchor for span in spans if span.start == start))
    inner = str(escape(words))
    for anchor in anchors[1:]:
        inner = f'<span id="{escape(anchor)}">{inner}</span>'
    own = f' id="{escape(anchors[0])}"' if anchors else ""
    # Every piece says which words it is of: a screen may mark all of them, and not the first alone.
    every = " ".join(dict.fromkeys(span.anchor for span in spans))
    return f'<mark{own} data-of="{escape(every)}" title="{escape(title)}">{inner}</mark>'
