"""Read the few marks in which stories are written into blocks. Pure.

An empty line ends a paragraph. A paragraph that begins with `## ` is a heading. Lines that begin
with `>` are a quote; a last line of it that begins with `--` says whose words it is. Everything
else is text, and stays text: nothing in it is ever read as markup.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

PARAGRAPH: Final = "paragraph"
HEADING: Final = "heading"
QUOTE: Final = "quote"

Block = Mapping[str, str]
"""{kind, text}, and `by` for a quote: who says it, or nothing."""

_GAP: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_BY: Final = re.compile(r"^(?:--|—)[ \t]*(\S.*)$")


def parse_blocks(text: str) -> list[Block]:
    """Return the blocks of a text."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return [block for part in _GAP.split(plain) if part.strip() for block in _blocks(part)]


def has_quotes(blocks: Iterable[Block]) -> bool:
    """Return whether there is a quote."""
    return any(block["kind"] == QUOTE for block in blocks)


def without_quotes(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks without the quotes."""
    return [block for block in blocks if block["kind"] != QUOTE]


def _blocks(part: str) -> Iterator[Block]:
    lines = [line.strip() for line in part.strip().split("\n")]
    while lines:
        quoted = lines[0].startswith(">")
        run = list(_run(lines, quoted))
        del lines[: len(run)]
        yield _quote(run) if quoted else _text(run)


def _run(lines: Sequence[str], quoted: bool) -> Iterator[str]:
    for line in lines:
        if line.startswith(">") is not quoted:
            return
        yield line


def _quote(lines: Sequence[str]) -> Block:
    said = [line.removeprefix(">").strip() for line in lines]
    by = _BY.match(said[-1]) if len(said) > 1 else None
    if by is not None:
        said.pop()
    return {"kind": QUOTE, "text": " ".join(filter(None, said)), "by": by[1].strip() if by else ""}


def _text(lines: Sequence[str]) -> Block:
    text = " ".join(lines)
    if text.startswith("## "):
        return {"kind": HEADING, "text": text.removeprefix("## ").strip()}
    return {"kind": PARAGRAPH, "text": text}
