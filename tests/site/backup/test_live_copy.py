"""A copy of a SQLite file that is written to loses what was acknowledged; ours does not."""

import shutil
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from vigil.site.backup.databases import database_in_use, sqlite_config
from vigil.site.backup.making import copy_database

TIMES = 10


class Writer:
    """Writes rows in another thread, as the settings make the product write."""

    def __init__(self, file: Path) -> None:
        self.file, self.acknowledged, self.ended = file, 0, threading.Event()
        self.thread = threading.Thread(target=self.write)

    def write(self) -> None:
        with closing(sqlite3.connect(self.file, timeout=60)) as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            database.execute("CREATE TABLE testimony (id INTEGER PRIMARY KEY, text TEXT)")
            while not self.ended.is_set():
                database.execute("INSERT INTO testimony (text) VALUES (?)", ["x" * 500])
                database.commit()
                self.acknowledged += 1

    def __enter__(self) -> "Writer":
        self.thread.start()
        while self.acknowledged < 20:
            time.sleep(0.01)
        return self

    def __exit__(self, *_error: object) -> None:
        self.ended.set()
        self.thread.join()


def rows_in(file: Path) -> int:
    """Return how many rows a copy has, in order; -1 where it is damaged."""
    with closing(sqlite3.connect(file)) as database:
        try:
            (whole,) = database.execute("PRAGMA integrity_check").fetchone()
            (n,) = database.execute("SELECT count(*) FROM testimony").fetchone()
        except sqlite3.DatabaseError:
            return -1
    return int(n) if whole == "ok" else -1


@pytest.mark.tail("the drill copies a database that nobody writes to")
@pytest.mark.django_db
def test_a_plain_copy_loses_and_ours_does_not(tmp_path: Path) -> None:
    file = tmp_path / "vigil.sqlite3"
    lost_plainly = lost = 0
    with Writer(file) as writer, database_in_use(sqlite_config(file)):
        for number in range(TIMES):
            before = writer.acknowledged
            shutil.copyfile(file, tmp_path / f"plain-{number}")
            lost_plainly += rows_in(tmp_path / f"plain-{number}") < before
            before = writer.acknowledged
            copy_database(tmp_path / f"ours-{number}")
            lost += rows_in(tmp_path / f"ours-{number}") < before
    assert lost_plainly > TIMES // 2
    assert lost == 0
