"""Receipt codes, by which a sender comes back without telling who they are.

A code is twenty signs of Crockford's base 32 (https://www.crockford.com/base32.html): 100 random
bits, so that guessing is hopeless and nobody has to be shut out for trying. From it scrypt
(RFC 7914) makes two things: a digest by which the testimony is found, and a key that locks its
mailbox. Neither the code nor that key is kept. The salt is the same everywhere: salts keep apart
passwords that people choose, and no two codes are the same.
"""

import hashlib
import secrets
import threading
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

import pyrage
from cryptography.fernet import Fernet
from django.conf import settings
from pyrage import x25519

from vigil.trust.vault.keys import decrypted

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SIGNS, GROUP = 20, 5
LONGEST: Final = 80
"""Signs of what is looked at at all, with all that people put between the groups."""
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SALT: Final = b"vigil testimony receipt 1"
_COST: Final = {"r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}
BLOCK: Final = 256
"""Answers are padded to a multiple of this many bytes."""
_AT_ONCE: Final = threading.BoundedSemaphore(2)
"""Hashing takes 32 MB and a tenth of a second: whoever sends many codes waits in a queue."""


@dataclass(frozen=True)
class CodeKeys:
    """What a code opens: `receipt` finds the testimony, `lock` its mailbox."""

    receipt: str
    lock: bytes


@dataclass(frozen=True)
class Mailbox:
    """A new mailbox: to whom answers are encrypted, and the locked key that reads them."""

    recipient: str
    locked: str


def new_code() -> str:
    """Return a new code, in four groups of five."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(SIGNS))
    return grouped(signs)


def grouped(signs: str) -> str:
    """Return the signs of a code in groups that can be read aloud and copied by hand."""
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def normal(code: str) -> str:
    """Return a code in its one form, however it was typed; nothing where it is none.

    Small letters, spaces and hyphens do not matter; O is read as 0, I and L as 1.
    """
    kept = "".join(c for c in code[:LONGEST].upper() if c.isalnum()).translate(_READ_AS)
    if len(kept) != SIGNS or set(kept) - set(ALPHABET):
        return ""
    return kept


def opener_of(code: str) -> CodeKeys | None:
    """Return the keys of a code, or None where it is no code."""
    signs = normal(code)
    if not signs:
        return None
    with _AT_ONCE:
        made = hashlib.scrypt(
            signs.encode(), salt=_SALT, n=settings.VIGIL_RECEIPT_COST, dklen=64, **_COST
        )
    return CodeKeys(made[:32].hex(), made[32:])


def new_mailbox(lock: bytes) -> Mailbox:
    """Make a mailbox that only `lock` opens."""
    identity = x25519.Identity.generate()
    return Mailbox(
        str(identity.to_public()), _fernet(lock).encrypt(str(identity).encode()).decode()
    )


def for_mailbox(text: str, recipient: str) -> bytes:
    """Encrypt a text to a mailbox (age)."""
    said = text.encode()
    whole = len(said).to_bytes(8) + said
    padded = whole + bytes(-len(whole) % BLOCK)
    return pyrage.encrypt(padded, [x25519.Recipient.from_str(recipient)])


def from_mailbox(ciphertext: bytes, locked: str, lock: bytes) -> str:
    """Return a text from a mailbox. Raises ValueError (it was changed, or is another's)."""
    try:
        identity = x25519.Identity.from_str(_fernet(lock).decrypt(locked.encode()).decode())
        whole = decrypted(ciphertext, [identity])
    except Exception:
        # Whatever the libraries raise, not chained: what they say may hold part of a key.
        raise ValueError("this does not open") from None
    return whole[8 : 8 + int.from_bytes(whole[:8])].decode()


def _fernet(lock: bytes) -> Fernet:
    return Fernet(urlsafe_b64encode(lock))
