"""Intervals of the reading benchmark: a report drawn twice counts as two reports."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

_PATH = Path(__file__).resolve().parents[2] / "benchmarks" / "reading_intervals.py"
_SPEC = importlib.util.spec_from_file_location("reading_intervals", _PATH)
assert _SPEC is not None
assert _SPEC.loader is not None
intervals = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(intervals)


def answers(scores: list[float], truth: list[int]) -> Any:
    return intervals.Answers(
        [str(n) for n in range(len(scores))],
        np.array(truth, dtype=bool),
        np.array(scores),
        np.array(scores) >= 0.5,
    )


def test_weights_of_two_are_reports_told_twice() -> None:
    scores, truth = [0.9, 0.8, 0.8, 0.6, 0.4, 0.4, 0.1], [1, 0, 1, 1, 0, 1, 0]
    weights = [2, 1, 0, 3, 1, 1, 2]
    told: list[tuple[float, int]] = []
    for score, right, times in zip(scores, truth, weights, strict=True):
        told += [(score, right)] * times
    one = intervals.ranked(answers(scores, truth), np.array([weights], dtype=float))
    other = intervals.ranked(
        answers([s for s, _ in told], [t for _, t in told]), np.ones((1, len(told)))
    )
    assert one.keys() == other.keys()
    for name in one:
        assert one[name] == pytest.approx(other[name])


def test_a_ranking_by_hand() -> None:
    found = intervals.ranked(answers([0.9, 0.8, 0.7, 0.2], [1, 0, 1, 0]), np.ones((1, 4)))
    assert found["ap"][0] == pytest.approx((1 + 2 / 3) / 2)
    assert found["precision"][0] == pytest.approx(2 / 3)
    assert found["recall"][0] == 1
    assert found["p_at_r95"][0] == pytest.approx(2 / 3)


def score(gold: str, pred: str) -> dict[str, Any]:
    """A scorer like the project's: how many of the wanted names were given."""
    wanted = {r["id"]: r["name"] for r in map(json.loads, Path(gold).read_text().splitlines())}
    said = [
        (r["report_id"], r["name"]) for r in map(json.loads, Path(pred).read_text().splitlines())
    ]
    right = sum(wanted[i] == name for i, name in said if i in wanted)
    return {"names": {"tp": right, "pred": len(said), "gold": len(wanted)}}


def parts(scores: dict[str, Any]) -> dict[str, tuple[float, float]]:
    return {"names": intervals.f1_parts(scores["names"])}


def test_figures_and_intervals_of_sums() -> None:
    gold = [{"id": str(n), "name": "a"} for n in range(40)]
    pred = [{"report_id": str(n), "name": "a" if n % 4 else "b"} for n in range(40)]
    found = intervals.by_sums(score, parts, gold, pred)["names"]
    assert found.value == pytest.approx(0.75)
    assert found.low < 0.75 < found.high
    assert 0.1 < found.high - found.low < 0.4
    assert found.draws.shape == (intervals.RESAMPLES,)


def test_the_same_system_is_not_ahead_of_itself() -> None:
    gold = [{"id": str(n), "name": "a"} for n in range(40)]
    pred = [{"report_id": str(n), "name": "a" if n % 4 else "b"} for n in range(40)]
    one = intervals.by_sums(score, parts, gold, pred)["names"]
    other = intervals.by_sums(score, parts, gold, pred[:20])["names"]
    assert intervals.difference(one, one)["interval"] == [0.0, 0.0]
    assert intervals.difference(one, one)["not_ahead"] == 1.0
    assert intervals.difference(one, other)["value"] > 0


def test_sums_that_do_not_make_the_whole_are_refused() -> None:
    def odd(gold: str, pred: str) -> dict[str, Any]:
        n = len(Path(gold).read_text().splitlines())
        return {"names": {"tp": n * n, "pred": n, "gold": n}}

    gold = [{"id": str(n), "name": "a"} for n in range(4)]
    with pytest.raises(AssertionError, match="the scorer says"):
        intervals.by_sums(odd, parts, gold, [])
