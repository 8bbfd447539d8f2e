"""`vigil members`: a sheet of members from the command line."""

import json
from pathlib import Path

import pytest

from cli.test_sheet import vigil
from network.sheets_of_members import row, written

ANA = "ana@example.org"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("installation")
    ran = vigil("person", ANA, "--role", "administrator", data=data)
    assert ran.returncode == 0, ran.stderr
    (data / "m.csv").write_bytes(written([row(1), row(2, country="Atlantis"), row(3)]))
    return data


def test_a_sheet_is_looked_at_taken_in_and_taken_in_again(installation: Path) -> None:
    file = str(installation / "m.csv")
    ran = vigil("members", "plan", file, "--by", ANA, "--json", data=installation)
    assert ran.returncode == 3, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["counts"]["new"], told["done"]) == (2, False)
    assert [(one["row"], one["field"]) for one in told["broken"]] == [(3, "country")]
    ran = vigil("members", "import", file, "--by", ANA, data=installation)
    assert ran.returncode == 3, ran.stderr
    assert "2 new" in ran.stdout
    assert "row 3, country:" in ran.stderr
    # Who stands in the file is told nowhere.
    assert "Numbered" not in ran.stdout + ran.stderr
    ran = vigil("members", "import", file, "--by", ANA, "--json", data=installation)
    assert json.loads(ran.stdout)["counts"]["unchanged"] == 2


def test_misuse_is_told(installation: Path) -> None:
    file = installation / "m.csv"
    ran = vigil("members", "plan", str(file), "--by", "no@example.org", data=installation)
    assert (ran.returncode, "nobody here" in ran.stderr) == (2, True)
    bad = installation / "bad.csv"
    bad.write_bytes(b"role\nLawyer\n")
    ran = vigil("members", "plan", str(bad), "--by", ANA, data=installation)
    assert (ran.returncode, "bad.csv" in ran.stderr) == (1, True)
