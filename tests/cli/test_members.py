"""`vigil members`: a sheet of members from the command line."""

import json
from pathlib import Path

import pytest

from cli.calling import call
from factories import UserFactory
from network.sheets_of_members import row, written
from vigil.trust.models import Decision, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("prepared")]
ANA = "ana@example.org"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a sheet of three members, one of them broken; Ana may import it."""
    UserFactory(email=ANA, roles=[Role.ADMINISTRATOR])
    path = tmp_path / "m.csv"
    path.write_bytes(written([row(1), row(2, country="Atlantis"), row(3)]))
    return path


def test_a_sheet_is_looked_at_taken_in_and_taken_in_again(file: Path) -> None:
    ran = call("members", "plan", file, "--by", ANA, "--json")
    assert ran.status == 3, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["counts"]["new"], told["done"]) == (2, False)
    assert [(one["row"], one["field"]) for one in told["broken"]] == [(3, "country")]
    ran = call("members", "import", file, "--by", ANA)
    assert ran.status == 3, ran.stderr
    assert "2 new" in ran.stdout
    assert "row 3, country:" in ran.stderr
    # Anybody who can run a command can name Ana: the log says that it was one.
    done = Decision.objects.filter(verb__in=["import_members", "add_member"])
    assert {one.after["through"] for one in done} == {"command_line"}
    # Who stands in the file is told nowhere.
    assert "Numbered" not in ran.stdout + ran.stderr
    ran = call("members", "import", file, "--by", ANA, "--json")
    assert json.loads(ran.stdout)["counts"]["unchanged"] == 2


def test_misuse_is_told(file: Path) -> None:
    ran = call("members", "plan", file, "--by", "no@example.org")
    assert (ran.status, "nobody here" in ran.stderr) == (2, True)
    bad = file.with_name("bad.csv")
    bad.write_bytes(b"role\nLawyer\n")
    ran = call("members", "plan", bad, "--by", ANA)
    assert (ran.status, "bad.csv" in ran.stderr) == (1, True)
