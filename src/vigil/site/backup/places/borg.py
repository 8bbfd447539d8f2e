"""Backups in a repository of borg: local, or over SSH."""

import shlex
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from pyrage import x25519

from vigil.site.backup.names import BackupName, parsed
from vigil.site.backup.places.place import Place, fed, read_from, require_program, run
from vigil.trust.access.errors import NotPossible


class Borg(Place):
    """A repository. borg encrypts it, and stores once what several backups have."""

    def __init__(self, repository: str, password_file: Path) -> None:
        self.repository = repository
        self.program = require_program("borg")
        self.environment = {
            "BORG_REPO": repository,
            "BORG_PASSCOMMAND": shlex.join(["cat", str(password_file)]),
            "BORG_RELOCATED_REPO_ACCESS_IS_OK": "yes",
        }

    def __str__(self) -> str:
        return f"borg:{self.repository}"

    def names(self) -> list[BackupName]:
        """Return the names of all backups there, oldest first."""
        found = (parsed(name) for name in self._archives())
        return sorted(name for name in found if name is not None)

    def save(
        self, name: BackupName, recipients: Sequence[x25519.Recipient]
    ) -> AbstractContextManager[BinaryIO]:
        """Store a stream. Its keys are borg's."""
        self._begin()
        return self._store(str(name))

    def open(
        self, name: BackupName, identities: Sequence[x25519.Identity]
    ) -> AbstractContextManager[BinaryIO]:
        """Read a stream."""
        return read_from([self.program, "extract", "--stdout", f"::{name}"], self.environment)

    def remove(self, names: Iterable[BackupName]) -> None:
        """Delete backups, and free what only they held."""
        self._delete([str(name) for name in names])

    def put(self, name: str, content: bytes) -> None:
        """Store a small file, and delete the one before for good."""
        self._begin()
        before = self._archives_of(name)
        number = 1 + max((int(one.rpartition(".")[2]) for one in before), default=0)
        with self._store(f"{name}.{number}") as stream:
            stream.write(content)
        self._delete(before)

    def get(self, name: str) -> bytes | None:
        """Return a small file; None where there is none."""
        held = self._archives_of(name)
        return self._run("extract", "--stdout", f"::{held[-1]}") if held else None

    def discard(self, name: str) -> None:
        """Delete a small file for good."""
        self._delete(self._archives_of(name))

    def _store(self, name: str) -> AbstractContextManager[BinaryIO]:
        return fed([self.program, "create", f"::{name}", "-"], self.environment)

    def _archives_of(self, name: str) -> list[str]:
        held = [one for one in self._archives() if one.rpartition(".")[0] == name]
        return sorted(held, key=lambda one: int(one.rpartition(".")[2]))

    def _archives(self) -> list[str]:
        try:
            return self._run("list", "--short").decode().split()
        except NotPossible as error:
            if "does not exist" in str(error):
                return []
            raise

    def _delete(self, archives: Sequence[str]) -> None:
        if archives:
            self._run("delete", *(f"::{archives[0]}", *archives[1:]))
            self._run("compact")

    def _begin(self) -> None:
        try:
            self._run("info")
        except NotPossible as error:
            if "does not exist" not in str(error):
                raise
            self._run("init", "--encryption", "repokey-blake2")

    def _run(self, *arguments: str) -> bytes:
        return run([self.program, *arguments], self.environment)
