"""The texts of a batch as sparse vectors, and their near-duplicates."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash, RMinHashLSH
from sklearn.feature_extraction.text import TfidfVectorizer

from vigil.linkage.profiles import Profile

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MAX_TERMS = 200_000
_COMMON = 0.2
"""Words in more than this share of the batch say nothing (in batches of some size)."""
_SMALL_BATCH = 50
_PERMUTATIONS, _BANDS, _SHINGLE, _SEED = 64, 16, 4, 20
_NEAR = 0.5
_ROWS = 4096
_TOKEN = re.compile(r"\w\w+")


@dataclass(frozen=True, slots=True)
class Vectors:
    """Row-normalised TF-IDF matrices, a row a profile, in the order of the profiles."""

    text: Any
    title: Any
    entities: Any
    pairs: Any
    """Neighbouring words of names by their sound: people, places, streets, in any script."""


def vectors(batch: Sequence[Profile]) -> Vectors:
    """Weigh the words of a batch: rare in the batch is heavy."""
    return Vectors(
        text=_weighed([_TOKEN.findall(p.text) for p in batch]),
        title=_weighed([_TOKEN.findall(p.title) for p in batch]),
        entities=_weighed([list(p.entities.elements()) for p in batch]),
        pairs=_weighed([list(p.sounds.elements()) for p in batch]),
    )


def _weighed(documents: list[list[str]]) -> Any:
    common = _COMMON if len(documents) > _SMALL_BATCH else 1.0
    vectorizer = TfidfVectorizer(
        analyzer=_as_they_are,
        sublinear_tf=True,
        max_df=common,
        max_features=MAX_TERMS,
        dtype=np.float64,
    )
    try:
        return vectorizer.fit_transform(documents).tocsr()
    except ValueError:  # no word at all in the batch, or only common ones
        from scipy.sparse import csr_matrix

        return csr_matrix((len(documents), 1), dtype=np.float64)


def _as_they_are(tokens: list[str]) -> list[str]:
    return tokens


def cosines(matrix: Any, left: Ints, right: Ints) -> Floats:
    """Return the cosine of each pair of rows; 0 where a row is empty."""
    parts = [
        np.asarray(
            matrix[left[start : start + _ROWS]]
            .multiply(matrix[right[start : start + _ROWS]])
            .sum(axis=1)
        ).ravel()
        for start in range(0, len(left), _ROWS)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


def near_duplicates(batch: Sequence[Profile]) -> Iterator[tuple[int, int, float]]:
    """Give pairs of rows whose texts share most of their word runs, with their likeness.

    MinHash and locality-sensitive hashing over runs of four words (rensa, fixed seed).
    """
    hashes = {}
    for row, profile in enumerate(batch):
        words = _TOKEN.findall(profile.text)
        if len(words) >= 2 * _SHINGLE:
            hashed = RMinHash(_PERMUTATIONS, _SEED)
            hashed.update([" ".join(words[n : n + _SHINGLE]) for n in range(len(words) - 3)])
            hashes[row] = hashed
    index = RMinHashLSH(_NEAR, _PERMUTATIONS, _BANDS)
    for row, hashed in hashes.items():
        for other in sorted(index.query(hashed))[:_MOST_COPIES]:
            likeness = hashes[other].jaccard(hashed)
            if likeness >= _NEAR:
                yield other, row, likeness
        index.insert(row, hashed)


_MOST_COPIES = 50
"""Copies of one text that a further copy is compared with; the rest follow through them."""
