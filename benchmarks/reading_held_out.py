"""Vigil's answers for labelled reports, by models that have not seen them.

The one place that knows how each part of reading is cross-validated. What cannot be had is said
(`Absent`), never stood in for.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import screening
from extraction import gvdb_reports, reports, rows
from reading_extraction_cv import FOLDS, lines
from reading_extraction_cv import accounts as cross_validated

from vigil.reading.intake.extraction.language_model.reader import LanguageModelReader
from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor
from vigil.reading.intake.screening import Screener
from vigil.reading.intake.screening.labels import read_labels
from vigil.reading.intake.screening.training import Source, labelled
from vigil.reading.records import Account, Rejected, Report

Row = dict[str, Any]


class Absent(Exception):
    """A part that is not there, or cannot be cross-validated; the text says what is missing."""


class Screened(NamedTuple):
    """For each report of a set its score, and whether it is relevant; and how they were come by.

    `passed`: whether the first stage lets a report through.
    """

    answers: dict[str, tuple[float, bool]]
    how: str
    passed: dict[str, bool]


class Extracted(NamedTuple):
    """Accounts as lines of `vigil extract`, and how they were come by."""

    accounts: list[Row]
    how: str


def screened(data: Path, part: str, label: str) -> Screened:
    """Screen a labelled set, each report by a model that has not seen it. Raises Absent.

    `part` is a set, or a set and what is meant of it: "muc4_en, TST3" is answered by the shipped
    model, which has not seen these texts.
    """
    name = part.partition(",")[0]
    if part.endswith("TST3"):
        return _by_shipped(data, name)
    folds = f"{screening.FOLDS}-fold cross-validation"
    if label == "killing_of_a_woman":
        return _told(*_own_head(data, name, label), f"{folds}, a model of its own for this label")
    found = _one_model(data)
    if name not in found:
        raise Absent(f"no cross-validation of {name}")
    return _told(*found[name], f"{folds}, one model for all sets")


Pairs = list[tuple[Report, Any]]


@cache
def _one_model(data: Path) -> dict[str, tuple[Pairs, Any]]:
    """Reports and answers of every set; one model a fold, which serves them all."""
    pairs = {name: screening.labelled_reports(data, name) for name in screening.SETS}
    found = screening.cross_validated(pairs, screening.sources(data))
    return {name: (pairs[name], found[name]) for name in pairs}


def _own_head(data: Path, name: str, label: str) -> tuple[Pairs, Any]:
    """As `vigil train screening --label` would learn this set alone."""
    file, _ = screening.SETS[name]
    known = dict(
        entry
        for entry in read_labels(screening.gold_file(data, file), label)
        if not isinstance(entry, Rejected)
    )
    pairs = [(r, known[r.id]) for r in screening.reports(data, name) if r.id in known]
    items = [labelled(report, labels) for report, labels in pairs]
    return pairs, screening.cross_validated({name: pairs}, [Source(name, items, len(items))])[name]


def _told(pairs: Pairs, found: Any, how: str) -> Screened:
    ids = [report.id for report, _ in pairs]
    answers = zip(found.scores.tolist(), found.relevant.tolist(), strict=True)
    return Screened(
        dict(zip(ids, answers, strict=True)), how,
        dict(zip(ids, found.passed.tolist(), strict=True)),
    )  # fmt: skip


def _by_shipped(data: Path, name: str) -> Screened:
    screener = Screener.load()
    told = [r for r in screening.reports(data, name) if r.id.startswith("TST3")]
    answers = {a.id: (a.score, a.relevant) for a in screener.screen(told)}
    how = f"shipped {screener.version}, which has not seen these texts"
    return Screened(answers, how, {r.id: screener.passes(r) for r in told})


def extracted(
    data: Path, name: str, gold: Sequence[Row], model: LanguageModelReader | None = None
) -> Extracted:
    """Extract from the reports of a set's gold. Raises Absent.

    With a language model, it reads again what is doubtful in the answers of models that have not
    seen the report; or, where it is to be measured alone, all.
    """
    told = labelled_reports(data, name, gold)
    if model is None:
        return _offline(data, told)
    found = Extracted([], "asked about all") if model.alone else _offline(data, told)
    by_report: dict[str, list[Account]] = {}
    for row in found.accounts:
        by_report.setdefault(row["report_id"], []).append(msgspec.convert(row, Account))
    scores = {answer.id: answer.score for answer in Screener.load().screen(told)}
    again = [
        account
        for report in told
        for account in model.reread(report, by_report.get(report.id, []), scores[report.id])
    ]
    rows = [json.loads(msgspec.json.encode(account)) for account in again]
    return Extracted(rows, f"{model.name}; {found.how}")


def _offline(data: Path, told: Sequence[Report]) -> Extracted:
    extractor = LearnedExtractor.load()
    tested = all(report.id.startswith("TST3") for report in told)
    if tested or extractor.version.startswith("rules"):
        how = "not learnt" if extractor.version.startswith("rules") else "has not seen these texts"
        return Extracted(list(lines(extractor, told)), f"shipped {extractor.version}, {how}")
    answers = cross_validated(data)
    found = [line for report in told for line in answers[report.id]]
    return Extracted(found, f"{FOLDS}-fold cross-validation, all sets together")


def labelled_reports(data: Path, name: str, gold: Sequence[Row]) -> list[Report]:
    """The reports that the gold speaks of."""
    if name == "gvdb":
        return gvdb_reports(list(gold))
    return reports(data, name, {row["id"] for row in gold})


def gold_of(data: Path, name: str) -> list[Row]:
    """Lines of a gold file."""
    return rows(data / "gold" / name)
