"""JBIG2 (scans in black and white): its segments without those that only say something.

It cannot be decoded here; but its parts are separate, and the kinds that carry comments are no
part of the picture.
"""

from vigil.trust.uploads.limits import Reason, RefusedError

_EXTENSION, _END_OF_FILE, _END_OF_PAGE = 62, 51, 49
_KINDS = frozenset((0, 4, 6, 7, 16, 20, 22, 23, 36, 38, 39, 40, 42, 43, 48, 49, 50, 52, 53))
"""Dictionaries, regions, pages, stripes, tables. Not: colour palettes, profiles, extensions."""
_UNKNOWN = 0xFFFFFFFF


def stripped(data: bytes) -> bytes:
    """Return the segments that draw. Raises RefusedError where they cannot be told apart."""
    out, at = bytearray(), 0
    while at < len(data):
        head, kind, size = _header(data, at)
        end = head + size
        if end > len(data):
            raise RefusedError(Reason.DAMAGED, "a JBIG2 segment that is cut off")
        if kind in _KINDS:
            out += data[at:end]
        if kind == _END_OF_FILE:
            break
        at = end
    return bytes(out)


def _header(data: bytes, at: int) -> tuple[int, int, int]:
    """Return where the segment's data begin, its kind, and their length."""
    try:
        number = int.from_bytes(data[at : at + 4])
        flags = data[at + 4]
        count = data[at + 5] >> 5
        at += 6
        if count == 7:
            count = int.from_bytes(data[at - 1 : at + 3]) & 0x1FFFFFFF
            at += 3 + (count + 8) // 8
        width = 1 if number <= 256 else 2 if number <= 65536 else 4
        at += count * width + (4 if flags & 0x40 else 1)
        if at + 4 > len(data):
            raise IndexError
    except IndexError:
        raise RefusedError(Reason.DAMAGED, "a JBIG2 segment without its header") from None
    size = int.from_bytes(data[at : at + 4])
    if size == _UNKNOWN:
        raise RefusedError(Reason.UNSUPPORTED, "a JBIG2 segment of unknown length")
    return at + 4, flags & 0x3F, size
