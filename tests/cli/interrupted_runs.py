"""Runs `vigil run` many times over, killing it at random moments. Started by test_run.py.

Every second kill comes after so many seconds; the others after so many commits, since most of what
a run writes it writes within a moment. Kills that all find the case file in the same two states
would prove little: then more trials follow, MOST at most.

A process of its own, because each run is a fork of it that SIGKILL ends: models are loaded
once, the database of each trial is its own, and no test fixture is touched. Prints JSON.

    python interrupted_runs.py REPORTS FOLDER TRIALS SEED
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "vigil.site.settings"

import django

django.setup()

import psycopg
from django.db import connection, connections

from cli.case_file import snapshot
from vigil.cli.run import run
from vigil.cli.support.data_folder import one_at_a_time
from vigil.cli.support.database import prepare_database
from vigil.reading.engines import compaction, pipeline
from vigil.reading.engines.reading_stage import Reader

STATES, MOST = 3, 40
pipeline.BATCH = 8  # many moments at which a run may be cut off
compaction.MANY = 2  # among them those of compaction


def prepare(folder: Path) -> str:
    """Make a database as an installation opens with it; return its name. Trials copy it.

    Made anew for each of them it would take half a minute, and that part is never cut off.
    """
    folder.mkdir(parents=True)
    os.environ["VIGIL_DATA"] = str(folder)
    connections.close_all()
    name = str(folder / "vigil.sqlite3")
    if connection.vendor != "sqlite":
        name = f"vigil_interrupted_{os.getpid()}"
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
            admin.execute(f'CREATE DATABASE "{name}"')
    connection.settings_dict["NAME"] = name
    prepare_database()
    connections.close_all()
    return name


def database(prepared: str, trial: str, folder: Path) -> None:
    """Give this process a copy of the database that was prepared. The folder is copied already."""
    if connection.vendor == "sqlite":
        connection.settings_dict["NAME"] = str(folder / Path(prepared).name)
        return
    name = f"{prepared}_{trial}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{prepared}"')
    connection.settings_dict["NAME"] = name


def dropped(folder: Path) -> None:
    """Remove what a trial left."""
    connections.close_all()
    if connection.vendor != "sqlite":
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{connection.settings_dict["NAME"]}" WITH (FORCE)')
    shutil.rmtree(folder)


@dataclass(frozen=True)
class Ran:
    """How a run ended: whether it was killed, after how many seconds and how many commits."""

    killed: bool
    seconds: float
    commits: int


def run_in_child(reports: str, *, seconds: float | None = None, commits: int | None = None) -> Ran:
    """Run in a fork; kill it after so many seconds, or as soon as it has committed so often."""
    connections.close_all()
    told, tell = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            tell_commits(tell)
            with one_at_a_time("run"):
                run([reports], workers=1)
            connections.close_all()
            code = 0
        finally:
            os._exit(code)
    os.close(tell)
    os.set_blocking(told, False)
    counted, alive = 0, True
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        counted += how_many(told)
        if done:
            break
        late = seconds is not None and time.monotonic() - began >= seconds
        often = commits is not None and counted >= commits
        if alive and (late or often):
            os.kill(child, signal.SIGKILL)
            alive = False
        time.sleep(0.0005)
    os.close(told)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        sys.exit(f"a run failed with status {os.WEXITSTATUS(status)}")
    return Ran(os.WIFSIGNALED(status), time.monotonic() - began, counted)


def tell_commits(tell: int) -> None:
    """Let this process write a byte for each commit."""
    commit = connection._commit

    def told() -> None:
        commit()
        os.write(tell, b".")

    connection._commit = told


def how_many(told: int) -> int:
    """Return how many bytes were written meanwhile."""
    try:
        return len(os.read(told, 65_536))
    except BlockingIOError:
        return 0


def states_of(outcomes: list[dict[str, Any]]) -> int:
    """Count the states in which kills left the case file."""
    return len({json.dumps(one["had"]) for one in outcomes if one["killed"]})


def main() -> None:
    reports, root, trials, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    Reader.load()
    chance = random.Random(seed)
    template = root / "prepared"
    prepared = prepare(template)

    def started(trial: str) -> Path:
        folder = root / trial
        shutil.copytree(template, folder)
        os.environ["VIGIL_DATA"] = str(folder)
        database(prepared, trial, folder)
        return folder

    folder = started("whole")
    first = run_in_child(reports)
    whole = first.seconds
    expected = snapshot()
    run_in_child(reports)
    again = snapshot()
    dropped(folder)
    outcomes: list[dict[str, Any]] = []
    while len(outcomes) < trials or (states_of(outcomes) < STATES and len(outcomes) < MOST):
        folder = started(f"trial{len(outcomes)}")
        seconds = chance.uniform(0, whole) if len(outcomes) % 2 else None
        commits = chance.randint(1, first.commits) if seconds is None else None
        ran = run_in_child(reports, seconds=seconds, commits=commits)
        if not ran.killed:  # the machine is freer than it was: a later moment would come too late
            whole = min(whole, ran.seconds)
        half_way = {name: len(rows) for name, rows in snapshot().items()}
        run_in_child(reports)
        found = snapshot()
        differ = [name for name in expected if found[name] != expected[name]]
        moment = {"seconds": seconds, "commits": commits}
        outcomes.append(moment | {"killed": ran.killed, "had": half_way, "differ": differ})
        dropped(folder)
    connection.settings_dict["NAME"] = prepared
    dropped(template)
    print(
        json.dumps(
            {
                "seconds": whole,
                "rows": {name: len(rows) for name, rows in expected.items()},
                "second_run_differs": [name for name in expected if again[name] != expected[name]],
                "trials": outcomes,
            }
        )
    )


if __name__ == "__main__":
    main()
