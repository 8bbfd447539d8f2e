"""`vigil outlook import`: editions from the command line, and what it answers."""

import json
from pathlib import Path

import pytest

from cli.calling import call
from factories import UserFactory
from outlook.factories_editions import COUNTRIES, as_csv, header, rows_of, whole_workbook
from vigil.trust.models import Role

pytestmark = pytest.mark.django_db
EVA = "eva@example.org"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("editions") / "global_oc_index.xlsx"
    path.write_bytes(whole_workbook())
    return path


@pytest.fixture(autouse=True)
def _eva() -> None:
    UserFactory(email=EVA, roles=[Role.PANEL_CHAIR])


def test_an_edition_is_taken_in_once(workbook: Path) -> None:
    asked = ("outlook", "import", workbook, "--by", EVA)
    ran = call(*asked, "--edition", "2023")
    assert ran.status == 0, ran.stderr
    assert f"edition 2023, version 1, {len(COUNTRIES)} countries: taken in" in ran.stdout
    again = call(*asked, "--edition", "2023", "--json")
    told = json.loads(again.stdout)
    assert (again.status, told["new"], told["version"]) == (0, False, 1)
    other = call(*asked, "--edition", "2021", "--json")
    assert json.loads(other.stdout)["new"] is True


def test_what_is_wrong_is_named_with_row_and_column(tmp_path: Path) -> None:
    rows = rows_of("2023")
    rows[0]["Country"], rows[3]["Heroin trade"] = "Atlantis", 11
    file = tmp_path / "broken.csv"
    file.write_bytes(as_csv(header("2023"), rows))
    asked = ("outlook", "import", file, "--edition", "2023", "--by", EVA)
    ran = call(*asked)
    assert ran.status == 3
    assert "row 2, column Country “Atlantis”: We know no such country." in ran.stderr
    assert "row 5, column Heroin trade “11”: A score lies from 1 to 10." in ran.stderr
    assert "Nothing was taken in: 2 things are wrong." in ran.stderr
    told = json.loads(call(*asked, "--json").stdout)
    assert [(p["row"], p["column"]) for p in told["problems"]] == [
        (2, "Country"),
        (5, "Heroin trade"),
    ]


def test_doubts_are_named_and_taken(tmp_path: Path) -> None:
    rows = rows_of("2023")
    rows[0]["Resilience avg."] = 9.9
    rows[1]["Prevention"] = 4.3
    file = tmp_path / "odd.csv"
    file.write_bytes(as_csv(header("2023"), rows))
    ran = call("outlook", "import", file, "--edition", "2023", "--by", EVA)
    assert ran.status == 0, ran.stderr
    assert "row 2, COL, resilience: 9.90, the mean of its parts is" in ran.stderr
    assert "row 3, COD, prevention: 4.30 is no half step" in ran.stderr


def test_misuse_is_told(workbook: Path) -> None:
    nobody = call("outlook", "import", workbook, "--edition", "2023", "--by", "no@example.org")
    assert (nobody.status, "nobody here" in nobody.stderr) == (2, True)
    unknown = call("outlook", "import", workbook, "--edition", "1999", "--by", EVA)
    assert (unknown.status, "Known are: 2021, 2023." in unknown.stderr) == (1, True)
