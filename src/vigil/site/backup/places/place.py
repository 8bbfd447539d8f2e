"""What every place for backups can do."""

import os
import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import BinaryIO

from pyrage import x25519

from vigil.site.backup.names import BackupName
from vigil.trust.access.errors import NotPossible


class Place(ABC):
    """Keeps backups, each one stream under a name, and small files beside them.

    Everything raises NotPossible, with what the place answered.
    """

    @abstractmethod
    def names(self) -> list[BackupName]:
        """Return the names of all backups there, oldest first."""

    @abstractmethod
    def save(
        self, name: BackupName, recipients: Sequence[x25519.Recipient]
    ) -> AbstractContextManager[BinaryIO]:
        """Open a stream to a new backup. It is there once the block ends without an error."""

    @abstractmethod
    def open(
        self, name: BackupName, identities: Sequence[x25519.Identity]
    ) -> AbstractContextManager[BinaryIO]:
        """Open a backup for reading."""

    @abstractmethod
    def remove(self, names: Iterable[BackupName]) -> None:
        """Remove backups."""

    @abstractmethod
    def put(self, name: str, content: bytes) -> None:
        """Keep a small file in place of the one before. What it holds is encrypted already."""

    @abstractmethod
    def get(self, name: str) -> bytes | None:
        """Return a small file; None where there is none."""

    @abstractmethod
    def discard(self, name: str) -> None:
        """Remove a small file, if it is there."""

    def size(self, name: BackupName) -> int | None:
        """Return how many bytes a backup takes; None where it shares them with others."""
        return None


def require_program(name: str) -> str:
    """Return the path of a program. Raises NotPossible (it is not installed)."""
    path = shutil.which(name)
    if path is None:
        raise NotPossible(
            f"Backups go to {name}, which is not installed here. Install it (apt install {name}), "
            "or name a folder."
        )
    return path


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> bytes:
    """Run a program and return what it wrote. Raises NotPossible."""
    done = subprocess.run(
        arguments, env={**os.environ, **environment}, capture_output=True, check=False
    )
    if done.returncode:
        raise NotPossible(_sentence(arguments, done.stderr))
    return done.stdout


@contextmanager
def fed(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[BinaryIO]:
    """Start a program and give the stream to its input.

    If the block fails, the program is killed before its input ends: it must not keep half.
    """
    with subprocess.Popen(
        arguments,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdin is not None
        assert program.stderr is not None
        try:
            yield program.stdin  # type: ignore[misc]  # a buffered writer
            program.stdin.close()
        except BrokenPipeError:
            program.wait()
            raise NotPossible(_sentence(arguments, program.stderr.read())) from None
        except BaseException:
            program.kill()
            raise
        said = program.stderr.read()
        if program.wait():
            raise NotPossible(_sentence(arguments, said))


@contextmanager
def read_from(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[BinaryIO]:
    """Start a program and give what it writes. Whoever needs only the beginning may stop."""
    with subprocess.Popen(
        arguments,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        try:
            yield program.stdout  # type: ignore[misc]  # a buffered reader
        except BaseException as error:
            program.kill()
            if isinstance(error, NotPossible) and (said := program.stderr.read().strip()):
                raise NotPossible(_sentence(arguments, said)) from error
            raise
        if program.poll() is None:
            program.kill()


def _sentence(arguments: Sequence[str], said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    name = arguments[0].rpartition("/")[2]
    return f"{name} failed: {lines[-1] if lines else 'it gave no reason'}"
