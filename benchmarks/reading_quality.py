"""How well reading reads: every development set by the project's scorer, with intervals.

Each figure is a line: target, Vigil's value with its interval, how it was measured, and the
baseline and the peer beside it, measured in the same run on the same resamples.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from extraction import reports, scorer
from reading_held_out import Absent, Screened, extracted, gold_of, screened
from reading_intervals import (
    Answers,
    Measured,
    Parts,
    by_sums,
    difference,
    gvdb_parts,
    measured,
    muc_parts,
    ranking,
    resampled,
    zacatecas_parts,
)
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from vigil.reading.intake.extraction.language_model.reader import LanguageModelReader

FOLDS = 10
PEER = "GE"
Row = dict[str, Any]


class Screening(NamedTuple):
    """A set for screening: its reports, its gold, the label, and what is asked of each figure."""

    name: str
    gold: str
    label: str
    targets: dict[str, float]


SCREENING = {
    "zacatecas_es": Screening(
        "zacatecas_es", "zacatecas_labels.jsonl.gz", "about_a_killing", {"ap": 0.95, "f1": 0.88}
    ),
    "feminicidio_pt": Screening(
        "feminicidio_pt", "feminicidio_labels.jsonl.gz", "killing_or_attempt",
        {"ap": 0.985, "f1": 0.96},
    ),
    "feminicidio_pt, narrow": Screening(
        "feminicidio_pt", "feminicidio_labels.jsonl.gz", "killing_of_a_woman", {"ap": 0.94}
    ),
    "muc4_en": Screening(
        "muc4_en", "muc4_labels.jsonl.gz", "killing_or_attempt", {"ap": 0.87, "f1": 0.78}
    ),
    "muc4_en, TST3": Screening("muc4_en", "muc4_labels.jsonl.gz", "killing_or_attempt", {}),
}  # fmt: skip
SHARED = ("zacatecas_es", "feminicidio_pt", "muc4_en")
"""Sets that one shipped model must serve, nothing trained for each."""
FIRST = 0.99
"""Recall of the first stage."""
BELOW = -0.03
"""How far its AP may lie below the baseline that was trained on the set itself."""

TST3_TARGETS = {"micro": 0.511, "victim": 0.678, "place_right": 0.71, "date_right": 0.86,
                "report_has_killing": 0.864}  # fmt: skip
"""GE's figures of 1992."""


def quality(data: Path) -> list[Row]:
    """All figures, in the order of the sections."""
    sections: tuple[Callable[[Path, Any], Iterator[Row]], ...] = (
        screening,
        first_stage,
        one_model,
        muc,
        us_reports,
        mexican_reports,
        geocoding,
    )
    judge = scorer(data)
    return [row for section in sections for row in section(data, judge)]


def quality_with(data: Path, model: LanguageModelReader, limit: int | None = None) -> list[Row]:
    """The figures of extraction with a language model, on the first `limit` reports of each set."""
    judge = scorer(data)
    return [
        row
        for section in (muc, us_reports, mexican_reports)
        for row in section(data, judge, model, limit)
    ]


def line(
    task: str, figure: str, ours: Measured | None, how: str, *, target: float | None = None,
    baseline: Measured | None = None, peer: Measured | None = None,
) -> Row:  # fmt: skip
    """One line of the result. Without a value, `how` says what is missing."""
    found: Row = {"task": task, "figure": figure, "target": target, "measured_by": how}
    found["vigil"] = None if ours is None else ours.shown()
    if baseline is not None:
        found["baseline"] = baseline.shown()
    if peer is not None:
        found["peer"] = {"name": PEER, **peer.shown()}
        if ours is not None:
            found["ahead_of_peer"] = difference(ours, peer)
    return found


# Screening.


def chosen(data: Path, part: str) -> list[Row]:
    """The gold lines of a set that carry its label; MUC's test texts are a set of their own."""
    wanted = SCREENING[part]
    found = [row for row in gold_of(data, wanted.gold) if row.get(wanted.label) is not None]
    if wanted.name == "muc4_en":
        found = [r for r in found if r["id"].startswith("TST3") == part.endswith("TST3")]
    return found


def screening(data: Path, judge: Any) -> Iterator[Row]:
    """Average precision and F1 of each set, beside TF-IDF with logistic regression."""
    for part, wanted in SCREENING.items():
        ours, plain, how = _compared(data, judge, part)
        shown = [*wanted.targets, *(f for f in plain if f not in wanted.targets)]
        for figure in shown:
            yield line(
                f"screening {part}", figure, ours and ours[figure], how,
                target=wanted.targets.get(figure), baseline=plain[figure],
            )  # fmt: skip


def first_stage(data: Path, judge: Any) -> Iterator[Row]:
    """What part of the killings the first stage lets through."""
    for part in (*SHARED, "muc4_en, TST3"):
        label = SCREENING[part].label
        task, figure = f"screening {part}, first stage", "recall"
        try:
            found = screened(data, part, label)
        except Absent as missing:
            yield line(task, figure, None, f"absent: {missing}", target=FIRST)
            continue
        kept = np.array([found.passed[r["id"]] for r in chosen(data, part)
                         if r[label] and r["id"] in found.passed], dtype=np.float64)  # fmt: skip
        drawn = resampled(len(kept)) @ kept / len(kept)
        yield line(task, figure, measured(float(kept.mean()), drawn), found.how, target=FIRST)


def one_model(data: Path, judge: Any) -> Iterator[Row]:
    """AP of the one shipped model less that of the set's own baseline."""
    for part in SHARED:
        ours, plain, how = _compared(data, judge, part)
        found = line(f"one model, {part}", "ap less the baseline's", None, how, target=BELOW)
        if ours is not None:
            found["vigil"] = difference(ours["ap"], plain["ap"])
        yield found


Ranked = dict[str, Measured]


def _compared(data: Path, judge: Any, part: str) -> tuple[Ranked | None, Ranked, str]:
    """Figures of Vigil and of the baseline on the same reports, and how ours were come by."""
    wanted, gold, plain = SCREENING[part], chosen(data, part), tfidf(data, part)
    try:
        found = screened(data, part, wanted.label)
    except Absent as missing:
        return None, ranking(judge, wanted.label, gold, plain), f"absent: {missing}"
    answered = [row for row in gold if row["id"] in found.answers]
    how = found.how
    if len(answered) < len(gold):
        how += f"; {len(answered)} of {len(gold)} labelled reports have an answer"
    ours = ranking(judge, wanted.label, answered, _answers(answered, wanted.label, found))
    return ours, ranking(judge, wanted.label, answered, _only(plain, answered)), how


def _answers(gold: Sequence[Row], label: str, found: Screened) -> Answers:
    ids = [row["id"] for row in gold]
    return Answers(
        ids,
        np.array([bool(row[label]) for row in gold]),
        np.array([found.answers[i][0] for i in ids], dtype=np.float64),
        np.array([found.answers[i][1] for i in ids]),
    )


def _only(answers: Answers, gold: Sequence[Row]) -> Answers:
    at = {i: n for n, i in enumerate(answers.ids)}
    kept = [at[row["id"]] for row in gold]
    return Answers(
        [row["id"] for row in gold],
        answers.truth[kept],
        answers.scores[kept],
        answers.relevant[kept],
    )


_PLAIN: dict[str, Answers] = {}


def tfidf(data: Path, part: str) -> Answers:
    """The baseline: words and word pairs, trained on nine tenths of the set itself.

    MUC's test texts are judged by a model of all others, as in the evaluation of 1992.
    """
    if part not in _PLAIN:
        _PLAIN[part] = _tfidf(data, part)
    return _PLAIN[part]


def _tfidf(data: Path, part: str) -> Answers:
    wanted, gold = SCREENING[part], chosen(data, part)
    texts, truth = _texts(data, wanted.name, gold), _truth(gold, wanted.label)
    if part.endswith("TST3"):
        known = chosen(data, "muc4_en")
        scores = _learnt(_texts(data, wanted.name, known), _truth(known, wanted.label), texts)
    else:
        scores = np.zeros(len(gold))
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
        for rest, test in folds.split(texts, truth):
            scores[test] = _learnt([texts[i] for i in rest], truth[rest], [texts[i] for i in test])
    return Answers([row["id"] for row in gold], truth, scores, scores >= 0.5)


def _texts(data: Path, name: str, gold: Sequence[Row]) -> list[str]:
    told = {r.id: r for r in reports(data, name, {row["id"] for row in gold})}
    return [f"{told[row['id']].title}\n{told[row['id']].text}" for row in gold]


def _truth(gold: Sequence[Row], label: str) -> Any:
    return np.array([bool(row[label]) for row in gold])


def _learnt(texts: Sequence[str], truth: Any, unseen: Sequence[str]) -> Any:
    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, max_features=200_000)
    known = vectors.fit_transform(texts)
    learner = LogisticRegression(C=10, max_iter=1000, class_weight="balanced")
    learner.fit(known, truth)
    return learner.predict_proba(vectors.transform(unseen))[:, 1]


# Extraction.


Model = LanguageModelReader | None


def muc(data: Path, judge: Any, model: Model = None, limit: int | None = None) -> Iterator[Row]:
    """Killings in MUC-4: the test set beside the systems of 1992, the rest by cross-validation."""
    templates = gold_of(data, "muc4_templates.jsonl.gz")
    test = [row for row in templates if row["id"].startswith("TST3")][:limit]
    known = [row for row in templates if not row["id"].startswith("TST3")][:limit]
    peers = {
        path.stem: by_sums(judge.muc, muc_parts, test, _lines_of(path))
        for path in sorted((data / "peers" / "muc4_tst3").glob("*.jsonl"))
    }
    ours, how = _extracted(data, "muc4_en", test, judge.muc, muc_parts, model=model)
    for figure in (*TST3_TARGETS, *(f for f in peers[PEER] if f not in TST3_TARGETS)):
        found = line(
            "extraction muc4 TST3", figure, ours and ours[figure], how,
            target=TST3_TARGETS.get(figure), peer=peers[PEER][figure],
        )  # fmt: skip
        found["peers"] = {name: other[figure].shown() for name, other in peers.items()}
        yield found
    yield from _figures(
        data, "extraction muc4 DEV, TST1-2", "muc4_en", known, judge.muc, muc_parts,
        {"micro": 0.50, "several_exact": 0.60}, model=model,
    )  # fmt: skip


def us_reports(
    data: Path, judge: Any, model: Model = None, limit: int | None = None
) -> Iterator[Row]:
    """Victim name, age and city in US reports on gun violence."""
    gold = gold_of(data, "gvdb_dev.json.gz")[:limit]
    yield from _figures(
        data, "extraction gvdb", "gvdb", gold, judge.gvdb, gvdb_parts, {"micro": 0.72}, "doc_key",
        model=model,
    )  # fmt: skip


def mexican_reports(
    data: Path, judge: Any, model: Model = None, limit: int | None = None
) -> Iterator[Row]:
    """Names, place, day and method in reports of one Mexican paper."""
    gold = gold_of(data, "zacatecas_labels.jsonl.gz")[:limit]
    targets = {"victim_names": 0.80, "place": 0.75, "event_date": 0.70, "method": 0.80}
    yield from _figures(
        data, "extraction zacatecas", "zacatecas_es", gold, judge.zacatecas, zacatecas_parts,
        targets, model=model,
    )  # fmt: skip


def _figures(
    data: Path, task: str, name: str, gold: Sequence[Row], score: Any,
    parts: Callable[[dict[str, Any]], Parts], targets: dict[str, float], key: str = "id",
    model: Model = None,
) -> Iterator[Row]:  # fmt: skip
    ours, how = _extracted(data, name, gold, score, parts, key, model)
    for figure in [*targets, *(f for f in ours or () if f not in targets)]:
        yield line(task, figure, ours and ours[figure], how, target=targets.get(figure))


def _extracted(
    data: Path, name: str, gold: Sequence[Row], score: Any,
    parts: Callable[[dict[str, Any]], Parts], key: str = "id", model: Model = None,
) -> tuple[dict[str, Measured] | None, str]:  # fmt: skip
    try:
        found = extracted(data, name, gold, model)
    except Absent as missing:
        return None, f"absent: {missing}"
    return by_sums(score, parts, gold, found.accounts, key), found.how


def _lines_of(path: Path) -> list[Row]:
    return [json.loads(text) for text in path.read_text("utf-8").splitlines() if text.strip()]


# Geocoding.


def geocoding(data: Path, judge: Any) -> Iterator[Row]:
    """Toponyms of LGL, by models that saw no text of the outlet, as its own benchmark has it.

    The target is for texts as they come, with those of their outlet; how it fares on less is told
    beside it.
    """
    targets = {"within_161_km": 0.65, "country": 0.85}
    try:
        import geocoding as bench
    except ImportError as missing:
        for figure, target in targets.items():
            yield line("geocoding lgl", figure, None, f"absent: {missing}", target=target)
        return
    figures = bench.run(data)
    plain = figures["most people, towns"]
    for name, ours in figures.items():
        if not name.startswith("cross-validated"):
            continue
        whole = name == "cross-validated by outlet"
        for figure, target in targets.items():
            yield {
                "task": "geocoding lgl" if whole else f"geocoding lgl{name[15:]}", "figure": figure,
                "target": target if whole else None,
                "measured_by": f"{name}; intervals over outlets; gold countries as ISO codes",
                "vigil": _of_share(ours[figure]), "baseline": _of_share(plain[figure]),
            }  # fmt: skip


def _of_share(found: Row) -> Row:
    return {"value": found["share"], "interval": found["interval"]}
