"""How often the numbers of killed and injured are right, beside the victims counted one by one."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from counts_gold import Counted, counted_reports
from reading_held_out import Absent, extracted
from reading_intervals import Measured, measured, resampled

from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor

Row = dict[str, Any]
TARGET = 0.90
CAVEAT = "; the weights of numbers were learnt from these sets too"
SETS = ("zacatecas_es", "muc4_en", "gva_en")


def number_rows(data: Path) -> Iterator[Row]:
    """Yield a line a set: of the reports on one attack in which one is read, how many are right."""
    told = list(counted_reports(data))
    for name in SETS:
        own = [one for one in told if one.source == name]
        try:
            accounts, how = _accounts(data, name, own)
        except Absent as missing:
            yield _line(name, "killed", f"absent: {missing}", TARGET, None, None)
            continue
        read = [one for one in own if accounts.get(one.report.id)]
        killed = [_first(accounts[one.report.id]) for one in read]
        yield _line(
            name,
            "killed",
            how,
            TARGET,
            _share(
                [number(a, "killed") in one.killed for one, a in zip(read, killed, strict=True)]
            ),
            _share([victims(a) in one.killed for one, a in zip(read, killed, strict=True)]),
        )
        hurt = [
            number(a, "injured") in one.injured
            for one, a in zip(read, killed, strict=True)
            if one.injured is not None
        ]
        if hurt:
            yield _line(name, "injured", how, None, _share(hurt), None)


def _accounts(data: Path, name: str, own: Sequence[Counted]) -> tuple[Mapping[str, list[Row]], str]:
    """Return the accounts of each report, by models that have not seen it."""
    if name == "gva_en":
        extractor = LearnedExtractor.load()
        found = {
            one.report.id: [msgspec.to_builtins(a) for a in extractor.extract(one.report)]
            for one in own
        }
        return found, f"shipped {extractor.version}; incidents that taught nothing"
    answers = extracted(data, name, [{"id": one.report.id} for one in own])
    by_report: dict[str, list[Row]] = {}
    for account in answers.accounts:
        by_report.setdefault(account["report_id"], []).append(account)
    return by_report, answers.how + CAVEAT


def _first(accounts: Sequence[Row]) -> Row:
    """Return the first killing, or else the first attack."""
    return next((a for a in accounts if a["event"] == "killing"), accounts[0])


def number(account: Row, field: str) -> int:
    """Return the best number of an account, its lowest where it has no best; 0 for nothing said."""
    said = account.get(field) or {}
    return int(said.get("best") or said.get("low") or 0)


def victims(account: Row) -> int:
    """Return how many of the victims an account lists were killed: what was counted before."""
    return sum(v.get("count") or 1 for v in account["victims"] if v["outcome"] == "killed")


def _share(right: Sequence[bool]) -> Measured:
    found = np.array(right, dtype=np.float64)
    return measured(float(found.mean()), resampled(len(found)) @ found / len(found))


def _line(
    name: str,
    figure: str,
    how: str,
    target: float | None,
    ours: Measured | None,
    before: Measured | None,
) -> Row:
    found: Row = {"task": f"numbers {name}", "figure": f"{figure} right", "target": target}
    found |= {"measured_by": how, "vigil": ours and ours.shown()}
    if before is not None:
        found["baseline"] = before.shown()
    return found
