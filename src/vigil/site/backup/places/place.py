"""What every place for backups can do."""

import os
import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from subprocess import DEVNULL, PIPE
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Final

from pyrage import x25519

from vigil.site.backup.names import BackupName
from vigil.trust.access.errors import NotPossible

REST: Final = 1024 * 1024
SECONDS_TO_END: Final = 20


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

    If the block fails, the program is ended before its input is: it must not keep half.
    """
    with _started(arguments, environment, PIPE, DEVNULL) as program:
        stream: Any = program.stdin
        with suppress(BrokenPipeError):  # it ended; why is said below
            yield stream
            stream.close()


@contextmanager
def read_from(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[BinaryIO]:
    """Start a program and give what it writes. Raises NotPossible if it fails, with its reason."""
    with _started(arguments, environment, DEVNULL, PIPE) as program:
        stream: Any = program.stdout
        try:
            yield stream
        except NotPossible:
            if program.poll() is None or program.returncode == 0:
                raise
            return  # its own reason is better
        while stream.read(REST):  # so that it ends in order
            pass


@contextmanager
def _started(
    arguments: Sequence[str], environment: Mapping[str, str], stdin: int, stdout: int
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program beside the block. If the block fails, end it; else wait for its answer."""
    with TemporaryFile() as said:
        variables = {**os.environ, **environment}
        program = subprocess.Popen(
            arguments, env=variables, stdin=stdin, stdout=stdout, stderr=said
        )
        try:
            yield program
            status = program.wait()
        except BaseException:
            program.terminate()  # so that it takes its locks away
            try:
                program.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()
            raise
        finally:
            for stream in (program.stdin, program.stdout):
                if stream is not None:
                    with suppress(BrokenPipeError):
                        stream.close()
        if status:
            said.seek(0)
            raise NotPossible(_sentence(arguments, said.read()))


def _sentence(arguments: Sequence[str], said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    name = arguments[0].rpartition("/")[2]
    return f"{name} failed: {lines[-1] if lines else 'it gave no reason'}"
