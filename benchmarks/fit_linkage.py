"""Fits the weights of linkage on reports whose incidents are known, and writes weights.toml.

    PYTHONPATH=src python benchmarks/fit_linkage.py ../shared/data [--write]

It pairs the reports as `vigil link --all-reports` does, and fits a logistic model by maximum
likelihood with a Gaussian prior around the weights below (an ordinary ridge, centred on them). What
the data shows often is fitted; what it hardly shows (other languages, coordinates) stays near what
we hold to be true. Without --write it prints cross-validated figures only: a pair is judged by a
model that saw no pair of its incidents' folds.
"""

import argparse
import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from cross_language_set import load
from linkage_fitting import OPEN, OTHER, Stretch, fit, odds, stretch, stretched
from linkage_priors import PRIORS
from linking_set import GOLD, GROUPS, accounts_of, all_accounts, figures, pairwise, reports_of
from reliability import bins, error_by_chance, expected_error

from vigil.reading.linkage.batch import Batch
from vigil.reading.linkage.blocking import candidates, pairs_of, rows_of
from vigil.reading.linkage.comparing import FEATURES, Compared, compare
from vigil.reading.linkage.linking import PAIRS_AT_ONCE, batch_of
from vigil.reading.linkage.model import SURE, Model, shipped_model
from vigil.reading.linkage.proposals import Scored, Standing, proposals
from vigil.reading.linkage.records import ProposedCase
from vigil.reading.records import Account, Report

FOLDS = 5
UNPROVEN_KEPT = 5
"""One in so many pairs without evidence teaches."""
SHOWN = 5e-5
JOINS = (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
TARGET = Path(__file__).parents[1] / "src" / "vigil" / "reading" / "linkage" / "weights.toml"


def labels(accounts: list[Account], compared: Compared, incident: dict[str, str]) -> np.ndarray:
    """Return, for each pair, whether its reports tell of one incident; NaN where unknown.

    An incident is what a report is mainly about: of its other accounts nothing is known. Pairs that
    are forbidden are left out, and most of those that lack evidence: the rules decide these, and
    would be learnt a second time. Every so many stay, so that they are still thought unlikely, and
    all in two languages, which are few.
    """
    known = [incident.get(one.report_id) if one.account == 1 else None for one in accounts]
    same = np.array(
        [
            float(known[a] == known[b]) if known[a] and known[b] else np.nan
            for a, b in zip(compared.left, compared.right, strict=True)
        ]
    )
    seldom = np.arange(len(same)) % UNPROVEN_KEPT > 0
    seldom &= compared.features[:, OTHER] == 0
    same[(compared.vetoes > 0) | (compared.unproven & seldom)] = np.nan
    return same


class Told(NamedTuple):
    """A set of reports whose incidents are known, its pairs compared."""

    accounts: list[Account]
    """Sorted by key, as the rows of the pairs are."""
    compared: Compared
    same: np.ndarray
    """For each pair whether it is of one incident; NaN where unknown."""
    fold: np.ndarray
    """For each account the fold of its incident."""
    standing: Standing


def told(accounts: list[Account], reports: dict[str, Report], incident: dict[str, str]) -> Told:
    """Compare the pairs of a set, and say which are right."""
    accounts = sorted(accounts, key=lambda account: account.key)
    batch = batch_of(accounts, reports)
    compared = compared_pairs(batch)
    fold = np.array([fold_of(incident.get(account.report_id, "")) for account in accounts])
    same = labels(accounts, compared, incident)
    return Told(accounts, compared, same, fold, Standing.of(batch.columns))


def compared_pairs(batch: Batch) -> Compared:
    """Compare every candidate pair of a batch; pairs come sorted by their rows."""
    pairs = candidates(batch)
    starts = range(0, max(len(pairs), 1), PAIRS_AT_ONCE)
    parts = [compare(batch, *rows_of(pairs[at : at + PAIRS_AT_ONCE])) for at in starts]
    return Compared(
        left=np.concatenate([part.left for part in parts]),
        right=np.concatenate([part.right for part in parts]),
        features=np.concatenate([part.features for part in parts]),
        vetoes=np.concatenate([part.vetoes for part in parts]),
        unproven=np.concatenate([part.unproven for part in parts]),
        siblings=np.concatenate([part.siblings for part in parts]),
    )


def cases_of(one: Told, probability: np.ndarray, join: float) -> list[ProposedCase]:
    """Cluster a set by the probabilities of its pairs, held down where evidence is lacking."""
    compared = one.compared
    pairs = pairs_of(compared.left, compared.right)
    held = shipped_model().held(probability, compared)
    scored = Scored(pairs, held, compared.vetoes > 0)
    return list(proposals([account.key for account in one.accounts], one.standing, scored, join))


class Stretches(NamedTuple):
    """How far log-odds are stretched in one language, and where two meet."""

    alike: Stretch
    across: Stretch


def held_out(sets: Sequence[Told]) -> tuple[list[np.ndarray], Stretches]:
    """Return each pair's probability by a model that saw neither fold of its two reports.

    The stretch of each was learnt from pairs of other folds alone. Returns also the stretches that
    all pairs teach together.

    Pairs of one incident lie in one fold, others mostly in two: without two folds a larger share
    of the pairs is of one incident. What follows from that alone is taken off the log-odds.
    """
    every = _together(sets)
    told = np.zeros(len(every.same))
    known, other = ~np.isnan(every.same), every.features[:, OTHER] > 0
    for tested, seen in _parts(every):
        seen &= known
        model = fit(every.features[seen], every.same[seen], 0.5)
        told[tested] = odds(model.probabilities(every.features[tested]))
        for where in (~other, other):
            told[tested & where] -= _denser(every.same, known & where, seen & where)
    answer = np.zeros(len(told))
    asked = known & ~every.forbidden & (np.abs(told) < OPEN)
    for tested, seen in _parts(every):
        found = _stretches(told, every, seen & asked)
        for where, one in zip((~other, other), found, strict=True):
            here = tested & where
            more = _denser(every.same, asked & where, asked & seen & where)
            answer[here] = one.slope * told[here] + one.shift - more
    ends = np.cumsum([len(s.same) for s in sets])
    probability = 1 / (1 + np.exp(-np.clip(answer, -SURE, SURE)))
    return np.split(probability, ends[:-1]), _stretches(told, every, asked)


class _Every(NamedTuple):
    """The pairs of several sets as one."""

    features: np.ndarray
    same: np.ndarray
    forbidden: np.ndarray
    folds: np.ndarray
    """The folds of both reports, a row each."""


def _together(sets: Sequence[Told]) -> _Every:
    folds = [np.stack([s.fold[s.compared.left], s.fold[s.compared.right]]) for s in sets]
    return _Every(
        np.vstack([s.compared.features for s in sets]),
        np.concatenate([s.same for s in sets]),
        np.concatenate([s.compared.vetoes > 0 for s in sets]),
        np.concatenate(folds, axis=1),
    )


def _parts(every: _Every) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give the pairs of two folds, and the pairs that have a report in neither."""
    for a, b in _two_folds():
        tested = (np.sort(every.folds, axis=0) == [[a], [b]]).all(axis=0)
        yield tested, ~np.isin(every.folds, (a, b)).any(axis=0)


def _denser(same: np.ndarray, every: np.ndarray, some: np.ndarray) -> float:
    """Return by how much the log-odds that a pair is right are larger among some pairs."""
    whole, part = (float(np.log(same[w].sum() / (1 - same[w]).sum())) for w in (every, some))
    return part - whole


def _stretches(told: np.ndarray, every: _Every, seen: np.ndarray) -> Stretches:
    other = every.features[:, OTHER] > 0
    learnt = (stretch(told[seen & w], every.same[seen & w]) for w in (~other, other))
    return Stretches(*learnt)


def _two_folds() -> Iterator[tuple[int, int]]:
    return ((a, b) for a in range(FOLDS) for b in range(a, FOLDS))


def fold_of(incident: str) -> int:
    """Return the fold of an incident: the same on every machine."""
    return int(hashlib.sha256(incident.encode()).hexdigest(), 16) % FOLDS


def write(model: Model, pairs: int, stretches: Stretches) -> None:
    """Write the weights with what each of them means."""
    alike, across = (f"times {one.slope:.4f}, {one.shift:+.4f}" for one in stretches)
    lines = [
        "# Weights of the log-odds that two accounts tell of one attack.",
        "# Made by benchmarks/fit_linkage.py; read docs/build/linkage.md before changing one.",
        f"# Fitted on {pairs} compared pairs. Calibrated: log-odds in one language {alike};",
        f"# in two {across}. The weights below have it in them.",
        "",
        f"intercept = {model.intercept:.4f}",
        "# Mean probability from which two groups of accounts are proposed as one case.",
        f"join = {model.join}",
        "",
        "# Two accounts of one report: whether it tells of one attack twice. Their words tell",
        "# nothing there. Stated by hand, looking at the development set of MUC-4.",
        "[one_report]",
        f"intercept = {model.siblings.intercept}",
    ]
    own = zip(FEATURES, model.siblings.weights.tolist(), strict=True)
    lines += [f"{name} = {weight}" for name, weight in own if weight]
    for name, weight, across in zip(FEATURES, model.weights, model.across, strict=True):
        prior, why = PRIORS[name]
        lines += ["", f"[weights.{name}]", f"weight = {weight:.4f}", f"across = {across:.4f}"]
        lines += [f"prior = {prior}"]
        lines += [f'why = "{why}"']
    for one, name in enumerate(FEATURES):
        told = [two for two in range(one, len(FEATURES)) if abs(model.together[one, two]) > SHOWN]
        if told:
            lines += ["", f"[together.{name}]"]
        for two in told:
            weight = model.together[one, two] * (1 if one == two else 2)
            lines.append(f"{FEATURES[two]} = {weight:.4f}")
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


def sets_of(
    data: Path, accounts: list[Account], reports: dict[str, Report]
) -> tuple[Told, Told, dict[str, str]]:
    """Return the US reports, the development half across languages, and the latter's groups."""
    with gzip.open(data / GOLD, "rt", encoding="utf-8") as lines:
        incident = {row["id"]: row["incident"] for row in map(json.loads, lines)}
    own, group = load(GROUPS, "development")
    press = told(accounts, reports, incident)
    languages = told(all_accounts(own), {report.id: report for report in own}, group)
    return press, languages, group


def cross_validated(
    data: Path, accounts: list[Account], reports: dict[str, Report]
) -> dict[str, Any]:
    """Measure the cases, and the probabilities, of models that saw neither fold of a pair."""
    press, languages, group = sets_of(data, accounts, reports)
    join = shipped_model().join
    probabilities, _ = held_out((press, languages))
    reliability = {}
    for name, one, probability in zip(
        ("US reports", "across languages"), (press, languages), probabilities, strict=True
    ):
        known = ~np.isnan(one.same) & (one.compared.vetoes == 0)
        found = bins(probability[known], one.same[known])
        reliability[name] = {
            "error": expected_error(found),
            "error_by_chance": error_by_chance(probability[known]),
            "bins": [one_bin._asdict() for one_bin in found],
        }
    return {
        "figures": figures(data, press.accounts, cases_of(press, probabilities[0], join)),
        "across_languages": pairwise(
            languages.accounts, cases_of(languages, probabilities[1], join), group
        ),
        "reliability": reliability,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--join", type=float, default=0.4)
    chosen = parser.parse_args()
    reports = reports_of(chosen.data)
    press, languages, group = sets_of(chosen.data, accounts_of(reports), reports)
    for one in (press, languages):
        known = int(np.nansum(one.same))
        print(f"{len(one.accounts)} accounts, {len(one.same)} pairs, {known} of one incident")
    (likely, across), stretches = held_out((press, languages))
    for join in JOINS:
        cases = cases_of(press, likely, join)
        print(join, json.dumps(figures(chosen.data, press.accounts, cases)))
        cases = cases_of(languages, across, join)
        print(join, "across languages", json.dumps(pairwise(languages.accounts, cases, group)))
    features = np.vstack([s.compared.features for s in (press, languages)])
    same = np.concatenate([s.same for s in (press, languages)])
    known = ~np.isnan(same)
    model = stretched(fit(features[known], same[known], chosen.join), *stretches)
    print(stretches)
    for name, weight, added in zip(FEATURES, model.weights, model.across, strict=True):
        print(f"{name:20s}{weight:8.3f} {added:+8.3f}  (prior {PRIORS[name][0]})")
    if chosen.write:
        write(model, int(known.sum()), stretches)


if __name__ == "__main__":
    main()
