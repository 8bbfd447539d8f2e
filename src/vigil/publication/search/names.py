"""Finding public cases by names and places, in any spelling.

An index of folded words carries it on either database: `PublicWord` by word for what is typed
(beginnings of words count), by sound and by likeness for what is spelled another way. Only
names that may be shown are in it: a search must not confirm any other.
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
"""From this many letters the beginning of a word finds it."""
_ENTRIES = 1 << 15


def find_cases(text: str, columns: Columns) -> set[int]:
    """Return the cases (primary keys) in which all words of `text` are found together.

    The words of a name must be found within one spelling of one person's name; words of the
    place may stand beside them. An id such as V-0042 finds its case.
    """
    said = list(dict.fromkeys(words(text)))
    # "ibn", "de" and "van" come and go between spellings, and tell nobody from anybody.
    found = ([word for word in said if word not in PARTICLES] or said)[:MOST_WORDS]
    by_id = PublicCase.objects.filter(public_id=text.strip().upper()).values_list("pk", flat=True)
    if not found:
        return set()
    entries, places = zip(*(_hits(word, columns) for word in found), strict=True)
    return _together(entries, places) | set(by_id)


def _together(entries: tuple[Ints, ...], places: tuple[Ints, ...]) -> set[int]:
    """Return the cases in which each word is of one and the same name, or of the place."""
    everywhere = places[0]
    names = np.unique(np.concatenate(entries))
    for own, of_place in zip(entries, places, strict=True):
        names = names[np.isin(names, own) | np.isin(names // _ENTRIES, of_place)]
        everywhere = everywhere[np.isin(everywhere, of_place)]
    return {*(names // _ENTRIES).tolist(), *everywhere.tolist()}


Hits = tuple[Ints, Ints]
"""Where a word is found: names as case and entry in one number; cases by place."""


def _hits(word: str, columns: Columns) -> Hits:
    """Return where a word is found, from memory if it was asked for at this version.

    A word that half of all places share ("san") is found in half of all cases; reading these
    rows is what takes long.
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
    # A range and not LIKE: it can use the index on either database, under any collation.
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
    """What was read of the index at one version of the public record."""

    token: str = ""
    hits: dict[str, Hits] = field(default_factory=dict)
    held: int = 0
    """How many numbers the hits are."""
    vocabulary: list[str] | None = None

    def keep(self, word: str, hits: Hits) -> None:
        """Keep where a word is found; if too much would be kept, nothing of what was before."""
        size = sum(map(len, hits))
        if self.held + size > MOST_HELD or len(self.hits) >= MOST_KNOWN:
            self.hits, self.held = {}, 0
        self.hits[word] = hits
        self.held += size


MOST_KNOWN = 500
MOST_HELD = 10_000_000
"""Numbers of eight bytes: among a million cases a word like "san" is found in half of them."""
_lock = threading.Lock()
_cache = _WordCache()


def _cache_of(columns: Columns) -> _WordCache:
    """Return what is known of this version: nothing, if it is another than the last."""
    global _cache
    with _lock:
        if _cache.token != columns.token or not columns.token:
            _cache = _WordCache(columns.token)
        return _cache


def _vocabulary(columns: Columns) -> list[str]:
    """Return every word of the index, read once a version."""
    known = _cache_of(columns)
    if known.vocabulary is None:
        known.vocabulary = _all_words()
    return known.vocabulary


def _all_words() -> list[str]:
    rows: Iterable[str] = PublicWord.objects.values_list("word", flat=True).distinct()
    return list(rows)
