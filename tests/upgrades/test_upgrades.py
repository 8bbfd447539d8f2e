"""Data made by older code, by its own verbs, is all there after today's code upgraded it."""

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cli.calling import ENVIRONMENT, ROOT
from own_databases import own_database
from upgrades.rows import Tables, lost, tables_of

HERE = Path(__file__).parent
FIRST = "ce9ed872219c146d927338aff08977390b05e1cf"
"""The commit that squashed the migrations: nothing older can be upgraded."""
COMMITS = {
    FIRST: "first_world.py",
    "18658de82f1ceaa21095f56034f2bccc7097e44b": "later_world.py",
}
DAILY = "tests/site/installation/test_upgrading.py, and every migration runs in each test"


@dataclass
class Installation:
    """A folder with data and keys, perhaps a database on a server, and code that uses them."""

    folder: Path
    url: str = ""
    said: list[str] = field(default_factory=list)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    def run(self, code: Path, *arguments: str | Path) -> str:
        """Run a program with some code; return what it wrote. It must do what it is for."""
        more = {"DATABASE_URL": self.url} if self.url else {}
        ran = subprocess.run(
            [sys.executable, *map(str, arguments)],
            env={
                **ENVIRONMENT,
                "PYTHONPATH": f"{code / 'src'}:{code / 'tests'}",
                "VIGIL_DATA": str(self.data),
                "VIGIL_KEYS": str(self.folder / "keys"),
                "VIGIL_DATABASE_MAY_LOSE_WRITES": "1",
                **more,
            },
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        self.said.append(ran.stderr)
        assert ran.returncode == 0, f"{arguments}: {ran.stdout[-2000:]}\n{ran.stderr[-4000:]}"
        return ran.stdout

    def vigil(self, code: Path, *arguments: str) -> str:
        """Run a command of `vigil`."""
        return self.run(code, "-m", "vigil.cli", *arguments)

    def tables(self) -> Tables:
        """Return all rows of its database."""
        return tables_of(self.url or self.data / "vigil.sqlite3")


def code_of(commit: str, folder: Path) -> Path:
    """Unpack the code of a commit; skip where this checkout does not have it."""
    packed = subprocess.run(
        ["git", "-C", str(ROOT), "archive", commit], capture_output=True, check=False
    )
    if packed.returncode:
        pytest.skip(f"this checkout has no commit {commit[:8]} (a shallow clone, or no git)")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An empty folder; on PostgreSQL with an empty database on the server of the tests."""
    made = tmp_path / "installation"
    made.mkdir()
    with own_database(f"vigil_upgrade_{os.getpid()}") as url:
        yield Installation(made, url)


@pytest.mark.tail(DAILY)
@pytest.mark.either
@pytest.mark.database
@pytest.mark.parametrize("commit", COMMITS)
def test_what_older_code_made_is_there_after_an_upgrade_and_after_going_back(
    commit: str, installation: Installation, tmp_path: Path
) -> None:
    older, facts = code_of(commit, tmp_path / "older"), installation.folder / "facts.json"
    installation.vigil(older, "up", "--once")
    installation.vigil(older, "run", str(older / "examples" / "reports.jsonl"))
    installation.run(older, HERE / COMMITS[commit], facts)
    before = installation.tables()

    installation.vigil(ROOT, "up", "--once")
    assert "how-to-go-back.txt says how to go back" in installation.said[-1]
    assert not list(lost(before, installation.tables()))
    assert json.loads(installation.run(ROOT, HERE / "found_again.py", facts)) == []

    (how,) = installation.data.glob("backups/before-*/how-to-go-back.txt")
    go_back(how.read_text("utf-8"), installation)
    assert not list(lost(before, installation.tables()))
    if commit == FIRST:  # whose code looks for this key in the data folder
        key = installation.folder / "keys" / "secret-key.txt"
        (installation.data / "secret-key").write_bytes(key.read_bytes())
    installation.vigil(older, "up", "--once")
    assert not list(lost(before, installation.tables()))


def go_back(how: str, installation: Installation) -> None:
    """Run the commands that were written down, as somebody does who copies them."""
    commands = [line.strip() for line in how.splitlines() if line.startswith("    ")]
    assert commands
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    path = ":".join([*map(str, programs[-1:]), ENVIRONMENT.get("PATH", "")])
    for command in commands:
        subprocess.run(
            ["sh", "-ec", command],
            env={**ENVIRONMENT, "PATH": path, "DATABASE_URL": installation.url},
            check=True,
        )
