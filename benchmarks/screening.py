"""Screening, measured: speed on four sets, and quality beside a plain TF-IDF baseline.

`python benchmarks/screening.py DATA -o MODEL.npz` builds the shipped model anew from the same
files. DATA is the folder of the development data (`reports/`, `gold/`).
"""

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vigil.intake.reports import read_reports
from vigil.intake.screening.features import NAMES
from vigil.intake.screening.model import save
from vigil.intake.screening.training import Labelled, Labels, Source, labelled, train
from vigil.records import Rejected, Report

NAME = "screening"

SETS = {
    "zacatecas_es": ("zacatecas_labels", "killing_report"),
    "feminicidio_pt": ("feminicidio_labels", "killing_or_attempt"),
    "muc4_en": ("muc4_labels", "killing_or_attempt"),
}
WEIGHTS = {"zacatecas_es": 250, "feminicidio_pt": 300, "muc4_en": 900}
WEAK_WEIGHTS = {"gva_en": 100, "zacatecas_unlabelled": 150}
TRUTH: dict[object, bool] = {True: True, False: False, "yes": True, "followup": True, "no": False}


def reports(data: Path, name: str) -> Iterator[Report]:
    for found in read_reports(data / "reports" / f"{name}.jsonl.gz"):
        if not isinstance(found, Rejected):
            yield found


def gold(data: Path, name: str) -> list[dict[str, Any]]:
    with gzip.open(data / "gold" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def labels_of(row: dict[str, Any], field: str) -> Labels | None:
    """Labels of a gold line; only values on which the annotators agreed."""
    killing = TRUTH.get(row.get(field))
    if killing is None:
        return None
    signs = {
        key: {"yes": True, "no": False}.get(row.get(key) or "")
        for key in ("targeted", "oc_signs")
        if row.get(f"{key}_agreed")
    }
    fresh = {"yes": True, "followup": False}.get(str(row.get("killing_report")))
    return Labels(killing, fresh, signs.get("targeted"), signs.get("oc_signs"))


def labelled_set(data: Path, name: str) -> list[Labelled]:
    """Reports of a set with their labels; the test part of MUC-4 (TST3) stays out."""
    file, field = SETS[name]
    known = {row["id"]: labels_of(row, field) for row in gold(data, file)}
    return [
        labelled(report, labels)
        for report in reports(data, name)
        if (labels := known.get(report.id)) and not report.id.startswith("TST3")
    ]


def weak_positives(data: Path) -> list[Labelled]:
    """Every fourth report of the gun violence set in whose incident someone was shot on purpose."""
    shot = {
        row["incident_uri"]
        for row in gold(data, "gva_incidents")
        if row["num_killed"] + row["num_injured"] > 0
        and not any(word in " ".join(row["_frames"]) for word in ("accident", "suicide"))
    }
    wanted = [row["id"] for row in gold(data, "gva_incident_of_report") if row["incident"] in shot]
    chosen = set(wanted[::4])
    return [labelled(r, Labels(True)) for r in reports(data, "gva_en") if r.id in chosen]


def weak_negatives(data: Path) -> list[Labelled]:
    """Unread articles that name death or violence, but no killing, and no body in the lead."""
    known = {row["id"] for row in gold(data, "zacatecas_labels")}
    without = [
        NAMES.index(f) for f in ("density:kill", "lead:homicide", "lead:attempt", "lead:body")
    ]
    items = (labelled(r, Labels(False)) for r in reports(data, "zacatecas_es") if r.id not in known)
    return [i for i in items if i.measured.anchored and not i.measured.lexical[without].any()]


def sources(data: Path) -> list[Source]:
    """What the shipped model is trained on, with the weight of each part."""
    weak = {"gva_en": weak_positives, "zacatecas_unlabelled": weak_negatives}
    return [
        *(Source(name, labelled_set(data, name), weight) for name, weight in WEIGHTS.items()),
        *(Source(n, weak[n](data), weight, held_out=False) for n, weight in WEAK_WEIGHTS.items()),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    save(train(sources(options.data)), options.output)


if __name__ == "__main__":
    main()
