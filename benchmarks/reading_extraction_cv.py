"""Extraction by cross-validation: every labelled report read by models that have not seen it.

All labelled sets are learnt from together, as for the shipped models, but for the fold that is
read; MUC's test texts (TST3) are in no fold. A report's fold depends on its id alone.
"""

import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from extraction import gvdb_reports, reports, rows

from vigil.intake.extraction import ReadsAccounts
from vigil.intake.extraction.learned.labelled import known
from vigil.intake.extraction.learned.measured import Measured, measure
from vigil.intake.extraction.learned.reader import LearnedExtractor
from vigil.intake.extraction.learned.training import train
from vigil.intake.extraction.people import People
from vigil.intake.extraction.placenames import PlaceNames
from vigil.intake.extraction.reading import read
from vigil.intake.gazetteer import Gazetteer
from vigil.records import Report

FOLDS = 5
Row = dict[str, Any]


class Labelled(NamedTuple):
    """A report and its line of gold."""

    report: Report
    row: Row


def fold(report: Report) -> int:
    return zlib.crc32(report.id.encode()) % FOLDS


def labelled(data: Path) -> list[Labelled]:
    """All labelled reports but the test texts."""
    files = {"zacatecas_es": "zacatecas_labels", "muc4_en": "muc4_templates"}
    found: list[Labelled] = []
    for name, file in files.items():
        gold = {
            row["id"]: row
            for row in rows(data / "gold" / f"{file}.jsonl.gz")
            if not row["id"].startswith("TST3")
        }
        found += [Labelled(r, gold[r.id]) for r in reports(data, name, set(gold))]
    gvdb = rows(data / "gold" / "gvdb_dev.json.gz")
    return found + [Labelled(r, row) for r, row in zip(gvdb_reports(gvdb), gvdb, strict=True)]


@cache
def accounts(data: Path) -> dict[str, list[Row]]:
    """The accounts of every labelled report, by its id: minutes of work, done once a process."""
    told = labelled(data)
    gazetteer = Gazetteer.load()
    people, places = People(gazetteer), PlaceNames(gazetteer)
    measured = [measure(read(one.report, people), places, known(one.row)) for one in told]
    found: dict[str, list[Row]] = {}
    for number in range(FOLDS):
        rest = [m for m, one in zip(measured, told, strict=True) if fold(one.report) != number]
        extractor = fitted(gazetteer, rest)
        for one in told:
            if fold(one.report) == number:
                found[one.report.id] = list(lines(extractor, [one.report]))
    return found


def fitted(gazetteer: Gazetteer, rest: Sequence[Measured]) -> ReadsAccounts:
    """The extractor as it is shipped, but learnt from these reports alone."""
    return LearnedExtractor(gazetteer, train(rest))


def lines(extractor: ReadsAccounts, told: Sequence[Report]) -> Iterator[Row]:
    """The lines of `vigil extract` for these reports."""
    for report in told:
        for account in extractor.extract(report):
            yield msgspec.to_builtins(account)
