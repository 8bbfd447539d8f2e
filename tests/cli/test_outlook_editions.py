"""`vigil outlook import`: editions from the command line, and what it answers."""

import json
from pathlib import Path

import pytest

from cli.test_sheet import vigil
from outlook.factories_editions import COUNTRIES, as_csv, header, rows_of, whole_workbook

EVA = "eva@example.org"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("installation")
    ran = vigil("person", EVA, "--role", "panel_chair", data=data)
    assert ran.returncode == 0, ran.stderr
    (data / "global_oc_index.xlsx").write_bytes(whole_workbook())
    return data


def test_an_edition_is_taken_in_once(installation: Path) -> None:
    asked = ("outlook", "import", str(installation / "global_oc_index.xlsx"), "--by", EVA)
    ran = vigil(*asked, "--edition", "2023", data=installation)
    assert ran.returncode == 0, ran.stderr
    assert f"edition 2023, version 1, {len(COUNTRIES)} countries: taken in" in ran.stdout
    again = vigil(*asked, "--edition", "2023", "--json", data=installation)
    told = json.loads(again.stdout)
    assert (again.returncode, told["new"], told["version"]) == (0, False, 1)
    other = vigil(*asked, "--edition", "2021", "--json", data=installation)
    assert json.loads(other.stdout)["new"] is True


def test_what_is_wrong_is_named_with_row_and_column(installation: Path) -> None:
    rows = rows_of("2023")
    rows[0]["Country"], rows[3]["Heroin trade"] = "Atlantis", 11
    file = installation / "broken.csv"
    file.write_bytes(as_csv(header("2023"), rows))
    asked = ("outlook", "import", str(file), "--edition", "2023", "--by", EVA)
    ran = vigil(*asked, data=installation)
    assert ran.returncode == 3
    assert "row 2, column Country “Atlantis”: We know no such country." in ran.stderr
    assert "row 5, column Heroin trade “11”: A score lies from 1 to 10." in ran.stderr
    assert "Nothing was taken in: 2 things are wrong." in ran.stderr
    told = json.loads(vigil(*asked, "--json", data=installation).stdout)
    assert [(p["row"], p["column"]) for p in told["problems"]] == [
        (2, "Country"),
        (5, "Heroin trade"),
    ]


def test_doubts_are_named_and_taken(installation: Path) -> None:
    rows = rows_of("2023")
    rows[0]["Resilience avg."] = 9.9
    rows[1]["Prevention"] = 4.3
    file = installation / "odd.csv"
    file.write_bytes(as_csv(header("2023"), rows))
    ran = vigil("outlook", "import", str(file), "--edition", "2023", "--by", EVA, data=installation)
    assert ran.returncode == 0, ran.stderr
    assert "row 2, COL, resilience: 9.90, the mean of its parts is" in ran.stderr
    assert "row 3, COD, prevention: 4.30 is no half step" in ran.stderr


def test_misuse_is_told(installation: Path) -> None:
    file = str(installation / "global_oc_index.xlsx")
    nobody = vigil(
        *("outlook", "import", file, "--edition", "2023", "--by", "no@example.org"),
        data=installation,
    )
    assert (nobody.returncode, "nobody here" in nobody.stderr) == (2, True)
    unknown = vigil("outlook", "import", file, "--edition", "1999", "--by", EVA, data=installation)
    assert (unknown.returncode, "Known are: 2021, 2023." in unknown.stderr) == (1, True)
