"""Linking measured: US local reports of gun violence whose incidents are known.

Beside it, in the same process, the plain way: TF-IDF, a seven-day window on the publication date,
and connected components at the threshold that suits these very data best.
"""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from cross_language_set import load
from fit_linkage import cross_validated
from linking_mirrors import mirrors
from linking_set import GROUPS, accounts_of, all_accounts, figures, pairwise, reports_of, score
from reliability import plot
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import TfidfVectorizer

from vigil.reading.linkage.days import published_day
from vigil.reading.linkage.linking import link
from vigil.reading.records import Report

NAME = "linking"
WINDOW = 7
THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)


def run(data: Path) -> dict[str, Any]:
    """Measure on the folder of development data. Times are wall-clock seconds of one process."""
    reports = reports_of(data)
    started = time.perf_counter()
    accounts = accounts_of(reports)
    read = time.perf_counter()
    linking = link(accounts, reports)
    linked = time.perf_counter()
    return {
        "reports": len(reports),
        "accounts": len(accounts),
        "pairs": len(linking.pairs),
        "seconds_reading": round(read - started, 2),
        "seconds_linking": round(linked - read, 2),
        "accounts_per_second": round(len(accounts) / (linked - read), 1),
        "vigil": figures(data, accounts, linking.cases),
        "plain": plain(data, reports),
        "across_languages": {half: across_languages(half) for half in ("development", "held out")},
        "mirrors": mirrors(data),
        "cross_validated": cross_validated(data, accounts, reports),
    }


def across_languages(half: str) -> dict[str, float]:
    """Link a half of the reports written for the test; only the development half has taught."""
    told, group = load(GROUPS, half)
    accounts = all_accounts(told)
    cases = link(accounts, {report.id: report for report in told}).cases
    return pairwise(accounts, cases, group)


def table(result: dict[str, Any]) -> str:
    """Return the result as lines of text."""
    lines = [
        f"{result['accounts']} accounts of {result['reports']} reports linked in "
        f"{result['seconds_linking']} s: {result['accounts_per_second']} accounts/s "
        f"(reading them took {result['seconds_reading']} s)",
        f"{'':8}{'B-cubed P':>10}{'R':>7}{'F1':>7}{'pairwise P':>12}{'R':>7}{'F1':>7}",
    ]
    for name in ("vigil", "plain"):
        b, pair = result[name]["b_cubed"], result[name]["pairwise"]
        lines.append(
            f"{name:8}{b['p']:10.3f}{b['r']:7.3f}{b['f1']:7.3f}"
            f"{pair['p']:12.3f}{pair['r']:7.3f}{pair['f1']:7.3f}"
        )
    for half, found in result["across_languages"].items():
        lines.append(f"across languages, {half}: pairwise P {found['p']:.3f} R {found['r']:.3f}")
    found = ", ".join(f"{count} {what}" for what, count in result["mirrors"].items())
    lines.append(f"reports by killings told and cases: {found}")
    return "\n".join(lines + _told_of_cross_validation(result["cross_validated"]))


def _told_of_cross_validation(found: dict[str, Any]) -> list[str]:
    b, pair = found["figures"]["b_cubed"], found["figures"]["pairwise"]
    lines = [
        "cross-validated by incident (weights fitted without the pair's folds):",
        f"{'':8}{b['p']:10.3f}{b['r']:7.3f}{b['f1']:7.3f}"
        f"{pair['p']:12.3f}{pair['r']:7.3f}{pair['f1']:7.3f}",
        f"  across languages, development half: pairwise P {found['across_languages']['p']:.3f} "
        f"R {found['across_languages']['r']:.3f}",
    ]
    for name, told in found["reliability"].items():
        lines.append(
            f"reliability, {name}: expected calibration error {told['error']:.3f} "
            f"(by chance alone {told['error_by_chance']:.3f})"
        )
        lines += plot(told["bins"])
    return lines


def plain(data: Path, reports: Mapping[str, Report]) -> dict[str, Any]:
    """Link by TF-IDF, window and connected components; the best of a few thresholds by B-cubed."""
    batch = list(reports.values())
    weighed = TfidfVectorizer(sublinear_tf=True, max_df=0.2).fit_transform(
        f"{report.title} {report.text}" for report in batch
    )
    near = (weighed @ weighed.T).tocoo()
    day = np.array([published_day(report.published) or 0 for report in batch])
    close = (np.abs(day[near.row] - day[near.col]) <= WINDOW) & (near.row < near.col)
    row, column, cosine = near.row[close], near.col[close], near.data[close]
    best: dict[str, Any] = {}
    for threshold in THRESHOLDS:
        kept = cosine >= threshold
        shape = (len(batch), len(batch))
        graph = coo_matrix((cosine[kept], (row[kept], column[kept])), shape=shape)
        _, labels = connected_components(graph, directed=False)
        found = score(
            data,
            [
                {"report_id": report.id, "account": 1, "case": str(label)}
                for report, label in zip(batch, labels, strict=True)
            ],
        )
        if not best or found["b_cubed"]["f1"] > best["b_cubed"]["f1"]:
            best = {**found, "threshold": threshold}
    return best
