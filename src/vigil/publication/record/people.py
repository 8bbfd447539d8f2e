"""The people of the public record in memory, so that persons are counted as persons.

A row of the record has its people as bytes: for each person one byte a field of `FIELDS` and one
for their part in the attack. A value of 0 means that it is not shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vigil.publication.record import bands
from vigil.reading import codebook

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]

FIELDS: Final = ("target_category", "outcome", "gender", "age_group")
"""What people are counted and filtered by."""
NOT_REPORTED: Final = ("", "unknown", "unclear", "no_information")
TARGET, SURVIVED = 1, 2
"""Bits of the last byte: the attack was meant for the person; they survived it."""
WIDTH: Final = len(FIELDS) + 1
FIRST, KILLED_BIT, TARGET_BIT, SURVIVED_BIT = 8, 4, 2, 1
"""Bits of a measure (`People.measures`)."""
MEASURES: Final = 16


def values_of(field: str) -> list[str]:
    """Return the values of a field in the order of their codes. The first means none."""
    if field in bands.FIELDS:
        return ["", *bands.FIELDS[field][1]]
    return ["", *codebook.current().fields[field].values]


def counted_values(person: Mapping[str, Any]) -> dict[str, str]:
    """Return what a person counts under, from an entry of `PublicCase.people`."""
    low, high = person["age"]
    return {
        "target_category": person["category"],
        "outcome": person["outcome"],
        "gender": person["gender"],
        "age_group": bands.age_group(low, high, minor=person["minor"]),
    }


def meets(person: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    """Say whether an entry of `PublicCase.people` meets what a selection asks of people."""
    values = counted_values(person)
    return all(
        value in NOT_REPORTED if asked[field] in NOT_REPORTED else value == asked[field]
        for field, value in values.items()
        if asked.get(field)
    )


def codes_of(person: Mapping[str, Any], *, target: bool, survived: bool) -> bytes:
    """Write a person as bytes. A value that is not one of its field counts as not shown."""
    codes, values = [], counted_values(person)
    for field in FIELDS:
        known = values_of(field)
        codes.append(known.index(values[field]) if values[field] in known else 0)
    return bytes([*codes, TARGET * target + SURVIVED * survived])


@dataclass(frozen=True)
class PeopleCounts:
    """The people with one value of a field, by number, and the cases that they are in."""

    cases: int
    people: int
    killed: int
    targets: int
    targets_survived: int


class People:
    """Everybody in the record. `row` is the row of each person's case, never decreasing."""

    def __init__(self, codes: Sequence[bytes]) -> None:
        """Take the bytes of each row, in the order of the rows."""
        table = np.frombuffer(b"".join(codes), dtype=np.uint8).reshape(-1, WIDTH)
        sizes = np.array([len(one) // WIDTH for one in codes], dtype=np.int64)
        self.rows = len(codes)
        self.row: Ints = np.repeat(np.arange(self.rows), sizes)
        self.values = {name: values_of(name) for name in FIELDS}
        self.codes = {name: _known(table[:, n], self.values[name]) for n, name in enumerate(FIELDS)}
        part = table[:, -1].astype(np.int64)
        self.killed: Mask = self.codes["outcome"] == self.values["outcome"].index("killed")
        self.target: Mask = (part & TARGET) > 0
        self.target_survived: Mask = self.target & ((part & SURVIVED) > 0)
        self._part = (
            KILLED_BIT * self.killed
            + TARGET_BIT * self.target
            + SURVIVED_BIT * self.target_survived
        )

    def __len__(self) -> int:
        return len(self.row)

    def all(self) -> Mask:
        """Return a mask of everybody."""
        return np.ones(len(self), dtype=bool)

    def having(self, field: str, *wanted: str) -> Mask:
        """Return the people whose value of a field is one of `wanted`."""
        return np.array([value in wanted for value in self.values[field]])[self.codes[field]]

    def rows_of(self, people: Mask) -> Mask:
        """Return the rows of the cases that these people are in."""
        mask = np.zeros(self.rows, dtype=bool)
        mask[self.row[people]] = True
        return mask

    def number_in_rows(self, people: Mask) -> Ints:
        """Return for each row how many of these people are in its case."""
        return np.bincount(self.row[people], minlength=self.rows)

    def place_in_case(self, people: Ints) -> Ints:
        """Return the place of each of these people in their case, from 0."""
        return people - np.searchsorted(self.row, self.row[people])

    def count(self, field: str, people: Mask, *, everybody: bool) -> dict[str, PeopleCounts]:
        """Count people by a field. `everybody`: of each case all people are chosen, or none."""
        if everybody:
            keys = self._keys[field][people]
        else:
            codes = self.codes[field][people]
            first = _first_of_row(self.row[people], codes, len(self.values[field]))
            keys = codes * MEASURES + self._part[people] + FIRST * first
        size = len(self.values[field])
        grid = np.bincount(keys, minlength=size * MEASURES).reshape(size, MEASURES)
        found = zip(self.values[field], grid @ _BITS, strict=True)
        return {value: PeopleCounts(*map(int, counts)) for value, counts in found if counts[1] > 0}

    @cached_property
    def _keys(self) -> dict[str, Ints]:
        """The measures of everybody for each field: its code, and what the person counts for."""
        return {
            field: codes * MEASURES
            + self._part
            + FIRST * _first_of_row(self.row, codes, len(self.values[field]))
            for field, codes in self.codes.items()
        }


def _known(codes: NDArray[np.uint8], values: Sequence[str]) -> Ints:
    """Return the codes of a field, with one code (0) for every value that means not reported."""
    code = [0 if value in NOT_REPORTED else n for n, value in enumerate(values)]
    return np.array(code, dtype=np.int64)[codes]


def _first_of_row(row: Ints, codes: Ints, size: int) -> Mask:
    """Return who is the first of their case with their value, so that a case counts once."""
    first = np.zeros(len(row), dtype=bool)
    first[np.unique(row * size + codes, return_index=True)[1]] = True
    return first


def _bits() -> NDArray[np.int64]:
    """Return for each measure what it adds to the numbers of `PeopleCounts`."""
    measures: Iterable[int] = range(MEASURES)
    rows: list[list[Any]] = [
        [
            bool(measure & FIRST),
            True,
            bool(measure & KILLED_BIT),
            bool(measure & TARGET_BIT),
            bool(measure & SURVIVED_BIT),
        ]
        for measure in measures
    ]
    return np.array(rows, dtype=np.int64)


_BITS: Final = _bits()
