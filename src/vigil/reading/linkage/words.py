"""The words of accounts: counted, weighed, and compared as copies.

Words are hashed into `WORDS` numbers (scikit-learn's feature hashing), and weighed by TF-IDF over
the accounts that were linked together last (`Statistics`). Weights are whole numbers, so that sums
over them are the same in whatever order, and on whatever engine, they are made.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FIELDS = ("text", "title", "entities", "sounds", "name_sounds", "concepts", "streets")
"""Which words are counted apart: all; the title's; those with capitals; pairs of names by sound;
single names by a coarse sound; concepts and numbers, which languages share; streets."""
WORDS = 2**24
TERMS = 128
"""The heaviest words that are kept of an account in a field."""
UNIT = 2**14
"""The length of an account's weights, as a vector; cosines are in units of its square."""
_COMMON = 0.2
"""Words in more than this share of the accounts say nothing (among some)."""
_SMALL_BATCH = 50
_PERMUTATIONS, _SHINGLE, _SEED = 64, 4, 20
SIGNATURE_BYTES = 4 * _PERMUTATIONS
_BAND = 16
NEAR = 0.5
"""Share of word runs in common from which a text counts as a copy."""
_ROWS = 8192

Counted = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]


@cache
def _hasher() -> Any:
    """Return what counts words; scikit-learn is loaded here, since that takes a second."""
    from sklearn.feature_extraction import FeatureHasher

    return FeatureHasher(WORDS, input_type="string", alternate_sign=False, dtype=np.float32)


def counted(documents: Sequence[Iterable[str]]) -> Counted:
    """Count the words of documents; return offsets, words (sorted in a document), and counts."""
    if not documents:  # the hasher cannot take none
        return np.zeros(1, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32)
    found = _hasher().transform(documents)
    found.sort_indices()
    return found.indptr.astype(np.int32), found.indices.astype(np.int32), found.data


def copy_signature(words: Sequence[str]) -> bytes:
    """Return the MinHash of a text's runs of four words (rensa); zeros for a short text.

    The share of equal numbers (32 bits each) of two signatures estimates the share of runs that
    two texts have in common (Broder 1997).
    """
    if len(words) < 2 * _SHINGLE:
        return bytes(SIGNATURE_BYTES)
    hashed = RMinHash(_PERMUTATIONS, _SEED)
    hashed.update([" ".join(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1)])
    return np.array(hashed.digest(), dtype=np.uint32).tobytes()


def copy_blocks(signature: bytes) -> list[int]:
    """Return the keys under which copies of a text meet: four numbers of its signature each.

    Two texts that have half of their runs in common meet in one of the sixteen with probability
    .64, with .8 of their runs in common with .9998 (locality-sensitive hashing).
    """
    if not any(signature):
        return []
    numbers = [signature[n : n + _BAND] for n in range(0, SIGNATURE_BYTES, _BAND)]
    return [
        int.from_bytes(blake2b(band, digest_size=8, salt=bytes([number])).digest()) >> 1
        for number, band in enumerate(numbers)
    ]


@dataclass(frozen=True, slots=True)
class Statistics:
    """In how many of `accounts` accounts a word stands, for each field: words sorted, numbers."""

    accounts: int
    words: Mapping[str, NDArray[np.int32]]
    frequency: Mapping[str, NDArray[np.int32]]

    @classmethod
    def of(cls, accounts: int, words: Mapping[str, NDArray[np.int32]]) -> "Statistics":
        """Count each field's words; an account gives each of its words once."""
        found = {field: np.unique(words[field], return_counts=True) for field in FIELDS}
        return cls(
            accounts,
            {field: known for field, (known, _) in found.items()},
            {field: times.astype(np.int32) for field, (_, times) in found.items()},
        )

    @classmethod
    def together(cls, parts: Sequence["Statistics"]) -> "Statistics":
        """Return the statistics of several parts as one."""
        words, frequency = {}, {}
        for field in FIELDS:
            every = np.concatenate([part.words[field] for part in parts])
            times = np.concatenate([part.frequency[field] for part in parts])
            words[field], place = np.unique(every, return_inverse=True)
            frequency[field] = np.bincount(place, times).astype(np.int32)
        return cls(sum(part.accounts for part in parts), words, frequency)

    def of_words(self, field: str, words: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return in how many accounts each word stands; 0 for one that was not seen."""
        known = self.words[field]
        if not len(known):
            return np.zeros(len(words), dtype=np.int32)
        place = np.minimum(np.searchsorted(known, words), len(known) - 1)
        return np.where(known[place] == words, self.frequency[field][place], 0).astype(np.int32)


def weigh(counts: Any, field: str, statistics: Statistics) -> Any:
    """Weigh a matrix of counts (rows accounts, columns words): whole numbers, rows of length UNIT.

    The weight of a word grows with the logarithm of its count and of its rarity (sublinear TF,
    smoothed IDF); words that most accounts have weigh nothing; only the `TERMS` heaviest are kept.
    """
    frequency = statistics.of_words(field, counts.indices)
    rarity = np.log((1 + statistics.accounts) / (1 + frequency.astype(np.float64))) + 1
    if statistics.accounts > _SMALL_BATCH:
        rarity[frequency > _COMMON * statistics.accounts] = 0
    weights = (1 + np.log(counts.data.astype(np.float64))) * rarity
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    length = np.sqrt(np.bincount(row, weights**2, minlength=counts.shape[0]))
    whole = np.rint(weights * (UNIT / np.maximum(length, 1e-12))[row]).astype(np.int32)
    kept = _heaviest(row, whole, counts.indices)
    sizes = np.bincount(row[kept], minlength=counts.shape[0])
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(counts.indptr.dtype)
    return csr_matrix((whole[kept], counts.indices[kept], offsets), shape=counts.shape)


def _heaviest(row: Ints, weights: NDArray[np.int32], words: NDArray[np.int32]) -> Ints:
    """Return the places of each row's heaviest words, in their order; of equals the first."""
    order = np.lexsort((words, -weights, row))
    first = np.searchsorted(row[order], row[order])
    rank = np.arange(len(order)) - first
    return np.sort(order[(rank < TERMS) & (weights[order] > 0)])


def cosines(matrix: Any, left: Ints, right: Ints) -> Floats:
    """Return the cosine of each pair of rows of weights; 0 where a row is empty."""
    parts = [
        np.asarray(
            matrix[left[start : start + _ROWS]]
            .astype(np.int32)
            .multiply(matrix[right[start : start + _ROWS]])
            .sum(axis=1)
        ).ravel()
        for start in range(0, len(left), _ROWS)
    ]
    return np.concatenate(parts) / float(UNIT * UNIT) if parts else np.zeros(0)


def copied(signatures: NDArray[np.uint32], left: Ints, right: Ints) -> Floats:
    """Return the likeness of two texts as copies, 0 below NEAR or where a text is too short.

    `signatures` has a row an account, of zeros where there is none.
    """
    likeness = (signatures[left] == signatures[right]).mean(axis=1)
    some = signatures[left].any(axis=1) & (likeness >= NEAR)
    return np.where(some, likeness, 0.0)
