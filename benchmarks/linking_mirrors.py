"""Reports of one killing that stand in two cases, and reports of several that stand in one.

Gold are the templates of MUC-4 (all but TST3): a report tells of as many killings as it has
templates with a death.
"""

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from linking_set import all_accounts

from vigil.reading.linkage.linking import link
from vigil.reading.records import Account, Report

REPORTS = "reports/muc4_en.jsonl.gz"
GOLD = "gold/muc4_templates.jsonl.gz"
HELD_OUT = "TST3"


def mirrors(data: Path) -> dict[str, int]:
    """Read and link the reports of killings; count those that are not in as many cases."""
    told = killings(data)
    with gzip.open(data / REPORTS, "rb") as lines:
        reports = [msgspec.json.decode(line, type=Report) for line in lines]
    some = [report for report in reports if report.id in told]
    accounts = all_accounts(some)
    cases = link(accounts, {report.id: report for report in some}).cases
    return counted(told, accounts, {key: case.key for case in cases for key in case.accounts})


def counted(
    told: Mapping[str, int], accounts: Sequence[Account], case: Mapping[str, str]
) -> dict[str, int]:
    """Count reports by how many killings they tell of and in how many cases they stand."""
    several: dict[str, set[str]] = {}
    several_accounts: dict[str, int] = {}
    for account in accounts:
        several.setdefault(account.report_id, set()).add(case[account.key])
        several_accounts[account.report_id] = several_accounts.get(account.report_id, 0) + 1
    one = [report for report in several if told[report] == 1]
    more = [report for report in several if told[report] > 1]
    return {
        "of one killing": len(one),
        "of these with two accounts": sum(several_accounts[report] > 1 for report in one),
        "of these in two cases": sum(len(several[report]) > 1 for report in one),
        "of several killings": len(more),
        "of these in several cases": sum(len(several[report]) > 1 for report in more),
    }


def killings(data: Path) -> dict[str, int]:
    """Return how many killings a report tells of, where it tells of any.

    A report with optional templates tells of one only if these are the only ones, and of several
    only if that many are not optional; what lies between is left out.
    """
    found = {}
    with gzip.open(data / GOLD, "rt", encoding="utf-8") as lines:
        for told in map(json.loads, lines):
            deaths = [template for template in told["templates"] or [] if _death(template)]
            sure = [template for template in deaths if not _optional(template)]
            if told["id"].startswith(HELD_OUT):
                continue
            if len(deaths) == 1 or len(sure) > 1:
                found[told["id"]] = len(deaths) if len(deaths) == 1 else len(sure)
    return found


def _death(template: Mapping[str, Any]) -> bool:
    effects = " / ".join(template.get("HUM TGT: EFFECT OF INCIDENT", []))
    return bool(re.search(r"(?:^|/)[ ?(]*DEATH\b", effects))


def _optional(template: Mapping[str, Any]) -> bool:
    return any("OPTIONAL" in value for value in template.get("MESSAGE: TEMPLATE", []))
