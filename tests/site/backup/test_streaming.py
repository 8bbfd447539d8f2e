"""What is lost with a machine on which `vigil backup --stream` runs; a restore that is killed."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from cli.calling import settings_of, start

EVERY = 2
"""Seconds between two copies."""
SECONDS_OF_WORK = 15


def vigil(data: Path, *arguments: str | Path) -> "subprocess.Popen[bytes]":
    password = str(data.with_name("password"))
    return subprocess.Popen(
        [sys.executable, "-m", "vigil.cli", *map(str, arguments)],
        env=settings_of(data, {"VIGIL_BACKUP_PASSWORD_FILE": password}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def written(file: Path) -> list[float]:
    """Return when each row was written."""
    with closing(sqlite3.connect(file)) as database:
        return [at for (at,) in database.execute("SELECT at FROM testimony ORDER BY at")]


@pytest.mark.tail("the drill restores what was copied later; processes take seconds to start")
def test_a_lost_machine_loses_the_last_minutes_alone(tmp_path: Path) -> None:
    data, place = tmp_path / "data", tmp_path / "backups"
    (tmp_path / "password").write_text("a long password of tests")
    assert start("keys", "make", data=data).status == 0
    with closing(sqlite3.connect(data / "vigil.sqlite3", timeout=60)) as database:
        database.execute("CREATE TABLE testimony (at REAL)")
        database.commit()
        streaming = vigil(data, "backup", place, "--stream", "--every", EVERY / 60)
        while not list(place.glob("vigil-*-full-*.age")):
            assert streaming.poll() is None
            time.sleep(0.1)
        acknowledged = []
        until = time.time() + SECONDS_OF_WORK
        while time.time() < until or not list(place.glob("vigil-*-later-*.age")):
            at = time.time()
            database.execute("INSERT INTO testimony VALUES (?)", [at])
            database.commit()
            acknowledged.append(at)
            time.sleep(0.01)
        streaming.send_signal(signal.SIGKILL)
        streaming.wait()

    back = tmp_path / "back"
    killed = vigil(data, "restore", place, "--into", back)
    while not (back / ".restoring").exists():
        assert killed.poll() is None
        time.sleep(0.005)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    env_data = os.fspath(back)
    refused = subprocess.run(
        [sys.executable, "-m", "vigil.cli", "person", "a@example.org"],
        env={**settings_of(data), "VIGIL_DATA": env_data},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if not (back / "vigil.sqlite3").exists():
        assert "broke off: run the same" in refused.stderr or "Run the same" in refused.stderr
        assert vigil(data, "restore", place, "--into", back).wait() == 0
    restored = written(back / "vigil.sqlite3")
    assert restored == acknowledged[: len(restored)]
    lost = acknowledged[-1] - restored[-1]
    assert lost < EVERY + SECONDS_OF_WORK / 2
