"""Check that a file of sound or video is complete, by its own sizes.

A demuxer would take what it finds of a file that was cut off, and say nothing.
"""

import os
from collections.abc import Callable
from typing import IO

from vigil.files.kinds import Kind
from vigil.files.limits import Reason, RefusedError

_MOST_BOXES = 100_000
_SEGMENT, _EBML = 0x18538067, 0x1A45DFA3


def require_whole(file: IO[bytes], kind: Kind) -> None:
    """Raise RefusedError if the file ends before its parts do.

    MP4 (ISO/IEC 14496-12), Matroska (RFC 9559) and WAV tell; of MP3 and Ogg nobody can say.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    check = _CHECKS.get(kind)
    if check is not None:
        check(file, size)
    file.seek(0)


def _boxes(file: IO[bytes], size: int) -> None:
    at, seen = 0, set[bytes]()
    for _ in range(_MOST_BOXES):
        if at + 8 > size:
            break
        file.seek(at)
        header = file.read(16)
        length, name = int.from_bytes(header[:4]), header[4:8]
        if length == 1:
            length = int.from_bytes(header[8:16])
        elif length == 0:  # to the end
            length = size - at
        if b"moov" in seen and b"mdat" in seen and not _known(name):
            return  # whatever hangs on behind is not copied anyway
        if length < 8 or at + length > size:
            raise RefusedError(Reason.DAMAGED, f"box {name!r} at {at} says {length} bytes")
        seen.add(name)
        at += length
    if b"moov" not in seen:
        raise RefusedError(Reason.DAMAGED, "no moov")


def _known(name: bytes) -> bool:
    return name in (b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"free", b"skip", b"uuid", b"udta")


def _elements(file: IO[bytes], size: int) -> None:
    at = 0
    while at < size:
        file.seek(at)
        head = file.read(12)
        name, taken = _number(head, keep_mark=True)
        length, more = _number(head[taken:], keep_mark=False)
        begin = at + taken + more
        unknown = length == (1 << 7 * more) - 1
        if name == _SEGMENT:
            if not unknown and begin + length > size:
                raise RefusedError(Reason.DAMAGED, f"segment of {length} bytes at {begin}")
            return
        if (name != _EBML and at == 0) or unknown:
            break
        at = begin + length
    raise RefusedError(Reason.DAMAGED, "no segment")


def _number(head: bytes, *, keep_mark: bool) -> tuple[int, int]:
    """Read a number of variable length; return it, and how many bytes it took."""
    if not head or not head[0]:
        raise RefusedError(Reason.DAMAGED, "no number where one belongs")
    count = 9 - head[0].bit_length()
    if len(head) < count:
        raise RefusedError(Reason.DAMAGED, "cut off in a number")
    value = int.from_bytes(head[:count])
    return (value if keep_mark else value - (1 << 7 * count)), count


def _chunks(file: IO[bytes], size: int) -> None:
    length = int.from_bytes(file.read(8)[4:8], "little")
    if length in (0, 0xFFFFFFFF):  # written as a stream: whoever wrote it did not know
        return
    if length + 8 > size:
        raise RefusedError(Reason.DAMAGED, f"RIFF of {length} bytes in a file of {size}")


_CHECKS: dict[Kind, Callable[[IO[bytes], int], None]] = {
    Kind.MP4: _boxes,
    Kind.M4A: _boxes,
    Kind.WEBM: _elements,
    Kind.WAV: _chunks,
}
