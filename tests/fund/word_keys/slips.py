"""Slips of the hand in a typed key, one at a time."""

import random
import unicodedata
from collections.abc import Callable, Sequence

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def another(word: str, chance: random.Random) -> str:
    """One letter other than it was."""
    n = chance.randrange(len(word))
    return word[:n] + chance.choice(LETTERS.replace(word[n], "")) + word[n + 1 :]


def more(word: str, chance: random.Random) -> str:
    n = chance.randrange(len(word) + 1)
    return word[:n] + chance.choice(LETTERS) + word[n:]


def less(word: str, chance: random.Random) -> str:
    n = chance.randrange(len(word))
    return word[:n] + word[n + 1 :]


def swapped(word: str, chance: random.Random) -> str:
    n = chance.randrange(len(word) - 1)
    return word[:n] + word[n + 1] + word[n] + word[n + 2 :]


def without_accents(word: str, _chance: random.Random) -> str:
    parts = unicodedata.normalize("NFD", word)
    return "".join(one for one in parts if not unicodedata.combining(one)).upper()


IN_A_WORD: Sequence[Callable[[str, random.Random], str]] = (
    another,
    more,
    less,
    swapped,
    without_accents,
)


def in_one_word(words: Sequence[str], chance: random.Random) -> str:
    """A key with one slip: in a word, a space too few, or one too many."""
    typed, n = list(words), chance.randrange(len(words))
    kind = chance.randrange(len(IN_A_WORD) + 2)
    if kind < len(IN_A_WORD):
        typed[n] = IN_A_WORD[kind](typed[n], chance)
        return " ".join(typed)
    if kind == len(IN_A_WORD):
        n = min(n, len(words) - 2)
        return " ".join([*typed[:n], typed[n] + typed[n + 1], *typed[n + 2 :]])
    at = chance.randrange(1, len(typed[n]))
    typed[n] = f"{typed[n][:at]} {typed[n][at:]}"
    return " ".join(typed)


def in_every_word(words: Sequence[str], chance: random.Random) -> str:
    """A key with a slip in each of its words."""
    return " ".join(chance.choice(IN_A_WORD)(word, chance) for word in words)


def in_the_digits(groups: Sequence[str], chance: random.Random) -> str:
    """A key of digits with one slip."""
    digits = "".join(groups)
    n = chance.randrange(len(digits) - 1)
    other = chance.choice("0123456789".replace(digits[n], ""))
    return chance.choice(
        (
            digits[:n] + other + digits[n + 1 :],
            digits[:n] + chance.choice("0123456789") + digits[n:],
            digits[:n] + digits[n + 1 :],
            digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :],
        )
    )
