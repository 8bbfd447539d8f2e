"""Each command that works on a database, run once as a program, on one installation.

Daily most are forks of one program that has loaded Django. What else a command does is asked in
this process, in the file of its name.
"""

import json
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from pytest_django.fixtures import Settings

from casefile.sheets import invented_sheet
from cli.calling import Ran, Starts, forking, start
from network.sheets_of_members import row, written
from outlook.factories_editions import COUNTRIES, whole_workbook
from vigil.trust.vault import keys

ANA = "ana@example.org"
BY_ANA = ("--by", ANA)
ROLES = ("administrator", "adjudicator", "fund_officer", "panel_chair")
LIST = "id,name,date,country\n1,Ana Ríos,2019-03-07,Mexico\n,Luis Tinoco,2019-03-08,Mexico\n"
KILLING = {"id": "a", "text": "A mayor was shot dead outside his home on Monday by two gunmen."}


pytestmark = pytest.mark.turns


class Installation(NamedTuple):
    """A data folder, how the command ended that made it, and what runs the next one."""

    data: Path
    made: Ran
    run: Starts


STARTED = pytest.param(
    "started", marks=pytest.mark.tail("two are started daily, the others are forks of a program")
)


@pytest.fixture(scope="module", params=["forked", STARTED])
def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """The installation that `vigil person` made from nothing, to let Ana in."""
    data = tmp_path_factory.mktemp("installation") / "data"
    made = start("keys", "make", data=data)
    assert made.stdout == f"The keys of this database are in {data.with_name('keys')}.\n"
    roles = [argument for role in ROLES for argument in ("--role", role)]
    person = start("person", ANA, *roles, data=data)
    if request.param == "started":
        yield Installation(data, person, partial(start, data=data))
        return
    with forking(data) as run:
        yield Installation(data, person, run)


@pytest.fixture
def run(installation: Installation) -> Starts:
    """Return what runs a command on that installation."""
    return installation.run


@pytest.fixture
def data(installation: Installation) -> Path:
    """Return the data folder of that installation."""
    return installation.data


def test_person(installation: Installation) -> None:
    status, stdout, stderr = installation.made
    assert (status, stderr.count("\n")) == (0, 2)
    assert "administrator" in stderr
    assert "This link works once, within twelve hours:\n" in stderr
    assert stderr.endswith("Change 8000 in the link if your port is another one.\n")
    assert stdout.startswith("http://localhost:8000/account/link/")


def test_people(run: Starts, tmp_path: Path) -> None:
    file = tmp_path / "team.csv"
    file.write_text("email,roles\nmaria@example.org,coder\n")
    assert run("people", "plan", file).stdout == "row 2: maria@example.org en: coder\n"


def test_keys(run: Starts, data: Path, settings: Settings) -> None:
    settings.DATA, settings.VIGIL_KEYS = data, data.with_name("keys")
    ran = run("keys", "rotate", *BY_ANA, "--why", "a colleague left")
    assert ran == (0, "Values sealed anew: 0.\n", "")
    assert len(keys.identities()) == 2


def test_backup(run: Starts, tmp_path: Path) -> None:
    ran = run("backup", tmp_path / "backups")
    assert (ran.status, "with" in ran.stdout, "NOT copied" in ran.stderr) == (0, True, True)
    ran = run("restore", tmp_path / "backups", "--verify")
    assert (ran.status, ran.stdout.count("\nok    ")) == (0, 6), ran


def test_release(run: Starts, data: Path, tmp_path: Path) -> None:
    ran = run("release", "build", *BY_ANA)
    assert ran.status == 0, ran.stderr
    where, what, digest = ran.stdout.splitlines()
    assert where == str(data / "releases" / "release-1")
    assert what.startswith("Release 1 (provisional): 67 cases with 95 people killed; headline")
    checked = start("release", "verify", where, data=tmp_path / "no-installation")
    assert checked == (0, f"{where}: whole. {digest}\n", "")
    assert not (tmp_path / "no-installation").exists()


def test_sheet(run: Starts, tmp_path: Path) -> None:
    rows = invented_sheet.rows()[:5]
    rows[4]["Country"] = "Freedonia"
    file = tmp_path / "ours.xlsx"
    file.write_bytes(invented_sheet.xlsx(rows))
    ran = run("sheet", "import", file, "--guess", "--sheet", "Our cases", *BY_ANA)
    assert ran.status == 3, ran.stderr
    assert "4 rows new in 4 cases" in ran.stdout
    assert "row 6, Country 'Freedonia'" in ran.stderr


def test_members(run: Starts, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_bytes(written([row(1), row(2, country="Atlantis"), row(3)]))
    ran = run("members", "import", file, *BY_ANA)
    assert ran.status == 3, ran.stderr
    assert "2 new" in ran.stdout
    assert "row 3, country:" in ran.stderr


def test_lists(run: Starts, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST, "utf-8")
    told = ("--preset", "generic", "--name", "Partner", "--licence", "CC0", "--json")
    ran = run("lists", "import", file, *told, *BY_ANA)
    assert ran.status == 3, ran.stderr
    assert json.loads(ran.stdout)["new"] == 1
    assert "list.csv: line 3: id: is empty" in ran.stderr


def test_fund(run: Starts, tmp_path: Path) -> None:
    out = tmp_path / "fund.zip"
    ran = run("fund", "export", out, *BY_ANA)
    assert ran.status == 0, ran.stderr
    assert "grants.csv" in zipfile.ZipFile(out).namelist()


def test_outlook(run: Starts, tmp_path: Path) -> None:
    file = tmp_path / "global_oc_index.xlsx"
    file.write_bytes(whole_workbook())
    ran = run("outlook", "import", file, *BY_ANA, "--edition", "2023")
    assert ran.status == 0, ran.stderr
    assert f"edition 2023, version 1, {len(COUNTRIES)} countries: taken in" in ran.stdout


def test_outbox(run: Starts) -> None:
    ran = run("outbox", "send", "--json")
    assert (ran.status, ran.stderr) == (0, "")
    told = json.loads(ran.stdout)
    assert (told["sent"], told["captured"]) == (0, True)


@pytest.mark.tail("test_up.py collects by this command in a process beside, daily")
def test_run(run: Starts, tmp_path: Path) -> None:
    file = tmp_path / "reports.jsonl"
    good = json.dumps(KILLING).encode()
    file.write_bytes(b"\n".join([good, b"{broken", b'{"id": "x"}', b"\xff\xfe"]))
    ran = run("run", file, "--json")
    assert ran.status == 3
    for line in (2, 3, 4):
        assert f"reports.jsonl:{line}:" in ran.stderr
    told = json.loads(ran.stdout)
    assert (told["came_in"], told["new_accounts"], told["published_cases"]) == (1, 1, 67)
