"""`vigil sheet`: from the command line in and out again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from casefile.sheets import made
from vigil.casefile.sheets.reading import read_sheet

ROOT = Path(__file__).resolve().parents[2]
ANA = "ana@example.org"
OURS = ("--sheet", "Our cases", "--by", ANA)


def vigil(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "VIGIL_DATA": str(data)}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "vigil.cli", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with an adjudicator and a sheet of 30 rows, two of them broken."""
    data = tmp_path_factory.mktemp("installation")
    ran = vigil("person", ANA, "--role", "administrator", "--role", "adjudicator", data=data)
    assert ran.returncode == 0, ran.stderr
    rows = made.rows()[:30]
    (data / "whole.xlsx").write_bytes(made.xlsx(rows))
    rows[4]["Country"], rows[9]["Date"] = "Freedonia", "31/02/2019"
    (data / "ours.xlsx").write_bytes(made.xlsx(rows))
    return data


def test_a_sheet_is_planned_taken_in_corrected_and_given_back(installation: Path) -> None:
    ours, whole = str(installation / "ours.xlsx"), str(installation / "whole.xlsx")
    mapping = str(installation / "ours.json")
    guessed = vigil("sheet", "guess", ours, "-o", mapping, data=installation)
    assert guessed.returncode == 0, guessed.stderr
    assert "rows told apart by Case no" in guessed.stdout
    assert "30 rows, names of columns in row 1" in guessed.stdout
    assert "kept with the rows, not understood: Case no, Telephone, Notes" in guessed.stdout
    over = vigil("sheet", "guess", ours, "-o", mapping, data=installation)
    assert (over.returncode, "is there already" in over.stderr) == (2, True)

    planned = vigil("sheet", "plan", ours, *OURS, "--mapping", mapping, "--json", data=installation)
    assert planned.returncode == 3, planned.stderr
    told = json.loads(planned.stdout)
    assert (told["counts"]["new"], told["counts"]["broken"]) == (28, 2)
    assert [(b["row"], b["column"]) for b in told["broken"]] == [(6, "Country"), (11, "Date")]

    unmapped = vigil("sheet", "import", ours, *OURS, data=installation)
    assert unmapped.returncode == 2
    assert "--mapping" in unmapped.stderr
    taken = vigil("sheet", "import", ours, *OURS, "--mapping", mapping, data=installation)
    assert taken.returncode == 3, taken.stderr
    assert "28 rows new in 28 cases" in taken.stdout
    assert "row 6, Country 'Freedonia'" in taken.stderr

    halfway = vigil("sheet", "export", str(installation / "half.csv"), *OURS, data=installation)
    assert halfway.returncode == 0
    assert "2 rows of the newest file were broken, not taken in" in halfway.stderr

    again = vigil("sheet", "import", whole, *OURS, "--json", data=installation)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["counts"]["unchanged"] == 28

    for name in ("back.xlsx", "back.csv"):
        back = installation / name
        out = vigil("sheet", "export", str(back), *OURS, data=installation)
        assert out.returncode == 0, out.stderr
        sheet, was = read_sheet(back.read_bytes()), read_sheet(Path(whole).read_bytes())
        assert (sheet.columns, sheet.rows) == (was.columns, was.rows)
        round_trip = vigil("sheet", "plan", str(back), *OURS, data=installation)
        assert round_trip.returncode == 0
        assert round_trip.stdout.startswith("30 rows: 0 new, 0 changed, 30 unchanged, 0 in")


def test_what_is_wrong_with_many_rows_is_summed_up(installation: Path) -> None:
    many = installation / "many.csv"
    rows = [f"{n},Freedonia,Ana Ejemplo,yes" for n in range(3)]
    many.write_text("\n".join(["Nr,Country,Victim,OC link", *rows]))
    guessed = vigil("sheet", "guess", str(many), "-o", str(many) + ".json", data=installation)
    assert "open: organised_crime_link needs organised_crime_basis beside it" in guessed.stdout
    assert "encoding utf-8-sig, 3 rows" in guessed.stdout
    planned = vigil("sheet", "plan", str(many), "--sheet", "x", "--by", ANA, data=installation)
    assert planned.returncode == 3
    assert "  3 rows: Country: this is no country that is known here" in planned.stdout
    many.write_text("Country,Victim\nMexico,Ana Ejemplo\n")
    guessed = vigil("sheet", "guess", str(many), "-o", str(many) + ".2.json", data=installation)
    assert "no column numbers the rows" in guessed.stdout


def test_what_cannot_be_is_said(installation: Path, tmp_path: Path) -> None:
    ours = str(installation / "ours.xlsx")
    somebody = vigil(
        *("sheet", "plan", ours, "--sheet", "x", "--by", "nobody@example.org"), data=installation
    )
    assert somebody.returncode == 2
    no_sheet = tmp_path / "no.xlsx"
    no_sheet.write_bytes(b"PK\x03\x04 nothing")
    ran = vigil("sheet", "plan", str(no_sheet), "--sheet", "x", "--by", ANA, data=installation)
    assert ran.returncode == 1
    assert "cannot be read" in ran.stderr
    ran = vigil("sheet", "export", str(tmp_path / "x.doc"), "--by", ANA, data=installation)
    assert ran.returncode == 2
    for more, said in (
        (("--case", "V-999999"), "there is no case V-999999"),
        (("--stage", "nonsense"), "there is no stage 'nonsense'"),
    ):
        ran = vigil(
            "sheet", "export", str(tmp_path / "x.csv"), "--by", ANA, *more, data=installation
        )
        assert (ran.returncode, said in ran.stderr) == (2, True)
    nowhere = str(tmp_path / "nowhere" / "x.csv")
    ran = vigil("sheet", "export", nowhere, "--by", ANA, data=installation)
    assert (ran.returncode, "Traceback" in ran.stderr) == (1, False)
