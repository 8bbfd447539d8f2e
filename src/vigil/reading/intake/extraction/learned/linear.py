"""Linear models over named binary features, kept as plain arrays.

A feature is a string ("before:killed"); its bucket is a hash of it. So a model needs no
vocabulary and holds no text, a file is loaded in milliseconds, and any answer can be taken
apart: the sum of the weights of its features (Weinberger et al. 2009, feature hashing).
"""

import hashlib
import json
import math
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BITS = 20
BUCKETS = 1 << BITS
"""Places for hashed features: at some hundred thousand of them, one in ten shares its place."""

Buckets = NDArray[np.int32]


class ModelFileError(ValueError):
    """A model file that cannot be used; the text names the file and says why."""


def each_once[Number: np.integer](places: NDArray[Number]) -> NDArray[Number]:
    """Return some numbers sorted, each once: `numpy.unique`, without what it takes for few."""
    places = np.sort(places)
    first = np.ones(len(places), dtype=bool)
    np.not_equal(places[1:], places[:-1], out=first[1:])
    return places[first]


@dataclass(frozen=True, slots=True)
class Checksums:
    """Checksums and lengths of many features: what their places are reckoned from.

    They are taken once for features that several models look at, each by prefixes of its own.
    """

    sums: NDArray[np.uint32]
    lengths: NDArray[np.int64]

    def buckets(self, prefixes: Sequence[str]) -> Buckets:
        """Return the places that `buckets` gives the features with these `prefixes`."""
        if not len(self.sums):
            return np.zeros(0, dtype=np.int32)
        most = 1 << int(self.lengths.max()).bit_length()
        found = np.concatenate([self.sums ^ _carry(p, most)[self.lengths] for p in prefixes])
        found &= BUCKETS - 1
        return each_once(found).astype(np.int32)


def checksums(features: Iterable[str]) -> Checksums:
    """Return the checksums of some features."""
    texts = [feature.encode("utf-8", "replace") for feature in features]
    return Checksums(
        np.fromiter(map(zlib.crc32, texts), dtype=np.uint32, count=len(texts)),
        np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)),
    )


@lru_cache(maxsize=256)
def _carry(prefix: str, most: int) -> NDArray[np.uint32]:
    """Return what a prefix changes of the checksum of a text, by the text's length below `most`.

    A cyclic checksum is linear: what stands before a text changes its checksum by bits that the
    length alone decides. So a text is summed once, whatever stands before it.
    """
    crc, start = zlib.crc32, zlib.crc32(prefix.encode())
    zeros = bytes(most)
    return np.array([crc(zeros[:n], start) ^ crc(zeros[:n]) for n in range(most)], dtype=np.uint32)


def buckets(features: Iterable[str], prefixes: Sequence[str] = ("",)) -> Buckets:
    """Return the hashed places of some features, sorted, each once.

    Each feature is there once for each of the `prefixes`.
    """
    # A checksum can be carried on: the text is encoded once, each prefix summed once.
    starts = [zlib.crc32(prefix.encode()) for prefix in prefixes]
    texts = [feature.encode("utf-8", "replace") for feature in features]
    crc, mask = zlib.crc32, BUCKETS - 1
    found = {crc(text, start) & mask for start in starts for text in texts}
    return np.array(sorted(found), dtype=np.int32)


@dataclass(frozen=True)
class Linear:
    """One learnt judgement: weights of features, a constant, and a threshold on its probability.

    `index` (sorted) and `weight` hold the features with a weight; all others weigh nothing.
    """

    index: Buckets
    weight: NDArray[np.float32]
    constant: float = 0.0
    threshold: float = 0.5

    def __post_init__(self) -> None:
        dense = np.zeros(BUCKETS, dtype=np.float32)
        dense[self.index] = self.weight
        object.__setattr__(self, "_dense", dense)

    def margin(self, features: Buckets, scale: float = 1.0) -> float:
        """Log-odds of a candidate with these features, each of the value `scale`."""
        dense: NDArray[np.float32] = self._dense  # type: ignore[attr-defined]
        return float(dense[features].sum(dtype=np.float64)) * scale + self.constant

    def probability(self, features: Buckets) -> float:
        """Probability (0..1) of a candidate with these features."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.margin(features)))))

    def accepts(self, features: Buckets) -> bool:
        """Return whether the probability reaches the threshold."""
        return self.probability(features) >= self.threshold

    def best(self, candidates: Sequence[Buckets]) -> int | None:
        """Return the number of the candidate with the highest margin; None where there is none."""
        if not candidates:
            return None
        margins = [self.margin(c) for c in candidates]
        return margins.index(max(margins))

    @property
    def digest(self) -> str:
        """Eight hexadecimal digits that change when any number of the model does."""
        content = hashlib.sha256(self.index.tobytes() + self.weight.tobytes())
        content.update(json.dumps([self.constant, self.threshold]).encode())
        return content.hexdigest()[:8]


def save(model: Linear, path: Path) -> None:
    """Write a model to an `.npz` file: plain arrays, the same bytes for the same numbers."""
    with path.open("wb") as stream:
        np.savez_compressed(
            stream,
            allow_pickle=False,
            index=model.index,
            weight=model.weight.astype(np.float16),
            numbers=np.array([model.constant, model.threshold]),
        )


UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, EOFError,
    MemoryError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""All that a damaged file, or one of another kind, has made numpy raise."""


def load(path: Path) -> Linear:
    """Read a model. Raises ModelFileError for a file that is none."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as held:
            index = held["index"].astype(np.int32, casting="same_kind")
            weight = held["weight"].astype(np.float32, casting="same_kind")
            numbers = held["numbers"].astype(np.float64, casting="same_kind")
    except UNREADABLE as error:
        raise ModelFileError(f"{path}: not a model of the extractor ({error})") from error
    if (
        index.ndim != 1
        or index.shape != weight.shape
        or numbers.shape != (2,)
        or (index.size and not 0 <= index.min() <= index.max() < BUCKETS)
        or not (np.isfinite(weight).all() and np.isfinite(numbers).all())
    ):
        raise ModelFileError(f"{path}: made for another version; train it anew")
    return Linear(index, weight, float(numbers[0]), float(numbers[1]))


def shipped(name: str) -> Linear:
    """Return a model of the package by its name (`models/NAME.npz`)."""
    with as_file(files(__package__) / "models" / f"{name}.npz") as path:
        return load(path)
