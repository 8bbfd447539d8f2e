"""Conditions of fields as XLSForm writes them (`relevant`), in the subset that a form can have.

    ${work} = 'art'     selected(${with}, 'school')     a or b     a and b     ( )

An `or` joins options of one question; what joins two questions otherwise is no condition of ours.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

TICKED: Final = "OK"
"""What XLSForm keeps of a tick (`acknowledge`)."""
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<open>\()|(?P<close>\))|(?P<word>and|or)\b"
    r"|selected\(\s*\$\{\s*(?P<of>[\w.-]+)\s*\}\s*,\s*(?P<q1>['\"])(?P<one>[^'\"]*)(?P=q1)\s*\)"
    r"|\$\{\s*(?P<field>[\w.-]+)\s*\}\s*=\s*(?P<q2>['\"])(?P<is>[^'\"]*)(?P=q2))"
)

type Clause = tuple[str, frozenset[str]]


class NotOurs(ValueError):
    """The condition says more than a form of a call can."""


def relevant_of(when: Sequence[Mapping[str, Any]], kinds: Mapping[str, str]) -> str:
    """Return conditions as XLSForm has them; `kinds` are those of the fields, by key."""
    return " and ".join(_written(one["field"], one["is"], kinds[one["field"]]) for one in when)


def _written(field: str, options: Sequence[str], kind: str) -> str:
    if kind == "yes":
        return f"${{{field}}} = '{TICKED}'"
    if kind == "choices":
        found = [f"selected(${{{field}}}, '{one}')" for one in options]
    else:
        found = [f"${{{field}}} = '{one}'" for one in options]
    return found[0] if len(found) == 1 else f"({' or '.join(found)})"


def read_relevant(text: str) -> list[tuple[str, list[str]]]:
    """Return (question, options) of each condition. Raises NotOurs for what is no subset."""
    reader = _Reader(_tokens(text))
    clauses = reader.either()
    if reader.left:
        raise NotOurs(text)
    return [(field, sorted(options)) for field, options in clauses]


def _tokens(text: str) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotOurs(text)
        at = match.end()
        if match["open"] or match["close"] or match["word"]:
            found.append((match["open"] or match["close"] or match["word"],))
        elif match["of"]:
            found.append(("is", match["of"], match["one"]))
        else:
            found.append(("is", match["field"], match["is"]))
    return found


class _Reader:
    """Reads tokens one after the other; `and` binds closer than `or`."""

    def __init__(self, tokens: list[tuple[str, ...]]) -> None:
        self.left = tokens

    def either(self) -> list[Clause]:
        found = self.both()
        while self.left and self.left[0] == ("or",):
            self.left = self.left[1:]
            found = _joined(found, self.both())
        return found

    def both(self) -> list[Clause]:
        found = self.one()
        while self.left and self.left[0] == ("and",):
            self.left = self.left[1:]
            found = [*found, *self.one()]
        return found

    def one(self) -> list[Clause]:
        if not self.left:
            raise NotOurs("")
        token, self.left = self.left[0], self.left[1:]
        if token[0] == "is":
            return [(token[1], frozenset(token[2:]))]
        if token != ("(",):
            raise NotOurs(token[0])
        found = self.either()
        if not self.left or self.left[0] != (")",):
            raise NotOurs("(")
        self.left = self.left[1:]
        return found


def _joined(left: list[Clause], right: list[Clause]) -> list[Clause]:
    if len(left) == len(right) == 1 and left[0][0] == right[0][0]:
        return [(left[0][0], left[0][1] | right[0][1])]
    raise NotOurs("or")
