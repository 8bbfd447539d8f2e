"""Forms of the name of a person: written as a name, called by a nickname, of the same person."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from vigil.reading.intake.extraction.lexicon import alternatives, pattern, words
from vigil.reading.intake.extraction.person_mentions import Span
from vigil.reading.intake.gazetteer import fold

_PARTICLES = words("name_particles")
_SMALL = words("small") | {"y", "e"}
_ELDER = frozenset(("sr", "padre", "pai", "pere"))
_YOUNGER = frozenset(("jr", "hijo", "filho", "fils", "junior", "neto"))
_NUMBERS = frozenset(("ii", "iii", "iv"))
_VOWELS = frozenset("aeiou")
_MIXED = re.compile(r"(Mc|Mac|De|Di|O['’])([A-ZÀ-ÖØ-Þ]{3,})")
_CAPITALS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def written_name(name: str, language: str = "") -> str:
    """Return a name as names are written: "JUAN PÉREZ DE LA O" is "Juan Pérez de la O".

    Words that are not in capitals stay as they are; so do initials, numbers and short forms.
    """

    def written(match: re.Match[str]) -> str:
        word = match[0]
        if mixed := _MIXED.fullmatch(word):
            return mixed[1] + mixed[2].capitalize()
        initial = len(word) == 1 and fold(word) not in _SMALL
        alone = initial or name[match.end() : match.end() + 1] == "."
        if not word.isupper() or (alone and fold(word) not in _ELDER | _YOUNGER):
            return word
        if fold(word) in _NUMBERS or (len(word) < 4 and not _spoken(word)):
            return word if fold(word) not in _ELDER | _YOUNGER else word.capitalize()
        return _written_word(word, match.start() == 0, language)

    if not any(len(w) > 1 and (w.isupper() or _MIXED.fullmatch(w)) for w in name.split()):
        return name
    return _CAPITALS.sub(written, name)


def _spoken(word: str) -> bool:
    """Return whether a short word in capitals can be said as one: "ANA", not "DJ"."""
    return fold(word) in _SMALL or bool(_VOWELS.intersection(fold(word)))


def _written_word(word: str, first: bool, language: str) -> str:
    small = fold(word)
    if small in _SMALL and not first:
        # Italian writes all particles of surnames large, French the article: "de La Tour".
        large = language == "it" or (language == "fr" and small in ("le", "la", "du"))
        return word.capitalize() if large else word.lower()
    if "'" in word or "’" in word:
        lead, sign, rest = re.split(r"(['’])", word, maxsplit=1)
        lead = lead.lower() if language == "fr" and fold(lead) in ("d", "l") else lead.capitalize()
        return lead + sign + rest.capitalize()
    if small.startswith("mc") and len(word) > 4:
        return "Mc" + word[2:].capitalize()
    return word.capitalize()


_QUOTED = r"[\"']\s*(?P<quoted>[^\"']{2,30}?)\s*[\"']"


@cache
def _alias() -> re.Pattern[str]:
    return pattern(
        rf",?\s*\(?\s*(?:{alternatives('called_as')})[,:]?\s+(?:{_QUOTED}|"
        r"(?P<bare>(?:el |la |los |o |a |le |il |lo |the )?[^\W\d_]{2,20}(?: [^\W\d_]{2,20})?))"
    )


def find_alias(text: str, folded: str, name_end: int, end: int) -> Span | None:
    """Return where the nickname behind a name stands: "X, alias 'El Chato'". Nothing past `end`."""
    match = _alias().match(folded, name_end, end)
    if match is None:
        return None
    if match["quoted"]:
        return match.span("quoted")
    start, stop = match.span("bare")
    found = [w for w in re.finditer(r"[^\W\d_]+", text[start:stop]) if w[0][0].isupper()]
    if not found:
        return None
    if text[start].isupper():  # "El Chato", "Big Leo": all that is written large
        kept = 0
        for word in re.finditer(r"[^\W\d_]+", text[start:stop]):
            if not word[0][0].isupper():
                break
            kept = word.end()
        return (start, start + kept) if kept > 3 else None
    return start + found[0].start(), start + found[0].end()


class _Name(NamedTuple):
    words: tuple[str, ...]
    sounds: tuple[str, ...]
    generation: str


def name_words(name: str) -> list[str]:
    """Return the words of a name that tell persons apart."""
    return list(_read(name).words)


@lru_cache(maxsize=4096)
def _read(name: str) -> _Name:
    every = re.sub(r"[^\w\s]", " ", fold(name)).split()
    generation = ""
    if len(every) > 2 and every[-1] in _ELDER | _YOUNGER | _NUMBERS:
        last = every[-1]
        generation = "sr" if last in _ELDER else "jr" if last in _YOUNGER else last
        every = every[:-1]
    kept = [w for w in every if w not in _PARTICLES and len(w) > 1] or every
    return _Name(tuple(kept), tuple(_sound(w) for w in kept), generation)


def same_person(one: str, other: str) -> bool:
    """Return whether one name is a shorter, otherwise ordered or misspelt form of the other.

    Not "Sr." and "Jr.", not two given names beside one surname.
    """
    a, b = _read(one), _read(other)
    if a.generation and b.generation and a.generation != b.generation:
        return False
    if len(a.words) > len(b.words):
        a, b = b, a
    if not a.words:
        return False
    if len(a.words) == 1:
        return a.words[0] in b.words
    known = set(b.words)
    missing = [n for n, word in enumerate(a.words) if word not in known]
    if not missing:
        return True
    if len(missing) > 1:
        return False
    number = missing[0]
    left = [n for n, word in enumerate(b.words) if word not in a.words]
    return any(
        _misspelt(a.sounds[number], b.sounds[n])
        or (number == 0 and n == 0 and _short_form(a.words[0], b.words[0]))
        for n in left
    )


def is_fuller(one: str, other: str) -> bool:
    """Return whether a form of a name says more than the other: more words, or Jr. and initials."""
    return len(one.split()) > len(other.split())


_SOUNDS = (
    ("ph", "f"), ("qu", "c"), ("ck", "c"), ("ce", "se"), ("ci", "si"), ("ge", "je"), ("gi", "ji"),
    ("k", "c"), ("z", "s"), ("v", "b"), ("w", "b"), ("x", "s"), ("y", "i"), ("h", ""),
)  # fmt: skip


def _sound(word: str) -> str:
    """Return a word without what is often misspelt: doubled letters, h, z for s, v for b."""
    for written, said in _SOUNDS:
        word = word.replace(written, said)
    return re.sub(r"(.)\1+", r"\1", word)


def _misspelt(one: str, other: str) -> bool:
    """Return whether two words differ by what is often misspelt, or by one vowel within them.

    A last letter tells people apart: Mario and Maria.
    """
    if min(len(one), len(other)) < 4:
        return False
    if one == other:
        return True
    if len(one) != len(other) or len(one) < 6 or one[-1] != other[-1]:
        return False
    differ = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(differ) == 1 and _VOWELS.issuperset(differ[0])


@cache
def _short_names() -> frozenset[tuple[str, str]]:
    return frozenset(
        (short, full)
        for entry in words("short_names")
        for short, fulls in (entry.split("=", 1),)
        for full in fulls.split("|")
    )


def _short_form(one: str, other: str) -> bool:
    """Return whether a given name is the familiar form of the other: Bill of William."""
    return (one, other) in _short_names() or (other, one) in _short_names()
