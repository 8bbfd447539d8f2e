"""Profiles as columns: the form in which many accounts are kept, moved, and compared.

A table of profiles is an Arrow table (schema `PROFILES`), so that it can be written, memory-mapped,
sent to another process or to another engine, and read there, without being made again. What stands
for a word is a number (a hash): tables made apart fit together.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vigil.reading.linkage import days
from vigil.reading.linkage.names import name_keys
from vigil.reading.linkage.profiles import Profile, profile
from vigil.reading.linkage.words import (
    FIELDS,
    SIGNATURE_BYTES,
    copy_blocks,
    copy_signature,
    counted,
)
from vigil.reading.records import Account, Report

UNKNOWN_DAY = -(2**31)
"""A day that is not known, where a column needs a number."""
UNDATED = -(2**31)
"""The month of accounts that have neither a publication date nor a precise day."""
MONTH = 30
"""Days of a month, as accounts are laid side by side."""
_HALF = 50
WINDOW = 3
"""Days between two accounts of the same place that are compared for that alone."""

_COUNTS = [
    (f"{field}_{part}", pa.list_(kind))
    for field in FIELDS
    for part, kind in (("words", pa.int32()), ("counts", pa.float32()))
]
PROFILES = pa.schema(
    [
        ("key", pa.string()),
        ("id", pa.int64()),
        ("report", pa.int64()),
        ("month", pa.int32()),
        ("main", pa.bool_()),
        ("crowded", pa.bool_()),
        ("language", pa.int64()),
        ("names", pa.list_(pa.string())),
        ("all_named", pa.bool_()),
        ("victims", pa.int32()),
        ("killed", pa.int32()),
        ("dead", pa.int32()),
        ("ages", pa.list_(pa.int16())),
        ("text_ages_low", pa.int64()),
        ("text_ages_high", pa.int64()),
        ("fresh", pa.bool_()),
        ("first", pa.int32()),
        ("last", pa.int32()),
        ("published", pa.int32()),
        ("place", pa.int64()),
        ("admin1", pa.int64()),
        ("country", pa.int64()),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("method", pa.int64()),
        ("told", pa.list_(pa.int32())),
        ("suspects", pa.list_(pa.int32())),
        ("blocks", pa.list_(pa.int64())),
        ("signature", pa.binary(SIGNATURE_BYTES)),
        *_COUNTS,
    ]
)
"""`id` is the number of the key. Words are hashes. `told` are the sounds of victims' full names,
`suspects` those of suspects;
`blocks`, see `vigil.reading.linkage.blocking`; `signature`, see `copy_signature`. Numbers that
stand for a text are 0 where it is unknown."""


def number_of(text: str) -> int:
    """Return the number that stands for a text: 63 bits of BLAKE2; 0 for an empty text."""
    if not text:
        return 0
    return (
        int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1
    )


def profile_table(
    accounts: Sequence[Account], reports: Mapping[str, Report], siblings: Mapping[str, int]
) -> pa.Table:
    """Make the profiles of accounts, in their order, as a table.

    An account whose report is not given is compared by what was read from it alone. `siblings`
    gives the number of accounts of a report.
    """
    made = [
        profile(account, reports.get(account.report_id), siblings[account.report_id])
        for account in accounts
    ]
    columns = _columns(made)
    words = {field: [one.words(field) for one in made] for field in FIELDS}
    columns["signature"] = [copy_signature(own) for own in words["text"]]
    columns["blocks"] = [
        sorted({*_blocks(one), *copy_blocks(signature)})
        for one, signature in zip(made, columns["signature"], strict=True)
    ]
    for field in FIELDS:
        offsets, numbers, counts = counted(words[field])
        columns[f"{field}_words"] = _lists(offsets, numbers)
        columns[f"{field}_counts"] = _lists(offsets, counts)
    return pa.table(columns, schema=PROFILES)


def _lists(offsets: NDArray[Any], values: NDArray[Any]) -> pa.Array:
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(values))


def _columns(made: Sequence[Profile]) -> dict[str, Any]:
    numbers = [_text_ages(one.text_ages) for one in made]
    return {
        "key": [one.key for one in made],
        "id": [number_of(one.key) for one in made],
        "report": [number_of(one.report_id) for one in made],
        "month": [_month(one) for one in made],
        "main": [one.main for one in made],
        "crowded": [one.crowded for one in made],
        "language": [number_of(one.language) for one in made],
        "names": [[" ".join(name) for name in one.names] for one in made],
        "all_named": [one.all_named for one in made],
        "victims": [one.victims for one in made],
        "killed": [one.killed for one in made],
        "dead": [one.dead for one in made],
        "ages": [sorted(one.ages) for one in made],
        "text_ages_low": [low for low, _ in numbers],
        "text_ages_high": [high for _, high in numbers],
        "fresh": [one.fresh for one in made],
        "first": [one.when[0] if one.when else UNKNOWN_DAY for one in made],
        "last": [one.when[1] if one.when else UNKNOWN_DAY for one in made],
        "published": [_day(one.published) for one in made],
        "place": [number_of(one.place) for one in made],
        "admin1": [number_of(one.admin1) for one in made],
        "country": [number_of(one.country) for one in made],
        "lat": [one.point[0] if one.point else np.nan for one in made],
        "lon": [one.point[1] if one.point else np.nan for one in made],
        "method": [number_of(one.known_method) for one in made],
        "told": _lists(*counted([one.full_name_sounds() for one in made])[:2]),
        "suspects": _lists(*counted([one.suspect_sounds() for one in made])[:2]),
    }


def _day(day: int | None) -> int:
    return UNKNOWN_DAY if day is None else day


def _text_ages(ages: Iterable[int]) -> tuple[int, int]:
    """Return a set of ages as the bits of two numbers."""
    bits = sum(1 << age for age in ages)
    return bits & (2**_HALF - 1), bits >> _HALF


def _month(one: Profile) -> int:
    day = one.published
    if day is None and one.when is not None and days.is_day(one.when):
        day = one.when[0]
    return UNDATED if day is None else day // MONTH


def _blocks(one: Profile) -> Iterable[int]:
    """Give the keys under which an account meets others: see `vigil.reading.linkage.blocking`."""
    yield number_of(f"report {one.report_id}")
    for name in name_keys(one.names):
        yield number_of(f"name {name}")
        month = _month(one)
        if month != UNDATED:
            yield from (number_of(f"name {name} {month + shift}") for shift in (0, 1))
    if one.place and one.when is not None and days.is_day(one.when):
        for shift in range(WINDOW + 1):
            yield number_of(f"place {one.place} {one.when[0] + shift}")
