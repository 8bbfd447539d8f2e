"""Check a DOI and an ISBN. Pure."""

import re
from typing import Final

_DOI: Final = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s<>\"]+")
_BEFORE: Final = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def bare_doi(text: str) -> str:
    """Return a DOI without the address before it; empty if it is none."""
    bare = _BEFORE.sub("", text.strip(), count=1)
    return bare if _DOI.fullmatch(bare) else ""


def isbn_13(text: str) -> str:
    """Return an ISBN of 13 digits with its hyphens as typed; empty if its check digit is wrong.

    After ISO 2108: digits weigh 1 and 3 in turn, and their sum is divisible by 10.
    """
    said = " ".join(text.split()).replace(" ", "-")
    digits = said.replace("-", "")
    if not re.fullmatch(r"97[89]\d{10}", digits) or len(said) > 17 or "--" in said:
        return ""
    if not digits.isascii():
        return ""
    total = sum(int(digit) * (3 if n % 2 else 1) for n, digit in enumerate(digits))
    return said if total % 10 == 0 else ""
