"""Read and write files of keys: whole or not at all, readable by their owner alone.

The settings read the secret key from here, so that nothing in this module asks the settings.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from vigil.reading.intake.lines import make_folder
from vigil.trust.access.errors import NotPossible

SIGNING: Final = "secret-key.txt"
"""Signs links and sessions, and keys what the database knows things by."""
PART: Final = ".part"
"""How the name of a file ends that is being written."""
OLD_PLACE: Final = "secret-key"
"""Where older versions kept it: in the data folder."""


def secret_key(keys: Path, data: Path) -> str:
    """Return the secret key of the installation; empty where none was made yet.

    A key that an older version left in the data folder is moved to the other keys. Raises
    ImproperlyConfigured (it cannot be read or moved; there are two).
    """
    new, old = keys / SIGNING, data / OLD_PLACE
    try:
        if old.exists():
            _move(old, new)
        return new.read_text().strip() if new.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        where = old if old.exists() else new
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ImproperlyConfigured(
            f"The secret key {where} cannot be used ({why}). "
            f"It belongs in {new}, readable by the user who runs Vigil."
        ) from None


def _move(old: Path, new: Path) -> None:
    with locked_folder(new.parent):
        if not old.exists():  # another start moved it meanwhile
            return
        text = old.read_text()
        if not new.exists():
            write(new, text.encode())
        elif new.read_text().strip() != text.strip():
            raise ImproperlyConfigured(
                f"There are two secret keys, {old} and {new}. Keep the one that this database "
                f"was used with, as {new}, and delete {old}: no key may lie with the data."
            )
        old.unlink()


@contextmanager
def locked_folder(keys: Path) -> Iterator[None]:
    """Lock a folder of keys against other processes; make it where it is missing."""
    make_folder(keys, 0o700)
    handle = os.open(keys, os.O_RDONLY | os.O_DIRECTORY)
    try:
        flock(handle, LOCK_EX)
        yield
    finally:
        os.close(handle)


def key_lines(path: Path) -> list[str]:
    """Return the lines of a file that are no comments; none where there is no file.

    Raises NotPossible (there is one, or a folder, that this process may not read).
    """
    try:
        text = path.read_text()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else ""
        raise NotPossible(
            _("The key file %(file)s cannot be read on this machine. %(why)s")
            % {"file": path, "why": why or ""}
        ) from None
    stripped = (line.strip() for line in text.splitlines())
    return [line for line in stripped if line and not line.startswith("#")]


def write_lines(path: Path, content: Sequence[str]) -> None:
    """Write a file of one key a line, as `write`."""
    write(path, "".join(f"{line}\n" for line in content).encode())


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, on the disk before this returns, for its owner alone."""
    # Of mode 0600.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=PART)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def clear_parts(path: Path) -> int:
    """Delete the remains of a file that a killed process was writing.

    For who holds the folder; it holds a key. Return how many there were.
    """
    left = list(path.parent.glob(f"{path.name}.*{PART}"))
    for part in left:
        part.unlink()
    return len(left)


def sync_folder(folder: Path) -> None:
    """Sync a folder, so that its new files survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
