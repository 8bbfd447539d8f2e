"""JPEG 2000 in a PDF: the boxes and marker segments that draw, without texts, profiles, comments.

It is not decoded, so it looks as before; a colour profile becomes the usual space with as many
components.
"""

from collections.abc import Iterator

from vigil.trust.uploads.limits import PIXELS, Reason, RefusedError

_SOC, _SOT, _SOD, _EOC, _SIZ, _COM = 0xFF4F, 0xFF90, 0xFF93, 0xFFD9, 0xFF51, 0xFF64
_KEPT = frozenset((b"jP  ", b"ftyp", b"jp2h", b"jp2c"))
_KEPT_IN_HEADER = frozenset((b"ihdr", b"bpcc", b"pclr", b"cmap", b"cdef"))
_SPACES = {1: 17, 2: 17, 3: 16, 4: 12}
"""Enumerated colour spaces by number of components: grey, sRGB, CMYK."""


def stripped(data: bytes) -> bytes:
    """Return the picture without anything but itself. Raises RefusedError if it is none."""
    if data[:2] == b"\xff\x4f":
        return _codestream(data)
    if data[4:8] != b"jP  ":
        raise RefusedError(Reason.DAMAGED, "no JPEG 2000")
    out = bytearray()
    for kind, body in _boxes(data):
        if kind in _KEPT:
            if kind == b"jp2h":
                body = _header(body)
            elif kind == b"jp2c":
                body = _codestream(body)
            out += _box(kind, body)
            if kind == b"jp2c":
                return bytes(out)
    raise RefusedError(Reason.DAMAGED, "a JPEG 2000 without a picture")


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        size, kind, start = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8], at + 8
        if size == 1:
            size, start = int.from_bytes(data[at + 8 : at + 16]), at + 16
        end = len(data) if size == 0 else at + size
        if end < start or end > len(data):
            raise RefusedError(Reason.DAMAGED, "a box that is cut off")
        yield kind, data[start:end]
        at = end


def _box(kind: bytes, body: bytes) -> bytes:
    return (len(body) + 8).to_bytes(4) + kind + body


def _header(body: bytes) -> bytes:
    out, components = b"", 3
    for kind, inner in _boxes(body):
        if kind == b"ihdr" and len(inner) >= 10:
            components = int.from_bytes(inner[8:10])
        if kind in _KEPT_IN_HEADER:
            out += _box(kind, inner)
        elif kind == b"colr" and inner[:1] == b"\x01":
            out += _box(kind, inner[:7])
    if b"colr" not in out:
        out += _box(b"colr", b"\x01\0\0" + _SPACES.get(components, 16).to_bytes(4))
    return out


def _codestream(data: bytes) -> bytes:
    head, at = _segments(data, 0)
    out = bytearray(head)
    while data[at : at + 2] == _SOT.to_bytes(2):
        # A tile: its length counts from this marker, and changes with what goes.
        stated = int.from_bytes(data[at + 6 : at + 10])
        end = at + stated if stated else len(data)
        if end > len(data) or end < at + 14:
            end = len(data)
        if not stated and data[-2:] == _EOC.to_bytes(2):
            end -= 2
        tile, body = _segments(data, at)
        whole = bytearray(tile + data[body:end])
        whole[6:10] = len(whole).to_bytes(4)
        out += whole
        at = end
    return bytes(out + _EOC.to_bytes(2))


def _segments(data: bytes, at: int) -> tuple[bytes, int]:
    """Return the marker segments of a header without comments, and where its data begin.

    Ends before the next tile, or behind the mark that its data begin.
    """
    out, first = bytearray(), at
    while at + 2 <= len(data):
        marker = int.from_bytes(data[at : at + 2])
        if marker == _SOC:
            out += data[at : at + 2]
            at += 2
            continue
        if marker == _SOD:
            return bytes(out + data[at : at + 2]), at + 2
        if marker == _SOT and at != first:
            return bytes(out), at
        size = int.from_bytes(data[at + 2 : at + 4])
        segment = data[at : at + 2 + size]
        if marker >> 8 != 0xFF or size < 2 or len(segment) < 2 + size:
            break
        if marker == _SIZ:
            _refuse_size(segment)
        if marker != _COM:
            out += segment
        at += 2 + size
    raise RefusedError(Reason.DAMAGED, "a JPEG 2000 header that is cut off")


def _refuse_size(segment: bytes) -> None:
    width, height = int.from_bytes(segment[6:10]), int.from_bytes(segment[10:14])
    if width * height > 4 * PIXELS:  # it is not decoded here
        raise RefusedError(Reason.PIXELS, f"{width} x {height} in a PDF")
