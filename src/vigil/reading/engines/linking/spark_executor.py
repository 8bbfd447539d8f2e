"""What the stages of linking do on an executor of Spark, on tables of Arrow.

It needs no Spark, so every test run compares it with linking on one machine.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from vigil.reading.linkage.batch import WEIGHED, Batch, matrix
from vigil.reading.linkage.blocking import WINDOWED, near_in_time, once, pairs_in, pairs_of, rows_of
from vigil.reading.linkage.constraints import Constraints
from vigil.reading.linkage.linking import score
from vigil.reading.linkage.model import current_model
from vigil.reading.linkage.proposals import Scored, Standing, proposals

PAIRS = pa.schema([("a", pa.int64()), ("b", pa.int64())])
"""Two accounts by their numbers, the smaller first."""
SCORED = pa.schema([*PAIRS, ("probability", pa.float64()), ("forbidden", pa.bool_())])
CASES = pa.schema(
    [
        ("key", pa.string()),
        ("accounts", pa.list_(pa.string())),
        ("scores", pa.list_(pa.float64())),
        ("case", pa.string()),
    ]
)


def plain(schema: pa.Schema) -> pa.Schema:
    """Return a schema as Spark has it: without bytes of fixed length."""
    return pa.schema(
        pa.field(field.name, pa.binary()) if pa.types.is_fixed_size_binary(field.type) else field
        for field in schema
    )


def map_batches(
    function: Callable[[pa.Table], pa.Table], to: pa.Schema, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Yield what a function makes of each batch."""
    for batch in batches:
        yield from function(pa.Table.from_batches([batch])).cast(to).to_batches()


def near(table: pa.Table) -> pa.Table:
    """Return the pairs of accounts of one window that are near in time."""
    ids = table["id"].to_numpy()
    weights = [matrix(table, f"{n}_words", f"{n}_weights") for n in WINDOWED]
    rows = np.arange(len(ids))
    asked = table["month"].to_numpy() == table["window"].to_numpy()
    found = [pairs_in(near_in_time(ids, own, rows, asked)) for own in weights]
    one, two = rows_of(once(np.concatenate(found)))
    ends = np.sort(np.stack([ids[one], ids[two]]), axis=0)
    return pa.table({"a": ends[0], "b": ends[1]}, schema=PAIRS)


def compare(table: pa.Table) -> pa.Table:
    """Compare the two accounts of each pair."""
    sides = [
        pa.Table.from_struct_array(table[f"account_{side}"].combine_chunks()).cast(WEIGHED)
        for side in ("a", "b")
    ]
    count = table.num_rows
    batch = Batch.of(pa.concat_tables(sides).combine_chunks())
    pairs = pairs_of(np.arange(count), np.arange(count, 2 * count))
    scored = score(batch, pairs, current_model())
    columns = {"probability": scored.probability, "forbidden": scored.forbidden}
    return pa.table({"a": table["a"], "b": table["b"], **columns}, schema=SCORED)


def cluster(people: Constraints, accounts: pa.Table, inside: pa.Table) -> pa.Table:
    """Propose the cases of some accounts, from the compared pairs among them."""
    accounts = accounts.sort_by("id")
    ids = accounts["id"].to_numpy()
    ends: list[Any] = [np.searchsorted(ids, inside[side].to_numpy()) for side in ("a", "b")]
    scored = Scored(
        pairs_of(*ends), inside["probability"].to_numpy(), inside["forbidden"].to_numpy()
    )
    cases = list(
        proposals(
            accounts["key"].to_pylist(),
            Standing.of({name: accounts[name].to_numpy() for name in Standing._fields}),
            scored,
            current_model().join,
            people,
        )
    )
    return pa.table(
        {
            "key": [case.key for case in cases],
            "accounts": [case.accounts for case in cases],
            "scores": [[case.scores[key] for key in case.accounts] for case in cases],
            "case": [case.case for case in cases],
        },
        schema=CASES,
    )
