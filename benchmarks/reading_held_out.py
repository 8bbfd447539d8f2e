"""Vigil's answers for labelled reports, by models that have not seen them.

The one place that knows how each part of reading is cross-validated. What cannot be had is said
(`Absent`), never stood in for.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from extraction import gvdb_reports, reports, rows

from vigil.intake.extraction import Extractor
from vigil.records import Account, Report

Row = dict[str, Any]


class Absent(Exception):
    """A part that is not there, or cannot be cross-validated; the text says what is missing."""


class Screened(NamedTuple):
    """Score and decision for each report of a set, and how they were come by."""

    answers: dict[str, tuple[float, bool]]
    how: str


class Extracted(NamedTuple):
    """Accounts as lines of `vigil extract`, and how they were come by."""

    accounts: list[Row]
    how: str


def screened(data: Path, name: str, label: str) -> Screened:
    """Screen a labelled set, each report by a model that has not seen it. Raises Absent."""
    raise Absent("screening has no cross-validation to call yet")


def extracted(data: Path, name: str, gold: Sequence[Row]) -> Extracted:
    """Extract from the reports of a set's gold. Raises Absent."""
    told = labelled_reports(data, name, gold)
    extractor = Extractor.load()
    if extractor.version.startswith("rules"):
        return Extracted(list(_lines(extractor, told)), f"shipped {extractor.version}, not learnt")
    raise Absent("extraction has no cross-validation to call yet")


def labelled_reports(data: Path, name: str, gold: Sequence[Row]) -> list[Report]:
    """The reports that the gold speaks of."""
    if name == "gvdb":
        return gvdb_reports(list(gold))
    return reports(data, name, {row["id"] for row in gold})


def gold_of(data: Path, name: str) -> list[Row]:
    """Lines of a gold file."""
    return rows(data / "gold" / name)


def _lines(extractor: Extractor, told: Sequence[Report]) -> Iterator[Row]:
    for report in told:
        yield from map(_line, extractor.extract(report))


def _line(account: Account) -> Row:
    found: Row = msgspec.to_builtins(account)
    return found
