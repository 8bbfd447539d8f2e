"""A place where two act at one instant: a real database, threads with connections of their own.

The world of a race is made once. Each race has a copy of it: of the file on SQLite, of the database
on PostgreSQL, and of the folders of files and keys beside it.
"""

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from vigil.site.installation import migrated_database as migrated
from vigil.trust.vault.keys import make_missing

Act = Callable[[], Any]
World = tuple[Act, Act]
PATIENCE = 60
"""Seconds that an act may take. More is a deadlock."""


@dataclass(frozen=True)
class Pair:
    """Two acts on one world; `wins`: how many may be done; `holds` looks at what is left."""

    made: Callable[[], World]
    wins: tuple[int, ...] = (1,)
    holds: Callable[[], bool] = lambda: True
    most_harmful: bool = False
    daily: bool = False


def at_once(acts: Sequence[Act]) -> list[Any]:
    """Do things at one instant; return what each answered, or the error that it raised."""
    start = threading.Barrier(len(acts))
    found: list[Any] = [TimeoutError("an act did not end")] * len(acts)

    def run(at: int) -> None:
        try:
            connections["default"].ensure_connection()
            start.wait(PATIENCE)
            found[at] = acts[at]()
        except Exception as error:
            found[at] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[at], daemon=True) for at in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return found


class Arena:
    """Databases of the races of one test. `begin` one, make the world, `keep` it, and `copy` it."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.patch = patch
        self.numbers = count(1)
        self.postgresql = connections["default"].vendor == "postgresql"
        self.names: list[str] = []

    def begin(self) -> None:
        """Use a new database, migrated and empty; what was kept before is gone."""
        self.drop()
        self._use(self._made(self._template(), "world"), self.folder / "world")

    def keep(self) -> None:
        """Let each race begin with what is there now."""
        connections.close_all()

    @contextmanager
    def copy(self) -> Iterator[None]:
        """Use a copy of what was kept."""
        world = self.names[0]
        name = self._made(world, f"race-{next(self.numbers)}")
        folder = self.folder / name.rpartition("/")[2].partition(".")[0]
        shutil.copytree(self.folder / "world", folder)
        self._use(name, folder)
        try:
            yield
        finally:
            connections.close_all()
            self._remove(name)
            shutil.rmtree(folder)
            self._use(world, self.folder / "world")

    def drop(self) -> None:
        """Remove what was kept."""
        connections.close_all()
        for name in list(self.names):
            self._remove(name)
        shutil.rmtree(self.folder / "world", ignore_errors=True)

    def _template(self) -> str:
        if self.postgresql:
            return str(connections["default"].settings_dict["TEST"]["TEMPLATE"])
        return str(migrated.template_database())

    def _made(self, source: str, title: str) -> str:
        if self.postgresql:
            name = f"vigil_{title.replace('-', '_')}_{threading.get_native_id()}"
            self._server(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        else:
            name = str(self.folder / f"{title}.sqlite3")
            shutil.copyfile(source, name)
        self.names.append(name)
        return name

    def _remove(self, name: str) -> None:
        self.names.remove(name)
        if self.postgresql:
            self._server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            return
        for suffix in ("", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)

    def _server(self, statement: str) -> None:
        with connections["default"]._nodb_cursor() as cursor:
            cursor.execute(statement)

    def _use(self, name: str, folder: Path) -> None:
        connections.close_all()
        connections["default"].settings_dict["NAME"] = name
        for part in ("data", "keys"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        self.patch.setenv("VIGIL_DATA", str(folder / "data"))
        self.patch.setenv("VIGIL_KEYS", str(folder / "keys"))
        self.patch.setattr(settings, "DATA", folder / "data")
        self.patch.setattr(settings, "VIGIL_KEYS", folder / "keys")
        make_missing()
