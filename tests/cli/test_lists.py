"""`vigil lists`: from the command line."""

import json
from pathlib import Path

import pytest

from cli.test_sheet import vigil

ANA = "ana@example.org"
ROWS = "id,name,date,country\n1,Ana Ríos,2019-03-07,Mexico\n,Luis Tinoco,2019-03-08,Mexico\n"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("installation")
    ran = vigil("person", ANA, "--role", "administrator", "--role", "adjudicator", data=data)
    assert ran.returncode == 0, ran.stderr
    (data / "list.csv").write_text(ROWS, "utf-8")
    return data


def test_a_list_is_taken_in_and_shown(installation: Path) -> None:
    file = str(installation / "list.csv")
    told = ("--preset", "generic", "--name", "Partner", "--licence", "CC0", "--by", ANA, "--json")
    ran = vigil("lists", "import", file, *told, data=installation)
    assert ran.returncode == 3, ran.stderr
    assert json.loads(ran.stdout)["new"] == 1
    assert "list.csv: line 3: id: is empty" in ran.stderr
    shown = vigil("lists", "show", "--json", data=installation)
    [known] = json.loads(shown.stdout)
    assert (known["name"], known["rows"], known["licence"]) == ("Partner", 1, "CC0")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--by", ANA), "either --preset or --config"),
        (("--preset", "acled", "--by", ANA), "there is no preset 'acled'"),
        (("--preset", "generic", "--name", "x", "--by", "no@example.org"), "nobody here"),
    ],
)
def test_misuse_is_told(installation: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = vigil("lists", "import", str(installation / "list.csv"), *arguments, data=installation)
    assert ran.returncode == 2
    assert said in ran.stderr
