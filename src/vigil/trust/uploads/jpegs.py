"""The JPEG pictures inside a PDF: only the segments without which they cannot be drawn.

They are not decoded (a court file of three hundred scanned pages would take minutes), so they
look exactly as before: tables, frame and scans stay, every other segment goes, and so does
whatever stands after the end of the picture.
"""

import re

from vigil.trust.uploads.limits import PIXELS, Reason, RefusedError

_SOI, _EOI, _SOS, _APP14 = 0xD8, 0xD9, 0xDA, 0xEE
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3})
_KEPT = frozenset({*_FRAMES, 0xC4, 0xDB, 0xDD})
"""Frame headers, Huffman and quantisation tables, the restart interval."""
_MARKER_IN_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_ADOBE = b"Adobe"


def stripped_jpeg(data: bytes) -> bytes:
    """Return the picture without anything but itself. Raises RefusedError if it is no JPEG."""
    if data[:2] != bytes([0xFF, _SOI]):
        raise RefusedError(Reason.DAMAGED, "a JPEG that does not begin as one")
    out, at, scans = bytearray(data[:2]), 2, 0
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise RefusedError(Reason.DAMAGED, "no marker where one belongs")
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == _EOI:
            break
        size = int.from_bytes(data[at + 2 : at + 4])
        segment = data[at : at + 2 + size]
        if size < 2 or len(segment) < 2 + size:
            raise RefusedError(Reason.DAMAGED, "a segment that is cut off")
        at += 2 + size
        if marker in _FRAMES:
            _refuse_size(segment)
        if marker in _KEPT:
            out += segment
        elif marker == _APP14 and segment[4:9] == _ADOBE and size >= 14:
            # Which colours the samples are; version and flags are written as everybody has them.
            out += b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + segment[15:16]
        elif marker == _SOS:
            end = _end_of_scan(data, at)
            out += segment + data[at:end]
            at, scans = end, scans + 1
    if not scans:
        raise RefusedError(Reason.DAMAGED, "a JPEG without a scan")
    return bytes(out + bytes([0xFF, _EOI]))


def _end_of_scan(data: bytes, start: int) -> int:
    found = _MARKER_IN_SCAN.search(data, start)
    return found.start() if found else len(data)


def _refuse_size(frame: bytes) -> None:
    if len(frame) < 9:
        raise RefusedError(Reason.DAMAGED, "a frame header that is cut off")
    height, width = int.from_bytes(frame[5:7]), int.from_bytes(frame[7:9])
    if width * height > 4 * PIXELS:  # it is not decoded here
        raise RefusedError(Reason.PIXELS, f"{width} x {height} in a PDF")
