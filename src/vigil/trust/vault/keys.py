"""The keys of the installation: files in a folder of their own, apart from data and database.

`identity.txt` opens what was sealed. `recipients.txt` is all that sealing needs: a machine that
only takes things in (a web host) has no identity. Both are the plain formats of age: one key a
line, `#` begins a comment. `secret-key.txt` signs links and sessions; `digest-key.txt` keys the
digests of what people are known by (`digests`).

Nothing here makes a key because one is missing. Only `make_missing` does, and
`verbs.first_keys` asks first whether anything in the database needs older ones.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pyrage
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from pyrage import IdentityError, RecipientError, x25519

from vigil.reading.intake.lines import make_folder
from vigil.trust.access.errors import NotPossible
from vigil.trust.vault.key_files import (
    SIGNING,
    clear_parts,
    key_lines,
    locked_folder,
    sync_folder,
    write,
    write_lines,
)

IDENTITY, RECIPIENTS, DIGESTS = "identity.txt", "recipients.txt", "digest-key.txt"
SUBJECT_KEYS: Final = "own"
"""The folder of keys that belong to one subject each, encrypted to the recipients above."""
LONGEST_HEADER: Final = 16_384
"""Bytes before what is sealed: those of 150 recipients."""
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
    """Return whether this machine has any key, or a recipient to seal to."""
    return any(key_lines(folder() / name) for name in (RECIPIENTS, IDENTITY))


def are_a_pair() -> bool:
    """Return whether this machine can open what it seals; True where it has no key that opens."""
    mine = {str(identity.to_public()) for identity in identities()}
    return not mine or bool(mine & {*recipients()})


def recipients() -> list[str]:
    """Return the recipients that values are sealed to. Raises NotPossible (no keys here)."""
    stated = key_lines(folder() / RECIPIENTS)
    if not stated:
        stated = [str(identity.to_public()) for identity in identities()][:1]
    if not stated:
        raise NotPossible(
            _("The keys of the vault are missing on this machine: nothing can be sealed.")
        )
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
        return [x25519.Identity.from_str(line) for line in key_lines(folder() / IDENTITY)]
    except IdentityError:
        # Not chained: the line in the error may be most of a key.
        raise NotPossible(
            _("%(file)s holds a line that is no age identity.") % {"file": IDENTITY}
        ) from None


def digest_key() -> bytes:
    """Return the key of the digests of what people are known by. Raises NotPossible."""
    stated = key_lines(folder() / DIGESTS)
    if not stated:
        raise NotPossible(
            _("The key %(file)s is missing on this machine: nobody can be found or kept by it.")
            % {"file": DIGESTS}
        )
    return stated[0].encode()


def missing() -> list[str]:
    """Return the names of the files that this machine lacks. The vault's count as one."""
    kept = {
        IDENTITY: are_there(),
        SIGNING: _has_secret(),
        DIGESTS: bool(key_lines(folder() / DIGESTS)),
    }
    return [name for name, there in kept.items() if not there]


def make_missing() -> list[str]:
    """Make the keys that are missing here; return the names of the files that were made.

    For `verbs.first_keys`, which knows whether anything needs keys that lie elsewhere. Two that
    start at once make one set.
    """
    with locked_folder(folder()):
        made = missing()
        if IDENTITY in made:
            identity = x25519.Identity.generate()
            write_lines(folder() / IDENTITY, [str(identity)])
            write_lines(folder() / RECIPIENTS, [str(identity.to_public())])
        if SIGNING in made:
            path = folder() / SIGNING
            if not path.exists():
                write_lines(path, [secrets.token_urlsafe(48)])
            settings.SECRET_KEY = path.read_text().strip()  # this process began without one
        if DIGESTS in made:
            write_lines(folder() / DIGESTS, [secrets.token_urlsafe(48)])
    return made


def _has_secret() -> bool:
    try:
        return bool(settings.SECRET_KEY)
    except ImproperlyConfigured:  # Django's way to say that it is empty
        return False


def digest_of_recipients(names: Sequence[str]) -> str:
    """Return a digest of a set of recipients, under which sealed values remember it."""
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()


def add_identity() -> str:
    """Make a new key, and seal to it from now on; return its recipient. Old keys stay.

    Recipients that are not this machine's stay. Raises NotPossible (nothing here can open what
    is sealed, so that it could not be sealed anew).
    """
    with locked_folder(folder()):
        old = identities()
        if not old:
            raise NotPossible(
                _("The key is not on this machine: keys are changed where it is kept.")
            )
        ours = {str(identity.to_public()) for identity in old}
        others = [name for name in recipients() if name not in ours]
        new = x25519.Identity.generate()
        write_lines(folder() / IDENTITY, [str(new), *map(str, old)])
        write_lines(folder() / RECIPIENTS, [str(new.to_public()), *others])
    return str(new.to_public())


def keep_newest_identity() -> int:
    """Forget every key but the newest; return how many. Call once nothing is sealed to them."""
    with locked_folder(folder()):
        newest, *old = map(str, identities())
        clear_parts(folder() / IDENTITY)
        write_lines(folder() / IDENTITY, [newest])
    return len(old)


def decrypted(sealed: bytes, identities: Sequence[x25519.Identity]) -> bytes:
    """Decrypt what was sealed. Raises pyrage.DecryptError.

    A header longer than any of ours is refused unread. Reading one takes time with the square of
    its length: minutes for 600 kB, which somebody may have put into the database or on the disk.
    """
    if sealed.find(b"\n--- ", 0, LONGEST_HEADER) < 0:
        raise pyrage.DecryptError("the header is longer than is read")
    return pyrage.decrypt(sealed, identities)


# Keys of one subject each


def make_subject_key() -> str:
    """Make a key for one subject; return its recipient. It is on the disk before this returns."""
    identity = x25519.Identity.generate()
    name = str(identity.to_public())
    _keep_own(name, identity)
    return name


def subject_key(recipient: str) -> x25519.Identity:
    """Return the key of one subject. Raises NotPossible (not on this machine, or not readable)."""
    try:
        kept = _own_path(recipient).read_bytes()
    except FileNotFoundError:
        raise NotPossible(
            _("The key is not on this machine: this is opened where it is kept.")
        ) from None
    try:
        return x25519.Identity.from_str(decrypted(kept, identities()).decode())
    except (pyrage.DecryptError, IdentityError):
        raise NotPossible(
            _("No key on this machine opens this value, or the value was damaged.")
        ) from None


def has_subject_key(recipient: str) -> bool:
    """Return whether the key of one subject is on this machine."""
    return _own_path(recipient).exists()


def subject_key_recipients() -> set[str]:
    """Return the recipients of all subject keys on this machine."""
    return {path.stem for path in (folder() / SUBJECT_KEYS).glob("age1*.age")}


def destroy_subject_key(recipient: str) -> bool:
    """Destroy the key of one subject; return whether there was one."""
    path = _own_path(recipient)
    with locked_folder(folder()):  # a change of keys writes no file back that is gone
        found = clear_parts(path)
        if path.exists():
            path.unlink()
            found += 1
        if found:
            sync_folder(path.parent)
    return bool(found)


def reseal_subject_keys() -> int:
    """Encrypt every key of a subject anew to the recipients of now; return how many.

    A key that is destroyed meanwhile stays destroyed: each is read and written while nobody else
    can remove it. Raises NotPossible (one cannot be opened here).
    """
    done = 0
    for name in sorted(subject_key_recipients()):
        with locked_folder(folder()):
            if _own_path(name).exists():
                _keep_own(name, subject_key(name))
                done += 1
    return done


def _keep_own(name: str, identity: x25519.Identity) -> None:
    path = _own_path(name)
    make_folder(path.parent, 0o700)
    write(path, pyrage.encrypt(str(identity).encode(), parsed_recipients()))


def _own_path(recipient: str) -> Path:
    if not OWN_NAME.fullmatch(recipient):
        raise NotPossible(_("This is no key of a subject."))
    return folder() / SUBJECT_KEYS / f"{recipient}.age"
