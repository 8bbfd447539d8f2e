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

import cloudpickle
from pyspark import SparkConf
from pyspark.sql import SparkSession

from vigil.reading.engines.spark_executor import ITEM_COLUMNS, run_stage

ROUNDS = 4
"""Items a core that are sent together: as many wait at a time in the driver's memory."""


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
    run = partial(run_stage, cloudpickle.dumps((function, start)))
    for some in batched(items, cores * ROUNDS):
        rows = [(number, cloudpickle.dumps(item)) for number, item in enumerate(some)]
        frame = spark.createDataFrame(rows, ITEM_COLUMNS).repartition(len(rows), "number")
        answers = frame.mapInArrow(run, ITEM_COLUMNS).toArrow().sort_by("number")
        yield from map(pickle.loads, answers["item"].to_pylist())
