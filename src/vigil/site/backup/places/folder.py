"""Backups in a folder: each one file, compressed with Zstandard and encrypted with age."""

import fcntl
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

import pyrage
import zstandard
from pyrage import x25519

from vigil.reading.intake.lines import make_folder, sync_folder
from vigil.site.backup.names import BackupName, parsed
from vigil.site.backup.places.place import Place
from vigil.trust.access.errors import NotPossible
from vigil.trust.vault.key_files import PART, write

END: Final = ".tar.zst.age"
LEVEL: Final = 3
"""Zstandard's: media are compressed already, and the database shrinks to a fifth."""
PIPE: Final = 1024 * 1024
"""Bytes between packing and encrypting."""


class Folder(Place):
    """A folder, on another disk or another machine's share."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __str__(self) -> str:
        return str(self.path)

    def names(self) -> list[BackupName]:
        """Return the names of all backups there, oldest first."""
        if not self.path.is_dir():
            return []
        files = (path.name for path in self.path.iterdir() if path.name.endswith(END))
        return sorted(name for file in files if (name := parsed(file)) is not None)

    @contextmanager
    def save(self, name: BackupName, recipients: Sequence[x25519.Recipient]) -> Iterator[BinaryIO]:
        """Write a file beside its place, and give it its name once it is whole on the disk."""
        self._make()
        for old in self.path.glob(f"vigil-*{PART}"):  # of a process that was killed
            old.unlink(missing_ok=True)
        path = self._file(name)
        half = path.with_name(path.name + PART)
        try:
            with half.open("xb") as file:

                def encrypt(plain: BinaryIO) -> None:
                    pyrage.encrypt_io(plain, file, recipients)

                with (
                    _piped_to(encrypt) as pipe,
                    zstandard.ZstdCompressor(level=LEVEL).stream_writer(pipe) as packed,
                ):
                    yield packed
                file.flush()
                os.fsync(file.fileno())
            half.rename(path)
        except OSError as error:
            raise NotPossible(_why(self.path, error)) from error
        finally:
            half.unlink(missing_ok=True)
        sync_folder(self.path)

    @contextmanager
    def open(self, name: BackupName, identities: Sequence[x25519.Identity]) -> Iterator[BinaryIO]:
        """Decrypt a file. Raises NotPossible (none of the keys opens it)."""
        try:
            file = self._file(name).open("rb")
        except OSError as error:
            raise NotPossible(_why(self._file(name), error)) from error

        def decrypt(plain: BinaryIO) -> None:
            pyrage.decrypt_io(file, plain, identities)

        with file, _piped_from(decrypt) as pipe:
            yield zstandard.ZstdDecompressor().stream_reader(pipe)

    def remove(self, names: Iterable[BackupName]) -> None:
        """Remove files."""
        for name in names:
            self._file(name).unlink(missing_ok=True)

    def put(self, name: str, content: bytes) -> None:
        """Replace a small file."""
        self._make()
        write(self.path / name, content)

    def get(self, name: str) -> bytes | None:
        """Return a small file; None where there is none."""
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            return None

    def discard(self, name: str) -> None:
        """Remove a small file."""
        (self.path / name).unlink(missing_ok=True)

    def size(self, name: BackupName) -> int | None:
        """Return how many bytes a file takes."""
        return self._file(name).stat().st_size

    def _file(self, name: BackupName) -> Path:
        return self.path / f"{name}{END}"

    def _make(self) -> None:
        try:
            make_folder(self.path, 0o700)
        except OSError as error:
            raise NotPossible(_why(self.path, error)) from error


def _why(path: Path, error: OSError) -> str:
    return f"The backup in {path} cannot be used: {error.strerror or error}."


@contextmanager
def _piped_to(work: Callable[[BinaryIO], None]) -> Iterator[BinaryIO]:
    """Give a stream whose other end a thread reads. Raises what the thread raised.

    If the block fails, the thread still comes to an end; what it made is thrown away.
    """
    reader, writer = _pipe()
    failed = list[BaseException]()

    def run() -> None:
        try:
            with reader:
                work(reader)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        try:
            yield writer
        finally:
            with suppress(BrokenPipeError):
                writer.close()
            thread.join()
    except BrokenPipeError:
        raise (failed[0] if failed else OSError("the encryption ended early")) from None
    if failed:
        raise failed[0]


@contextmanager
def _piped_from(work: Callable[[BinaryIO], None]) -> Iterator[BinaryIO]:
    """Give a stream that a thread writes. Whoever needs only the beginning may stop."""
    reader, writer = _pipe()
    failed = list[BaseException]()

    def run() -> None:
        try:
            with writer:
                work(writer)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield reader
    except Exception:
        reader.close()
        thread.join()
        _raise_decrypting(failed)
        raise
    finally:
        reader.close()
        thread.join()
    _raise_decrypting([error for error in failed if isinstance(error, pyrage.DecryptError)])


def _raise_decrypting(failed: list[BaseException]) -> None:
    """Raise NotPossible for what kept a file from being decrypted."""
    for error in failed:
        if isinstance(error, pyrage.DecryptError):
            raise NotPossible(
                "None of these keys opens this backup. Use the keys that the installation had "
                "when it was made."
            ) from error
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise NotPossible(f"This backup is damaged or cut off ({error}).") from error


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    reading, writing = os.pipe()
    with suppress(OSError, AttributeError):
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, PIPE)
    return os.fdopen(reading, "rb", buffering=PIPE), os.fdopen(writing, "wb", buffering=PIPE)
