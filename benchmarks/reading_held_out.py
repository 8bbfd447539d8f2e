"""Vigil's answers for labelled reports, by models that have not seen them.

The one place that knows how each part of reading is cross-validated. What cannot be had is said
(`Absent`), never stood in for.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from extraction import gvdb_reports, reports, rows
from reading_extraction_cv import FOLDS, lines
from reading_extraction_cv import accounts as cross_validated

from vigil.intake.extraction import Extractor
from vigil.records import Report

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


def screened(data: Path, part: str, label: str) -> Screened:
    """Screen a labelled set, each report by a model that has not seen it. Raises Absent.

    `part` is a set, or a set and what is meant of it: "feminicidio_pt, narrow".
    """
    answers, how = _screening(data)
    name = part if label == "killing_of_a_woman" else part.partition(",")[0]
    if name not in answers:
        raise Absent(f"no cross-validation of {name} ({label})")
    return Screened(answers[name], how)


@cache
def _screening(data: Path) -> tuple[dict[str, dict[str, tuple[float, bool]]], str]:
    """Answers of one model for all sets, by set and id; MUC's test texts teach no model.

    The benchmark of screening gives them as `held_out(data)`.
    """
    import screening as bench

    if hasattr(bench, "held_out"):
        return bench.held_out(data), f"{bench.FOLDS}-fold cross-validation, one model for all sets"
    try:
        threshold = bench.Screener.load().model.threshold
        pairs = {name: bench.labelled_reports(data, name) for name in bench.SETS}
        scores = bench._ours(pairs, bench.sources(data), bench.Screener.load().model)
    except AttributeError as missing:
        raise Absent(f"screening has no cross-validation to call ({missing})") from missing
    answers = {
        name: {
            report.id: (float(score), bool(score >= threshold))
            for (report, _), score in zip(pairs[name], found, strict=True)
        }
        for name, found in scores.items()
    }
    return answers, f"{bench.FOLDS}-fold cross-validation; threshold of the shipped model"


def extracted(data: Path, name: str, gold: Sequence[Row]) -> Extracted:
    """Extract from the reports of a set's gold. Raises Absent."""
    told = labelled_reports(data, name, gold)
    extractor = Extractor.load()
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
