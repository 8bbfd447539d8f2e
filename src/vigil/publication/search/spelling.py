"""Decide which words may be spellings of one name. Pure functions.

Mohamed, Muhammad and Mahomet are one name; so are Jiménez and Gimenez, Politkovskaya and
Politkowskaja. Two words count as spellings of one name if few letters differ, or if they are equal
without vowels, doubled letters and letters that transliterations exchange.
"""

import re

ONE_EDIT, TWO_EDITS = 5, 9
"""From how many letters a word may differ in one letter, or in two: a typing error."""
LEAST_SIMILARITY_OF_SAME_SOUND = 65
"""Similarity (0 to 100, normalised indel) from which two words of equal sound are spellings of one
name: of their sounds with vowels. It excludes words that share three consonants by chance."""
SHORTEST = 4
"""Shorter words have too few letters to compare. They must be equal."""
SHORTEST_SOUND = 3

_EXCHANGED = (
    (r"sch|sh|tch|ch|cz|ts|tz", "s"),
    (r"kh|ck|qu|q|c(?=[^eiy]|$)", "k"),
    (r"x", "ks"),
    (r"ph", "f"),
    (r"dj|zh|gh|g|y(?=[aeiou])", "j"),
    (r"[cz]", "s"),
    (r"[bw]", "v"),
    (r"d", "t"),
    (r"h", ""),
)
_RULES = [(re.compile(pattern), into) for pattern, into in _EXCHANGED]
_DOUBLED = re.compile(r"(.)\1+")
_VOWEL = re.compile(r"[aeiouy]")


_ALIKE_VOWELS = str.maketrans("eoy", "iui")


def sound(word: str) -> str:
    """Return a folded word without vowels, doubled letters and exchanged letters.

    A first vowel is kept as `a`, because it is the most audible part of a name.
    """
    left = _exchanged(word)  # before the vowels go: Mohamed keeps both of its m
    if not left:
        return ""
    first = "a" if _VOWEL.match(left) else left[0]
    return first + _VOWEL.sub("", left[1:])


def voiced(word: str) -> str:
    """Return a folded word as it sounds with its vowels: `kasiris` of Cáceres."""
    return _exchanged(word).translate(_ALIKE_VOWELS)


def _exchanged(word: str) -> str:
    left = word
    for pattern, into in _RULES:
        left = pattern.sub(into, left)
    return _DOUBLED.sub(r"\1", left)


def same_sound(left: str, right: str) -> bool:
    """Say whether two folded words of equal `sound` have similar vowels too."""
    from rapidfuzz import fuzz  # here: a web worker that is asked for no name is smaller

    return fuzz.ratio(voiced(left), voiced(right)) >= LEAST_SIMILARITY_OF_SAME_SOUND


def similar_words(word: str, vocabulary: list[str], limit: int = 50) -> list[str]:
    """Return the words of a vocabulary that may be `word` with a typing error, likeliest first.

    A letter that is missing, too much, another or exchanged with the next is one error.
    """
    if len(word) < ONE_EDIT:
        return []
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    errors = 1 if len(word) < TWO_EDITS else 2
    found = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=errors, limit=limit)
    return [entry for entry, _errors, _place in found]
