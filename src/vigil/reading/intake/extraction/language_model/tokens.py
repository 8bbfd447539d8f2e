"""How many tokens a text has, without the tokenizer: bounds that hold for the models in use."""

import math
import re

_OTHER = re.compile(r"[^\x00-\x7f]")

LEAST = 6
"""Characters of one token at most, on average of a text: natural ones have three to five."""


def tokens_at_most(text: str) -> int:
    """Return a number of tokens that a text does not exceed: three ASCII letters each."""
    others = len(_OTHER.findall(text))
    return math.ceil((len(text) - others) / 3 + others)


def tokens_at_least(text: str) -> int:
    """Return a number of tokens that a text exceeds: a server that read fewer left out some."""
    return len(text) // LEAST
