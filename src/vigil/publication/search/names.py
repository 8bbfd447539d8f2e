"""Find public cases by names and places, in any spelling.

The table `PublicWord` is an index of folded words, and works on either database. It finds words by
their beginning, by their sound and by similarity (`spelling`). It contains only names that may be
shown: a search must not confirm any other name.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from django.db.models import Q

from vigil.casefile.disclosure.withheld_words import PARTICLES, words
from vigil.publication.models import PublicCase, PublicWord
from vigil.publication.record.columns import Columns, Ints
from vigil.publication.record.projection import LONGEST_WORD
from vigil.publication.search.spelling import (
    SHORTEST,
    SHORTEST_SOUND,
    same_sound,
    similar_words,
    sound,
)

MOST_WORDS = 8
BEGINNING = 3
"""A word is found by its beginning from this number of letters."""
_ENTRIES = 1 << 15


def find_cases(text: str, columns: Columns) -> set[int]:
    """Return the keys of the cases that contain all words of `text`.

    Words of a name must be in one spelling of one person's name. Words of the place may be added.
    An id such as V-0042 finds its case.
    """
    asked = list(dict.fromkeys(words(text)))
    # "ibn", "de" and "van" differ between spellings, and distinguish nobody.
    found = ([word for word in asked if word not in PARTICLES] or asked)[:MOST_WORDS]
    by_id = PublicCase.objects.filter(public_id=text.strip().upper()).values_list("pk", flat=True)
    if not found:
        return set()
    entries, places = zip(*(_hits(word, columns) for word in found), strict=True)
    return _together(entries, places) | set(by_id)


def _together(entries: tuple[Ints, ...], places: tuple[Ints, ...]) -> set[int]:
    """Return the cases in which every word is part of one name, or of the place."""
    everywhere = places[0]
    names = np.unique(np.concatenate(entries))
    for own, of_place in zip(entries, places, strict=True):
        names = names[np.isin(names, own) | np.isin(names // _ENTRIES, of_place)]
        everywhere = everywhere[np.isin(everywhere, of_place)]
    return {*(names // _ENTRIES).tolist(), *everywhere.tolist()}


Hits = tuple[Ints, Ints]
"""Where a word is found: names, as case and entry in one number; and cases, by their place."""


def _hits(word: str, columns: Columns) -> Hits:
    """Return where a word is found, from memory if it was searched in this version before.

    A word such as "san" is in the places of half of all cases. Reading these rows takes longest.
    """
    known = _cache_of(columns)
    hits = known.hits.get(word)
    if hits is None:
        hits = _read_hits(word, columns)
        known.keep(word, hits)
    return hits


def _read_hits(word: str, columns: Columns) -> Hits:
    rows = PublicWord.objects.filter(_condition(word, columns)).values_list("public_id", "entry")
    found = np.array(list(rows), dtype=np.int64).reshape(-1, 2)
    of_place = found[:, 1] == PublicWord.PLACE
    names = found[~of_place]
    return names[:, 0] * _ENTRIES + names[:, 1], np.unique(found[of_place][:, 0])


def _condition(word: str, columns: Columns) -> Q:
    spelled = Q(word__in=_spellings(word[:LONGEST_WORD], columns))
    if len(word) < BEGINNING:
        return spelled
    # A range instead of LIKE can use the index on either database, with any collation.
    return spelled | Q(word__gte=word[:LONGEST_WORD], word__lte=word.ljust(LONGEST_WORD, "z"))


def _spellings(word: str, columns: Columns) -> list[str]:
    alike = [word, *similar_words(word, _vocabulary(columns))]
    heard = sound(word)
    if len(word) >= SHORTEST and len(heard) >= SHORTEST_SOUND:
        same = PublicWord.objects.filter(sound=heard).values_list("word", flat=True).distinct()
        alike += [other for other in same if same_sound(word, other)]
    return list(dict.fromkeys(alike))


@dataclass
class _WordCache:
    """What was read of the index in one version of the public record."""

    token: str = ""
    hits: dict[str, Hits] = field(default_factory=dict)
    held: int = 0
    """How many numbers are in the hits."""
    vocabulary: list[str] | None = None

    def keep(self, word: str, hits: Hits) -> None:
        """Store where a word is found. If this would be too much, forget everything before."""
        size = sum(map(len, hits))
        if self.held + size > MOST_HELD or len(self.hits) >= MOST_KNOWN:
            self.hits, self.held = {}, 0
        self.hits[word] = hits
        self.held += size


MOST_KNOWN = 500
MOST_HELD = 10_000_000
"""Numbers of eight bytes. With a million cases, a word such as "san" has half a million."""
_lock = threading.Lock()
_cache = _WordCache()


def _cache_of(columns: Columns) -> _WordCache:
    """Return the cache of this version. It is empty if the version is new."""
    global _cache
    with _lock:
        if _cache.token != columns.token or not columns.token:
            _cache = _WordCache(columns.token)
        return _cache


def _vocabulary(columns: Columns) -> list[str]:
    """Return every word of the index, read once for each version."""
    known = _cache_of(columns)
    if known.vocabulary is None:
        known.vocabulary = _all_words()
    return known.vocabulary


def _all_words() -> list[str]:
    rows: Iterable[str] = PublicWord.objects.values_list("word", flat=True).distinct()
    return list(rows)
