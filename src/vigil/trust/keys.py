"""The keys of the vault: two files in a folder of their own, apart from the database.

`identity.txt` opens what was sealed and is readable by its owner alone. `recipients.txt` is all
that sealing needs: a machine that only takes things in (a web host) may have nothing else.
Both are the plain formats of age: one key a line, `#` begins a comment.
"""

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Final

import pyrage
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from pyrage import IdentityError, RecipientError, x25519

from vigil.trust.errors import NotPossible

IDENTITY, RECIPIENTS = "identity.txt", "recipients.txt"
OWN: Final = "own"
"""The folder of keys that belong to one subject each, encrypted to the recipients above."""
OWN_NAME: Final = re.compile(r"age1[0-9a-z]{20,80}")


def folder() -> Path:
    """Return the folder of the keys. Raises ImproperlyConfigured if it lies with the data."""
    keys = Path(settings.VIGIL_KEYS).resolve()
    if keys.is_relative_to(Path(settings.DATA).resolve()):
        raise ImproperlyConfigured(
            "VIGIL_KEYS lies inside VIGIL_DATA: whoever copies the data would have the keys"
        )
    return keys


def are_there() -> bool:
    """Say whether this machine has any key, or a recipient to seal to."""
    return any(_lines(folder() / name) for name in (RECIPIENTS, IDENTITY))


def recipients() -> list[str]:
    """Return to whom is sealed; makes the first keys if there are none. Raises NotPossible."""
    stated = _lines(folder() / RECIPIENTS)
    if not stated:
        own = [str(identity.to_public()) for identity in identities()]
        stated = own[:1] or [_make_first()]
    return sorted(set(stated))


def parsed_recipients() -> list[x25519.Recipient]:
    """Return the recipients as age takes them. Raises NotPossible (a line is no recipient)."""
    try:
        return [x25519.Recipient.from_str(line) for line in recipients()]
    except RecipientError as error:
        raise NotPossible(
            _("%(file)s holds a line that is no age recipient.") % {"file": RECIPIENTS}
        ) from error


def identities() -> list[x25519.Identity]:
    """Return the keys that open, newest first; none on a machine that only seals."""
    try:
        return [x25519.Identity.from_str(line) for line in _lines(folder() / IDENTITY)]
    except IdentityError:
        # Not chained: the line in the error may be most of a key.
        raise NotPossible(
            _("%(file)s holds a line that is no age identity.") % {"file": IDENTITY}
        ) from None


def digest(names: Sequence[str]) -> str:
    """Return a digest of a set of recipients, under which sealed values remember it."""
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()


def add_identity() -> str:
    """Make a new key beside the old ones and seal to it from now on; return its recipient.

    Recipients that are not this machine's stay. Raises NotPossible (nothing here can open what
    is sealed, so that it could not be sealed anew).
    """
    with _alone():
        old = identities()
        if not old:
            raise NotPossible(
                _("The key is not on this machine: keys are changed where it is kept.")
            )
        ours = {str(identity.to_public()) for identity in old}
        others = [name for name in recipients() if name not in ours]
        new = x25519.Identity.generate()
        _write(folder() / IDENTITY, [str(new), *map(str, old)], 0o600)
        _write(folder() / RECIPIENTS, [str(new.to_public()), *others], 0o644)
    return str(new.to_public())


def keep_newest_identity() -> int:
    """Forget every key but the newest; return how many. Call once nothing is sealed to them."""
    with _alone():
        newest, *old = map(str, identities())
        _write(folder() / IDENTITY, [newest], 0o600)
    return len(old)


# Keys of one subject each


def make_own() -> str:
    """Make a key for one subject; return its recipient. It is on the disk before this returns."""
    identity = x25519.Identity.generate()
    name = str(identity.to_public())
    _keep_own(name, identity)
    return name


def own(recipient: str) -> x25519.Identity:
    """Return the key of one subject. Raises NotPossible (not on this machine, or not readable)."""
    try:
        kept = _own_path(recipient).read_bytes()
    except FileNotFoundError:
        raise NotPossible(
            _("The key is not on this machine: this is opened where it is kept.")
        ) from None
    try:
        return x25519.Identity.from_str(pyrage.decrypt(kept, identities()).decode())
    except (pyrage.DecryptError, IdentityError):
        raise NotPossible(
            _("No key on this machine opens this value, or the value was damaged.")
        ) from None


def own_names(older_than: float = 0) -> set[str]:
    """Return the recipients of all keys of subjects that lie here for so many seconds."""
    before = time.time() - older_than
    kept = (folder() / OWN).glob("age1*.age")
    return {path.stem for path in kept if path.stat().st_mtime <= before}


def forget_own(recipient: str) -> bool:
    """Destroy the key of one subject; say whether there was one."""
    path = _own_path(recipient)
    with _alone():  # a change of keys writes no file back that is gone
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        _sync(path.parent)
    return True


def reseal_own() -> int:
    """Encrypt every key of a subject anew to the recipients of now; return how many.

    A key that is destroyed meanwhile stays destroyed: each is read and written while nobody else
    can remove it. Raises NotPossible (one cannot be opened here).
    """
    done = 0
    for name in sorted(own_names()):
        with _alone():
            if _own_path(name).exists():
                _keep_own(name, own(name))
                done += 1
    return done


def _keep_own(name: str, identity: x25519.Identity) -> None:
    path = _own_path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_bytes(path, pyrage.encrypt(str(identity).encode(), parsed_recipients()), 0o600)


def _own_path(recipient: str) -> Path:
    if not OWN_NAME.fullmatch(recipient):
        raise NotPossible(_("This is no key of a subject."))
    return folder() / OWN / f"{recipient}.age"


def _make_first() -> str:
    """Make the first key of the installation, once, whoever else starts at the same time."""
    with _alone():
        if stated := _lines(folder() / RECIPIENTS):
            return stated[0]
        own = identities()
        identity = own[0] if own else x25519.Identity.generate()
        _write(folder() / IDENTITY, [str(identity), *map(str, own[1:])], 0o600)
        _write(folder() / RECIPIENTS, [str(identity.to_public())], 0o644)
    return str(identity.to_public())


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the folder against another process that changes keys."""
    keys = folder()
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(keys, os.O_RDONLY | os.O_DIRECTORY)
    try:
        flock(handle, LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(path: Path, lines: Sequence[str], mode: int) -> None:
    _write_bytes(path, "".join(f"{line}\n" for line in lines).encode(), mode)


def _write_bytes(path: Path, content: bytes, mode: int) -> None:
    """Write a file whole or not at all, on the disk before anything is sealed to it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")  # 0600 at first
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text()
    except FileNotFoundError:
        return []
    stripped = (line.strip() for line in text.splitlines())
    return [line for line in stripped if line and not line.startswith("#")]
