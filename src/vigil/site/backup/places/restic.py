"""Backups in a repository of restic: local, over SSH (sftp), in S3, and what else it reaches."""

import json
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, BinaryIO, Final

from pyrage import x25519

from vigil.site.backup.names import BackupName, parsed
from vigil.site.backup.places.place import Place, fed, read_from, require_program, run
from vigil.trust.access.errors import NotPossible

TAG: Final = "vigil"
NO_REPOSITORY: Final = ("unable to open config file", "Is there a repository", "does not exist")


class Restic(Place):
    """A repository. restic encrypts it, and stores once what several backups have."""

    def __init__(self, repository: str, password_file: Path) -> None:
        self.repository = repository
        self.program = require_program("restic")
        self.environment = {
            "RESTIC_REPOSITORY": repository,
            "RESTIC_PASSWORD_FILE": str(password_file),
        }

    def __str__(self) -> str:
        return f"restic:{self.repository}"

    def names(self) -> list[BackupName]:
        """Return the names of all backups there, oldest first."""
        found = (parsed(name) for name in self._snapshots())
        return sorted(name for name in found if name is not None)

    def save(
        self, name: BackupName, recipients: Sequence[x25519.Recipient]
    ) -> AbstractContextManager[BinaryIO]:
        """Store a stream. Its keys are restic's."""
        return self._store(str(name))

    def open(
        self, name: BackupName, identities: Sequence[x25519.Identity]
    ) -> AbstractContextManager[BinaryIO]:
        """Read a stream."""
        return read_from(
            [self.program, "dump", self._snapshots().get(str(name), [""])[-1], f"/{name}"],
            self.environment,
        )

    def remove(self, names: Iterable[BackupName]) -> None:
        """Forget backups, and free what only they held."""
        held = self._snapshots()
        self._forget([one for name in names for one in held.get(str(name), [])])

    def put(self, name: str, content: bytes) -> None:
        """Store a small file, and forget the one before for good."""
        before = self._snapshots().get(name, [])
        with self._store(name) as stream:
            stream.write(content)
        self._forget(before)

    def get(self, name: str) -> bytes | None:
        """Return a small file; None where there is none."""
        held = self._snapshots().get(name)
        return self._run("dump", held[-1], f"/{name}") if held else None

    def discard(self, name: str) -> None:
        """Forget a small file for good."""
        self._forget(self._snapshots().get(name, []))

    def _store(self, name: str) -> AbstractContextManager[BinaryIO]:
        self._begin()
        arguments = ["backup", "--quiet", "--stdin", "--stdin-filename", name, "--tag", TAG]
        return fed([self.program, *arguments], self.environment)

    def _forget(self, snapshots: Sequence[str]) -> None:
        if snapshots:
            self._run("unlock")  # only what a killed process left
            self._run("forget", "--prune", *snapshots)

    def _snapshots(self) -> dict[str, list[str]]:
        """Return the ids of snapshots by the name of what they hold, oldest first."""
        try:
            answer = self._run("snapshots", "--json", "--tag", TAG)
        except NotPossible as error:
            if any(sign in str(error) for sign in NO_REPOSITORY):
                return {}
            raise
        held = dict[str, list[str]]()
        rows: list[dict[str, Any]] = json.loads(answer) or []
        for row in sorted(rows, key=lambda row: str(row["time"])):
            held.setdefault(row["paths"][0].lstrip("/"), []).append(row["id"])
        return held

    def _begin(self) -> None:
        try:
            self._run("cat", "config")
        except NotPossible:
            self._run("init")

    def _run(self, *arguments: str) -> bytes:
        return run([self.program, "--quiet", *arguments], self.environment)
