"""Build the models of the extractor that are shipped, from the development data.

`PYTHONPATH=src python benchmarks/fit_extraction.py DATA -o FOLDER`, FOLDER being
`src/vigil/reading/intake/extraction/learned/models`.

MUC-4 without TST3, the Mexican newspaper, the Gun Violence Database, the US local press on three
incidents of four with their participants, and the Portuguese reports, of which only
whether they tell of a killing is labelled.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from extraction import gvdb_reports, reports, rows, unseen

from vigil.reading.intake.extraction.learned.build_models import Lesson, build, card, learn
from vigil.reading.intake.extraction.learned.model_files import save_models
from vigil.reading.intake.extraction.people import People
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.intake.gazetteer import Gazetteer

ABOUT = """\
The texts of MUC-4 are public domain, those of the Gun Violence Database Apache-2.0. The owners of
the others (a Mexican regional newspaper, US local press, Portuguese press) gave no licence: the
models hold weights learnt from them, no texts. Invented reports for place and day are our own
(`drills.toml`). The texts of MUC's test set TST3 were not used.

Roles were learnt in English and Spanish only; groups, nameless doers, weapons and several attacks
in one report from agency reports in capitals of 1988 to 1991 alone. MUC's keys leave out fights
between armed forces and what lies more than two months back.

"""
Row = dict[str, Any]


def lessons(data: Path) -> Iterator[Lesson]:
    """All labelled reports the shipped models learn from."""
    labels = {r["id"]: r for r in rows(data / "gold" / "zacatecas_labels.jsonl.gz")}
    yield from _joined(data, "zacatecas_es", labels)
    keys = rows(data / "gold" / "muc4_templates.jsonl.gz")
    yield from _joined(
        data, "muc4_en", {r["id"]: r for r in keys if not r["id"].startswith("TST3")}
    )
    spans = rows(data / "gold" / "gvdb_dev.json.gz")
    for report, row in zip(gvdb_reports(spans), spans, strict=True):
        yield Lesson("gvdb", report, row)
    yield from _joined(data, "gva_en", _incidents(data))
    told = rows(data / "gold" / "feminicidio_labels.jsonl.gz")
    killings = {r["id"]: {"id": r["id"], "about_a_killing": r["killing_or_attempt"]} for r in told}
    yield from _joined(data, "feminicidio_pt", killings)


def _joined(data: Path, name: str, labels: dict[str, Row]) -> Iterator[Lesson]:
    for report in reports(data, name, set(labels)):
        yield Lesson(name, report, labels[report.id])


def _incidents(data: Path) -> dict[str, Row]:
    """Labels in our own form from the incidents of US reports."""
    incidents = {r["incident_uri"]: r for r in rows(data / "gold" / "gva_incidents.jsonl.gz")}
    found = {}
    for row in rows(data / "gold" / "gva_incident_of_report.jsonl.gz"):
        incident = incidents.get(row["incident"])
        if incident is not None and not unseen(row["incident"]):
            found[row["id"]] = {"id": row["id"], **_label(incident)}
    return found


def _label(incident: Row) -> Row:
    people = incident["participants"]
    victims = [p for p in people if "Victim" in p.get("Type", "")]
    ages = [_victim(p) for p in victims if _name(p) or _age(p) is not None]
    label: Row = {
        "city_or_county": incident["city_or_county"],
        "locations": incident.get("locations"),
        "date": incident["date"],
        "suspects": [_name(p) for p in people if "Suspect" in p.get("Type", "") and _name(p)],
    }
    if ages:
        label["victims"] = ages
    if int(incident["num_killed"]) > 0:
        label["about_a_killing"] = True
    return label


def _victim(person: Row) -> Row:
    return {"name": _name(person) or None, "age": _age(person)}


def _name(person: Row) -> str:
    return str(person.get("Name") or "").strip()


def _age(person: Row) -> int | None:
    age = str(person.get("Age") or "").strip()
    return int(age) if age.isdigit() else None


def main(data: Path, folder: Path) -> None:
    """Learn, fit, write, and say how far it is."""
    gazetteer = Gazetteer.load()
    people, places = People(gazetteer), PlaceNames(gazetteer)
    done = 0

    def told() -> None:
        nonlocal done
        done += 1
        if done % 100 == 0:
            print(f"{done} reports read", file=sys.stderr, flush=True)

    learnt = learn(lessons(data), people, places, told)
    models = build(learnt, people, places)
    save_models(models, folder, card(models, learnt, date.today(), ABOUT))
    print(f"{folder}: {models.version}", file=sys.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    given = parser.parse_args()
    main(given.data, given.output)
