"""Long patterns, tried only where one of their beginnings stands.

A pattern of a hundred alternatives tries each of them at every word. Its beginnings (the first
letters of its alternatives) are a short pattern, which rules out nearly all words. What is found
is the same.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_LONGEST = 4
"""Code points of a beginning: longer ones rule out little more."""
_MOST = 400
"""Beginnings of one pattern: with more of them it is tried as it stands."""
_CLASS = 12
"""Characters of a class ("[oa]") that are told apart."""
_DIGIT = ((codes.CATEGORY, codes.CATEGORY_DIGIT),)
_WORD = (codes.CATEGORY, codes.CATEGORY_WORD)
_LETTER = [(codes.NEGATE, None), (codes.CATEGORY, codes.CATEGORY_NOT_WORD), (codes.LITERAL, 95)]
_SPACE = ((codes.CATEGORY, codes.CATEGORY_SPACE),)

Beginning = tuple[str, ...]
"""The first characters of a match, each as a pattern of one character."""
_Beginnings = dict[Beginning, bool]
"""Beginnings, and whether what follows the part they were read of goes on behind them."""


class QuickPattern:
    """Finds what a compiled pattern finds, faster where its alternatives begin with letters."""

    def __init__(self, whole: re.Pattern[str]) -> None:
        self._whole = whole
        self._starts = _starts([whole])

    def finditer(
        self, text: str, start: int = 0, end: int = sys.maxsize
    ) -> Iterator[re.Match[str]]:
        """Yield the matches between two offsets, as `re.Pattern.finditer` does."""
        if self._starts is None:
            yield from self._whole.finditer(text, start, end)
            return
        match = self._whole.match
        past = start
        for lead in self._starts.finditer(text, start, end):
            at = lead.start()
            if at >= past and (found := match(text, at, end)):
                past = found.end()
                yield found

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match, as `re.Pattern.search` does."""
        return next(self.finditer(text), None)


class QuickPatterns[Name]:
    """Finds what several compiled patterns find, in one walk along a text."""

    def __init__(self, wholes: Mapping[Name, re.Pattern[str]]) -> None:
        led = {name: whole for name, whole in wholes.items() if _starts([whole]) is not None}
        self._others = {name: whole for name, whole in wholes.items() if name not in led}
        self._led = list(led.items())
        self._starts = _starts(list(led.values())) if led else None

    def matches(self, text: str) -> dict[Name, list[re.Match[str]]]:
        """Return the matches of each pattern, as `re.Pattern.finditer` finds them."""
        found = {name: list(whole.finditer(text)) for name, whole in self._others.items()}
        found.update((name, []) for name, _ in self._led)
        for lead in self._starts.finditer(text) if self._starts else ():
            at = lead.start()
            for name, whole in self._led:
                own = found[name]
                if (not own or at >= own[-1].end()) and (match := whole.match(text, at)):
                    own.append(match)
        return found


def _starts(wholes: Sequence[re.Pattern[str]]) -> re.Pattern[str] | None:
    """Return a pattern that matches, without a width, wherever one of `wholes` may begin.

    None where one of them may begin with anything.
    """
    by_lead: dict[str, set[Beginning]] = {}
    for whole in wholes:
        if whole.flags != re.UNICODE:
            return None
        for items in _branches(list(parser.parse(whole.pattern))):
            found = _beginnings(items)
            if found is None or () in found:
                return None
            by_lead.setdefault(_lead(items), set()).update(found)
    return re.compile("|".join(lead + _lookahead(found) for lead, found in by_lead.items()))


def _lead(items: list[Any]) -> str:
    """Return what a pattern asks of the character before it, or less than that."""
    code, argument = items[0]
    if code is codes.AT and argument is codes.AT_BOUNDARY:
        return r"\b"
    if code is codes.ASSERT_NOT and argument[0] == -1 and len(argument[1]) == 1:
        kind, members = argument[1][0]
        if kind is codes.IN and members == _LETTER:
            return r"(?<![^\W_])"
        if kind is codes.IN and _WORD in members and members[0][0] is not codes.NEGATE:
            return r"(?<!\w)"
    return ""


def _branches(items: list[Any]) -> list[list[Any]]:
    if len(items) == 1 and items[0][0] is codes.BRANCH:
        return [list(branch) for branch in items[0][1][1]]
    return [items]


def _lookahead(found: set[Beginning]) -> str:
    """Return the lookahead for some beginnings, one branch a first letter."""
    by_first: dict[str, set[str]] = {}
    for beginning in found:
        by_first.setdefault(beginning[0], set()).add("".join(beginning[1:]))
    branches = [
        first if "" in rest else f"{first}(?:{'|'.join(sorted(rest))})"
        for first, rest in sorted(by_first.items())
    ]
    return f"(?={'|'.join(branches)})"


def _beginnings(items: list[Any]) -> _Beginnings | None:
    """Return the beginnings of a sequence; None where there are too many to tell."""
    found: _Beginnings = {(): True}
    for code, argument in items:
        if not any(found.values()):
            break
        heads = _of_item(code, argument)
        grown: _Beginnings = {}
        for beginning, open_ in found.items():
            if not open_ or heads is None:
                grown[beginning] = False
                continue
            for head, goes_on in heads.items():
                joined = (beginning + head)[:_LONGEST]
                still = goes_on and len(beginning + head) < _LONGEST
                grown[joined] = still and grown.get(joined, True)
        found = grown
        if len(found) > _MOST:
            return None
    return found


def _of_item(code: Any, argument: Any) -> _Beginnings | None:
    """Return the beginnings of one item of a parsed pattern; None where it may be anything."""
    if code is codes.LITERAL:
        return {(re.escape(chr(argument)),): True}
    if code is codes.IN:
        return _of_class(argument)
    if code is codes.BRANCH:
        return _united([_beginnings(list(branch)) for branch in argument[1]])
    if code is codes.SUBPATTERN:
        return _beginnings(list(argument[3]))
    if code in (codes.ASSERT, codes.ASSERT_NOT, codes.AT):
        return {(): True}
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, most, repeated = argument
        once = _beginnings(list(repeated))
        if once is None:
            return None
        heads = once if most == 1 else dict.fromkeys(once, False)
        return heads if least else {(): True, **heads}
    return None


def _of_class(members: list[Any]) -> _Beginnings | None:
    if tuple(members) == _DIGIT:
        return {(r"\d",): True}
    if tuple(members) == _SPACE:
        return {(r"\s",): True}
    letters: list[int] = []
    for code, argument in members:
        if code is codes.LITERAL:
            letters.append(argument)
        elif code is codes.RANGE and argument[1] - argument[0] < _CLASS:
            letters.extend(range(argument[0], argument[1] + 1))
        else:
            return None
    return {(re.escape(chr(letter)),): True for letter in letters} if letters else None


def _united(found: list[_Beginnings | None]) -> _Beginnings | None:
    united: _Beginnings = {}
    for one in found:
        if one is None:
            return None
        for beginning, open_ in one.items():
            united[beginning] = open_ and united.get(beginning, True)
    return united if len(united) <= _MOST else None
