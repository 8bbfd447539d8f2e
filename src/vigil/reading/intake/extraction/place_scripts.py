"""Names of places in Cyrillic and Arabic letters.

Russian inflects names ("в Москве", "из Нижнего Новгорода"): the endings are turned back, and a form
counts only when the gazetteer has it. Arabic has no capitals and writes small words onto names
("ببيروت"): a name is looked for only behind a word that leads to a place, as the name of a country,
or at the head of the text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import product

from vigil.reading.intake.extraction.lexicon import read_toml
from vigil.reading.intake.gazetteer import Gazetteer, Place, fold_name

Span = tuple[int, int]
Found = tuple[Span, str, tuple[Place, ...], bool, bool]
"""Where a name stands, its listed form, its places, and whether a word, or a noun, leads to it."""

_RUN = re.compile(
    r"[А-ЯЁІЇЄҐ][\w’'-]*(?:\s+[А-ЯЁІЇЄҐ][\w’'-]*){0,3}(?:\s+(?:област|кра[йеяю]|район)[а-я]{0,3}\b)?"
)
_WORD = re.compile(r"[^\s-]+")
_LETTERS = re.compile(r"[\u0621-\u064a\u066e-\u06d3]+")
_LARGE = 100_000
"""People of a town that is named without a word that leads to it."""
_LED = 1_000
"""The same behind such a word."""
_FORMS = 60
"""Forms of a name of several words that are tried."""
_LONGEST = 6
"""Words that a name may have, the noun behind it included."""
_HEAD = 60
"""Code points at the beginning of a text in which a dateline stands."""


@cache
def _words(script: str, key: str) -> re.Pattern[str]:
    return re.compile(read_toml("place_scripts.toml")[script][key])


@cache
def _endings() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return endings and what they may stand for, the longest first."""
    listed = read_toml("place_scripts.toml")["cyrillic"]["endings"]
    rows = ((ending, tuple(forms.split(","))) for ending, forms in listed.items())
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


def cyrillic_names(
    gazetteer: Gazetteer, text: str, folded: str, persons: Sequence[Span]
) -> Iterator[Found]:
    """Yield the names of places in Cyrillic letters, in order."""
    for run in _RUN.finditer(text):
        words = [(m.start() + run.start(), m.end() + run.start()) for m in _spaced(run[0])]
        yield from _along(words, lambda rest: _cyrillic_at(gazetteer, text, folded, rest, persons))


def _along(
    words: list[Span], at: Callable[[list[Span]], tuple[int, Found] | None]
) -> Iterator[Found]:
    """Yield what `at` finds at the head of the remaining words, going on behind what it took."""
    number = 0
    while number < len(words):
        taken = at(words[number : number + _LONGEST])
        if taken is None:
            number += 1
        else:
            count, found = taken
            yield found
            number += count


def _spaced(text: str) -> Iterator[re.Match[str]]:
    return re.finditer(r"\S+", text)


def _cyrillic_at(
    gazetteer: Gazetteer, text: str, folded: str, words: list[Span], persons: Sequence[Span]
) -> tuple[int, Found] | None:
    start = words[0][0]
    before = folded[max(0, start - 40) : start]
    led = _words("cyrillic", "leads").search(before) is not None
    noun = _words("cyrillic", "nouns").search(before) is not None
    head = start < _HEAD and _words("cyrillic", "dateline").match(text, words[0][1]) is not None
    if not (led or noun or head) and any(s <= start < e for s, e in persons):
        return None
    for count in range(len(words), 0, -1):
        end = words[count - 1][1]
        while end > start and text[end - 1] in ".'’-":
            end -= 1
        least = _LED if led or noun or head else _LARGE
        if count == 1 and len(words) > 1 and not noun and not head:
            least = _LARGE  # "в Павловом Посаде" is not the hamlet of its first word
        name, places = _nominative(gazetteer, text[start:end], least)
        if places:
            name = name.title() if name.isupper() else name
            return count, ((start, end), name, places, led or noun, noun)
    return None


def _nominative(gazetteer: Gazetteer, said: str, least: int) -> tuple[str, tuple[Place, ...]]:
    """Return the listed form of an inflected name with most people, and its places."""
    parts = [m[0] for m in _WORD.finditer(said)]
    gaps = _WORD.split(said)
    forms = [_forms(part) if len(part) > 2 else (part,) for part in parts]
    best: tuple[str, tuple[Place, ...]] = ("", ())
    for number, chosen in enumerate(product(*forms)):
        if number >= _FORMS:
            break
        form = "".join(gap + part for gap, part in zip(gaps, (*chosen, ""), strict=True))
        places = tuple(p for p in gazetteer.lookup(form) if p.population >= least)
        # The form as it stands wins over one that was turned back, unless that is far larger.
        if places and (not best[1] or places[0].population > 10 * best[1][0].population):
            best = form, places
    return best


@cache
def _forms(word: str) -> tuple[str, ...]:
    """Return the forms a word of a name may be listed under, itself first."""
    found = [word]
    small = word.lower()
    for ending, others in _endings():
        if small.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: len(word) - len(ending)]
            found += [stem + other.replace("-", "") for other in others]
    return tuple(dict.fromkeys(found))


def arabic_names(gazetteer: Gazetteer, text: str, folded: str) -> Iterator[Found]:
    """Yield the names of places in Arabic letters, in order."""
    words = [(m.start(), m.end()) for m in _LETTERS.finditer(text)]
    yield from _along(words, lambda rest: _arabic_at(gazetteer, text, folded, rest))


def _arabic_at(
    gazetteer: Gazetteer, text: str, folded: str, words: list[Span]
) -> tuple[int, Found] | None:
    start = words[0][0]
    before = fold_name(folded[max(0, start - 40) : start]) + " "
    noun = _words("arabic", "nouns").search(before) is not None
    led = noun or _words("arabic", "leads").search(before) is not None
    head = start < _HEAD and not text[:start].strip()
    for count in range(min(3, len(words)), 0, -1):
        end = words[count - 1][1]
        said = text[start:end]
        if "\n" in said or re.search(r"[^\w\s]", said):
            continue
        if head and not _words("arabic", "dateline").match(text, end):
            continue
        written = said.removeprefix("و") if not (led or head) else said
        for name, least in _unprefixed(written, led=led, head=head):
            if _words("arabic", "common").fullmatch(fold_name(name)):
                continue
            places = tuple(
                p for p in gazetteer.lookup(name) if p.population >= least or p.kind == "country"
            )
            if not led and not head and name == written:
                places = tuple(p for p in places if p.kind == "country")
            if places:
                return count, ((end - len(name), end), name, places, led or name != said, noun)
    return None


def _unprefixed(said: str, *, led: bool, head: bool) -> Iterator[tuple[str, int]]:
    """Yield a name as written and without "in" or "for" before it, each with its least people."""
    yield said, _LED if led or head else _LARGE
    if said.startswith("ب"):
        yield said[1:], _LARGE
    if said.startswith("لل"):
        yield "ال" + said[2:], _LARGE
