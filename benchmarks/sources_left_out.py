"""Reading on sources that taught nothing: all models learnt again without the set that is read.

The unseen is always another outlet, which folds of the same outlets do not show. Extraction beside
its rules alone; screening beside TF-IDF with logistic regression, learnt from the same other sets.
About eight minutes. For MUC-4 its test texts (TST3) are left out of what is read, too.
"""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from extraction import rows, scorer
from fit_extraction import lessons
from reading_extraction_cv import lines
from screening import SETS, baseline, gold_file, labelled_reports, sources
from sklearn.metrics import average_precision_score

from vigil.reading.intake.extraction.extractor import ReadsAccounts, RuleExtractor
from vigil.reading.intake.extraction.learned.build_models import build, learn
from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor
from vigil.reading.intake.extraction.people import People
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.intake.gazetteer import Gazetteer
from vigil.reading.intake.screening import Screener
from vigil.reading.intake.screening.training import train

NAME = "left_out"
READ = {
    "zacatecas_es": ("zacatecas", gold_file, "zacatecas_labels"),
    "gvdb": ("gvdb", None, "gvdb_dev"),
    "muc4_en": ("muc", gold_file, "muc4_templates"),
}
"""Sets that are read, each with the part of the scorer and its gold."""
TOGETHER = {"gvdb": {"gvdb", "gva_en"}}
"""Sets of one kind of press go out together."""
WEAK_OF = {"zacatecas_es": "zacatecas_unlabelled"}
"""Weak sources of screening that are of the same outlet."""
Row = dict[str, Any]


def run(data: Path) -> Row:
    """Measure both."""
    return {"extraction": extraction(data), "screening": screening(data)}


def table(result: Row) -> str:
    """Return the figures as text."""
    told = [
        f"{part}, {name} left out: {json.dumps(figures)}"
        for part, sets in result.items()
        for name, figures in sets.items()
    ]
    return "\n".join(told)


def extraction(data: Path) -> Row:
    """Read each set by models of the others, and by the rules."""
    told = list(lessons(data))
    gazetteer = Gazetteer.load()
    people, places = People(gazetteer), PlaceNames(gazetteer)
    learnt = learn(told, people, places)
    found = {}
    for name in READ:
        out = TOGETHER.get(name, {name})
        models = build([item for item in learnt if item.source not in out], people, places)
        reports = [lesson.report for lesson in told if lesson.source == name]
        readers: dict[str, ReadsAccounts] = {
            "learnt": LearnedExtractor(gazetteer, models),
            "rules": RuleExtractor(gazetteer),
        }
        found[name] = {
            kind: _scored(data, name, list(lines(reader, reports)), {r.id for r in reports})
            for kind, reader in readers.items()
        }
    return found


def _scored(data: Path, name: str, accounts: Sequence[Row], read: set[str]) -> Row:
    part, file, gold = READ[name]
    path = file(data, gold) if file else data / "gold" / f"{gold}.json.gz"
    kept = [row for row in rows(path) if (row.get("id") or row.get("doc_key")) in read]
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / "gold.jsonl", Path(folder) / "accounts.jsonl"]
        for one, content in zip(files, (kept, accounts), strict=True):
            one.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in content))
        answer: Row = getattr(scorer(data), part)(*map(str, files))
    return answer


def screening(data: Path) -> Row:
    """Screen each labelled set by a model of the others."""
    parts = sources(data)
    pairs = {name: labelled_reports(data, name) for name in SETS}
    found = {}
    for name in SETS:
        out = {name, WEAK_OF.get(name)}
        screener = Screener(train([part for part in parts if part.name not in out]).model)
        reports = [report for report, _ in pairs[name]]
        truth = np.array([labels.killing for _, labels in pairs[name]])
        screened = screener.screen(reports)
        kept = np.array([answer.relevant for answer in screened])
        rest = [pair for other in SETS if other != name for pair in pairs[other]]
        found[name] = {
            "ap": _precision(truth, np.array([answer.score for answer in screened])),
            "f1": round(float(2 * (truth & kept).sum() / (truth.sum() + kept.sum())), 4),
            "ap_tfidf": _precision(truth, baseline(rest, reports)),
        }
    return found


def _precision(truth: Any, scores: Any) -> float:
    return round(float(average_precision_score(truth, scores)), 4)
