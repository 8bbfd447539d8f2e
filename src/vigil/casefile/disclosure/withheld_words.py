"""Check that a public text contains none of the withheld names and places. Pure.

Which names and places are withheld for a case: see `withheld_of_case`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from vigil.casefile.people.name_matching import fold
from vigil.trust.withdrawals.names_in_texts import split_at_capitals

_PARTICLES = (
    "a abu al an and ben bin d da das de del della der des di do dos du e el en et ibn la las le "
    "les los of or the van von y"
)
PARTICLES = frozenset(_PARTICLES.split())
"""Words inside names that do not identify anybody."""

SHORTEST = 3
"""A single word of a name counts on its own from this many letters."""

_WORD = re.compile(r"[^\W_]+")
_PREFIX = re.compile(r"(?<!\w)[\u0648\u0641\u0628\u0644\u0643](?=[\u0621-\u064a]{3})")
"""Arabic letters that are joined to the next word: and, so, in, to, like."""
_NO_MARKS = str.maketrans("", "", "`'")
"""Marks that folding of other scripts leaves; within a word they separate nothing."""
_CYRILLIC = re.compile(r"[\u0400-\u04ff]+")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts without spaces between words: Thai, Japanese, Chinese."""
_ENDING = re.compile(r"[aeiouy]{1,2}$")
SHORTEST_STEM = 4
LONGEST_ENDING = 4
RUN_TOGETHER = 8
"""A name whose words are written together counts from this many letters."""

_CALENDAR = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december"
)
CALENDAR = frozenset(_CALENDAR.split())
"""English words with a capital letter that are no names."""


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text inside a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_in(part)


def words(text: str) -> list[str]:
    """Return the words of a text in lower-case ASCII, so that every spelling is recognised."""
    return _WORD.findall(fold(text))


def identifying_words(name: str) -> list[str]:
    """Return the folded words of a name that could identify the person on their own.

    A description ("two men on a motorcycle") has none, because only its first word may have a
    capital letter. In scripts without capitals every word counts.
    """
    parts = [word for word in _WORD.findall(name) if fold(word) not in PARTICLES]
    if len(parts) > 1 and not any(_starts_name(word) for word in parts[1:]):
        return []
    identifying = (fold(part).translate(_NO_MARKS) for part in parts if _starts_name(part))
    return [word for word in identifying if len(word) >= SHORTEST]


def stems(name: str) -> set[str]:
    """Return the stems of Cyrillic words of a name, without the endings of grammatical cases."""
    identifying = identifying_words(" ".join(_CYRILLIC.findall(name)))
    found = {_ENDING.sub("", word) for word in identifying}
    return {stem for stem in found if len(stem) >= SHORTEST_STEM}


def capitalised(name: str) -> str:
    """Return a name with capital letters, if it was written without any."""
    return name.title() if name == name.lower() else name


def _starts_name(word: str) -> bool:
    return not word.isdigit() and (word != word.lower() or word == word.upper())


class WithheldWords:
    """The names and places that no public text about one case may contain.

    A text is shown whole or not at all. If only the name were cut out, the rest of the sentence
    could still identify the person.
    """

    def __init__(
        self,
        names: Iterable[str],
        *,
        shown: Sequence[str] = (),
        places: Sequence[str] = (),
        finer: Iterable[str] = (),
        withdrawn: Iterable[str] = (),
    ) -> None:
        """Take the names to withhold, the names and places that may be shown, and finer places.

        A `withdrawn` name may be a part of a name that is shown. Then a text passes only if it
        contains the whole shown name.
        """
        self._shown = [words(name) for name in shown]
        known = (*shown, *places)
        self._known = {word for name in known for word in (*words(name), *_unmarked(name))}
        self._phrases: set[tuple[str, ...]] = set()
        self._words: set[str] = set()
        withdrawn = [capitalised(name) for name in withdrawn]
        self._withdrawn = {tuple(words(name)) for name in withdrawn if len(words(name)) > 1}
        both = [*names, *withdrawn]
        for name in both:
            identifying = identifying_words(name)
            self._words.update(set(identifying) - self._known)
            # A description is withheld as a phrase; a single common word would hide too much.
            if identifying or len(words(name)) > 1:
                self._phrases.add(tuple(words(name)))
        self._identifying = {tuple(identifying_words(name)) for name in both}
        self._stems = {stem for name in both for stem in stems(name) if not self._is_known(stem)}
        shown_as_one = " ".join(map(_as_one, shown))
        unspaced = {_as_one(name) for name in both if _UNSPACED.search(name)}
        self._unspaced = {name for name in unspaced if name not in shown_as_one}
        self._full_names = {phrase for phrase in self._phrases if len(phrase) > 1}
        self._pairs = set(self._run_together({*self._full_names, *self._withdrawn}))
        self._phrases.update(
            tuple(words(place)) for place in finer if words(place) not in map(words, places)
        )
        self._phrases.discard(())

    def allows(self, text: str) -> bool:
        """Say whether a text contains none of the withheld names and places."""
        if self._unspaced and any(name in _as_one(text) for name in self._unspaced):
            return False
        if self._stems and _CYRILLIC.search(text) and self._inflects(_unmarked(text)):
            return False
        return all(map(self._allows, _readings(text)))

    def _is_known(self, stem: str) -> bool:
        return any(word.startswith(stem) for word in self._known)

    def _run_together(self, phrases: Iterable[tuple[str, ...]]) -> Iterator[str]:
        """Yield each pair of neighbouring words of a name, written together as in a hashtag."""
        for phrase in phrases:
            for pair in pairwise(word for word in phrase if word not in PARTICLES):
                if len("".join(pair)) >= RUN_TOGETHER and not self._known.issuperset(pair):
                    yield "".join(pair)

    def _inflects(self, found: Sequence[str]) -> bool:
        return any(
            word.startswith(stem) and len(word) - len(stem) <= LONGEST_ENDING
            for word in found
            for stem in self._stems
        )

    def _allows(self, found: Sequence[str]) -> bool:
        if not self._words.isdisjoint(found):
            return False
        if any(holds_words(found, p) and not self._is_shown(p) for p in self._phrases):
            return False
        long = [word for word in found if len(word) >= RUN_TOGETHER]
        if any(pair in word for word in long for pair in self._pairs):
            return False
        rest = self._without_shown(found) if self._withdrawn else found
        return not any(holds_words(rest, phrase) for phrase in self._withdrawn)

    def let_through(self, text: str) -> str:
        """Return the text if it is allowed, else an empty string."""
        return text if self.allows(text) else ""

    def spells_name(self, address: str) -> bool:
        """Say whether a web address contains a withheld name, or two words of it."""
        found = {*words(split_at_capitals(address)), *words(address)}
        near = ([word for word in name if word in found] for name in self._identifying)
        if any(len(some) > 1 and not self._known.issuperset(some) for some in near):
            return True
        as_one = "".join(words(address))
        for name in self._full_names:
            spelled = found.issuperset(name) or _runs_together(name, as_one)
            if spelled and not self._is_shown(name):
                return True
        if any(found.issuperset(name) for name in self._shown if len(name) > 1):
            return False  # it contains the full name of a person who may be named
        return any(found.issuperset(phrase) for phrase in self._withdrawn)

    def knows(self, word: str) -> bool:
        """Say whether a capitalised word may be quoted: it is part of a shown name or of a date."""
        folded = words(word)
        return all(part in self._known or part in CALENDAR for part in folded)

    def _without_shown(self, found: Sequence[str]) -> list[str]:
        """Return the words of a text without the full names that may be shown."""
        left = list(found)
        for name in sorted(self._shown, key=len, reverse=True):
            at = 0
            while len(name) > 1 and at <= len(left) - len(name):
                if left[at : at + len(name)] == name:
                    left[at : at + len(name)] = [""]
                at += 1
        return left

    def _is_shown(self, phrase: Sequence[str]) -> bool:
        return any(holds_words(name, phrase) for name in self._shown)


def _as_one(text: str) -> str:
    """Return a text without spaces, in the usual form of its letters."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _unmarked(text: str) -> list[str]:
    """Return the folded words of a text; words of other scripts stay in one piece."""
    return _WORD.findall(fold(text).translate(_NO_MARKS))


def _readings(text: str) -> Iterator[list[str]]:
    """Yield the words of a text; again with hashtags and joined Arabic words separated."""
    folded = fold(text)
    yield _WORD.findall(folded)
    if (plain := folded.translate(_NO_MARKS)) != folded:
        yield _WORD.findall(plain)
    for other in (split_at_capitals(text), _PREFIX.sub("", text)):
        if other != text:
            yield words(other)


def _runs_together(name: Sequence[str], as_one: str) -> bool:
    """Say whether a text without spaces contains the words of a name, in any rotation."""
    turns = ("".join((*name[n:], *name[:n])) for n in range(len(name)))
    return any(len(turn) >= RUN_TOGETHER and turn in as_one for turn in turns)


def holds_words(found: Sequence[str], phrase: Sequence[str]) -> bool:
    """Say whether a text contains the words of a phrase, one after the other."""
    size = len(phrase)
    return any(tuple(found[i : i + size]) == tuple(phrase) for i in range(len(found) - size + 1))
