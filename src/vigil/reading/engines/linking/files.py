"""Tables of linking as files: written whole or not at all, and read without being copied."""

import os
from itertools import accumulate
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.ipc

from vigil.reading.linkage.words import FIELDS, Statistics

_STATISTICS = pa.schema([("word", pa.int32()), ("frequency", pa.int32())])
"""The words of one field after those of another; how many of each stands beside the schema."""


def write_table(table: pa.Table, path: Path) -> None:
    """Write a table in one piece, so that it can be memory-mapped; replaces what is there."""
    temporary = path.with_suffix(f".{os.getpid()}.part")
    with pa.OSFile(str(temporary), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        for batch in table.combine_chunks().to_batches():
            writer.write_batch(batch)
    temporary.replace(path)


def open_table(path: Path) -> pa.Table:
    """Open a table; what is not looked at is not read."""
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def write_statistics(statistics: Statistics, path: Path) -> None:
    """Write in how many accounts words stand."""
    words, frequency = (
        np.concatenate([told[field] for field in FIELDS])
        for told in (statistics.words, statistics.frequency)
    )
    sizes = {field: str(len(statistics.words[field])) for field in FIELDS}
    table = pa.table({"word": words, "frequency": frequency}, schema=_STATISTICS)
    write_table(table.replace_schema_metadata(sizes | {"accounts": str(statistics.accounts)}), path)


def open_statistics(path: Path) -> Statistics:
    """Read in how many accounts words stand."""
    table = open_table(path)
    told = {name.decode(): int(size) for name, size in table.schema.metadata.items()}
    ends = list(accumulate(told[field] for field in FIELDS))
    words, frequency = (table[name].to_numpy() for name in ("word", "frequency"))
    own = {field: slice(end - told[field], end) for field, end in zip(FIELDS, ends, strict=True)}
    return Statistics(
        accounts=told["accounts"],
        words={field: words[part] for field, part in own.items()},
        frequency={field: frequency[part] for field, part in own.items()},
    )
