"""What runs on an executor of Spark. It needs no Spark, so every test run asks it."""

import pickle
from collections.abc import Iterable, Iterator

import cloudpickle
import pyarrow as pa

ITEMS = pa.schema([("number", pa.int64()), ("item", pa.binary())])
ITEM_COLUMNS = "number bigint, item binary"
"""The same, as Spark writes it."""


def run_stage(stage: bytes, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the answer of a pickled stage to each item of some batches, in order."""
    function, start = pickle.loads(stage)  # noqa: S301 (sent by the driver)
    if start is not None:
        start()
    for batch in batches:
        for number, item in zip(*(batch[name].to_pylist() for name in ITEMS.names), strict=True):
            answer = function(pickle.loads(item))  # noqa: S301 (sent by the driver)
            yield pa.RecordBatch.from_pylist(
                [{"number": number, "item": cloudpickle.dumps(answer)}], schema=ITEMS
            )
