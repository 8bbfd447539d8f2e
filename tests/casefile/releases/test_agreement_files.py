"""How far coders agree, in the files of a release: no coder named, too few units without figure."""

import csv
import io
import json
from pathlib import Path

import pytest

from casefile.releases.frozen_releases import published
from factories import adjudicator, coder
from vigil.casefile.models import Coding
from vigil.casefile.releases.agreement_files import TOO_FEW, agreement_csv, agreement_json
from vigil.casefile.releases.files import AGREEMENT, AGREEMENT_TABLE, verify_release
from vigil.casefile.releases.verbs import freeze_release
from vigil.casefile.reliability.figures import LEAST

FIGURE = {"n": LEAST, "one_empty": 1, "alike": 0.9, "alpha": 0.8, "low": 0.6, "high": 0.9}
FEW = {"n": 2, "one_empty": 0, "confusion": [["blade", "firearm", 2]]}
FIGURES = {
    "cases": {"independent": LEAST, "prefilled": 2},
    "coded": {"once": 3, "twice": LEAST + 2, "drawn": 4},
    "fields": {"method": {"level": "nominal", "independent": FIGURE, "prefilled": FEW}},
    "pairs": {"1": {"method": {"independent": FIGURE}}},
    "languages": {"es": {"method": {"independent": FIGURE, "prefilled": FEW}}},
}


def test_of_too_few_units_only_their_number_is_stated() -> None:
    told = json.loads(agreement_json(FIGURES))
    method = told["fields"]["method"]
    assert method["independent"] == {**{k: v for k, v in FIGURE.items() if k != "n"}, "units": 10}
    assert method["prefilled"] == {"units": 2, "one_empty": 0, "reason": TOO_FEW}
    assert told["double_coded_cases"] == {"independent": 10, "prefilled": 2}
    assert told["cases_coded"] == {"once": 3, "twice": 12, "drawn": 4}


def test_figures_of_a_demonstration_are_marked() -> None:
    mark = "Invented, for a demonstration."
    assert json.loads(agreement_json(FIGURES, mark))["demonstration"] == mark
    rows = csv.DictReader(io.StringIO(agreement_csv(FIGURES, mark).decode()))
    assert {row["demonstration"] for row in rows} == {mark}


def test_the_table_says_the_same() -> None:
    rows = list(csv.DictReader(io.StringIO(agreement_csv(FIGURES).decode())))
    assert [(r["of"], r["key"], r["codings"], r["alpha"], r["reason"]) for r in rows] == [
        ("all", "", "independent", "0.8", ""),
        ("all", "", "prefilled", "", TOO_FEW),
        ("pair", "1", "independent", "0.8", ""),
        ("language", "es", "independent", "0.8", ""),
        ("language", "es", "prefilled", "", TOO_FEW),
    ]


@pytest.mark.django_db
def test_a_release_has_the_agreement_of_its_cases_and_names_no_coder(tmp_path: Path) -> None:
    people = [coder(display_name=name) for name in ("Ana Coder", "Ben Coder")]
    case = published()
    for person, method in zip(people, ("firearm", "blade"), strict=True):
        Coding.objects.create(
            case=case,
            coder=person,
            codebook_version="1.1",
            values={"case": {"method": method}, "victims": []},
            submitted_at=case.created_at,
        )
    freeze_release("provisional", by=adjudicator(), folder=tmp_path)
    folder = tmp_path / "release-1"
    assert verify_release(folder) == []
    told = json.loads((folder / AGREEMENT).read_text())
    assert told["double_coded_cases"] == {"independent": 1, "prefilled": 0}
    assert told["cases_coded"] == {"once": 0, "twice": 1, "drawn": 0}
    assert told["fields"]["method"]["independent"] == {
        "units": 1,
        "one_empty": 0,
        "reason": TOO_FEW,
    }
    assert list(told["pairs"]) == ["1"]
    text = (folder / AGREEMENT).read_text() + (folder / AGREEMENT_TABLE).read_text()
    assert "Coder" not in text.replace("coder", "")
    assert "agreement.json" in (folder / "README.txt").read_text()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert {AGREEMENT, AGREEMENT_TABLE} <= manifest["files"].keys()


@pytest.mark.django_db
def test_an_older_release_without_the_files_still_verifies(tmp_path: Path) -> None:
    published()
    freeze_release("provisional", by=adjudicator(), folder=tmp_path)
    folder = tmp_path / "release-1"
    manifest = json.loads((folder / "manifest.json").read_text())
    for name in (AGREEMENT, AGREEMENT_TABLE):
        del manifest["files"][name]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    said = {problem.partition(":")[0] for problem in verify_release(folder)}
    assert said == {AGREEMENT, AGREEMENT_TABLE}
    for name in said:
        (folder / name).unlink()
    assert verify_release(folder) == []
