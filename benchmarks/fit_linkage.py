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
from linking import GOLD, GROUPS, accounts_of, all_accounts, figures, pairwise, reports_of
from reliability import bins, expected_error
from scipy.optimize import minimize

from vigil.linkage.blocking import pairs_of
from vigil.linkage.comparing import FEATURES, Compared
from vigil.linkage.linking import batch_of, compared_pairs
from vigil.linkage.model import Model, shipped_model
from vigil.linkage.proposing import Scored, proposals
from vigil.linkage.records import ProposedCase
from vigil.records import Account, Report

FOLDS = 5
TIGHTNESS = 1.0
TOGETHER = 100.0
"""Tightness of what two features tell together, in units of how often they do."""
LEAST_TOLD = 1e-3
SHOWN = 5e-5
OTHER, SILENT = FEATURES.index("other_language"), FEATURES.index("text_unknown")
OF_TEXTS = (
    *(
        "text",
        "title",
        "entities",
        "name_pairs",
        "entities_across",
        "name_pairs_across",
        "named_far",
    ),
    *("copy", "other_language", "published_gap", "published_far", "text_ages_shared"),
    *("text_ages_differ", "names_told", "fresh_apart", "day_to_published", "published_before"),
)
ONE, TWO = np.triu_indices(len(FEATURES))
JOINS = (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
TARGET = Path(__file__).parents[1] / "src" / "vigil" / "linkage" / "weights.toml"

PRIOR_INTERCEPT = -4.0
HELD = (
    "fresh_apart",
    "names_agree",
    "place_near",
    "country_differs",
    "method_differs",
    "counts_differ",
)
"""Reports of shootings in one country cannot show what these are worth: half the prior stays."""
PRIORS: dict[str, tuple[float, str]] = {
    "text": (6.0, "Cosine of the texts' TF-IDF vectors, up to 0.3: the same rare words."),
    "title": (1.5, "Cosine of the titles."),
    "entities": (6.0, "Cosine, up to 0.3, over capitalised words: people, places, streets."),
    "name_pairs": (1.0, "Cosine over pairs of words of names by their sound."),
    "entities_across": (3.0, "Two languages: cosine over capitalised words, with no upper end."),
    "name_pairs_across": (3.0, "Two languages: cosine over pairs of words of names by sound."),
    "named_far": (
        0.5,
        "Logarithm of the days between publications, as far as names agree: trials come late.",
    ),
    "copy": (1.0, "Share of word runs in common, when more than half: one text printed twice."),
    "other_language": (
        1.5,
        "Two languages share few words: the low cosine of the texts is made up for.",
    ),
    "text_unknown": (
        0.0,
        "One account has no text, as a typed case: what a text would tell is made up for.",
    ),
    "published_gap": (-0.5, "Logarithm of the days between publications."),
    "published_far": (0.2, "The same beyond a month: a trial report may come any time later."),
    "published_unknown": (-1.5, "One report has no date: as if they lay some days apart."),
    "text_ages_shared": (1.5, "Share of ages in the texts that are in both."),
    "text_ages_differ": (-0.7, "Both texts tell ages, none of them is the same."),
    "names_agree": (4.0, "Likeness of the most alike victims' names, when they agree."),
    "names_told": (1.0, "The full name of a victim of one stands in the text of the other."),
    "names_differ": (-1.5, "Both name victims, and no two names are alike."),
    "day_same": (1.5, "Both date the attack to the same day."),
    "day_near": (
        0.3,
        "The attacks lie one or two days apart, or the spans do.",
    ),
    "day_far": (-0.5, "Logarithm of the days by which the attacks lie further apart than that."),
    "fresh_apart": (
        -0.7,
        "Both came out soon after the day they tell of: logarithm of the days apart beyond ten.",
    ),
    "day_to_published": (-0.5, "One is dated: logarithm of the days until the other appeared."),
    "published_before": (-2.0, "One is dated: the other appeared before that day."),
    "place_same": (1.0, "The place has the same name and is not elsewhere."),
    "place_near": (0.7, "The places lie within 30 km."),
    "place_far": (-1.5, "The places lie more than 150 km apart."),
    "country_differs": (-2.0, "The places lie in two countries."),
    "ages_agree": (1.0, "Two victims have the same age."),
    "ages_differ": (
        -1.0,
        "The nearest ages of victims differ by over a year (10: whole).",
    ),
    "counts_agree": (0.2, "As many killed."),
    "counts_differ": (-0.5, "Not as many killed (three apart: whole)."),
    "method_same": (0.2, "The same method."),
    "method_differs": (-1.0, "Another method."),
}


def labels(accounts: list[Account], compared: Compared, incident: dict[str, str]) -> np.ndarray:
    """Return, for each pair, whether its reports tell of one incident; NaN where unknown.

    An incident is what a report is mainly about: of its other accounts nothing is known.
    """
    known = [incident.get(one.report_id) if one.account == 1 else None for one in accounts]
    return np.array(
        [
            float(known[a] == known[b]) if known[a] and known[b] else np.nan
            for a, b in zip(compared.left, compared.right, strict=True)
        ]
    )


def fit(features: np.ndarray, same: np.ndarray, join: float) -> Model:
    """Fit a logistic model with a Gaussian prior around PRIORS.

    Where languages differ the weights differ too, by as little as the data allow: what is added
    there has a prior of its own, around nothing. So has what two features tell together, which is
    learnt, and counts, only where the language is the same.
    """
    silent = without_text(features)
    features, same = np.vstack([features, silent]), np.concatenate([same, same])
    other = features[:, [OTHER]]
    both = (1 - other) * (1 - features[:, [SILENT]])
    pairs = both * features[:, ONE] * features[:, TWO]
    told = pairs.std(axis=0) > LEAST_TOLD
    size = pairs[:, told].std(axis=0)
    rows = np.hstack([np.ones((len(features), 1)), features, other * features, pairs[:, told]])
    count = len(FEATURES)
    prior = np.zeros(rows.shape[1])
    prior[0], prior[1 : 1 + count] = PRIOR_INTERCEPT, [PRIORS[name][0] for name in FEATURES]
    tight = np.concatenate([np.full(1 + 2 * count, TIGHTNESS), TOGETHER * size**2])
    # In units of their own spread the weights are found in far fewer steps.
    unit = np.maximum(rows.std(axis=0), LEAST_TOLD)
    unit[0] = 1.0
    rows /= unit
    signs = 2 * same - 1

    def loss(scaled: np.ndarray) -> tuple[float, np.ndarray]:
        margins = signs * (rows @ scaled)
        away = scaled / unit - prior
        value = np.logaddexp(0, -margins).sum() + (tight * away) @ away / 2
        slope = -rows.T @ (signs / (1 + np.exp(np.clip(margins, -500, 500))))
        return float(value), slope + tight * away / unit

    free = [(None, None)] * (rows.shape[1] - 1 - count)
    bounds = [(None, None), *map(_bounds, FEATURES), *free]
    scaled = [
        (None if low is None else low * u, None if high is None else high * u)
        for (low, high), u in zip(bounds, unit, strict=True)
    ]
    found = minimize(
        loss, prior * unit, jac=True, method="L-BFGS-B", bounds=scaled, options={"maxiter": 200}
    )
    weights = found.x / unit
    together = np.zeros((count, count))
    together[ONE[told], TWO[told]] = weights[1 + 2 * count :]
    return Model(
        intercept=float(weights[0]),
        weights=weights[1 : 1 + count],
        across=weights[1 + count : 1 + 2 * count],
        together=(together + together.T) / 2,
        join=join,
    )


def without_text(features: np.ndarray) -> np.ndarray:
    """Return the pairs as if one of their accounts had been typed from its facts alone.

    In all sets both have a text; a case that a person typed, or a list gave, has none. What the
    text would have told is not there, nor when it was published.
    """
    silent = features.copy()
    silent[:, [FEATURES.index(name) for name in OF_TEXTS]] = 0
    silent[:, SILENT] = silent[:, FEATURES.index("published_unknown")] = 1
    return silent


def _bounds(name: str) -> tuple[float | None, float | None]:
    """Keep a weight on the side of its prior: agreement never speaks against one attack."""
    prior = PRIORS[name][0]
    if not prior:
        return (None, None)
    if name in HELD:
        return (prior / 2, None) if prior > 0 else (None, prior / 2)
    return (0.0, None) if prior > 0 else (None, 0.0)


class Told(NamedTuple):
    """A set of reports whose incidents are known, its pairs compared."""

    accounts: list[Account]
    """Sorted by key, as the rows of the pairs are."""
    compared: Compared
    same: np.ndarray
    """For each pair whether it is of one incident; NaN where unknown."""
    fold: np.ndarray
    """For each account the fold of its incident."""


def told(accounts: list[Account], reports: dict[str, Report], incident: dict[str, str]) -> Told:
    """Compare the pairs of a set, and say which are right."""
    accounts = sorted(accounts, key=lambda account: account.key)
    compared = compared_pairs(batch_of(accounts, reports))
    fold = np.array([fold_of(incident.get(account.report_id, "")) for account in accounts])
    return Told(accounts, compared, labels(accounts, compared, incident), fold)


def cases_of(one: Told, probability: np.ndarray, join: float) -> list[ProposedCase]:
    """Cluster a set by the probabilities of its pairs."""
    pairs = pairs_of(one.compared.left, one.compared.right)
    scored = Scored(pairs, probability, one.compared.vetoes > 0)
    main = np.array([account.account == 1 for account in one.accounts])
    return list(proposals([account.key for account in one.accounts], main, scored, join))


def held_out(sets: Sequence[Told]) -> list[np.ndarray]:
    """Return each pair's probability by a model that saw neither fold of its two reports."""
    features = np.vstack([s.compared.features for s in sets])
    same = np.concatenate([s.same for s in sets])
    one = np.concatenate([s.fold[s.compared.left] for s in sets])
    two = np.concatenate([s.fold[s.compared.right] for s in sets])
    answer = np.zeros(len(same))
    known = ~np.isnan(same)
    for a, b in _two_folds():
        tested = ((one == a) & (two == b)) | ((one == b) & (two == a))
        seen = known & ~np.isin(one, (a, b)) & ~np.isin(two, (a, b))
        answer[tested] = fit(features[seen], same[seen], 0.5).probabilities(features[tested])
    ends = np.cumsum([len(s.same) for s in sets])
    return np.split(answer, ends[:-1])


def _two_folds() -> Iterator[tuple[int, int]]:
    return ((a, b) for a in range(FOLDS) for b in range(a, FOLDS))


def fold_of(incident: str) -> int:
    """Return the fold of an incident: the same on every machine."""
    return int(hashlib.sha256(incident.encode()).hexdigest(), 16) % FOLDS


def write(model: Model, pairs: int) -> None:
    """Write the weights with what each of them means."""
    lines = [
        "# Weights of the log-odds that two accounts tell of one attack.",
        "# Made by benchmarks/fit_linkage.py; see docs/linkage.md before changing one by hand.",
        f"# Fitted on {pairs} compared pairs.",
        "",
        f"intercept = {model.intercept:.4f}",
        "# Mean probability from which two groups of accounts are proposed as one case.",
        f"join = {model.join}",
    ]
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
    probabilities = held_out((press, languages))
    reliability = {}
    for name, one, probability in zip(
        ("US reports", "across languages"), (press, languages), probabilities, strict=True
    ):
        known = ~np.isnan(one.same) & (one.compared.vetoes == 0)
        found = bins(probability[known], one.same[known])
        reliability[name] = {
            "error": expected_error(found),
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
    likely, across = held_out((press, languages))
    for join in JOINS:
        cases = cases_of(press, likely, join)
        print(join, json.dumps(figures(chosen.data, press.accounts, cases)))
        cases = cases_of(languages, across, join)
        print(join, "across languages", json.dumps(pairwise(languages.accounts, cases, group)))
    features = np.vstack([s.compared.features for s in (press, languages)])
    same = np.concatenate([s.same for s in (press, languages)])
    known = ~np.isnan(same)
    model = fit(features[known], same[known], chosen.join)
    for name, weight, added in zip(FEATURES, model.weights, model.across, strict=True):
        print(f"{name:20s}{weight:8.3f} {added:+8.3f}  (prior {PRIORS[name][0]})")
    if chosen.write:
        write(model, int(known.sum()))


if __name__ == "__main__":
    main()
