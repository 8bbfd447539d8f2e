"""Runs a stage over many batches on Apache Spark: what `local` does, on a cluster.

Spark is an extra of the package, and needs Java 17 or 21 and this package on every executor: see
docs/operate/spark.md.
"""

import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import batched

import pyarrow as pa
from pyspark import SparkConf, cloudpickle
from pyspark.sql import SparkSession

ROUNDS = 4
"""Items a core that are sent together: as many wait at a time in the driver's memory."""
_ITEMS = pa.schema([("number", pa.int64()), ("item", pa.binary())])
_SCHEMA = "number bigint, item binary"


def session() -> SparkSession:
    """Return the Spark session; start one where there is none.

    Everything is as Spark is configured (spark-defaults.conf, PYSPARK_SUBMIT_ARGS, spark-submit);
    without a word of its master it runs on the cores of this machine. PYSPARK_PYTHON names the
    Python of the executors, where it is not at the place of this one.
    """
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("vigil")
    given = SparkConf()
    defaults = {
        "spark.master": "local[*]",
        "spark.driver.memory": "3g",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.maxPlanStringLength": "10000",
        "spark.sql.debug.maxToStringFields": "10",
    }
    for name, value in defaults.items():
        if not given.contains(name):
            builder = builder.config(name, value)
    return builder.getOrCreate()


def map_ordered[T, R](
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    start: Callable[[], None] | None = None,
) -> Iterator[R]:
    """Yield `function(item)` for each item, in order, as `local.map_ordered` does.

    `start` runs before the items of each task; what it loads should be kept in the process, which
    Spark uses again. An exception in the function ends the run.
    """
    spark = session()
    cores = spark.sparkContext.defaultParallelism
    run = partial(_run, cloudpickle.dumps((function, start)))
    for some in batched(items, cores * ROUNDS):
        rows = [(number, cloudpickle.dumps(item)) for number, item in enumerate(some)]
        frame = spark.createDataFrame(rows, _SCHEMA).repartition(len(rows), "number")
        answers = frame.mapInArrow(run, _SCHEMA).toArrow().sort_by("number")
        yield from map(pickle.loads, answers["item"].to_pylist())


def _run(stage: bytes, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    function, start = pickle.loads(stage)  # noqa: S301 (sent by the driver)
    if start is not None:
        start()
    for batch in batches:
        for number, item in zip(*(batch[name].to_pylist() for name in _ITEMS.names), strict=True):
            answer = function(pickle.loads(item))  # noqa: S301 (sent by the driver)
            yield pa.RecordBatch.from_pylist(
                [{"number": number, "item": cloudpickle.dumps(answer)}], schema=_ITEMS
            )
