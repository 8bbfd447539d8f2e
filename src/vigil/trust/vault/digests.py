"""Digests by which people are found again: of an address, telephone number, account or name.

The database holds the digest, so that somebody can be found again, and never the text. Such texts
are few and can be tried one after another: all telephone numbers of a country are tried in
minutes where a digest takes a microsecond. So a digest needs two keys that lie outside database
and data folder, and each takes 16 MiB and about 44 ms of one core (scrypt with n = 2^14, r = 8,
p = 1, measured on a machine with two cores): who stole the keys as well tries 2 million a day
on a core, and pays the memory for each.

Codes of a host's list come by the thousand, in one form. Theirs take 256 KiB and half a
millisecond (`listed`), so that a list of 20,000 is taken in within a quarter of a minute. The key
that somebody remembers to their own page takes 64 MiB and 180 ms (`remembered_key_digest`).

What is no such text (a token of 256 bits, a file) needs none of this: a plain SHA-256 finds it.
"""

import hashlib
import hmac
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from os import cpu_count
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.trust.models import KeyMark
from vigil.trust.vault import keys
from vigil.trust.vault.key_files import SIGNING

BLOCK: Final = 8
"""scrypt's r: each step mixes 1 KiB."""
DEARER: Final = 4
"""How many times more memory and time the digest of a remembered key takes: 64 MiB."""
MOST_MEMORY: Final = 80 * 1024 * 1024
"""Bytes that OpenSSL lets one digest take: more than it needs."""
LISTED: Final = 64
"""How many times cheaper the digest of one of a long list is."""
REMEMBERED: Final = 8192
"""Digests that a process keeps: an import compares each row several times."""
MARKED: Final = "mark of the keys"
"""A text whose digest the database keeps, to know its keys by."""
_OURS: Final[set[str]] = set()
"""Marks of the keys that this process has found to be those of its database."""


def identifier_digest(said: str, *, listed: bool = False) -> str:
    """Return the digest of a text that begins with what it is, as "letter ana@example.org".

    64 hex digits. Raises NotPossible (the key of digests is not on this machine, or another is:
    nobody who is kept by that would be found once the right one is back).
    """
    _require_ours()
    return _digest(said, listed=listed)


def remembered_key_digest(said: str) -> str:
    """Return the digest of a key that a person remembers, `DEARER` times dearer than others.

    It is not kept in this process. 64 hex digits. Raises as `identifier_digest`.
    """
    _require_ours()
    cost: int = settings.VIGIL_DIGEST_COST * DEARER
    return _slow.__wrapped__(_quick(said), keys.digest_key(), cost)


def identifier_digests(said: Iterable[str], *, listed: bool = False) -> list[str]:
    """Return the digests of many texts, in their order, on all cores. Raises as the one."""
    _require_ours()
    with ThreadPoolExecutor(cpu_count()) as pool:  # scrypt lets other threads work
        return list(pool.map(partial(_digest, listed=listed), said))


def mark_of_keys() -> str:
    """Return the mark of the keys on this machine, whatever database they belong to."""
    return _digest(MARKED)


def slower(quick: str, *, listed: bool = False) -> str:
    """Return the slow digest for a quick digest of older versions."""
    cost: int = settings.VIGIL_DIGEST_COST
    return _slow(quick, keys.digest_key(), max(2, cost // LISTED) if listed else cost)


def _require_ours() -> None:
    mark = mark_of_keys()
    if mark in _OURS:
        return
    held = KeyMark.objects.filter(kind=KeyMark.Kind.DIGESTS).exclude(mark="").first()
    if held is not None and held.mark != mark:
        raise NotPossible(
            _(
                "The key %(file)s or %(secret)s on this machine is not that of this database: "
                "nobody can be found or kept by it."
            )
            % {"file": keys.DIGESTS, "secret": SIGNING}
        )
    _OURS.add(mark)


def _digest(said: str, *, listed: bool = False) -> str:
    return slower(_quick(said), listed=listed)


def _quick(said: str) -> str:
    """Return the quick, keyed digest of older versions."""
    return hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()


@lru_cache(REMEMBERED)
def _slow(quick: str, key: bytes, cost: int) -> str:
    """Return the slow digest of a quick one, as hex.

    What is remembered holds no text, and nothing that this process, which has the keys, could not
    compute.
    """
    made = hashlib.scrypt(
        quick.encode(), salt=key, n=cost, r=BLOCK, p=1, maxmem=MOST_MEMORY, dklen=32
    )
    return made.hex()
