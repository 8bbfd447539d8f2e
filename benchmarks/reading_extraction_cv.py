"""Extraction by cross-validation: every labelled report read by models that have not seen it.

All labelled sets are learnt from together, as for the shipped models, but for the fold that is
read; MUC's test texts (TST3) are in no fold. A report's fold depends on its id alone.
"""

import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from fit_extraction import lessons

from vigil.reading.intake.extraction.extractor import ReadsAccounts
from vigil.reading.intake.extraction.learned.build_models import build, learn
from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor
from vigil.reading.intake.extraction.people import People
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.intake.gazetteer import Gazetteer
from vigil.reading.records import Report

FOLDS = 5
READ = ("zacatecas_es", "muc4_en", "gvdb")
"""Sets with gold for extraction; the others only teach."""
Row = dict[str, Any]


def fold(report: Report) -> int:
    return zlib.crc32(report.id.encode()) % FOLDS


@cache
def accounts(data: Path) -> dict[str, list[Row]]:
    """The accounts of every labelled report, by its id: minutes of work, done once a process."""
    told = list(lessons(data))
    gazetteer = Gazetteer.load()
    people, places = People(gazetteer), PlaceNames(gazetteer)
    learnt = learn(told, people, places)
    found: dict[str, list[Row]] = {}
    for number in range(FOLDS):
        rest = [
            item for item, lesson in zip(learnt, told, strict=True) if fold(lesson.report) != number
        ]
        extractor = LearnedExtractor(gazetteer, build(rest, people, places))
        for lesson in told:
            if lesson.source in READ and fold(lesson.report) == number:
                found[lesson.report.id] = list(lines(extractor, [lesson.report]))
    return found


def lines(extractor: ReadsAccounts, told: Sequence[Report]) -> Iterator[Row]:
    """The lines of `vigil extract` for these reports."""
    for report in told:
        for account in extractor.extract(report):
            yield msgspec.to_builtins(account)
