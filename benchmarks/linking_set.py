"""The labelled reports of linking, their accounts, and how proposed cases are scored on them."""

import gzip
import importlib.util
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from vigil.reading.engines.linking.account_reading import read_accounts
from vigil.reading.linkage.records import ProposedCase
from vigil.reading.records import Account, Report

REPORTS = "reports/gva_en.jsonl.gz"
GOLD = "gold/gva_incident_of_report.jsonl.gz"
GROUPS = Path(__file__).parent / "cross_language"
"""Reports of one killing in several languages, written for the test."""
FEW = 500


def reports_of(data: Path) -> dict[str, Report]:
    """Return the reports by id."""
    with gzip.open(data / REPORTS, "rb") as lines:
        read = [msgspec.json.decode(line, type=Report) for line in lines]
    return {report.id: report for report in read}


def accounts_of(reports: Mapping[str, Report]) -> list[Account]:
    """Return the accounts as `vigil link --all-reports` makes them."""
    return all_accounts(list(reports.values()))


def all_accounts(reports: Sequence[Report]) -> list[Account]:
    """Read every report; one in which nothing is found is an account itself."""
    workers = (os.cpu_count() or 1) if len(reports) > FEW else 1
    told = read_accounts(reports, screened=False, workers=workers)
    return [account for _, _, accounts in told for account in accounts]


def figures(
    data: Path, accounts: Sequence[Account], cases: Sequence[ProposedCase]
) -> dict[str, Any]:
    """Score proposals by the project's score file: a report's first account decides."""
    case_of = {key: case.key for case in cases for key in case.accounts}
    lines = [
        {"report_id": a.report_id, "account": a.account, "case": case_of[a.key]} for a in accounts
    ]
    return score(data, lines)


def pairwise(
    accounts: Sequence[Account], cases: Sequence[ProposedCase], group: Mapping[str, str]
) -> dict[str, float]:
    """Precision and recall over pairs of reports, each report by its first account."""
    case_of = {key: case.key for case in cases for key in case.accounts}
    found = {a.report_id: case_of[a.key] for a in accounts if a.account == 1}
    right = _pairs((group[r], case) for r, case in found.items())
    together, gold = _pairs(found.values()), _pairs(group.values())
    return {"p": round(right / max(1, together), 4), "r": round(right / max(1, gold), 4)}


def _pairs(names: Iterable[object]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(names).values())


def score(data: Path, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    shared = Path(os.environ.get("VIGIL_SHARED", data.parent))
    spec = importlib.util.spec_from_file_location("vigil_score", shared / "score" / "score.py")
    assert spec
    assert spec.loader
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
        out.writelines(json.dumps(line) + "\n" for line in lines)
        out.flush()
        answer: dict[str, Any] = score.linking(data / GOLD, out.name)
    return answer
