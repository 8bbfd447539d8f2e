"""Tokens of a paragraph as an editor reads them in a .docx file: {number:cases = 412}. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

_TOKEN: Final = re.compile(r"\{(?:number|figure|term|note|name):[^{}]*\}")
_WITH_VALUE: Final = re.compile(r"\{((?:number|figure|term|note):[^{}=]*?) = ([^{}]*)\}")
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST: Final = 80


def with_values(text: str, values: Mapping[str, str]) -> str:
    """Return a text in which each token also shows its value, by the token as it is written."""

    def shown(found: re.Match[str]) -> str:
        value = plain_value(values.get(found[0], ""))
        return f"{found[0][:-1]} = {value}}}" if value else found[0]

    return _TOKEN.sub(shown, normal(text))


def plain_value(value: str) -> str:
    """Return a value as it can stand in a token: one line, no braces, not long."""
    line = " ".join(normal(value).replace("{", "(").replace("}", ")").split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def without_values(text: str) -> str:
    """Return a text whose tokens are as in a draft."""
    return _WITH_VALUE.sub(lambda found: f"{{{found[1]}}}", normal(text)).strip()


def values_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield each token that shows a value, as in a draft, with that value."""
    for found in _WITH_VALUE.finditer(text):
        yield f"{{{found[1]}}}", found[2]


def tokens_in(text: str) -> Counter[str]:
    """Count the tokens of a text of a draft. Words in {name:…} may change."""
    return Counter(one for one in _TOKEN.findall(text) if not one.startswith("{name:"))


def split_at_tokens(text: str) -> list[tuple[str, bool]]:
    """Split a text into words and tokens; each part says whether it is a token."""
    parts, at = [], 0
    for found in _TOKEN.finditer(text):
        parts += [(text[at : found.start()], False), (found[0], True)]
        at = found.end()
    return [(part, is_token) for part, is_token in [*parts, (text[at:], False)] if part]


def normal(text: str) -> str:
    """Return a text as a .docx file can hold it: one kind of line break, no control characters."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
