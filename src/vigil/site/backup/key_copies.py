"""Copies of the keys: encrypted with the password of backups, apart from every backup.

There is one copy for each set of recipients. Each backup writes it anew, so that a key that was
destroyed is in no copy from the next backup on: what it opened stays closed in old backups too.
"""

import hashlib
import io
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import Final

import pyrage
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from vigil.reading.intake.lines import make_folder
from vigil.site.backup.places.place import Place
from vigil.trust.access.errors import NotPossible
from vigil.trust.vault import keys
from vigil.trust.vault.key_files import SIGNING, key_lines, locked_folder, write

TOO_BUSY: Final = "Excessive work"
"""How age says that this machine is many times slower now than the one that encrypted."""
TURNS: Final = 10
SECONDS_BETWEEN: Final = 3.0


def digest_of_keys(recipients: Iterable[str] | None = None) -> str:
    """Return eight hex digits for a set of recipients: by them a backup finds its keys."""
    names = keys.recipients() if recipients is None else [*recipients]
    return keys.digest_of_recipients(names)[:8]


def copy_name(digest: str) -> str:
    """Return the name of the file that holds the copy of keys with this digest."""
    return f"keys-{digest}.age"


def copy_keys(place: Place, password: str, older: Iterable[str]) -> None:
    """Copy the keys of this machine to a place, and take destroyed ones out of older copies.

    `older` are digests of keys that other backups there need. Raises NotPossible.
    """
    mine = digest_of_keys()
    with locked_folder(keys.folder()):
        held = {path.relative_to(keys.folder()).as_posix(): path for path in _files(keys.folder())}
        contents = {name: path.read_bytes() for name, path in held.items()}
    if SIGNING not in contents:  # where it is in the environment (VIGIL_SECRET_KEY)
        contents[SIGNING] = f"{_secret()}\n".encode()
    place.put(copy_name(mine), pyrage.passphrase.encrypt(_packed(contents), password))
    for digest in {*older} - {mine}:
        if (copy := place.get(copy_name(digest))) is not None:
            before = _unpacked(copy, password)
            after = {name: text for name, text in before.items() if not _is_gone(name, contents)}
            if after != before:
                encrypted = pyrage.passphrase.encrypt(_packed(after), password)
                place.put(copy_name(digest), encrypted)


def digest_of_folder() -> str:
    """Return a digest of all keys on this machine, by which a change is noticed."""
    digest = hashlib.sha256()
    for path in _files(keys.folder()):
        digest.update(path.relative_to(keys.folder()).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def write_keys(copy: bytes, password: str, folder: Path) -> None:
    """Write the keys of a copy to an empty folder. Raises NotPossible (the password is wrong)."""
    for name, content in _unpacked(copy, password).items():
        path = folder / name
        make_folder(path.parent, 0o700)
        write(path, content)


@contextmanager
def keys_in_use(folder: Path) -> Iterator[None]:
    """Let everything inside use the keys of another folder."""
    before = settings.VIGIL_KEYS, _secret()
    settings.VIGIL_KEYS = folder
    settings.SECRET_KEY = next(iter(key_lines(folder / SIGNING)), before[1])
    try:
        yield
    finally:
        settings.VIGIL_KEYS, settings.SECRET_KEY = before


@contextmanager
def keys_of_a_copy(copy: bytes, password: str) -> Iterator[Path]:
    """Give a folder with the keys of a copy, in memory where there is such a place."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        write_keys(copy, password, Path(name))
        yield Path(name)


def _secret() -> str:
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:  # Django's way to say that it is empty
        return ""


def _is_gone(name: str, mine: dict[str, bytes]) -> bool:
    """Return whether a key of one subject is not on this machine any more."""
    return name.startswith(f"{keys.SUBJECT_KEYS}/") and name not in mine


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _packed(contents: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, content in sorted(contents.items()):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def _unpacked(copy: bytes, password: str) -> dict[str, bytes]:
    packed = _decrypted(copy, password)
    contents = dict[str, bytes]()
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isreg() else None
            if content is None or ".." in member.name or member.name.startswith("/"):
                raise NotPossible("The copy of the keys holds something else: it was changed.")
            contents[member.name] = content.read()
    return contents


def _decrypted(copy: bytes, password: str) -> bytes:
    """Decrypt a copy. age refuses what would take this machine, as busy as it is, half a minute."""
    for turn in range(TURNS):
        try:
            return pyrage.passphrase.decrypt(copy, password)
        except pyrage.DecryptError as error:
            if TOO_BUSY not in str(error):
                raise NotPossible("The password does not open the copy of the keys.") from error
            if turn < TURNS - 1:
                sleep(SECONDS_BETWEEN)
    raise NotPossible(
        "This machine is too busy, or too slow, to open the copy of the keys. Try again when less "
        "runs on it, or open the copy on another one: age --decrypt keys-….age | tar x"
    )
