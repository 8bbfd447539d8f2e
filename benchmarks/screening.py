"""Screening, measured: speed on four sets, and quality beside a plain TF-IDF baseline.

`python benchmarks/screening.py DATA -o MODEL.npz` builds the shipped model and its card anew
from the same files. DATA is the folder of the development data (`reports/`, `gold/`, `places/`);
the scorer is looked for beside it (`score/score.py`) or in the folder named by VIGIL_SHARED.

Both methods are measured by ten-fold cross-validation on the same folds: each report is scored
by a model that has not seen it. The baseline learns from nine tenths of the set itself; ours
from nine tenths of every set and from the weak sources, and is trained anew for every fold as the
shipped model is: weights of the parts, calibration and threshold come from the nine tenths too.
TST3 of MUC-4 is never trained on, nor chosen by.
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
from datetime import UTC, date, datetime
from itertools import batched
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from vigil.reading.intake.report_files import read_reports
from vigil.reading.intake.screening import Screener
from vigil.reading.intake.screening.labels import read_labels
from vigil.reading.intake.screening.lexicon_features import NAMES
from vigil.reading.intake.screening.model import Model, save
from vigil.reading.intake.screening.model_card import card
from vigil.reading.intake.screening.screener import look
from vigil.reading.intake.screening.training import (
    Labelled,
    Labels,
    Source,
    Trained,
    labelled,
    train,
)
from vigil.reading.records import Rejected, Report

NAME = "screening"
FOLDS = 10
DRAWS = 1000
"""Bootstrap draws of reports, for the intervals."""

DATA_OF = date(2026, 11, 25)
"""The day of the development data, which the card of the shipped model names."""

SETS = {
    "zacatecas_es": ("zacatecas_labels", "killing_report"),
    "feminicidio_pt": ("feminicidio_labels", "killing_or_attempt"),
    "muc4_en": ("muc4_templates", "killing_or_attempt"),
}
SCORED = {"muc4_templates": "muc4_labels"}
NARROW = ("feminicidio_pt", "feminicidio_labels", "killing_of_a_woman")
"""A set and its publishers' own label, for a model of its own."""

WEIGHTS = {"zacatecas_es": 250, "feminicidio_pt": 300, "muc4_en": 900}
WEAK_WEIGHTS = {"us_local": 150, "zacatecas_unlabelled": 150}


def reports(data: Path, name: str) -> Iterator[Report]:
    for found in read_reports(data / "reports" / f"{name}.jsonl.gz"):
        if not isinstance(found, Rejected):
            yield found


def gold_file(data: Path, name: str) -> Path:
    return data / "gold" / f"{name}.jsonl.gz"


def gold(data: Path, name: str) -> list[dict[str, Any]]:
    with gzip.open(gold_file(data, name), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def gold_labels(data: Path, file: str, field: str) -> dict[str, Labels]:
    found = read_labels(gold_file(data, file), field)
    return dict(entry for entry in found if not isinstance(entry, Rejected))


def labelled_reports(data: Path, name: str, field: str = "") -> list[tuple[Report, Labels]]:
    """Reports of a set that have a label; `field` names another than the set's own."""
    file, usual = SETS[name]
    known = gold_labels(data, file, field or usual)
    return [(r, known[r.id]) for r in reports(data, name) if r.id in known]


def labelled_set(data: Path, name: str) -> list[Labelled]:
    """Reports of a set with their labels; the test part of MUC-4 (TST3) stays out."""
    pairs = labelled_reports(data, name)
    return [labelled(r, labels) for r, labels in pairs if not r.id.startswith("TST3")]


def us_local(data: Path) -> list[Labelled]:
    """US local news: reports of people shot on purpose, and others that tell of no killing.

    The former are every fourth report of the gun violence set; the latter unread texts of the
    toponym set, so that American English alone tells nothing.
    """
    incidents = {row["incident_uri"]: row for row in gold(data, "gva_incidents")}
    told = gold(data, "gva_incident_of_report")
    of = {r["id"]: incidents[r["incident"]] for r in told if r["incident"] in incidents}
    chosen = {i: of[i] for i in [i for i, row in of.items() if _shot_on_purpose(row)][::4]}
    positive = [
        labelled(r, Labels(True, fresh=_fresh(r, chosen[r.id])))
        for r in reports(data, "gva_en")
        if r.id in chosen
    ]
    with gzip.open(data / "places" / "lgl.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    others = [Report(id=f"lgl-{row['id']}", text=row["text"], language="en") for row in rows]
    return [*positive, *(labelled(r, Labels(False)) for r in others if _no_killing(r))]


def _shot_on_purpose(incident: dict[str, Any]) -> bool:
    frames = " ".join(incident["_frames"])
    hurt = incident["num_killed"] + incident["num_injured"] > 0
    return hurt and not any(word in frames for word in ("accident", "suicide"))


def _fresh(report: Report, incident: dict[str, Any]) -> bool | None:
    """Whether a report came within two days of its incident; None from the third to the 13th."""
    try:
        published = date.fromisoformat(report.published[:10])
        happened = datetime.strptime(incident["date"], "%B %d, %Y").replace(tzinfo=UTC).date()
    except ValueError:
        return None
    days = (published - happened).days
    return True if 0 <= days <= 2 else False if days >= 14 else None


def zacatecas_unlabelled(data: Path) -> list[Labelled]:
    """Every second unread article that names death or violence, but no killing."""
    known = {row["id"] for row in gold(data, "zacatecas_labels")}
    unread = (r for r in reports(data, "zacatecas_es") if r.id not in known)
    return [labelled(r, Labels(False)) for r in [r for r in unread if _no_killing(r)][::2]]


ABSENT = ("density:kill", "lead:homicide", "lead:attempt", "lead:body")
WITHOUT = [NAMES.index(name) for name in ABSENT]


def _no_killing(report: Report) -> bool:
    """Whether a report has an anchor, but no word of killing, and no body in the lead."""
    seen = look(report)[1]
    return seen.anchored and not seen.lexical[WITHOUT].any()


def sources(data: Path) -> list[Source]:
    """What the shipped model is trained on, with the weight of each part."""
    weak = {"us_local": us_local, "zacatecas_unlabelled": zacatecas_unlabelled}
    return [
        *(Source(name, labelled_set(data, name), weight) for name, weight in WEIGHTS.items()),
        *(Source(n, weak[n](data), weight, held_out=False) for n, weight in WEAK_WEIGHTS.items()),
    ]


def run(data: Path) -> dict[str, Any]:
    """Measure speed on all four sets and quality where there is gold."""
    score = _scorer(data)
    screener = Screener.load()
    pairs = {name: labelled_reports(data, name) for name in SETS}
    ours = cross_validated(pairs, sources(data))
    return {
        "model": screener.version,
        "folds": FOLDS,
        "speed": {name: _speed(data, name, screener) for name in (*SETS, "gva_en")},
        "first_stage": _first_stage(data, pairs, ours, screener),
        "quality": {
            name: {
                "vigil": _scored(data, name, score, found, ours[name]),
                "tfidf": _scored(data, name, score, found, _plain(found)),
            }
            for name, found in pairs.items()
        },
        "muc4_tst3_untrained": _tst3(data, screener, score),
        "own_head": _own_head(data, score),
        "kinds": _kinds(pairs, ours),
    }


def table(result: dict[str, Any]) -> str:
    """Return the figures as text."""
    lines = [f"{result['model']}: documents a second (one core, CPU time), both stages; the first"]
    lines += [f"  {n:16} {both:9,.0f} {one:9,.0f}" for n, (both, one) in result["speed"].items()]
    lines += ["", "first stage: share of killings kept by cross-validation, share of others"]
    lines += [f"  {n:16} {k:9.4f} {o:9.3f}" for n, (k, o) in result["first_stage"].items()]
    lines += [
        "",
        f"{result['folds']}-fold cross-validation, 95% bootstrap intervals; below, the baseline",
        f"  {'set':18} {'AP':>22} {'F1':>22} {'P at R .95':>10} {'P':>6} {'R':>6}",
    ]
    more = {"muc4 TST3": result["muc4_tst3_untrained"], NARROW[2]: result["own_head"]}
    for name, both in (result["quality"] | more).items():
        lines += [_line(name, both["vigil"]), _line("  tfidf", both["tfidf"])]
    lines += ["", "heads, on the killings whose field is known (cross-validation)"]
    lines += [f"  {n:16} n={k['n']} AUC {k['auc']:.3f}" for n, k in result["kinds"].items()]
    return "\n".join(lines)


def _line(name: str, found: dict[str, Any]) -> str:
    cells = [
        f"{value:.3f} [{low:.3f}, {high:.3f}]"
        for value, (low, high) in (
            (found["ap"], found["ap_interval"]),
            (found["at_threshold"]["f1"], found["f1_interval"]),
        )
    ]
    at = found["at_threshold"]
    rest = f"{found['p_at_r95']:10.3f} {at['p']:6.3f} {at['r']:6.3f}"
    return f"  {name:18} {cells[0]:>22} {cells[1]:>22} {rest}"


def _speed(data: Path, name: str, screener: Screener) -> tuple[float, float]:
    """Reports a second: both stages, and the first alone, with language and folding."""
    batches = list(batched(reports(data, name), 500))
    count, spent = sum(map(len, batches)), []
    for stage in (screener.screen, lambda batch: [screener.passes(r) for r in batch]):
        started = time.process_time()
        for batch in batches:
            stage(batch)
        spent.append(time.process_time() - started)
    return count / spent[0], count / spent[1]


def _first_stage(
    data: Path,
    pairs: dict[str, list[tuple[Report, Labels]]],
    ours: "dict[str, Found]",
    screener: Screener,
) -> dict[str, tuple[float, float]]:
    kept = {}
    for name, found in pairs.items():
        truth = np.array([labels.killing for _, labels in found])
        passed = ours[name].passed
        kept[name] = (float(passed[truth].mean()), float(passed[~truth].mean()))
    stream = [screener.passes(report) for report in reports(data, "zacatecas_es")]
    return kept | {"zacatecas stream": (float("nan"), float(np.mean(stream)))}


def _folds(pairs: Sequence[tuple[Report, Labels]]) -> Any:
    return np.array([zlib.crc32(report.id.encode()) % FOLDS for report, _ in pairs])


def _learnable(pairs: Sequence[tuple[Report, Labels]], fold: int) -> list[int]:
    """Places of the reports a model may see when `fold` is held out."""
    rest = np.flatnonzero(_folds(pairs) != fold).tolist()
    return [i for i in rest if not pairs[i][0].id.startswith("TST3")]


class Found:
    """What models that had not seen a set's reports said of them."""

    def __init__(self, size: int) -> None:
        self.scores = np.zeros(size)
        self.relevant = np.zeros(size, dtype=bool)
        self.passed = np.zeros(size, dtype=bool)
        self.heads = np.full((size, 3), np.nan)

    def put(self, place: int, item: Labelled, model: Model) -> None:
        stopped = model.stopped(item.sight)
        self.passed[place] = stopped is None
        self.scores[place] = model.score(item.sight, item.passages) if stopped is None else stopped
        self.relevant[place] = self.scores[place] >= model.mark(item.language)
        heads = (model.fresh, model.targeted, model.organised)
        self.heads[place] = [head.margin(item.sight.lexical) for head in heads]


def cross_validated(
    pairs: dict[str, list[tuple[Report, Labels]]], parts: Sequence[Source]
) -> dict[str, Found]:
    """Score every report by a model trained without its fold, marks and calibration included."""
    items = {name: [labelled(r, labels) for r, labels in found] for name, found in pairs.items()}
    answers = {name: Found(len(found)) for name, found in pairs.items()}
    for fold in range(FOLDS):
        seen = [
            part._replace(items=[items[part.name][i] for i in _learnable(pairs[part.name], fold)])
            if part.name in pairs
            else part
            for part in parts
        ]
        model = train(seen).model
        for name, found in pairs.items():
            for i in np.flatnonzero(_folds(found) == fold).tolist():
                answers[name].put(i, items[name][i], model)
    return answers


def _kinds(
    pairs: dict[str, list[tuple[Report, Labels]]], ours: dict[str, Found]
) -> dict[str, dict[str, float]]:
    """How well the small heads order the Mexican reports whose fields readers agreed on."""
    found: dict[str, dict[str, float]] = {}
    for place, field in enumerate(("fresh", "targeted", "organised")):
        known = [
            (getattr(labels, field), ours["zacatecas_es"].heads[i, place])
            for i, (_, labels) in enumerate(pairs["zacatecas_es"])
            if getattr(labels, field) is not None
        ]
        truth = np.array([bool(value) for value, _ in known])
        margins = np.array([margin for _, margin in known])
        right = float(((margins >= 0) == truth).mean())
        found[field] = {"n": len(known), "auc": roc_auc_score(truth, margins), "accuracy": right}
    return found


def _plain(pairs: list[tuple[Report, Labels]]) -> Found:
    found = Found(len(pairs))
    for fold in range(FOLDS):
        test = np.flatnonzero(_folds(pairs) == fold)
        rest = [pairs[i] for i in _learnable(pairs, fold)]
        found.scores[test] = baseline(rest, [pairs[i][0] for i in test])
    found.relevant = found.scores >= 0.5
    return found


def baseline(rest: Sequence[tuple[Report, Labels]], test: Sequence[Report]) -> Any:
    """TF-IDF of words and word pairs with logistic regression, as in any tutorial."""
    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, max_features=200_000)
    known = vectors.fit_transform(f"{r.title}\n{r.text}" for r, _ in rest)
    learner = LogisticRegression(C=10, max_iter=1000, class_weight="balanced")
    learner.fit(known, [labels.killing for _, labels in rest])
    return learner.predict_proba(vectors.transform(f"{r.title}\n{r.text}" for r in test))[:, 1]


def _tst3(data: Path, screener: Screener, score: Any) -> dict[str, Any]:
    """The test part of MUC-4, on which neither model was trained."""
    pairs = labelled_reports(data, "muc4_en")
    test = [pair for pair in pairs if pair[0].id.startswith("TST3")]
    ours, plain = Found(len(test)), Found(len(test))
    answers = screener.screen([report for report, _ in test])
    ours.scores = np.array([answer.score for answer in answers])
    ours.relevant = np.array([answer.relevant for answer in answers])
    rest = [pair for pair in pairs if not pair[0].id.startswith("TST3")]
    plain.scores = baseline(rest, [report for report, _ in test])
    plain.relevant = plain.scores >= 0.5
    found = {"vigil": ours, "tfidf": plain}
    return {who: _scored(data, "muc4_en", score, test, f) for who, f in found.items()}


def _own_head(data: Path, score: Any) -> dict[str, Any]:
    """A model trained on one set alone, for its publishers' own label."""
    name, _, field = NARROW
    pairs = labelled_reports(data, name, field)
    own = Source(name, [labelled(r, labels) for r, labels in pairs], len(pairs))
    found = {"vigil": cross_validated({name: pairs}, [own])[name], "tfidf": _plain(pairs)}
    return {who: _scored(data, name, score, pairs, f, field) for who, f in found.items()}


def _scored(
    data: Path,
    name: str,
    score: Any,
    pairs: Sequence[tuple[Report, Labels]],
    found: Found,
    label: str = "",
) -> dict[str, Any]:
    """The figures of the project's scorer for these reports alone, with bootstrap intervals."""
    file, field = SETS[name]
    field = label or field
    rows = {row["id"]: row for row in gold(data, SCORED.get(file, file))}
    with tempfile.TemporaryDirectory() as folder:
        truth, answers = Path(folder) / "gold.jsonl", Path(folder) / "pred.jsonl"
        kept = [rows[report.id] for report, _ in pairs]
        truth.write_text("\n".join(map(json.dumps, kept)), encoding="utf-8")
        lines = [
            {"id": report.id, "score": float(s), "relevant": bool(r)}
            for (report, _), s, r in zip(pairs, found.scores, found.relevant, strict=True)
        ]
        answers.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        figures: dict[str, Any] = score.screening(truth, answers, field, "score")
    labels = np.array([labels.killing for _, labels in pairs])
    return figures | _intervals(labels, found)


def _intervals(labels: Any, found: Found) -> dict[str, tuple[float, float]]:
    """95% percentile bootstrap over reports (Efron, 1979) of average precision and F1."""
    draw = np.random.default_rng(0)
    values = []
    for _ in range(DRAWS):
        chosen = draw.integers(len(labels), size=len(labels))
        truth, kept = labels[chosen], found.relevant[chosen]
        f1 = 2 * (truth & kept).sum() / max(1, truth.sum() + kept.sum())
        values.append((average_precision_score(truth, found.scores[chosen]), f1))
    low, high = np.quantile(values, (0.025, 0.975), axis=0)
    return {"ap_interval": (low[0], high[0]), "f1_interval": (low[1], high[1])}


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
    build(options.data, options.output)


def build(data: Path, output: Path) -> Trained:
    """Train the shipped model, and write it and its card."""
    parts = sources(data)
    trained = train(parts)
    save(trained.model, output)
    output.with_suffix(".md").write_text(card(trained, parts, DATA_OF), encoding="utf-8")
    return trained


if __name__ == "__main__":
    main()
