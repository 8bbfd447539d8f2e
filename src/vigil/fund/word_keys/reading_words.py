"""Read a key of words as somebody typed it, and repair a slip in each word.

Words are repaired by the public lists alone, before anything is hashed. No stored key is asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from vigil.fund.word_keys.folding import words_in
from vigil.fund.word_keys.word_lists import LANGUAGES, WORDS, word_list

LONGEST: Final = 400
"""Characters that are read."""
_MOST_TOKENS: Final = 24


@dataclass(frozen=True)
class ReadWords:
    """A key of words, folded, and how many of them were repaired."""

    language: str
    words: tuple[str, ...]
    repaired: int = 0

    @property
    def text(self) -> str:
        """Return what is hashed."""
        return " ".join(self.words)


class UnreadableWordsError(Exception):
    """Not a key of words. `unknown`: number from 1 and folded form of words in no list."""

    def __init__(self, count: int, unknown: Sequence[tuple[int, str]], language: str) -> None:
        super().__init__(f"{count} words")
        self.count, self.unknown, self.language = count, list(unknown), language


def read_words(typed: str, language: str = "en") -> ReadWords:
    """Read a key of words of any list. Raises UnreadableWordsError.

    `language` is that of the screen. It is asked first, and decides which words are unknown if
    nothing else does.
    """
    tokens = words_in(typed[:LONGEST])[:_MOST_TOKENS]
    order = sorted(LANGUAGES, key=lambda one: one != language.partition("-")[0])
    found = [one for name in order for one in _readings(tokens, name)]
    if found:
        return min(found, key=lambda one: one.repaired)
    unknown = {
        name: [(n, one) for n, one in enumerate(tokens, 1) if repaired(one, name) is None]
        for name in order
    }
    best = min(order, key=lambda name: len(unknown[name]))
    raise UnreadableWordsError(len(tokens), unknown[best], best)


@lru_cache(4096)
def repaired(word: str, language: str) -> str | None:
    """Return the word of the list that was meant: itself, or the only one that is a slip away."""
    from rapidfuzz.distance import OSA  # a web worker starts without it

    known = word_list(language).shown
    if word in known:
        return word
    near = [
        one
        for one in known
        if abs(len(one) - len(word)) <= 1 and OSA.distance(word, one, score_cutoff=1) <= 1
    ]
    return near[0] if len(near) == 1 else None


def _readings(tokens: list[str], language: str) -> list[ReadWords]:
    """Return how these can be read as a key of a language; nothing where that is not certain."""
    if len(tokens) == WORDS:
        candidates: Iterable[list[str]] = [tokens]
    elif len(tokens) == WORDS + 1:  # a space too many
        pairs = enumerate(pairwise(tokens))
        candidates = ([*tokens[:n], one + two, *tokens[n + 2 :]] for n, (one, two) in pairs)
    elif len(tokens) == WORDS - 1:  # a space too few
        candidates = (
            [*tokens[:n], one[:at], one[at:], *tokens[n + 1 :]]
            for n, one in enumerate(tokens)
            for at in range(3, len(one) - 2)
        )
    else:
        candidates = _without_spaces(tokens, language)
    found = {one.text: one for given in candidates if (one := _read(given, language)) is not None}
    fewest = min((one.repaired for one in found.values()), default=0)
    surest = [one for one in found.values() if one.repaired == fewest]
    return surest if len(surest) == 1 else []


def _read(tokens: list[str], language: str) -> ReadWords | None:
    words = [repaired(one, language) for one in tokens]
    if not all(words):
        return None
    slips = sum(word != token for word, token in zip(words, tokens, strict=True))
    return ReadWords(language, tuple(word for word in words if word), slips)


def _without_spaces(tokens: list[str], language: str) -> list[list[str]]:
    """Return the ways to take tokens apart into the words of a key, each as in the list."""
    known = word_list(language).shown
    ways: list[list[str]] = [[]]
    for token in tokens:
        at: dict[int, list[list[str]]] = {0: [[]]}
        for end in range(1, len(token) + 1):
            at[end] = [
                [*way, token[begin:end]]
                for begin in range(max(0, end - 12), end)
                if token[begin:end] in known
                for way in at[begin]
            ][:8]
        ways = [[*way, *more] for way in ways for more in at[len(token)]][:8]
    return [way for way in ways if len(way) == WORDS]
