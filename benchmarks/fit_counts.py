"""Learn which of the numbers in a report is that of those killed.

`PYTHONPATH=src python benchmarks/fit_counts.py DATA -o FILE`, FILE being
`src/vigil/reading/intake/extraction/data/count_weights.toml`.

A conditional logit over the numbers that the report states or names. It learns from the Mexican
newspaper, MUC-4 without TST3, and the US incidents that teach. `--models FOLDER` reads each source
with the models in a folder of that name (`zac`, `muc`, `us`), learnt without it: then the victims
beside the numbers are as wrong as they are on new sources. First it prints what the choice gets
right on a source that taught nothing, beside the plain rule (the largest number at the head).
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import numpy as np
from counts_gold import Counted, counted_reports
from numpy.typing import NDArray
from scipy.optimize import minimize

from vigil.reading.intake.extraction import account_values
from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.count_choice import Candidate, CountRead, ReportCounts, Sized
from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor

PENALTY = 5.0
LEAST = 0.02
"""A weight nearer to nothing is left out."""
SET = {"sum:title": 2.0, "sum:lead": 2.0, "sum:near": 2.0, "toll": 2.0}
"""Weights set by hand: "two guards were also killed", "the toll rose to seven" are too rare."""
LEFT_OUT = {"zacatecas_es": "zac", "muc4_en": "muc", "gva_en": "us"}
Candidates = dict[int, Candidate]
Floats = NDArray[np.float64]


class Choice(NamedTuple):
    """The numbers of one attack, and which of them are right."""

    source: str
    candidates: Candidates
    right: frozenset[int]


class _Watched(ReportCounts):
    """Keeps the candidates of each attack it is asked for."""

    asked: ClassVar[list[Candidates]] = []

    def killed(
        self,
        hits: Sequence[AttackMention],
        others: Sequence[AttackMention],
        victims: Sequence[Sized],
    ) -> CountRead | None:
        self.asked.append(self.candidates(hits, others, victims))
        return super().killed(hits, others, victims)


def choices(told: Sequence[Counted], models: Path | None) -> list[Choice]:
    """Read the reports; return the numbers of the first killing that each is read to tell of."""
    account_values.ReportCounts = _Watched  # type: ignore[misc]
    found = []
    for one in told:
        _Watched.asked.clear()
        folder = models and models / LEFT_OUT[one.source]
        accounts = LearnedExtractor.load(folder).extract(one.report)
        if _Watched.asked and any(a.event == "killing" for a in accounts):
            found.append(Choice(one.source, _Watched.asked[0], one.killed))
    return found


def fit(told: Sequence[Choice]) -> dict[str, float]:
    """Learn the weight of each feature; every source weighs as the root of its reports."""
    names = sorted({f for c in told for n in c.candidates.values() for f in n.features})
    columns = {name: number for number, name in enumerate(names)}
    sizes: dict[str, int] = defaultdict(int)
    for choice in told:
        sizes[choice.source] += 1
    tables: list[tuple[Floats, NDArray[np.bool_], float]] = []
    for choice in told:
        right = np.array([n in choice.right for n in choice.candidates])
        if right.any():
            table = np.zeros((len(right), len(columns)))
            for row, candidate in enumerate(choice.candidates.values()):
                for name, value in candidate.features.items():
                    table[row, columns[name]] = value
            tables.append((table, right, 20 / float(np.sqrt(sizes[choice.source]))))

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for table, right, weight in tables:
            scores = table @ weights
            chance = np.exp(scores - scores.max())
            chance /= chance.sum()
            sure = chance[right].sum()
            total -= weight * float(np.log(sure))
            slope -= weight * (table.T @ (np.where(right, chance / sure, 0.0) - chance))
        return total, slope

    found = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B").x
    return {name: float(round(value, 3)) for name, value in zip(names, found, strict=True)}


def chosen(candidates: Candidates, weights: dict[str, float]) -> int:
    """Return the number that the weights choose."""
    return max(
        candidates,
        key=lambda n: (
            sum(weights.get(f, 0.0) * v for f, v in candidates[n].features.items()), n
        ),
    )  # fmt: skip


def plain(candidates: Candidates) -> int:
    """Return what the plain rule takes: the largest number at the head, or the known victims."""
    order = ("largest at the head", "largest", "all named", "known", "one")
    for feature in order:
        having = [n for n, c in candidates.items() if feature in c.features]
        if having:
            return max(having)
    return max(candidates)


def main(data: Path, out: Path, models: Path | None) -> None:
    """Measure with each source left out, then learn from all and write the weights."""
    told = choices([*counted_reports(data, taught=True)], models)
    for source in LEFT_OUT:
        test = [c for c in told if c.source == source]
        weights = fit([c for c in told if c.source != source]) | SET
        shares = [
            np.mean([pick in c.right for c in test for pick in [choose(c.candidates)]])
            for choose in (plain, lambda c, w=weights: chosen(c, w))  # type: ignore[misc]
        ]
        reach = np.mean([bool(c.right & set(c.candidates)) for c in test])
        print(
            f"{source}: {len(test)} killings; rule {shares[0]:.3f}, learnt without it "
            f"{shares[1]:.3f}, in reach {reach:.3f}"
        )
    weights = fit(told)
    weights = {n: v for n, v in weights.items() if abs(v) >= LEAST} | SET
    lines = [f'"{name}" = {value}' for name, value in sorted(weights.items())]
    out.write_text(f"{_HEAD}\n[killed]\n" + "\n".join(lines) + "\n", encoding="utf-8")


_HEAD = """\
# What speaks for a number being that of those killed: learnt by benchmarks/fit_counts.py.
# "stated": a number stands there; "told": people named or described one by one. Behind the colon
# where: title, lead (the first two sentences), near (up to the sixth), far.
"""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--models", type=Path)
    given: Any = parser.parse_args()
    main(given.data, given.output, given.models)
