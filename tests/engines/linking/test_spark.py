"""Linking on Spark gives what linking on one machine gives. One session serves all tests."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from linkage.worlds import wordy_world
from vigil.engines.linking.stages import told_table
from vigil.linkage.constraints import Constraints
from vigil.linkage.linking import link
from vigil.linkage.records import Judgement

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.mark.tail("a stage runs on Spark daily, and linking by the same stages without it")
def test_the_cases_are_the_same_under_peoples_words(spark: "SparkSession", tmp_path: Path) -> None:
    from vigil.engines.linking.spark import linked

    accounts, reports = wordy_world(40)
    keys = [account.key for account in accounts]
    words = [
        Judgement(a=keys[0], b=keys[1], verdict="same"),
        Judgement(a=keys[2], b=keys[3], verdict="different"),
    ]
    told = [(one.report_id, reports[one.report_id], [one]) for one in accounts]
    parts = [partial(told_table, told[:15]), partial(told_table, told[15:])]
    found = linked(parts, tmp_path, Constraints(words, {}))
    expected = link(accounts, reports, words).cases
    assert sorted(found, key=lambda case: case.key) == expected


def test_a_stage_runs_on_spark_as_it_does_here(spark: "SparkSession") -> None:
    from vigil.engines.spark import map_ordered

    assert list(map_ordered(hex, range(30))) == [hex(number) for number in range(30)]
    assert list(map_ordered(hex, [])) == []
