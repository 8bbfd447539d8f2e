"""Writers are killed, and the power fails: nothing that was acknowledged is lost or half done.

A writer does what people and machines do all day (`deeds.py`): it takes reports in, codes,
publishes, pays, receives testimonies, answers panels, keeps files, changes keys. After each verb it
acknowledges what from then on must be there. Then it is killed (`kill -9`, at any moment or between
any two operations on files, with its database server every third time), or the power fails: what
was written and not synced is dropped, torn or kept as chance has it (`disk_log.c` writes down every
operation on files, `disks.py` makes of them what a disk would show). A process that opens what is
left looks for all that was acknowledged, and for what holds in every installation
(`invariants.py`), and goes on with the work.

Two things say that this would see a loss: a product that does not sync its database, or its files,
is caught; and replaying a whole recording gives, byte for byte, the files that are really there.

Figures and how to run them: docs/build/tests.md.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crashes import disks

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path(__file__).with_name("disk_log.c")
SEED = 20261129
DAILY = "three kills and three cuts of SQLite daily"
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name))


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """Return a folder that the user of a database server reaches, too."""
    folder = Path(tempfile.mkdtemp(prefix="vigil-crashes."))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def shim(place: Path) -> Path:
    """Compile what writes down operations on files."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler")
    made = place / "disk_log.so"
    command = [compiler, "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", made, SOURCE, "-ldl"]
    subprocess.run(command, check=True)
    made.chmod(0o755)
    return made


def tried(shim: Path, place: Path, *arguments: object, **added: str) -> dict[str, Any]:
    """Run trials in a folder of their own; return what came of them."""
    folder = Path(tempfile.mkdtemp(dir=place))
    folder.chmod(0o755)
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    kind, trials, *more = map(str, arguments)
    ran = subprocess.run(
        [sys.executable, "-m", "crashes.trials", kind, str(folder), trials, str(SEED), *more],
        env=kept
        | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}", "LD_PRELOAD": str(shim)}
        | {"OPENBLAS_NUM_THREADS": "1"}  # it is forked all the time
        | added,
        capture_output=True,
        text=True,
        check=False,
    )
    shutil.rmtree(folder)
    assert ran.returncode == 0, ran.stderr[-5000:]
    outcome: dict[str, Any] = json.loads(ran.stdout)
    return outcome


def on_postgresql(shim: Path, place: Path, *arguments: object) -> dict[str, Any]:
    """Run trials with a PostgreSQL server of their own."""
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not installed")
    sockets = Path(tempfile.mkdtemp(dir=place))
    added = {
        "DATABASE_URL": f"postgres://postgres@/vigil?host={sockets}",
        "VIGIL_DATABASE_MAY_LOSE_WRITES": "1" if "database" in arguments else "",
    }
    return tried(shim, place, *arguments, "--programs", PROGRAMS[-1], **added)


def assert_nothing_is_lost(outcome: dict[str, Any], *, acknowledged: int) -> None:
    assert outcome["lost"][:3] == []
    assert outcome["broken"][:3] == []
    assert outcome["acknowledged"] >= acknowledged


# Daily


def test_nothing_is_lost_when_writers_are_killed_and_the_power_fails(
    shim: Path, place: Path
) -> None:
    outcome = tried(shim, place, "both", 3)
    assert (outcome["killed"], outcome["cut"]) == (3, 3)
    assert_nothing_is_lost(outcome, acknowledged=20)


def recorded(shim: Path, place: Path, program: str) -> tuple[disks.Disk, list[disks.Record]]:
    """Let a Python program change files in `place/root`; return the disk before, and the log."""
    root, before, log = place / "root", place / "before", place / "log"
    for folder in (root, before):
        folder.mkdir()
        (folder / "old").write_bytes(b"old")
    disk = disks.Disk(root, before)
    environment = {**os.environ, "LD_PRELOAD": str(shim), "VIGIL_DISK_LOG": str(log)}
    subprocess.run([sys.executable, "-c", program], cwd=root, env=environment, check=True)
    return disk, disks.read_log(log)


def ends(
    disk: disks.Disk, records: list[disks.Record], to: Path
) -> set[tuple[tuple[str, bytes], ...]]:
    """Return every state of files that many power cuts at the end leave."""
    for record in records:
        disk.follow(record)
    found = set()
    for seed in range(60):
        disk.cut(to, random.Random(seed))
        files = sorted(path for path in to.rglob("*") if path.is_file())
        found.add(tuple((path.name, path.read_bytes()) for path in files))
        shutil.rmtree(to)
    return found


REPLACE = """
import os
with open("new", "wb") as file:
    file.write(b"new")
    {sync}
os.replace("new", "old")
"""
SYNC = "file.flush(); os.fsync(file.fileno())"


def test_a_file_that_was_not_synced_is_found_empty_after_a_power_cut(
    shim: Path, tmp_path: Path
) -> None:
    left = ends(*recorded(shim, tmp_path, REPLACE.format(sync="pass")), tmp_path / "left")
    assert (("old", b""),) in left
    assert (("old", b"old"),) in left
    assert (("old", b"new"),) in left


def test_a_file_that_was_synced_and_renamed_is_the_old_or_the_new_one(
    shim: Path, tmp_path: Path
) -> None:
    left = ends(*recorded(shim, tmp_path, REPLACE.format(sync=SYNC)), tmp_path / "left")
    contents = {dict(files).get("old") for files in left}
    assert contents == {b"old", b"new"}


def test_only_a_synced_folder_keeps_a_new_name(shim: Path, tmp_path: Path) -> None:
    program = REPLACE.format(sync=SYNC) + "os.fsync(os.open('.', os.O_RDONLY))"
    left = ends(*recorded(shim, tmp_path, program), tmp_path / "left")
    assert left == {(("old", b"new"),)}


def test_a_long_write_may_be_torn(shim: Path, tmp_path: Path) -> None:
    program = "open('old', 'r+b', buffering=0).write(b'n' * 4096)"
    left = ends(*recorded(shim, tmp_path, program), tmp_path / "left")
    lengths = {len(dict(files)["old"]) for files in left}
    assert {3, 4096} < lengths


# The long tail


@pytest.mark.tail(DAILY)
def test_240_writers_are_killed(shim: Path, place: Path) -> None:
    outcome = tried(shim, place, "kills", 240)
    assert outcome["killed"] == 240
    assert_nothing_is_lost(outcome, acknowledged=7_500)


@pytest.mark.tail(DAILY)
def test_the_power_is_cut_160_times(shim: Path, place: Path) -> None:
    outcome = tried(shim, place, "cuts", 160)
    assert outcome["cut"] == 160
    assert_nothing_is_lost(outcome, acknowledged=1_900)


@pytest.mark.tail(DAILY)
def test_60_writers_and_servers_of_postgresql_are_killed(shim: Path, place: Path) -> None:
    outcome = on_postgresql(shim, place, "kills", 60)
    assert outcome["killed"] == 60
    assert_nothing_is_lost(outcome, acknowledged=1_500)


@pytest.mark.tail(DAILY)
def test_the_power_of_postgresql_is_cut_40_times(shim: Path, place: Path) -> None:
    outcome = on_postgresql(shim, place, "cuts", 40)
    assert outcome["cut"] == 40
    assert_nothing_is_lost(outcome, acknowledged=480)


@pytest.mark.tail("what is dropped, torn or kept is asked of single files daily")
@pytest.mark.parametrize("what", ["database", "files"])
def test_what_is_not_synced_is_seen_to_be_lost(shim: Path, place: Path, what: str) -> None:
    outcome = tried(shim, place, "cuts", 10, "--without", what)
    assert outcome["lost"] or outcome["broken"]


@pytest.mark.tail("what is dropped, torn or kept is asked of single files daily")
def test_postgresql_without_fsync_is_seen_to_lose(shim: Path, place: Path) -> None:
    outcome = on_postgresql(shim, place, "cuts", 10, "--without", "database")
    assert outcome["lost"] or outcome["broken"]
