"""Screening, measured: speed on four sets, and quality beside a plain TF-IDF baseline.

`python benchmarks/screening.py DATA -o MODEL.npz` builds the shipped model and its card anew
from the same files. DATA is the folder of the development data (`reports/`, `gold/`); the
scorer is looked for beside it (`score/score.py`) or in the folder named by VIGIL_SHARED.

Both methods are measured by ten-fold cross-validation on the same folds: each report is scored
by a model that has not seen it. The baseline learns from nine tenths of the set itself; ours
from nine tenths of every set and from the weak sources. TST3 of MUC-4 is never trained
on; but settings were chosen on all sets, TST3 among them (docs/screening.md).
"""

import argparse
import gzip
import importlib.util
import json
import os
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from vigil.intake.reports import read_reports
from vigil.intake.screening import Screener
from vigil.intake.screening.card import card
from vigil.intake.screening.features import NAMES
from vigil.intake.screening.labels import read_labels
from vigil.intake.screening.model import Model, save
from vigil.intake.screening.training import Labelled, Labels, Source, fit, labelled, train
from vigil.records import Rejected, Report

NAME = "screening"
FOLDS = 10

SETS = {
    "zacatecas_es": ("zacatecas_labels", "killing_report"),
    "feminicidio_pt": ("feminicidio_labels", "killing_or_attempt"),
    "muc4_en": ("muc4_labels", "killing_or_attempt"),
}
WEIGHTS = {"zacatecas_es": 250, "feminicidio_pt": 300, "muc4_en": 900}
WEAK_WEIGHTS = {"gva_en": 100, "zacatecas_unlabelled": 150}


def reports(data: Path, name: str) -> Iterator[Report]:
    for found in read_reports(data / "reports" / f"{name}.jsonl.gz"):
        if not isinstance(found, Rejected):
            yield found


def gold_file(data: Path, name: str) -> Path:
    return data / "gold" / f"{name}.jsonl.gz"


def gold(data: Path, name: str) -> list[dict[str, Any]]:
    with gzip.open(gold_file(data, name), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def gold_labels(data: Path, name: str) -> dict[str, Labels]:
    file, field = SETS[name]
    found = read_labels(gold_file(data, file), field)
    return dict(entry for entry in found if not isinstance(entry, Rejected))


def labelled_reports(data: Path, name: str) -> list[tuple[Report, Labels]]:
    known = gold_labels(data, name)
    return [(r, known[r.id]) for r in reports(data, name) if r.id in known]


def labelled_set(data: Path, name: str) -> list[Labelled]:
    """Reports of a set with their labels; the test part of MUC-4 (TST3) stays out."""
    pairs = labelled_reports(data, name)
    return [labelled(r, labels) for r, labels in pairs if not r.id.startswith("TST3")]


def weak_positives(data: Path) -> list[Labelled]:
    """Every fourth report of the gun violence set in whose incident someone was shot on purpose."""
    shot = {
        row["incident_uri"]
        for row in gold(data, "gva_incidents")
        if row["num_killed"] + row["num_injured"] > 0
        and not any(word in " ".join(row["_frames"]) for word in ("accident", "suicide"))
    }
    wanted = [row["id"] for row in gold(data, "gva_incident_of_report") if row["incident"] in shot]
    chosen = set(wanted[::4])
    return [labelled(r, Labels(True)) for r in reports(data, "gva_en") if r.id in chosen]


def weak_negatives(data: Path) -> list[Labelled]:
    """Unread articles that name death or violence, but no killing, and no body in the lead."""
    known = {row["id"] for row in gold(data, "zacatecas_labels")}
    absent = ("density:kill", "lead:homicide", "lead:attempt", "lead:body")
    without = [NAMES.index(name) for name in absent]
    items = (labelled(r, Labels(False)) for r in reports(data, "zacatecas_es") if r.id not in known)
    return [i for i in items if i.measured.anchored and not i.measured.lexical[without].any()]


def sources(data: Path) -> list[Source]:
    """What the shipped model is trained on, with the weight of each part."""
    weak = {"gva_en": weak_positives, "zacatecas_unlabelled": weak_negatives}
    return [
        *(Source(name, labelled_set(data, name), weight) for name, weight in WEIGHTS.items()),
        *(Source(n, weak[n](data), weight, held_out=False) for n, weight in WEAK_WEIGHTS.items()),
    ]


def run(data: Path) -> dict[str, Any]:
    """Measure speed on all four sets and quality where there is gold."""
    score = _scorer(data)
    screener = Screener.load()
    threshold = screener.model.threshold
    pairs = {name: labelled_reports(data, name) for name in SETS}
    ours = _ours(pairs, sources(data), screener.model)
    return {
        "model": screener.version,
        "folds": FOLDS,
        "speed": {name: _speed(data, name, screener) for name in (*SETS, "gva_en")},
        "quality": {
            name: {
                "vigil": _scored(data, name, score, _ids(found), ours[name], threshold),
                "tfidf": _scored(data, name, score, _ids(found), _plain(found), 0.5),
            }
            for name, found in pairs.items()
        },
        "muc4_tst3_untrained": _tst3(data, screener, score),
    }


def table(result: dict[str, Any]) -> str:
    """Return the figures as text."""
    lines = [f"{result['model']}: documents a second (one core, CPU time)"]
    lines += [f"  {name:16} {rate:9,.0f}" for name, rate in result["speed"].items()]
    lines += [
        "",
        f"{result['folds']}-fold cross-validation; in brackets the TF-IDF baseline",
        f"  {'set':16} {'AP':>15} {'F1':>15} {'P at R .90':>15} {'P at R .95':>15} {'recall':>15}",
    ]
    for name, both in (result["quality"] | {"muc4 TST3": result["muc4_tst3_untrained"]}).items():
        ours, plain = both["vigil"], both["tfidf"]
        cells = [_cell(ours, plain, key) for key in ("ap", "f1", "p_at_r90", "p_at_r95", "r")]
        lines.append(f"  {name:16} " + " ".join(f"{cell:>15}" for cell in cells))
    return "\n".join(lines)


def _cell(ours: dict[str, Any], plain: dict[str, Any], key: str) -> str:
    values = [s["at_threshold"][key] if key in ("f1", "r") else s[key] for s in (ours, plain)]
    return f"{values[0]:.3f} ({values[1]:.3f})"


def _speed(data: Path, name: str, screener: Screener) -> float:
    batches = list(batched(reports(data, name), 500))
    started = time.process_time()
    for batch in batches:
        screener.screen(batch)
    return sum(map(len, batches)) / (time.process_time() - started)


def _ids(pairs: Sequence[tuple[Report, Labels]]) -> list[str]:
    return [report.id for report, _ in pairs]


def _folds(pairs: Sequence[tuple[Report, Labels]]) -> Any:
    return np.array([zlib.crc32(report.id.encode()) % FOLDS for report, _ in pairs])


def _learnable(pairs: Sequence[tuple[Report, Labels]], fold: int) -> list[int]:
    """Places of the reports a model may see when `fold` is held out."""
    rest = np.flatnonzero(_folds(pairs) != fold)
    return [i for i in rest if not pairs[i][0].id.startswith("TST3")]


def _ours(
    pairs: dict[str, list[tuple[Report, Labels]]], parts: Sequence[Source], shipped: Model
) -> dict[str, Any]:
    """Score unseen texts; calibration and threshold are those of the shipped model."""
    items = {name: [labelled(r, labels) for r, labels in found] for name, found in pairs.items()}
    scores = {name: np.zeros(len(found)) for name, found in pairs.items()}
    for fold in range(FOLDS):
        seen = [
            part._replace(items=[items[part.name][i] for i in _learnable(pairs[part.name], fold)])
            if part.name in pairs
            else part
            for part in parts
        ]
        model = replace(fit(seen), calibration=shipped.calibration)
        for name, found in pairs.items():
            for i in np.flatnonzero(_folds(found) == fold):
                scores[name][i] = model.score(items[name][i].measured)
    return scores


def _plain(pairs: list[tuple[Report, Labels]]) -> Any:
    scores = np.zeros(len(pairs))
    for fold in range(FOLDS):
        test = np.flatnonzero(_folds(pairs) == fold)
        rest = [pairs[i] for i in _learnable(pairs, fold)]
        scores[test] = _baseline(rest, [pairs[i][0] for i in test])
    return scores


def _baseline(rest: Sequence[tuple[Report, Labels]], test: Sequence[Report]) -> Any:
    """TF-IDF of words and word pairs with logistic regression, as in any tutorial."""
    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, max_features=200_000)
    known = vectors.fit_transform(f"{r.title}\n{r.text}" for r, _ in rest)
    learner = LogisticRegression(C=10, max_iter=1000, class_weight="balanced")
    learner.fit(known, [labels.killing for _, labels in rest])
    return learner.predict_proba(vectors.transform(f"{r.title}\n{r.text}" for r in test))[:, 1]


def _tst3(data: Path, screener: Screener, score: Any) -> dict[str, Any]:
    """The test part of MUC-4, on which neither model was trained."""
    pairs = labelled_reports(data, "muc4_en")
    test = [r for r, _ in pairs if r.id.startswith("TST3")]
    ids = [report.id for report in test]
    ours = np.array([answer.score for answer in screener.screen(test)])
    plain = _baseline([p for p in pairs if not p[0].id.startswith("TST3")], test)
    return {
        "vigil": _scored(data, "muc4_en", score, ids, ours, screener.model.threshold),
        "tfidf": _scored(data, "muc4_en", score, ids, plain, 0.5),
    }


def _scored(
    data: Path, name: str, score: Any, ids: Sequence[str], scores: Any, threshold: float
) -> dict[str, Any]:
    """The figures of the project's scorer for these reports alone."""
    file, field = SETS[name]
    rows = {row["id"]: row for row in gold(data, file)}
    with tempfile.TemporaryDirectory() as folder:
        truth, answers = Path(folder) / "gold.jsonl", Path(folder) / "pred.jsonl"
        truth.write_text("\n".join(json.dumps(rows[i]) for i in ids), encoding="utf-8")
        lines = [
            {"id": i, "score": float(s), "relevant": bool(s >= threshold)}
            for i, s in zip(ids, scores, strict=True)
        ]
        answers.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        found: dict[str, Any] = score.screening(truth, answers, field, "score")
    return found


def _scorer(data: Path) -> Any:
    path = Path(os.environ.get("VIGIL_SHARED", data.parent)) / "score" / "score.py"
    spec = importlib.util.spec_from_file_location("vigil_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, help="build the shipped model; else measure")
    options = parser.parse_args()
    if options.output is None:
        print(table(run(options.data)))
        return
    parts = sources(options.data)
    trained = train(parts)
    save(trained.model, options.output)
    text = card(trained, parts, datetime.now(UTC).date())
    options.output.with_suffix(".md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
