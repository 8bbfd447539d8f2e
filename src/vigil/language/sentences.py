"""Find the first sentence of a text. Pure."""

import re
from typing import Final

END: Final = re.compile(r"[.!?؟]+[\"”»’)]*(?=\s)")
SHORT: Final = 3
"""Letters of a word that a full stop may shorten: an initial, a title."""


def first_sentence(text: str) -> str:
    """Return the first sentence of a text; the whole text where it has only one.

    A full stop after an initial ("John H. Wood") or a short word with a capital ("Mrs. Falcone")
    ends no sentence.
    """
    text = " ".join(text.split())
    for end in END.finditer(text):
        word = text[: end.start()].rpartition(" ")[2].strip('("“«')
        if not (end.group().startswith(".") and word[:1].isupper() and len(word) <= SHORT):
            return text[: end.end()]
    return text
