"""The slow digest of a key, bounded so that tries cannot starve the server.

The digest takes 64 MiB and a fifth of a second, with two keys that lie outside database and data
folder (`trust.vault.digests`): whoever has the database alone cannot try keys.
"""

import threading
from typing import Final

from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.trust.vault.digests import remembered_key_digest

AT_ONCE: Final = 2
"""Digests that a process computes at one time."""
WAITS: Final = 5.0
"""Seconds that a try waits for its turn."""
_TURN: Final = threading.BoundedSemaphore(AT_ONCE)


class TooManyTries(NotPossible):
    """Too many people type keys at this moment."""


def digest_of_key(text: str) -> str:
    """Return the slow digest of a key as `typed_keys.read_key` returns it.

    Raises TooManyTries; NotPossible if the keys of the installation are not on this machine.
    """
    if not _TURN.acquire(timeout=WAITS):
        raise TooManyTries(_("Many people are opening their pages now. Try again in a minute."))
    try:
        return remembered_key_digest(f"fund word key {text}")
    finally:
        _TURN.release()
