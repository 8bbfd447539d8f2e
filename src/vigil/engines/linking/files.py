"""Tables of linking as files: written whole or not at all, and read without being copied."""

import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.ipc

from vigil.linkage.words import FIELDS, Statistics

_STATISTICS = pa.schema(
    [("field", pa.string()), ("word", pa.int32()), ("frequency", pa.int32())],
)


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
    parts = [
        pa.table(
            {
                "field": [field] * len(statistics.words[field]),
                "word": statistics.words[field],
                "frequency": statistics.frequency[field],
            },
            schema=_STATISTICS,
        )
        for field in FIELDS
    ]
    told = {"accounts": str(statistics.accounts)}
    write_table(pa.concat_tables(parts).replace_schema_metadata(told), path)


def open_statistics(path: Path) -> Statistics:
    """Read in how many accounts words stand."""
    table = open_table(path)
    field = table["field"].to_numpy()
    words, frequency = (table[name].to_numpy() for name in ("word", "frequency"))
    kept = {name: np.flatnonzero(field == name) for name in FIELDS}
    return Statistics(
        accounts=int(table.schema.metadata[b"accounts"]),
        words={name: words[rows] for name, rows in kept.items()},
        frequency={name: frequency[rows] for name, rows in kept.items()},
    )
