"""Intervals for the figures of the project's scorer: bootstrap over reports.

The scorer's figures are ratios of sums over reports (F1 is 2 tp / (pred + gold)), but for the
ranking of screening. So each report is scored once, alone; a resample is a vector of how often
each report was drawn, and its figures are those ratios of weighted sums. For ranking the weights
go through the scorer's own definition. Either way the weights of one, put in, must give what the
scorer says of the whole set: every call checks it, and fails where they differ.

The percentile interval of Efron (1979). Reports drawn twice count twice, as if they were two.
"""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
SEED = 20261125
CONFIDENCE = (0.025, 0.975)

Row = dict[str, Any]
Figures = dict[str, float]
Floats = NDArray[np.float64]


class Measured(NamedTuple):
    """A figure with the interval that holds it in 95% of resamples, and all resampled values."""

    value: float
    low: float
    high: float
    draws: Floats

    def shown(self) -> dict[str, Any]:
        return {
            "value": round(self.value, 4),
            "interval": [round(self.low, 3), round(self.high, 3)],
        }


def measured(value: float, draws: Floats) -> Measured:
    if np.isnan(draws).all():  # too few reports: no resample has anything to measure
        return Measured(float(value), float(value), float(value), draws)
    low, high = np.nanquantile(draws, CONFIDENCE)
    return Measured(float(value), float(low), float(high), draws)


def resampled(n: int, resamples: int = RESAMPLES) -> NDArray[np.int64]:
    """How often each of n reports is drawn, a row a resample; the same for the same n, so that
    two systems on one set are compared on the same draws.
    """
    return np.random.default_rng(SEED).multinomial(n, np.full(n, 1 / n), size=resamples)


def difference(ours: Measured, theirs: Measured) -> dict[str, Any]:
    """Ours minus theirs on the same draws, and in what part of them ours is not ahead."""
    draws = ours.draws - theirs.draws
    found = measured(ours.value - theirs.value, draws)
    return {**found.shown(), "not_ahead": round(float(np.mean(draws <= 0)), 3)}


# Figures that are ratios of sums.

Score = Callable[[str, str], dict[str, Any]]
Parts = Mapping[str, tuple[float, float]]
"""Numerator and denominator of each figure."""


def by_sums(
    score: Score,
    parts: Callable[[dict[str, Any]], Parts],
    gold: Sequence[Row],
    pred: Sequence[Row],
    key: str = "id",
) -> dict[str, Measured]:
    """Every figure that `parts` names, measured; `pred` are account lines (`report_id`)."""
    with tempfile.TemporaryDirectory() as folder:
        told = _Told(Path(folder), score)
        answers: dict[str, list[Row]] = {}
        for row in pred:
            answers.setdefault(row["report_id"], []).append(row)
        single = [parts(told([row], answers.get(row[key], []))) for row in gold]
        whole = parts(told(gold, pred))
    names = list(whole)
    table = np.array(
        [[one.get(name, (0.0, 0.0)) for name in names] for one in single], dtype=np.float64
    )
    _check(
        {n: _ratio(*whole[n]) for n in names}, dict(zip(names, _ratios(table.sum(0)), strict=True))
    )
    draws = np.tensordot(resampled(len(gold)).astype(np.float64), table, axes=(1, 0))
    with np.errstate(invalid="ignore", divide="ignore"):
        values = draws[:, :, 0] / draws[:, :, 1]
    return {n: measured(_ratio(*whole[n]), values[:, i]) for i, n in enumerate(names)}


class _Told:
    """Calls the scorer on rows, through the files it reads."""

    def __init__(self, folder: Path, score: Score) -> None:
        self._gold, self._pred = folder / "gold.jsonl", folder / "pred.jsonl"
        self._score = score

    def __call__(self, gold: Sequence[Row], pred: Sequence[Row]) -> dict[str, Any]:
        for path, lines in ((self._gold, gold), (self._pred, pred)):
            path.write_text("".join(json.dumps(row) + "\n" for row in lines), encoding="utf-8")
        return self._score(str(self._gold), str(self._pred))


def f1_parts(scores: dict[str, Any]) -> tuple[float, float]:
    """F1 as a ratio: 2 tp / (pred + gold)."""
    return 2.0 * scores["tp"], float(scores["pred"] + scores["gold"])


def muc_parts(scores: dict[str, Any]) -> Parts:
    found = {
        name: f1_parts(value)
        for name, value in scores.items()
        if isinstance(value, dict) and "tp" in value
    }
    several = scores["several_killings"]
    return found | {
        "place_right": _share(scores["place_right"]),
        "date_right": _share(scores["date_right"]),
        "several_exact": (
            float(round((several["exact"] or 0) * several["reports"])),
            float(several["reports"]),
        ),
    }


def _share(value: float | None) -> tuple[float, float]:
    # The scorer gives no denominator here: of one report it is one, of all it is not needed.
    return (0.0, 0.0) if value is None else (float(value), 1.0)


def gvdb_parts(scores: dict[str, Any]) -> Parts:
    return {name: f1_parts(value) for name, value in scores.items()}


def zacatecas_parts(scores: dict[str, Any]) -> Parts:
    found = {"victim_names": f1_parts(scores["victim_names"])}
    for name, value in scores.items():
        if name != "victim_names":
            found[name] = float(value["right"]), float(value["of"])
    return found


def _ratio(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator else 0.0


def _ratios(sums: Floats) -> list[float]:
    return [_ratio(*pair) for pair in sums]


def _check(whole: Figures, summed: Figures) -> None:
    for name, value in whole.items():
        if abs(value - summed[name]) > 6e-5:  # the scorer rounds to four digits
            raise AssertionError(f"{name}: the scorer says {value}, the sums {summed[name]}")


# The ranking of screening.


class Answers(NamedTuple):
    """Screening of a set: in the order of the gold."""

    ids: list[str]
    truth: NDArray[np.bool_]
    scores: Floats
    relevant: NDArray[np.bool_]


def ranking(score: Any, label: str, gold: Sequence[Row], answers: Answers) -> dict[str, Measured]:
    """AP, F1, precision, recall, and precision at recall .90 and .95."""
    one = ranked(answers, np.ones((1, len(answers.ids))))
    with tempfile.TemporaryDirectory() as folder:
        told = _Told(Path(folder), lambda g, p: score.screening(g, p, label, "score"))
        keep = set(answers.ids)
        said = told([row for row in gold if row["id"] in keep], _lines(answers))
    at = said["at_threshold"]
    whole = {"ap": said["ap"], "f1": at["f1"], "precision": at["p"], "recall": at["r"],
             "p_at_r90": said["p_at_r90"], "p_at_r95": said["p_at_r95"]}  # fmt: skip
    _check(whole, {name: float(values[0]) for name, values in one.items()})
    drawn = ranked(answers, resampled(len(answers.ids)).astype(np.float64))
    return {name: measured(float(one[name][0]), drawn[name]) for name in whole}


def _lines(answers: Answers) -> list[Row]:
    return [
        {"id": i, "score": float(s), "relevant": bool(r)}
        for i, s, r in zip(answers.ids, answers.scores, answers.relevant, strict=True)
    ]


def ranked(answers: Answers, weights: Floats) -> dict[str, Floats]:
    """The scorer's figures for each row of weights. Equal scores share one threshold."""
    order = np.argsort(-answers.scores, kind="stable")
    truth = answers.truth[order].astype(np.float64)
    ends = np.flatnonzero(np.append(np.diff(answers.scores[order]) != 0, True))
    weighted = weights[:, order]
    taken = np.cumsum(weighted, axis=1)[:, ends]
    right = np.cumsum(weighted * truth, axis=1)[:, ends]
    positive = right[:, -1:]
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = np.where(taken > 0, right / taken, 0.0)
        recall = right / positive
        gained = np.diff(recall, axis=1, prepend=0.0)
        found = {"ap": np.sum(gained * precision, axis=1)}
        for name, want in (("p_at_r90", 0.9), ("p_at_r95", 0.95)):
            found[name] = np.max(np.where(recall >= want - 1e-12, precision, 0.0), axis=1)
        flagged = answers.relevant.astype(np.float64)
        hit = weights @ (flagged * answers.truth)
        said, gold = weights @ flagged, positive[:, 0]
        found["f1"] = 2 * hit / (said + gold)
        found["precision"] = np.where(said > 0, hit / said, 0.0)
        found["recall"] = hit / gold
    return found
