"""The gazetteer's index file: typed arrays after a JSON header, compressed with Zstandard."""

import json
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

INDEX = Path(__file__).with_name("places.zst")
KINDS = ("country", "admin1", "admin2", "town", "neighbourhood", "region")
MAGIC = b"VGAZ1\n"

Arrays = dict[str, NDArray[Any]]


def name_hash(folded: str) -> int:
    """64 bits of BLAKE2b: among half a million names a collision is one in seventy million."""
    return int.from_bytes(blake2b(folded.encode(), digest_size=8).digest(), "little")


def write_index(arrays: Arrays, path: Path) -> None:
    """Write the arrays as one compressed file."""
    header = json.dumps(
        {name: [a.dtype.str, int(a.size)] for name, a in arrays.items()}, sort_keys=False
    ).encode()
    body = b"".join(a.tobytes() for a in arrays.values())
    raw = MAGIC + len(header).to_bytes(4, "little") + header + body
    path.write_bytes(zstandard.ZstdCompressor(level=19).compress(raw))


def read_index(path: Path) -> Arrays:
    """Read the arrays back. Raises ValueError when the file is not such an index."""
    raw = zstandard.ZstdDecompressor().decompress(path.read_bytes())
    if not raw.startswith(MAGIC):
        raise ValueError(f"{path}: not a gazetteer index")
    at = len(MAGIC)
    size = int.from_bytes(raw[at : at + 4], "little")
    header: dict[str, tuple[str, int]] = json.loads(raw[at + 4 : at + 4 + size])
    at += 4 + size
    arrays: Arrays = {}
    for name, (kind, count) in header.items():
        # Copied, because a search in an array that is not aligned in memory copies it each time.
        arrays[name] = np.frombuffer(raw, dtype=np.dtype(kind), count=count, offset=at).copy()
        at += arrays[name].nbytes
    return arrays
