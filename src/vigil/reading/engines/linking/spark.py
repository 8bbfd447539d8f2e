"""Linking on Apache Spark: the stages of `linkage` as table functions, joins by Spark.

What is compared, and how, is the code that runs on one machine; Spark moves the tables. Sums are
of whole numbers and order falls by the numbers of the keys, so the cases are the same.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial, reduce
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark import StorageLevel
from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType
from splink import SparkAPI
from splink.internals.clustering import cluster_pairwise_predictions_at_threshold

from vigil.reading.engines.linking.first_stage import profiled
from vigil.reading.engines.linking.hash_join import TablePart
from vigil.reading.engines.linking.local import Progress, no_progress
from vigil.reading.engines.linking.spark_executor import (
    CASES,
    PAIRS,
    SCORED,
    cluster,
    compare,
    map_batches,
    near,
    plain,
)
from vigil.reading.engines.spark import session
from vigil.reading.linkage.batch import WEIGHED, weighed_table
from vigil.reading.linkage.blocking import (
    ABROAD,
    BLOCK,
    EVERYWHERE,
    LEAST,
    NEIGHBOURS,
    RARE,
    WINDOWED,
)
from vigil.reading.linkage.constraints import Constraints
from vigil.reading.linkage.model import current_model
from vigil.reading.linkage.profile_columns import PROFILES, UNDATED
from vigil.reading.linkage.proposals import Standing, together
from vigil.reading.linkage.records import ProposedCase
from vigil.reading.linkage.words import FIELDS, UNIT, Statistics

CLUSTERED_TOGETHER = 64
"""Parts into which the components are dealt, each clustered by one task."""


def linked(
    parts: Iterable[TablePart],
    folder: Path,
    people: Constraints,
    *,
    progress: Progress = no_progress,
) -> Iterator[ProposedCase]:
    """Propose cases for the accounts of some parts, as `vigil.reading.linkage.link` does.

    `folder` must be one that the executors see too. Raises ValueError when two accounts have one
    key.
    """
    spark = session()
    told = folder / "told"
    told.mkdir()
    for number, part in enumerate(parts):
        pq.write_table(part(), told / f"{number:05d}.parquet")
    if not any(told.iterdir()):
        return
    spark.sparkContext.setCheckpointDir(str(folder / "components"))
    weighed = _written(_weighed(spark, spark.read.parquet(str(told))), folder / "weighed")
    progress("accounts profiled", weighed.count())
    _refuse_twins(weighed)
    pairs = _written(_candidates(weighed), folder / "pairs")
    progress("pairs found", pairs.count())
    scored = _written(_scored(weighed, pairs), folder / "scored")
    progress("pairs compared", scored.count())
    yield from _proposed(spark, weighed, scored, people)


def _written(frame: DataFrame, path: Path) -> DataFrame:
    """Write a table and read it again: what follows does not repeat what led to it."""
    frame.write.parquet(str(path))
    return frame.sparkSession.read.parquet(str(path))


def _schema(schema: pa.Schema) -> StructType:
    return from_arrow_schema(plain(schema))


def _mapped(frame: DataFrame, function: Callable[[pa.Table], pa.Table], to: pa.Schema) -> DataFrame:
    return frame.mapInArrow(partial(map_batches, function, plain(to)), _schema(to))


def _weighed(spark: SparkSession, told: DataFrame) -> DataFrame:
    """Make profiles, and weigh their words by how many accounts have them."""
    profiles = _mapped(told, profiled, PROFILES).persist(StorageLevel.DISK_ONLY)
    statistics = spark.sparkContext.broadcast(_statistics(profiles))
    return _mapped(
        profiles, lambda table: weighed_table(table.cast(PROFILES), statistics.value), WEIGHED
    )


def _statistics(profiles: DataFrame) -> Statistics:
    counts = {
        field: profiles.select(f.explode(f"{field}_words").alias("word"))
        .groupBy("word")
        .count()
        .toArrow()
        .sort_by("word")
        for field in FIELDS
    }
    return Statistics(
        profiles.count(),
        {field: counts[field]["word"].to_numpy() for field in FIELDS},
        {field: counts[field]["count"].to_numpy().astype(np.int32) for field in FIELDS},
    )


def _refuse_twins(weighed: DataFrame) -> None:
    twins = weighed.groupBy("key").count().where("count > 1").head()
    if twins is not None:
        raise ValueError(f"two accounts have the key {twins['key']!r}")


def _candidates(weighed: DataFrame) -> DataFrame:
    """Return the pairs to compare."""
    found = [_block_pairs(weighed), _near_in_time(weighed)]
    found += [_everywhere(weighed, field) for field in EVERYWHERE]
    found += [_abroad(weighed, field) for field in ABROAD]
    return reduce(DataFrame.unionAll, found).distinct()


def _block_pairs(weighed: DataFrame) -> DataFrame:
    blocks = weighed.select("id", f.explode("blocks").alias("block")).distinct()
    some = blocks.groupBy("block").count().where(f"count between 2 and {BLOCK}").select("block")
    blocks = blocks.join(some, "block")
    one, two = (blocks.select("block", f.col("id").alias(side)) for side in ("a", "b"))
    return one.join(two, "block").where("a < b").select("a", "b")


def _near_in_time(weighed: DataFrame) -> DataFrame:
    """Seek neighbours among the accounts of each month and the two beside it."""
    month = f.col("month")
    beside = f.when(month == UNDATED, f.array(month)).otherwise(
        f.array(month - 1, month, month + 1)
    )
    words = [f"{field}_{part}" for field in WINDOWED for part in ("words", "weights")]
    laid = weighed.select("id", "month", f.explode(beside).alias("window"), *words)
    return laid.groupBy("window").applyInArrow(near, _schema(PAIRS))


def _everywhere(weighed: DataFrame, field: str) -> DataFrame:
    """Seek neighbours by the rare words of a field; see `linkage.blocking.everywhere`."""
    return _nearest(weighed, field, f.lit(True))


def _abroad(weighed: DataFrame, field: str) -> DataFrame:
    """Seek them in other languages alone; see `vigil.reading.linkage.blocking.abroad`."""
    one, two = f.col("la"), f.col("lb")
    return _nearest(weighed, field, (one != 0) & (two != 0) & (one != two))


def _nearest(weighed: DataFrame, field: str, may_meet: Column) -> DataFrame:
    words, weights = f.col(f"{field}_words"), f.col(f"{field}_weights")
    told = f.explode(f.arrays_zip(words, weights)).alias("told")
    laid = weighed.select("id", "language", told).select(
        "id",
        "language",
        f.col(f"told.{field}_words").alias("word"),
        f.col(f"told.{field}_weights").alias("w"),
    )
    rare = laid.groupBy("word").count().where(f"count between 2 and {RARE}").select("word")
    laid = laid.join(rare, "word")
    one, two = (
        laid.select(
            "word",
            f.col("id").alias(side),
            f.col("language").alias(f"l{side}"),
            f.col("w").alias(f"w{side}"),
        )
        for side in ("a", "b")
    )
    product = f.sum(f.col("wa").cast("bigint") * f.col("wb"))
    met = one.join(two, "word").where(may_meet)
    likeness = met.groupBy("a", "b").agg(product.alias("product"))
    order = Window.partitionBy("a").orderBy(f.desc("product"), "b")
    nearest = (
        likeness.where(f.col("product") > int(LEAST * UNIT * UNIT))
        .withColumn("rank", f.row_number().over(order))
        .where((f.col("rank") <= NEIGHBOURS + 1) & (f.col("a") != f.col("b")))
    )
    return nearest.select(f.least("a", "b").alias("a"), f.greatest("a", "b").alias("b"))


def _scored(weighed: DataFrame, pairs: DataFrame) -> DataFrame:
    """Bring both accounts of each pair together, and compare them."""
    joined = pairs
    for side in ("a", "b"):
        told = weighed.select(
            f.col("id").alias(side), f.struct(*WEIGHED.names).alias(f"account_{side}")
        )
        joined = joined.join(told, side)
    return _mapped(joined, compare, SCORED)


def _proposed(
    spark: SparkSession, weighed: DataFrame, scored: DataFrame, people: Constraints
) -> Iterator[ProposedCase]:
    """Find the components (by Splink), deal them into parts, and cluster each part."""
    join = current_model().join
    close = scored.where((f.col("probability") >= join) & ~f.col("forbidden")).select("a", "b")
    nodes = weighed.select("id", "key", *Standing._fields)
    component = _components(spark, nodes, close.unionAll(_said(spark, nodes, people)))
    part = f.pmod(f.xxhash64("component"), f.lit(CLUSTERED_TOGETHER)).alias("part")
    dealt = nodes.join(component, "id").select("id", "key", *Standing._fields, part)
    one, two = (
        component.select(f.col("id").alias(side), f.col("component").alias(f"component_{side}"))
        for side in ("a", "b")
    )
    inside = (
        scored.join(one, "a")
        .join(two, "b")
        .where("component_a = component_b")
        .withColumn("component", f.col("component_a"))
        .select(*SCORED.names, part)
    )
    grouped = dealt.groupBy("part").cogroup(inside.groupBy("part"))
    found = grouped.applyInArrow(partial(cluster, people), _schema(CASES))
    for row in found.toLocalIterator():
        yield ProposedCase(
            key=row["key"],
            accounts=row["accounts"],
            scores=dict(zip(row["accounts"], row["scores"], strict=True)),
            case=row["case"],
        )


def _components(spark: SparkSession, nodes: DataFrame, edges: DataFrame) -> DataFrame:
    logging.getLogger("splink").setLevel(logging.ERROR)  # it lists each file that it writes
    splink = SparkAPI(spark_session=spark, break_lineage_method="parquet")
    ends = edges.select(f.col("a").alias("id_l"), f.col("b").alias("id_r"))
    found = cluster_pairwise_predictions_at_threshold(
        nodes.select("id"), ends, db_api=splink, node_id_column_name="id"
    )
    frame: DataFrame = found.as_spark_dataframe()
    return frame.select("id", f.col("cluster_id").alias("component"))


def _said(spark: SparkSession, nodes: DataFrame, people: Constraints) -> DataFrame:
    """Return the edges that connect what people joined."""
    spoken = sorted(people.spoken_of)
    if not spoken:
        return spark.createDataFrame([], _schema(PAIRS))
    named = spark.createDataFrame([(key,) for key in spoken], "key string")
    rows = nodes.join(named, "key").select("id", "key").collect()
    ids, keys = [row["id"] for row in rows], [row["key"] for row in rows]
    edges = [(ids[one], ids[two]) for one, two in together(keys, people)]
    return spark.createDataFrame(edges, _schema(PAIRS))
