"""A batch of accounts as numpy sees it: profiles with their words weighed."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist
from scipy.sparse import csr_matrix

from vigil.reading.linkage.names import RELATED, SKELETON_LENGTH, Name, skeleton
from vigil.reading.linkage.profile_columns import PROFILES
from vigil.reading.linkage.words import FIELDS, SIGNATURE_BYTES, WORDS, Ints, Statistics, weigh

WEIGHED = pa.schema(
    [
        pa.field(field.name.replace("_counts", "_weights"), pa.list_(pa.int16()))
        if field.name.endswith("_counts")
        else field
        for field in PROFILES
    ]
)
"""Profiles whose words are weighed: see `vigil.reading.linkage.words.weigh`."""


def weighed_table(profiles: pa.Table, statistics: Statistics) -> pa.Table:
    """Weigh the words of a table of profiles."""
    profiles = profiles.combine_chunks()
    columns = {name: profiles[name] for name in PROFILES.names if name in WEIGHED.names}
    for field in FIELDS:
        counts = matrix(profiles, f"{field}_words", f"{field}_counts")
        weights = weigh(counts, field, statistics)
        offsets = pa.array(weights.indptr.astype(np.int32))
        columns[f"{field}_words"] = pa.ListArray.from_arrays(offsets, pa.array(weights.indices))
        weights = pa.array(weights.data.astype(np.int16))
        columns[f"{field}_weights"] = pa.ListArray.from_arrays(offsets, weights)
    return pa.table({name: columns[name] for name in WEIGHED.names}, schema=WEIGHED)


def matrix(table: pa.Table, words: str, values: str | None = None) -> Any:
    """Return list columns as a sparse matrix, a row a row; ones where no values are named."""
    offsets, columns = lists(table, words)
    data = lists(table, values)[1] if values else np.ones(len(columns), dtype=np.int8)
    return csr_matrix((data, columns, offsets), shape=(table.num_rows, WORDS))


def lists(table: pa.Table, name: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return a list column as offsets and values, without a copy where it lies in one piece."""
    column = _in_one(table, name)
    offsets = column.offsets.to_numpy(zero_copy_only=False)
    values = column.values.to_numpy(zero_copy_only=False)
    return offsets - offsets[0], values[offsets[0] : offsets[-1]]


def _in_one(table: pa.Table, name: str) -> pa.Array:
    column = table[name]
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


class NameWords:
    """The words of the names in each row, as numbers."""

    def __init__(self, names: pa.Array) -> None:
        """Take lists of names, a list a row, the words of a name joined by spaces."""
        split = pc.split_pattern(names.values, " ")
        words = split.values.dictionary_encode()
        self.offsets = split.offsets.to_numpy()[names.offsets.to_numpy()].astype(np.int64)
        self._numbers = words.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        self._words: list[str] = words.dictionary.to_pylist()
        sounds = [skeleton(word) for word in self._words]
        number = {sound: n for n, sound in enumerate(dict.fromkeys(sounds))}
        self._sounds = np.array(
            [number[s] if len(s) >= SKELETON_LENGTH else -1 - n for n, s in enumerate(sounds)],
            dtype=np.int64,
        )

    def any_alike(self, left: Ints, right: Ints) -> NDArray[np.bool_]:
        """Tell for pairs of rows whether any two words of theirs are alike, by letters or sound."""
        one, two = (np.diff(self.offsets)[side] for side in (left, right))
        sizes = one * two
        pair = np.repeat(np.arange(len(left)), sizes)
        place = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        a = self._numbers[self.offsets[left][pair] + place // two[pair]]
        b = self._numbers[self.offsets[right][pair] + place % two[pair]]
        both, which = np.unique(a * len(self._words) + b, return_inverse=True)
        found = np.zeros(len(left), dtype=bool)
        found[pair[self._alike(both // len(self._words), both % len(self._words))[which]]] = True
        return found

    def _alike(self, a: Ints, b: Ints) -> NDArray[np.bool_]:
        letters = cpdist(
            [self._words[number] for number in a.tolist()],
            [self._words[number] for number in b.tolist()],
            scorer=JaroWinkler.normalized_similarity,
        )
        alike: NDArray[np.bool_] = (letters >= RELATED) | (self._sounds[a] == self._sounds[b])
        return alike


@dataclass(frozen=True)
class Batch:
    """Weighed profiles; a row an account. What stands for a text is 0 where it is unknown."""

    keys: pa.Array
    columns: dict[str, NDArray[Any]]
    """Numbers of an account, by the names of the schema."""
    ages: tuple[NDArray[Any], NDArray[Any]]
    """Offsets and values of the ages read as those of victims."""
    blocks: tuple[NDArray[Any], NDArray[Any]]
    """Offsets and values of the keys under which an account meets others."""
    weights: dict[str, Any]
    """For each field a sparse matrix of whole numbers."""
    told: Any
    """Sparse: the sounds of the victims' full names."""
    suspects: Any
    """Sparse: the sounds of the suspects' full names."""
    signatures: NDArray[np.uint32]
    names: pa.Array
    """Lists of names, their words joined by spaces."""

    @classmethod
    def of(cls, table: pa.Table) -> "Batch":
        """Look at a table (schema WEIGHED) as numbers; what lies in one piece is not copied."""
        signatures = _in_one(table, "signature")
        start = signatures.offset * SIGNATURE_BYTES
        end = start + len(signatures) * SIGNATURE_BYTES
        data = signatures.buffers()[1][start:end] if len(signatures) else b""
        return cls(
            keys=_in_one(table, "key"),
            columns={
                field.name: table[field.name].to_numpy()
                for field in WEIGHED
                if pa.types.is_primitive(field.type)
            },
            ages=lists(table, "ages"),
            blocks=lists(table, "blocks"),
            weights={f: matrix(table, f"{f}_words", f"{f}_weights") for f in FIELDS},
            told=matrix(table, "told"),
            suspects=matrix(table, "suspects"),
            signatures=np.frombuffer(data, dtype=np.uint32).reshape(-1, SIGNATURE_BYTES // 4),
            names=_in_one(table, "names"),
        )

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.columns[name]

    @cached_property
    def name_words(self) -> NameWords:
        """The words of the names, made ready once."""
        return NameWords(self.names)

    def names_of(self, rows: Ints) -> list[tuple[Name, ...]]:
        """Return the names in rows, each a tuple of folded words."""
        return [
            tuple(tuple(name.split(" ")) for name in names)
            for names in self.names.take(pa.array(rows)).to_pylist()
        ]
