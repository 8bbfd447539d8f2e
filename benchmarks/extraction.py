"""Both extractors on reports that neither learnt from, beside the peers of MUC-4.

MUC's test texts, and 1,000 US reports for the roles of those they name. The labelled sets the
shipped models learnt from are measured by cross-validation, in `reading.py`.

`python benchmarks/extraction.py DATA` prints the table. DATA is the folder of the development
data; the scorer stands beside it in `../score/score.py` (VIGIL_SHARED names another parent).
"""

import argparse
import gzip
import importlib.util
import json
import os
import tempfile
import time
import zlib
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from vigil.reading.intake.extraction.extractor import ReadsAccounts, RuleExtractor
from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor
from vigil.reading.intake.report_files import read_reports
from vigil.reading.records import Rejected, Report

NAME = "extraction"
EXTRACTORS: dict[str, type[LearnedExtractor] | type[RuleExtractor]] = {
    "learned": LearnedExtractor,
    "rules": RuleExtractor,
}


def scorer(data: Path) -> ModuleType:
    """The judge's own scorer, loaded from beside the data."""
    home = Path(os.environ.get("VIGIL_SHARED") or data.parent)
    spec = importlib.util.spec_from_file_location("score", home / "score" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def reports(data: Path, name: str, wanted: set[str]) -> list[Report]:
    found = read_reports(data / "reports" / f"{name}.jsonl.gz")
    return [r for r in found if not isinstance(r, Rejected) and r.id in wanted]


def gvdb_reports(gold: list[dict[str, Any]]) -> list[Report]:
    return [
        Report(
            id=row["doc_key"],
            text=" ".join(" ".join(sentence) for sentence in row["full_text"]),
            published=row["date"],
            language="en",
        )
        for row in gold
    ]


def measure(
    extractor: ReadsAccounts, score: Any, told: list[Report], gold: list[dict[str, Any]]
) -> dict[str, Any]:
    """Extract, time it, and score the answer against those lines of gold."""
    began = time.process_time()
    accounts = [a for report in told for a in extractor.extract(report)]
    seconds = time.process_time() - began
    with tempfile.TemporaryDirectory() as folder:
        answer, truth = Path(folder) / "pred.jsonl", Path(folder) / "gold.jsonl"
        answer.write_bytes(b"\n".join(msgspec.json.encode(a) for a in accounts))
        truth.write_text("\n".join(json.dumps(row) for row in gold), encoding="utf-8")
        scores = score(str(truth), str(answer))
    return {
        "reports": len(told),
        "accounts": len(accounts),
        "reports_per_cpu_second": round(len(told) / seconds, 1),
        "scores": scores,
    }


ONE_IN = 4
"""Of so many US incidents one teaches nothing: the reports that tell of it measure."""


def unseen(incident: str) -> bool:
    """Whether an incident of the US reports, by its number, is kept from the shipped models."""
    return zlib.crc32(incident.encode()) % ONE_IN == 0


def in_role(data: Path) -> list[dict[str, Any]]:
    """US reports with the names their incident's victims and suspects have in the text."""
    incidents = {
        row["incident_uri"]: row["participants"]
        for row in rows(data / "gold" / "gva_incidents.jsonl.gz")
    }
    texts = {r["id"]: r["text"].lower() for r in rows(data / "reports" / "gva_en.jsonl.gz")}
    gold = []
    told = rows(data / "gold" / "gva_incident_of_report.jsonl.gz")
    for row in islice((r for r in told if unseen(r["incident"])), 1000):
        named = [
            (person["Name"].strip(), "Victim" in person.get("Type", ""))
            for person in incidents.get(row["incident"], [])
            if person.get("Name", "").strip().lower() in texts.get(row["id"], "")
            and person.get("Name")
        ]
        gold.append(
            {
                "id": row["id"],
                "victims": [name for name, victim in named if victim],
                "suspects": [name for name, victim in named if not victim],
            }
        )
    return gold


def roles(judge: Any) -> Any:
    """How many of the names listed as victims are victims, suspects, or neither in the gold.

    Reports recall other incidents too: "neither" is mostly their victims, not errors.
    """

    def score(gold: str, pred: str) -> dict[str, Any]:
        told = {row["id"]: row for row in judge.rows(gold)}
        seen = {"names": 0, "victims": 0, "suspects": 0, "neither": 0}
        for account in judge.rows(pred):
            row = told[account["report_id"]]
            for name in (v["name"] for v in account["victims"] if v["name"]):
                seen["names"] += 1
                if any(judge.same(name, other) for other in row["victims"]):
                    seen["victims"] += 1
                elif any(judge.same(name, other) for other in row["suspects"]):
                    seen["suspects"] += 1
                else:
                    seen["neither"] += 1
        return {"listed_as_victims": seen}

    return score


def peers(score: Any, gold: list[dict[str, Any]], folder: Path) -> dict[str, Any]:
    """What the systems of 1992 answered, by the same scorer."""
    with tempfile.TemporaryDirectory() as where:
        truth = Path(where) / "gold.jsonl"
        truth.write_text("\n".join(json.dumps(row) for row in gold), encoding="utf-8")
        return {p.stem: score(str(truth), str(p)) for p in sorted(folder.glob("*.jsonl"))}


def run(data: Path) -> dict[str, Any]:
    """Measure both extractors on both sets."""
    judge = scorer(data)
    keys = rows(data / "gold" / "muc4_templates.jsonl.gz")
    tested = [row for row in keys if row["id"].startswith("TST3")]
    texts = reports(data, "muc4_en", {row["id"] for row in tested})
    told_of = in_role(data)
    press = reports(data, "gva_en", {row["id"] for row in told_of})
    result: dict[str, Any] = {}
    for name, kind in EXTRACTORS.items():
        extractor = kind.load()
        result[f"{name}, muc4 TST3"] = measure(extractor, judge.muc, texts, tested)
        result[f"{name}, gva roles"] = measure(extractor, roles(judge), press, told_of)
    result["peers"] = peers(judge.muc, tested, data / "peers" / "muc4_tst3")
    return result


def table(result: dict[str, Any]) -> str:
    """The figures as lines of text."""
    lines = []
    for name, found in result.items():
        if name == "peers":
            continue
        lines.append(
            f"{name}: {found['reports']} reports, {found['accounts']} accounts, "
            f"{found['reports_per_cpu_second']} reports a second of CPU"
        )
        lines.extend(f"  {field:<20} {_figure(value)}" for field, value in found["scores"].items())
    lines.append("muc4 TST3, peers of 1992 (micro F1 / victim F1 / report has a killing F1)")
    ours = {f"vigil, {n}": result[f"{n}, muc4 TST3"]["scores"] for n in EXTRACTORS}
    everyone = {**ours, **result["peers"]}
    ranked: Iterable[tuple[str, Any]] = sorted(
        everyone.items(), key=lambda item: -item[1]["micro"]["f1"]
    )
    lines.extend(
        f"  {name:<20} {s['micro']['f1']:.3f} / {s['victim']['f1']:.3f} / "
        f"{s['report_has_killing']['f1']:.3f}"
        for name, s in ranked
    )
    return "\n".join(lines)


def _figure(value: Any) -> str:
    if isinstance(value, dict) and "f1" in value:
        return f"F1 {value['f1']:.3f} (P {value['p']:.3f}, R {value['r']:.3f}, {value['gold']})"
    if isinstance(value, dict):
        return ", ".join(f"{k} {v}" for k, v in value.items())
    return str(value)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    print(table(run(parser.parse_args().data)))
