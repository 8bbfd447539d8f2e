"""`vigil lists`: from the command line."""

import json
from pathlib import Path

import pytest

from cli.calling import call
from factories import UserFactory
from vigil.trust.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("prepared")]
ANA = "ana@example.org"
ROWS = "id,name,date,country\n1,Ana Ríos,2019-03-07,Mexico\n,Luis Tinoco,2019-03-08,Mexico\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a list with a row without its id; Ana may import it."""
    UserFactory(email=ANA, roles=[Role.ADJUDICATOR])
    path = tmp_path / "list.csv"
    path.write_text(ROWS, "utf-8")
    return path


def test_a_list_is_taken_in_and_shown(file: Path) -> None:
    told = ("--preset", "generic", "--name", "Partner", "--licence", "CC0", "--by", ANA, "--json")
    ran = call("lists", "import", file, *told)
    assert ran.status == 3, ran.stderr
    assert json.loads(ran.stdout)["new"] == 1
    assert "list.csv: line 3: id: is empty" in ran.stderr
    [known] = json.loads(call("lists", "show", "--json").stdout)
    assert (known["name"], known["rows"], known["licence"]) == ("Partner", 1, "CC0")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--by", ANA), "either --preset or --config"),
        (("--preset", "acled", "--by", ANA), "there is no preset 'acled'"),
        (("--preset", "generic", "--name", "x", "--by", "no@example.org"), "nobody here"),
    ],
)
def test_misuse_is_told(file: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = call("lists", "import", file, *arguments)
    assert ran.status == 2
    assert said in ran.stderr
