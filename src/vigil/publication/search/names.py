"""Find where a word stands in the index of the public record: in names, places and texts.

The tables `PublicWord` and `PublicTextWord` work on either database. They contain only what may be
shown: a search must not confirm anything else. A word is found as it is written, by its beginning,
by its sound in any script (`tokens`), and with a typing error (`spelling`).
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final

import numpy as np
from django.db.models import (
    BigIntegerField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    StringAgg,
    TextField,
    Value,
)
from django.db.models.functions import Cast
from numpy.typing import NDArray

from vigil.publication.models import PublicTextWord, PublicWord
from vigil.publication.record.columns import Columns, Ints
from vigil.publication.record.words import LONGEST_WORD
from vigil.publication.search.code_words import words_in_texts
from vigil.publication.search.spelling import similar_words
from vigil.publication.search.tokens import Token
from vigil.publication.search.vocabulary import Vocabulary

BEGINNING: Final = 3
"""A word is found by its beginning from this number of letters."""
ENTRIES: Final = 1 << 15
_NUMBER_TEXT: Final = Cast(
    ExpressionWrapper(F("public_id") * ENTRIES + F("entry"), output_field=BigIntegerField()),
    TextField(),
)

Kinds = NDArray[np.int8]


class Match(IntEnum):
    """How a word is found. A lower number is a better match."""

    NAME = 0
    NAME_BEGINNING = 1
    NAME_SOUND = 2
    NAME_TYPO = 3
    PLACE = 4
    COUNTRY = 5
    PLACE_ALIKE = 6
    CODE = 7
    TEXT = 8
    CODE_LIKE = 9
    TEXT_BEGINNING = 10
    TEXT_TYPO = 11
    NOTHING = 100


_IN_PLACE: Final = np.array(
    [Match.PLACE, Match.PLACE, Match.PLACE_ALIKE, Match.PLACE_ALIKE], dtype=np.int8
)
"""What a match in the words of a place is, by what it would be in a name."""


IN_TEXTS: Final = (Match.TEXT, Match.TEXT_BEGINNING, Match.TEXT_TYPO)


type Conditions = dict[Match, Q | None]
"""Which words of an index are meant, by kind of match."""


@dataclass(frozen=True, slots=True)
class WordHits:
    """Where a word is found, sorted: in spellings of names, in places, and in texts.

    A spelling is a row of the columns times `ENTRIES`, plus its number in the case.
    """

    names: Ints
    name_kinds: Kinds
    places: Ints
    place_kinds: Kinds
    texts: Ints
    text_kinds: Kinds

    def __len__(self) -> int:
        return len(self.names) + len(self.places) + len(self.texts)


def word_hits(token: Token, columns: Columns, *, typos: bool) -> WordHits:
    """Return where a word is found, from memory if it was searched in this version before.

    A word such as "san" is in the places of half of all cases. Reading these rows takes longest.
    """
    known = _cache_of(columns)
    key = (token, typos)
    hits = known.hits.get(key)
    if hits is None:
        if typos:
            exact = word_hits(token, columns, typos=False)
            hits = _together(exact, _read_hits(columns, *_with_an_error(token, columns)))
        else:
            hits = _read_hits(columns, _in_names(token), _in_texts(token))
        known.keep(key, hits)
    return hits


def _read_hits(columns: Columns, in_names: Conditions, in_texts: Conditions) -> WordHits:
    numbers, kinds = _best(in_names, [_numbers(words) for words in in_names.values()])
    rows = columns.rows_of(numbers // ENTRIES)
    there = rows >= 0
    numbers, kinds, rows = numbers[there], kinds[there], rows[there]
    of_place = numbers % ENTRIES == PublicWord.PLACE
    names = rows[~of_place] * ENTRIES + numbers[~of_place] % ENTRIES
    order = np.argsort(names)
    pks, text_kinds = _best(in_texts, [_cases(words) for words in in_texts.values()])
    text_rows = columns.rows_of(pks)
    return WordHits(
        names=names[order],
        name_kinds=kinds[~of_place][order],
        places=rows[of_place],
        place_kinds=_IN_PLACE[kinds[of_place]],
        texts=text_rows[text_rows >= 0],
        text_kinds=text_kinds[text_rows >= 0],
    )


def _together(better: WordHits, worse: WordHits) -> WordHits:
    """Put two together. What is in both keeps the kind of match of the first."""
    names, name_kinds = _first((better.names, worse.names), (better.name_kinds, worse.name_kinds))
    places, place_kinds = _first(
        (better.places, worse.places), (better.place_kinds, worse.place_kinds)
    )
    texts, text_kinds = _first((better.texts, worse.texts), (better.text_kinds, worse.text_kinds))
    return WordHits(names, name_kinds, places, place_kinds, texts, text_kinds)


def _in_names(token: Token) -> Conditions:
    """Return which words of names and places are meant, by kind of match: the best first."""
    word = token.word[:LONGEST_WORD]
    heard = _words_of_same_sound(token)
    return {
        Match.NAME: Q(word=word),
        Match.NAME_BEGINNING: _beginning(word, BEGINNING),
        Match.NAME_SOUND: Q(word__in=heard) if heard else None,
    }


def _with_an_error(token: Token, columns: Columns) -> tuple[Conditions, Conditions]:
    """Return which words of names and of texts are meant, if the word has a typing error."""
    return (
        {Match.NAME_TYPO: _near(token, _names.words(columns))},
        {Match.TEXT_TYPO: _near(token, _texts.words(columns))},
    )


def _near(token: Token, vocabulary: list[str]) -> Q | None:
    near = similar_words(token.word[:LONGEST_WORD], vocabulary)
    return Q(word__in=near) if near else None


def _beginning(word: str, shortest: int) -> Q | None:
    # A range instead of LIKE can use the index on either database, with any collation.
    if len(word) < shortest:
        return None
    return Q(word__gt=word, word__lte=word.ljust(LONGEST_WORD, "z"))


def _words_of_same_sound(token: Token) -> list[str]:
    sounds = [heard[:LONGEST_WORD] for heard in token.sounds_to_find()]
    if not sounds:
        return []
    same = PublicWord.objects.filter(sound__in=sounds).values_list("word", "sound").distinct()
    return [word for word, heard in same if word != token.word and token.may_be(word, heard)]


def _numbers(condition: Q | None) -> Ints:
    if condition is None:
        return np.empty(0, dtype=np.int64)
    return _read_numbers(PublicWord.objects.filter(condition).annotate(n=_NUMBER_TEXT))


def _read_numbers(rows: "QuerySet[Any, Any]") -> Ints:
    """Read the column `n` of all rows. As one text it takes a quarter of the time of rows."""
    text = rows.order_by().aggregate(all=StringAgg("n", Value(" ")))["all"]
    return np.fromstring(text or "", dtype=np.int64, sep=" ")


def _best(kinds: Iterable[int], numbers: Sequence[Ints]) -> tuple[Ints, Kinds]:
    """Put numbers together, each once and with its best kind. The best come first."""
    of_each = [
        np.full(len(some), kind, dtype=np.int8) for kind, some in zip(kinds, numbers, strict=True)
    ]
    return _first(numbers, of_each)


def _first(numbers: Sequence[Ints], kinds: Sequence[Kinds]) -> tuple[Ints, Kinds]:
    """Put numbers together, sorted, each once and with the kind that it has first."""
    every, first = np.unique(np.concatenate(numbers), return_index=True)
    return every, np.concatenate(kinds)[first]


def words_in_texts_of(
    token: Token, columns: Columns, pks: Sequence[int], *, typos: bool
) -> dict[int, str]:
    """Return a word of the texts of each of these cases that a search for `token` finds."""
    found: dict[int, str] = {}
    for condition in _from_exact_to_typing_errors(token, columns, typos):
        if len(found) == len(pks):
            break
        if condition is not None:
            rows = PublicTextWord.objects.filter(condition, public__in=pks).order_by("word")
            found = {**dict(rows.values_list("public_id", "word")), **found}
    return {pk: token.written if word == token.word else word for pk, word in found.items()}


def _from_exact_to_typing_errors(token: Token, columns: Columns, typos: bool) -> Iterator[Q | None]:
    yield from _in_texts(token).values()
    if typos:
        yield _near(token, _texts.words(columns))


def _in_texts(token: Token) -> Conditions:
    """Return which words of texts are meant, by kind of match: the best first."""
    word = token.word[:LONGEST_WORD]
    exact = Q(word=word)
    for begins_with in words_in_texts(token):
        exact |= Q(word__gte=begins_with, word__lte=begins_with.ljust(LONGEST_WORD, "z"))
    return {Match.TEXT: exact, Match.TEXT_BEGINNING: _beginning(word, BEGINNING + 1)}


def _cases(condition: Q | None) -> Ints:
    if condition is None:
        return np.empty(0, dtype=np.int64)
    rows = PublicTextWord.objects.filter(condition)
    return _read_numbers(rows.annotate(n=Cast("public_id", TextField())))


# What is kept in memory

_names = Vocabulary(PublicWord)
_texts = Vocabulary(PublicTextWord)


@dataclass
class _WordCache:
    """What was read of the index in one version of the public record."""

    token: str = ""
    hits: dict[tuple[Token, bool], WordHits] = field(default_factory=dict)
    held: int = 0
    """How many numbers are in the hits."""

    def keep(self, key: tuple[Token, bool], hits: WordHits) -> None:
        """Store where a word is found. If this would be too much, forget everything before."""
        if self.held + len(hits) > MOST_HELD or len(self.hits) >= MOST_KNOWN:
            self.hits, self.held = {}, 0
        self.hits[key] = hits
        self.held += len(hits)


MOST_KNOWN = 500
MOST_HELD = 10_000_000
"""Numbers of nine bytes. With a million cases, a word such as "san" has half a million."""
_lock = threading.Lock()
_cache = _WordCache()


def _cache_of(columns: Columns) -> _WordCache:
    """Return the cache of this version. It is empty if the version is new."""
    global _cache
    with _lock:
        if _cache.token != columns.token or not columns.token:
            _cache = _WordCache(columns.token)
        return _cache
