"""Write texts into cells so that no spreadsheet takes one for a formula. Pure.

A spreadsheet that opens a CSV file computes every cell that looks like a formula, and some
formulas start programs or send cells away. An apostrophe in front makes such a cell a text.
It is put only where needed, so that telephone numbers and names that begin with a sign stay as
they are, and it is taken away again on the way in: `unsafe_cell(safe_cell(x)) == x` for every x.

What counts as a formula, at the start of a cell and after every `,` `;` tab and line break in
it (a program that splits at another sign than ours makes a cell of what follows):

- `=`, `@`, and their full-width and small forms, those of `+`, `-` and `%` too: always;
- a tab, line break or NUL at the start of the text: always;
- `+` or `-`, where what follows is more than words and numbers: a function call, a cell
  reference (a letter before a digit), or any of the signs of formulas.

White space, control characters and quotation marks before it do not make it harmless.
"""

import re
import unicodedata

_STARTS = frozenset("=@\uff1d\uff20\uff0b\uff0d\uff05\ufe66\ufe6b\ufe62\ufe63\ufe6a")
_SIGNS = frozenset("+-\u2212")
_FIRST = frozenset("\t\r\n\0")
_PLAIN_SIGNS = frozenset(".,;'\u2019-()/")
_SPLITS = re.compile(r"([,;\t\r\n])")
_CALL_OR_REFERENCE = re.compile(r"[^\W\d_]\s*\(|[^\W\d_]\d")
_QUOTE = "'"


def safe_cell(text: str) -> str:
    """Return the text for a cell: what looks like a formula gets an apostrophe."""
    parts = _SPLITS.split(text)
    marks = [_QUOTE if danger else "" for danger in _dangers(parts)]
    safe = "".join(mark + part for mark, part in zip(marks, parts, strict=True))
    return _QUOTE + safe if _begins_badly(text) else safe


def unsafe_cell(text: str) -> str:
    """Return the text that `safe_cell` was given; other texts come back unchanged."""
    if text.startswith(_QUOTE) and _begins_badly(text):
        text = text[1:]
    parts = _SPLITS.split(text)
    return "".join(
        part[1:] if danger and part.startswith(_QUOTE) else part
        for danger, part in zip(_dangers(parts), parts, strict=True)
    )


def _dangers(parts: list[str]) -> list[bool]:
    """Return for each part whether a formula begins in it."""
    text = "".join(parts)
    found, at, plain_from = [], 0, -1
    for number, part in enumerate(parts):
        lead = _lead(part)
        danger = False
        if number % 2 == 0 and lead < len(part):
            danger = part[lead] in _STARTS
            if part[lead] in _SIGNS:
                if plain_from < 0:
                    plain_from = _plain_from(text)
                danger = at + lead + 1 < plain_from
        found.append(danger)
        at += len(part)
    return found


def _lead(part: str) -> int:
    """Count the apostrophes and what a spreadsheet may not see at the start of a cell."""
    for number, char in enumerate(part):
        if char not in "'\"" and not char.isspace() and unicodedata.category(char) not in _UNSEEN:
            return number
    return len(part)


_UNSEEN = frozenset({"Cc", "Cf", "Zs"})


def _begins_badly(text: str) -> bool:
    return text.lstrip(_QUOTE)[:1] in _FIRST and bool(text.lstrip(_QUOTE))


def _plain_from(text: str) -> int:
    """Return from where on a text is words and numbers only."""
    bad = next((at for at in range(len(text) - 1, -1, -1) if not _is_plain(text[at])), -1)
    computed = max((found.start() for found in _CALL_OR_REFERENCE.finditer(text)), default=-1)
    return max(bad, computed) + 1


def _is_plain(char: str) -> bool:
    return char.isalnum() or char.isspace() or char in _PLAIN_SIGNS or _is_mark(char)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char).startswith("M")
