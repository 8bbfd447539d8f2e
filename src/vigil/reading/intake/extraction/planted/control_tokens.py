"""Control tokens of model families: what ends a turn for the model is plain text of a report."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

TOKEN_LIMIT = 60
"""Code points of the longest token looked for."""

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Code points that show nothing: zero-width ones, marks of direction, tags, variation selectors.

They cut a word where no reader sees it, hide text in plain sight, or hold a control token apart
until a tokenizer drops them.
"""


@cache
def planted_patterns() -> dict[str, Any]:
    """Return the patterns of `planted.toml`."""
    text = files("vigil.reading.intake.extraction.planted").joinpath("planted.toml")
    return tomllib.loads(text.read_text(encoding="utf-8"))


@cache
def control_token() -> re.Pattern[str]:
    """Return the pattern of a control token, in any case."""
    return re.compile("|".join(planted_patterns()["tokens"]), re.IGNORECASE)


def broken_tokens(text: str) -> tuple[str, list[int]]:
    """Return the text with a blank inside each control token, and where each blank was put.

    A tokenizer then sees "< |im_start|>", which is text. The places are offsets of the result.
    """
    parts: list[str] = []
    blanks: list[int] = []
    past = 0
    for found in control_token().finditer(text):
        cut = found.start() + 1
        parts += [text[past:cut], " "]
        blanks.append(cut + len(blanks))
        past = cut
    return "".join([*parts, text[past:]]), blanks
