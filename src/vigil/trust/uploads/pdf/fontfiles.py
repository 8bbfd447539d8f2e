"""Font programs: their shapes and measures, without names, notices, licences and dates.

They are not decoded. TrueType and OpenType keep the tables that draw; CFF and Type 1 keep all of
their bytes, with the texts about the font overwritten by blanks of the same length.
"""

import itertools
import re
import struct
from typing import Any

_TABLES = frozenset(
    (b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"cvt ", b"fpgm", b"prep",
     b"post", b"OS/2", b"vhea", b"vmtx", b"CFF ", b"VORG", b"gasp")
)  # fmt: skip
_MOST_TABLES = 64
_CHECKSUM = 0xB1B0AFBA
_TYPE1_TEXTS = re.compile(
    rb"/(?:version|Notice|Copyright|FullName|FamilyName|Weight)\s*\(((?:[^()\\]|\\.)*)\)"
)
_TYPE1_NAME = re.compile(rb"/FontName\s*/([^\s/()<>\[\]{}]+)")
_TYPE1_COMMENT = re.compile(rb"(?<!\A)%([^\r\n]*)")
_STANDARD_STRINGS = 391
_TEXT_OPERATORS = frozenset((0, 1, 2, 3, 4, 1200, 1221, 1222))
"""version, Notice, FullName, FamilyName, Weight; Copyright, PostScript, BaseFontName."""


def stripped_sfnt(data: bytes) -> bytes | None:
    """Return a TrueType or OpenType font with the tables that draw; None if it is none."""
    if data[:4] not in (b"\0\1\0\0", b"OTTO", b"true") or len(data) < 12:
        return None
    tables: dict[bytes, bytes] = {}
    for number in range(min(int.from_bytes(data[4:6]), _MOST_TABLES)):
        entry = data[12 + 16 * number : 28 + 16 * number]
        if len(entry) < 16:
            return None
        tag, _, start, size = struct.unpack(">4sIII", entry)
        if tag in _TABLES and start + size <= len(data):
            tables[tag] = data[start : start + size]
    head = bytearray(tables.get(b"head", b""))
    if len(head) < 54:
        return None
    head[4:12] = bytes(8)  # revision, and the checksum that is made anew
    head[20:36] = bytes(16)  # created, modified
    tables[b"head"] = bytes(head)
    if len(about := tables.get(b"OS/2", b"")) >= 62:
        tables[b"OS/2"] = about[:58] + b"    " + about[62:]  # who sells it
    if b"CFF " in tables:
        cff = stripped_cff(tables[b"CFF "])
        if cff is None:
            return None
        tables[b"CFF "] = cff
    return _assembled(data[:4], tables)


def _assembled(version: bytes, tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    directory = struct.pack(
        ">4sHHHH", version, count, power * 16, power.bit_length() - 1, (count - power) * 16
    )
    at, body, head_at = 12 + 16 * count, b"", 0
    for tag, table in sorted(tables.items()):
        padded = table + bytes(-len(table) % 4)
        directory += struct.pack(">4sIII", tag, _sum(padded), at + len(body), len(table))
        if tag == b"head":
            head_at = at + len(body)
        body += padded
    whole = bytearray(directory + body)
    whole[head_at + 8 : head_at + 12] = ((_CHECKSUM - _sum(whole)) % (1 << 32)).to_bytes(4)
    return bytes(whole)


def _sum(data: bytes | bytearray) -> int:
    return sum(struct.unpack(f">{len(data) // 4}I", data)) % (1 << 32)


def stripped_type1(data: bytes, clear: Any, hidden: Any) -> tuple[bytes, tuple[int, int, int]]:
    """Return a Type 1 font with its texts blanked, and the lengths of its three parts."""
    end = data.find(b"eexec")
    first = clear if isinstance(clear, int) and 0 < clear <= len(data) else end + 6
    if not 0 < first <= len(data):
        first = len(data)
    second = hidden if isinstance(hidden, int) and 0 < hidden <= len(data) - first else 0
    second = second or len(data) - first
    head = data[:first]
    head = _TYPE1_COMMENT.sub(lambda m: b"%" + b" " * len(m[1]), head)
    start = re.match(rb"%!(PS-AdobeFont|FontType1)[-.0-9]*", head)
    line = re.match(rb"[^\r\n]*", head)
    if start and line:
        head = start[0] + b" " * (line.end() - start.end()) + head[line.end() :]
    head = _TYPE1_TEXTS.sub(lambda m: _blank(m, b" "), head)
    head = _TYPE1_NAME.sub(lambda m: _blank(m, b"F"), head)
    tail = (b"0" * 64 + b"\n") * 8 + b"cleartomark\n"
    return head + data[first : first + second] + tail, (first, second, len(tail))


def _blank(found: "re.Match[bytes]", by: bytes) -> bytes:
    whole, start = found[0], found.start(1) - found.start()
    return whole[:start] + by * len(found[1]) + whole[start + len(found[1]) :]


def stripped_cff(data: bytes) -> bytes | None:
    """Return a CFF font with its name and texts blanked; None if it is none."""
    try:
        out = bytearray(data)
        names, at = _index(data, data[2])
        tops, at = _index(data, at)
        strings, _ = _index(data, at)
        for start, end in names:
            out[start:end] = b"F" * (end - start)
        for start, end in tops:
            for operator, value in _entries(data[start:end]):
                number = value - _STANDARD_STRINGS
                if operator in _TEXT_OPERATORS and 0 <= number < len(strings):
                    first, last = strings[number]
                    out[first:last] = b" " * (last - first)
    except (IndexError, ValueError):
        return None
    return bytes(out)


def _index(data: bytes, at: int) -> tuple[list[tuple[int, int]], int]:
    """Read an INDEX at a place: where its entries begin and end, and where it ends itself."""
    count = data[at] << 8 | data[at + 1]
    if not count:
        return [], at + 2
    width = data[at + 2]
    if not 1 <= width <= 4:
        raise ValueError("an INDEX with offsets of no known width")
    first = at + 3
    offsets = [
        int.from_bytes(data[first + width * n : first + width * (n + 1)]) for n in range(count + 1)
    ]
    base = first + width * (count + 1) - 1
    spans = [(base + a, base + b) for a, b in itertools.pairwise(offsets)]
    if any(not 0 <= a <= b <= len(data) for a, b in spans):
        raise ValueError("an INDEX that points outside")
    return spans, base + offsets[-1]


def _entries(data: bytes) -> list[tuple[int, int]]:
    """Read a DICT: each operator with its last operand, if that is a whole number."""
    found, at, last = list[tuple[int, int]](), 0, -1
    while at < len(data):
        byte = data[at]
        at += 1
        if byte <= 21:
            if byte == 12:
                byte = 1200 + data[at]
                at += 1
            found.append((byte, last))
            last = -1
        elif byte == 28:
            last, at = int.from_bytes(data[at : at + 2]), at + 2
        elif byte == 29:
            last, at = int.from_bytes(data[at : at + 4]), at + 4
        elif byte == 30:
            while data[at] & 0x0F != 0x0F and data[at] >> 4 != 0x0F:
                at += 1
            last, at = -1, at + 1
        elif byte <= 246:
            last = byte - 139
        elif byte <= 250:
            last, at = (byte - 247) * 256 + data[at] + 108, at + 1
        else:
            last, at = -1, at + 1
    return found
