"""`vigil sheet`: from the command line in and out again."""

import json
from pathlib import Path

import pytest

from casefile.sheets import invented_sheet
from cli.calling import call
from factories import UserFactory
from vigil.casefile.sheet_files.reading import read_sheet
from vigil.trust.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("prepared")]
ANA = "ana@example.org"
OURS = ("--sheet", "Our cases", "--by", ANA)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sheet of 30 rows, and with one of which two rows are broken."""
    folder = tmp_path_factory.mktemp("sheets")
    rows = invented_sheet.rows()[:30]
    (folder / "whole.xlsx").write_bytes(invented_sheet.xlsx(rows))
    rows[4]["Country"], rows[9]["Date"] = "Freedonia", "31/02/2019"
    (folder / "ours.xlsx").write_bytes(invented_sheet.xlsx(rows))
    return folder


@pytest.fixture(autouse=True)
def _ana() -> None:
    UserFactory(email=ANA, roles=[Role.ADJUDICATOR])


def test_a_sheet_is_planned_taken_in_corrected_and_given_back(folder: Path) -> None:
    ours, whole = str(folder / "ours.xlsx"), str(folder / "whole.xlsx")
    mapping = str(folder / "ours.json")
    guessed = call("sheet", "guess", ours, "-o", mapping)
    assert guessed.status == 0, guessed.stderr
    assert "rows told apart by Case no" in guessed.stdout
    assert "30 rows, names of columns in row 1" in guessed.stdout
    assert "kept with the rows, not understood: Case no, Telephone, Notes" in guessed.stdout
    over = call("sheet", "guess", ours, "-o", mapping)
    assert (over.status, "is there already" in over.stderr) == (2, True)

    planned = call("sheet", "plan", ours, *OURS, "--mapping", mapping, "--json")
    assert planned.status == 3, planned.stderr
    told = json.loads(planned.stdout)
    assert (told["counts"]["new"], told["counts"]["broken"]) == (28, 2)
    assert [(b["row"], b["column"]) for b in told["broken"]] == [(6, "Country"), (11, "Date")]

    unmapped = call("sheet", "import", ours, *OURS)
    assert unmapped.status == 2
    assert "--mapping" in unmapped.stderr
    taken = call("sheet", "import", ours, *OURS, "--mapping", mapping)
    assert taken.status == 3, taken.stderr
    assert "28 rows new in 28 cases" in taken.stdout
    assert "row 6, Country 'Freedonia'" in taken.stderr

    halfway = call("sheet", "export", folder / "half.csv", *OURS)
    assert halfway.status == 0
    assert "2 rows of the newest file were broken, not taken in" in halfway.stderr

    again = call("sheet", "import", whole, *OURS, "--json")
    assert again.status == 0, again.stderr
    assert json.loads(again.stdout)["counts"]["unchanged"] == 28

    for name in ("back.xlsx", "back.csv"):
        back = folder / name
        out = call("sheet", "export", back, *OURS)
        assert out.status == 0, out.stderr
        sheet, was = read_sheet(back.read_bytes()), read_sheet(Path(whole).read_bytes())
        assert (sheet.columns, sheet.rows) == (was.columns, was.rows)
        round_trip = call("sheet", "plan", back, *OURS)
        assert round_trip.status == 0
        assert round_trip.stdout.startswith("30 rows: 0 new, 0 changed, 30 unchanged, 0 in")


def test_what_is_wrong_with_many_rows_is_summed_up(folder: Path) -> None:
    many = folder / "many.csv"
    rows = [f"{n},Freedonia,Ana Ejemplo,yes" for n in range(3)]
    many.write_text("\n".join(["Nr,Country,Victim,OC link", *rows]))
    guessed = call("sheet", "guess", many, "-o", str(many) + ".json")
    assert "open: organised_crime_link needs organised_crime_basis beside it" in guessed.stdout
    assert "encoding utf-8-sig, 3 rows" in guessed.stdout
    planned = call("sheet", "plan", many, "--sheet", "x", "--by", ANA)
    assert planned.status == 3
    assert "  3 rows: Country: this is no country that is known here" in planned.stdout
    many.write_text("Country,Victim\nMexico,Ana Ejemplo\n")
    guessed = call("sheet", "guess", many, "-o", str(many) + ".2.json")
    assert "no column numbers the rows" in guessed.stdout


def test_what_cannot_be_is_said(folder: Path, tmp_path: Path) -> None:
    ours = str(folder / "ours.xlsx")
    somebody = call("sheet", "plan", ours, "--sheet", "x", "--by", "nobody@example.org")
    assert somebody.status == 2
    no_sheet = tmp_path / "no.xlsx"
    no_sheet.write_bytes(b"PK\x03\x04 nothing")
    ran = call("sheet", "plan", no_sheet, "--sheet", "x", "--by", ANA)
    assert ran.status == 1
    assert "cannot be read" in ran.stderr
    ran = call("sheet", "export", tmp_path / "x.doc", "--by", ANA)
    assert ran.status == 2
    for more, said in (
        (("--case", "V-999999"), "there is no case V-999999"),
        (("--stage", "nonsense"), "there is no stage 'nonsense'"),
    ):
        ran = call("sheet", "export", tmp_path / "x.csv", "--by", ANA, *more)
        assert (ran.status, said in ran.stderr) == (2, True)
    ran = call("sheet", "export", tmp_path / "nowhere" / "x.csv", "--by", ANA)
    assert (ran.status, "x.csv" in ran.stderr) == (1, True)
