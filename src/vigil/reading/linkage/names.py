"""Names of people across spellings and scripts.

A name is folded to ASCII (anyascii reads other scripts by sound), cut into words, and freed of
particles. Two words are alike when their letters are (Jaro-Winkler) or when they sound alike: the
consonant skeleton of "Гонсалес", "González" and "غونزاليس" is the same.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from anyascii import anyascii

AGREE = 0.85
"""Likeness from which two names are taken for one."""
DISAGREE = 0.6
"""Likeness below which two full names are taken for two people."""

_ONE_WORD = 0.75
"""The most that a single shared word can show: many people are called Juan."""
_SOUNDS_ALIKE = 0.95
RELATED = 0.8
"""Jaro-Winkler gives unrelated words about 0.5: below this, likeness counts half."""
SKELETON_LENGTH = 2
COARSE_LENGTH = 3
_PARTICLES = frozenset(
    (
        *("a", "al", "el", "la", "las", "los", "le", "les", "de", "del", "della", "da", "das"),
        *("do", "dos", "du", "di", "e", "y", "van", "von", "bin", "ibn", "ben", "abu", "abd"),
        *("the", "mr", "mrs", "ms", "dr", "sr", "sra", "jr", "senior", "junior", "don", "dona"),
        *("ii", "iii", "iv"),
    )
)
_WORD = re.compile(r"[a-z]+")
_SOUND = str.maketrans(
    {"q": "k", "c": "k", "x": "s", "z": "s", "v": "b", "f": "p", "j": "g"}
    | dict.fromkeys("aeiouhwy")
)

Name = tuple[str, ...]
"""The words of a name, folded, in their order."""


@lru_cache(maxsize=65536)
def fold_name(name: str) -> Name:
    """Return the words of a name in lower-case ASCII, without particles and initials."""
    words = _WORD.findall(anyascii(name).lower().replace("'", ""))
    return tuple(word for word in words if len(word) > 1 and word not in _PARTICLES)


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """Return the consonants of a folded word by sound, doubled ones once; may be empty."""
    if word.startswith("c") and word[1:2] in ("e", "i", "y"):
        word = "s" + word[1:]
    word = re.sub(r"gu(?=[ei])", "g", word).replace("ph", "f")
    word = re.sub(r"c(?=[eiy])", "s", word)
    return re.sub(r"(.)\1+", r"\1", word.translate(_SOUND))


@lru_cache(maxsize=65536)
def coarse_sound(word: str) -> str:
    """Return a folded word's consonants so coarsely that Arabic and Cyrillic spellings meet.

    B, p, v and f are one: Arabic has no p and no v. Empty where too few consonants are left.
    """
    sound = re.sub(r"(.)\1+", r"\1", skeleton(word).replace("p", "b"))
    return sound if len(sound) >= COARSE_LENGTH else ""


@lru_cache(maxsize=65536)
def word_likeness(a: str, b: str) -> float:
    """Return how alike two folded words of names are, 0..1."""
    if a == b:
        return 1.0
    from rapidfuzz.distance import JaroWinkler  # here: a web worker that compares none is smaller

    letters: float = JaroWinkler.normalized_similarity(a, b)
    sound_a, sound_b = skeleton(a), skeleton(b)
    if len(sound_a) >= SKELETON_LENGTH and sound_a == sound_b:
        return max(letters, _SOUNDS_ALIKE)
    return letters if letters >= RELATED else letters / 2


@lru_cache(maxsize=65536)
def name_likeness(a: Name, b: Name) -> float:
    """Return how alike two folded names are, 0..1.

    Each word of the shorter name takes its best free partner in the longer one. The worst word
    counts as much as the mean of all: a shared first name does not make one person.
    """
    if (len(a), a) > (len(b), b):
        a, b = b, a
    if not a:
        return 0.0
    free = list(b)
    found = []
    for word in sorted(a, key=lambda w: (-len(w), w)):
        best = max(free, key=lambda other: (word_likeness(word, other), other))
        found.append(word_likeness(word, best))
        free.remove(best)
    if len(found) == 1:
        return found[0] if len(b) == 1 and found[0] < _ONE_WORD else found[0] * _ONE_WORD
    return (sum(found) / len(found) + min(found)) / 2


def best_likeness(a: Iterable[Name], b: Iterable[Name]) -> float:
    """Return the likeness of the two most alike names of two sets; 0 if one is empty."""
    others = list(b)
    return max((name_likeness(x, y) for x in a for y in others), default=0.0)


def is_full(name: Name) -> bool:
    """Tell whether a name has at least two words that are more than particles."""
    return len(name) > 1


def sound_pairs(name: Name) -> list[str]:
    """Return the sounds of neighbouring words of a folded name, each two in alphabetical order."""
    sounds = [s for word in name if len(s := skeleton(word)) >= SKELETON_LENGTH]
    return [" ".join(sorted(pair)) for pair in pairwise(sounds)]


def name_keys(names: Sequence[Name]) -> set[str]:
    """Return the keys under which accounts with alike victims meet: sounds of every two words."""
    keys: set[str] = set()
    for name in names:
        sounds = sorted({s for w in name if len(s := skeleton(w)) >= SKELETON_LENGTH})
        keys.update(f"{x} {y}" for n, x in enumerate(sounds) for y in sounds[n + 1 :])
    return keys
