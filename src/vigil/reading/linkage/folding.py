"""Text without what only writing adds: case and accents."""

import re
from unicodedata import combining, normalize

TOKEN = re.compile(r"\w\w+")
_MARK = re.compile(f"[{''.join(c for c in map(chr, range(0x300, 0xFE30)) if combining(c))}]")


def fold_text(text: str) -> str:
    """Return a text in lower case without accents."""
    if not text.isascii():
        text = _MARK.sub("", normalize("NFKD", text))
    return text.lower()
