"""Find public cases by names, places and words, ranked, and say why each was found.

Every word of a search must be found in a case: in one spelling of one person's name, in its place,
in a coded value, in the year of the attack or in its texts. The best matches come first: a name as
it is written, then its beginning, its sound and typing errors; after names places, then coded
values, then texts.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from django.utils.translation import gettext as _

from vigil.language.punctuation import beside
from vigil.publication.models import PublicCase
from vigil.publication.record.columns import Columns, Ints, Mask
from vigil.publication.record.labels import country_name, date_text, field_label, value_label
from vigil.publication.record.words import spellings
from vigil.publication.search.code_words import YEAR, Code, codes_of
from vigil.publication.search.names import (
    ENTRIES,
    IN_TEXTS,
    Kinds,
    Match,
    WordHits,
    word_hits,
    words_in_texts_of,
)
from vigil.publication.search.stop_words import STOP_WORDS
from vigil.publication.search.tokens import Token, tokens

MOST_WORDS: Final = 8
MOST_RECENT: Final = 4
"""A page asks for the same search several times: its total, its order, its reasons."""
Masks = Mapping[str, Callable[[Columns, str], Mask]]
"""Field -> how the rows with one of its values are selected."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a search, and where it is found. `beside` is the best match of each row that is
    not in a name."""

    token: Token
    hits: WordHits
    codes: Sequence[tuple[Code, Mask]]
    beside: Kinds


@dataclass(frozen=True, slots=True)
class Found:
    """The cases that a search finds. `rank` is the match of each row of the columns."""

    rank: Kinds
    words: Sequence[_Word] = ()

    @property
    def mask(self) -> Mask:
        """Return which rows are found."""
        return self.rank < Match.NOTHING

    def reasons(self, columns: Columns, rows: Sequence[PublicCase]) -> dict[int, list[str]]:
        """Say why cases were found, by their keys. Empty where it is the name that is shown."""
        pks = [row.pk for row in rows]
        places = columns.rows_of(np.array(pks, dtype=np.int64)).tolist()
        texts = [words_in_texts_of(word.token, columns, pks, typos=True) for word in self.words]
        return {
            row.pk: list(dict.fromkeys(self._reasons_of(row, place, texts)))
            for row, place in zip(rows, places, strict=True)
            if place >= 0
        }

    def _reasons_of(
        self, row: PublicCase, place: int, texts: Sequence[Mapping[int, str]]
    ) -> Iterator[str]:
        entry, kinds = _best_entry(self.words, place)
        if entry is not None and (name := _unlike_title(row, entry, kinds)):
            yield beside(_("Found by a spelling of the name"), name)
        for word, kind, in_texts in zip(self.words, kinds, texts, strict=True):
            if kind in (Match.PLACE, Match.PLACE_ALIKE):
                yield beside(_("Found by the place"), row.place or row.admin1)
            elif kind in (Match.COUNTRY, Match.CODE, Match.CODE_LIKE):
                yield next(_code_text(code, row) for code in _codes_at(word, place, kind))
            elif kind in IN_TEXTS:
                yield beside(_("Found by a word of its texts"), in_texts.get(row.pk, ""))


class _RecentSearches:
    """The last searches, by the version of the public record and the text."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Found] = {}
        self._lock = threading.Lock()

    def get(self, version: str, text: str) -> Found | None:
        with self._lock:
            return self._found.get((version, text))

    def keep(self, version: str, text: str, found: Found) -> None:
        with self._lock:
            if len(self._found) >= MOST_RECENT:
                self._found.clear()
            if version:
                self._found[version, text] = found


_recent = _RecentSearches()


def find(text: str, columns: Columns, masks: Masks) -> Found:
    """Return the cases that contain all words of `text`.

    If there are none, typing errors are considered. An id such as V-0042 finds its case.
    """
    found = _recent.get(columns.token, text)
    if found is None:
        found = _find_anew(text, columns, masks)
        _recent.keep(columns.token, text, found)
    return found


def _find_anew(text: str, columns: Columns, masks: Masks) -> Found:
    asked = list({token.word: token for token in tokens(text)}.values())
    # "ibn", "de" and "van" differ between spellings, and distinguish nobody.
    wanted = [token for token in asked if token.word not in STOP_WORDS] or asked
    found = _find(wanted[:MOST_WORDS], columns, masks, typos=False)
    if not found.mask.any() and wanted:
        found = _find(wanted[:MOST_WORDS], columns, masks, typos=True)
    by_id = PublicCase.objects.filter(public_id=text.strip().upper()).values_list("pk", flat=True)
    found.rank[columns.of_cases(by_id)] = Match.NAME
    return found


def _find(asked: Sequence[Token], columns: Columns, masks: Masks, *, typos: bool) -> Found:
    words = [_word(token, columns, masks, typos=typos) for token in asked]
    if not words:
        return Found(np.full(len(columns), Match.NOTHING, dtype=np.int8))
    # In what is no name: the worst of the matches of all words.
    rank = np.max([word.beside for word in words], axis=0).astype(np.int8)
    names = np.unique(np.concatenate([word.hits.names for word in words]))
    if len(names):
        kinds = np.max([_kinds_of(names, word) for word in words], axis=0)
        np.minimum.at(rank, names // ENTRIES, kinds.astype(np.int8))
    return Found(rank, words)


def _kinds_of(names: Ints, word: _Word) -> Kinds:
    """Return how a word matches each of these spellings of names, or else its case."""
    kinds = word.beside[names // ENTRIES].copy()
    if len(word.hits.names):
        places = np.minimum(np.searchsorted(word.hits.names, names), len(word.hits.names) - 1)
        own = np.where(
            word.hits.names[places] == names, word.hits.name_kinds[places], Match.NOTHING
        )
        kinds = np.minimum(kinds, own).astype(np.int8)
    return kinds


def _word(token: Token, columns: Columns, masks: Masks, *, typos: bool) -> _Word:
    hits = word_hits(token, columns, typos=typos)
    meant = codes_of(token, typos=typos)
    codes = [
        ((field, value), masks[field](columns, value)) for field, value in meant if field in masks
    ]
    rows = np.full(len(columns), Match.NOTHING, dtype=np.int8)
    rows[hits.texts] = hits.text_kinds
    for code, mask in codes:
        rows[mask] = np.minimum(rows[mask], _kind_of(code, labels=meant[code]))
    rows[hits.places] = np.minimum(rows[hits.places], hits.place_kinds)
    return _Word(token, hits, codes, rows)


def _kind_of(code: Code, *, labels: bool) -> Match:
    if code[0] == "country":
        return Match.COUNTRY
    return Match.CODE if labels else Match.CODE_LIKE


# Why a case was found


def _best_entry(words: Sequence[_Word], place: int) -> tuple[int | None, list[int]]:
    """Return the spelling of a case that matches best, and how each word matches it.

    None if no word is in a name; then the matches are those in what is no name.
    """
    beside_names = [int(word.beside[place]) for word in words]
    best: tuple[int | None, list[int]] = (None, beside_names)
    for entry in sorted({one for word in words for one in _entries_of(word, place)}):
        number = np.array([place * ENTRIES + entry])
        kinds = [int(_kinds_of(number, word)[0]) for word in words]
        if _order(kinds) < _order(best[1]):
            best = (entry, kinds)
    return best


def _order(kinds: Sequence[int]) -> tuple[int, int]:
    return max(kinds, default=0), sum(kinds)


def _entries_of(word: _Word, place: int) -> list[int]:
    first, last = np.searchsorted(word.hits.names, (place * ENTRIES, (place + 1) * ENTRIES))
    entries: list[int] = (word.hits.names[first:last] % ENTRIES).tolist()
    return entries


def _unlike_title(row: PublicCase, entry: int, kinds: Sequence[int]) -> str:
    """Return the spelling that was found, if it is not what a reader sees and typed."""
    name = spellings(row)[entry]
    shown = any(name in person["names"][:1] for person in row.people)
    alike = any(kind in (Match.NAME_SOUND, Match.NAME_TYPO) for kind in kinds)
    return "" if shown and not alike else name


def _codes_at(word: _Word, place: int, kind: int) -> Iterator[Code]:
    for code, mask in word.codes:
        if mask[place] and (code[0] == "country") == (kind == Match.COUNTRY):
            yield code


def _code_text(code: Code, row: PublicCase) -> str:
    field, value = code
    if field == YEAR:
        return beside(_("Found by the date"), date_text(row.date))
    if field == "country":
        return beside(_("Found by the country"), country_name(value))
    return beside(field_label(field), value_label(field, value))
