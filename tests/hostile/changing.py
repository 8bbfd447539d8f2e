"""Hostile files out of valid ones: the same file for the same number, whenever it is made."""

import gzip
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from random import Random

from hostile.seeds import IDENTITY

SEED = 20
TEXTS = frozenset({"csv", "captions", "calendar", "feed", "page", "lines"})
OPENINGS = {
    "csv": b'"', "captions": b"<b>", "calendar": b"BEGIN:VEVENT\r\n", "feed": b"<a>",
    "page": b"<div>", "lines": b"[", "pdf": b"[<<", "xlsx": b"<c ", "gzip": b'{"a":', "zstd": b"[",
    "warc": b"WARC/1.1\r\n", "age": b"-> X25519 ", "webm": b"\x1aE\xdf\xa3\x80", "mkv": b"\xa0\x01",
    "mp4": b"\0\0\0\x08moov", "m4a": b"\0\0\0\x08trak", "ogg": b"OggS\0", "wav": b"LIST\0\0\0\0",
    "png": b"\0\0\0\0IDAT", "gif": b"\x21\xf9\x04", "jpeg": b"\xff\xd8", "tiff": b"II*\0",
    "webp": b"VP8X", "mp3": b"\xff\xfb\x90\0",
}  # fmt: skip
"""What begins something in a file of a kind, to be repeated without an end."""

_NUMBERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0xFFFFFF,
            0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF)  # fmt: skip
_WORDS = (b"-1", b"0", b"1e999", b"NaN", b"99999999999999999999", b"4294967296", b"9" * 4_400,
          b"\0", b"\xff", b"\xed\xa0\x80", b"%s", b"\xe2\x80\xae", b"&#0;", b"=1+1")  # fmt: skip

Change = Callable[[Random, bytearray, str], None]


def hostile(kind: str, number: int, seeds: Mapping[str, Sequence[bytes]]) -> tuple[bytes, str]:
    """Return a file, and the names of what was done to it. `seeds` are valid files by kind."""
    chance = Random(f"{SEED} {kind} {number}")
    whole = chance.choice(seeds[kind])
    if chance.random() < 0.08:
        return _wrong_kind(chance, kind, whole, seeds)
    if kind in _PACKED and chance.random() < 0.6:
        content, done = _PACKED[kind](chance, whole, kind)
        return content, f"inside: {done}"
    return _changed(chance, whole, kind)


def _changed(chance: Random, content: bytes, kind: str) -> tuple[bytes, str]:
    changed, names = bytearray(content), []
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        known = [*_CHANGES, *(_TEXT_CHANGES if kind in TEXTS else ())]
        name = chance.choice(known)
        (_CHANGES | _TEXT_CHANGES)[name](chance, changed, kind)
        names.append(name)
    if kind == "png" and chance.random() < 0.8:
        _sum_up(changed)
    return bytes(changed), ", ".join(names)


def _wrong_kind(
    chance: Random, kind: str, whole: bytes, seeds: Mapping[str, Sequence[bytes]]
) -> tuple[bytes, str]:
    other = chance.choice([name for name in seeds if name != kind])
    strange = chance.choice(seeds[other])
    match chance.randrange(3):
        case 0:
            return strange, f"it is {other}"
        case 1:
            at = chance.choice((4, 8, 12, 16, 32))
            return whole[:at] + strange[at:], f"begins as {kind}, and is {other}"
        case _:
            at = chance.randrange(len(whole) + 1)
            return whole[:at] + strange, f"goes on as {other}"


def _place(chance: Random, content: bytearray) -> int:
    # The beginning of a file holds most of what a reader believes.
    most = len(content) if chance.random() < 0.6 else min(len(content), 256)
    return chance.randrange(most) if most else 0


def _part(chance: Random, content: bytearray, most: int = 4_096) -> slice:
    at = _place(chance, content)
    return slice(at, min(len(content), at + chance.randint(1, most)))


def _cut(chance: Random, content: bytearray, kind: str) -> None:
    del content[_place(chance, content) :]


def _flip(chance: Random, content: bytearray, kind: str) -> None:
    for _ in range(chance.choice((1, 1, 2, 8, 64)) if content else 0):
        content[_place(chance, content)] ^= 1 << chance.randrange(8)


def _overwrite(chance: Random, content: bytearray, kind: str) -> None:
    at = _place(chance, content)
    by = chance.randbytes(chance.choice((1, 2, 4, 16)))
    content[at : at + len(by)] = by


def _lie(chance: Random, content: bytearray, kind: str) -> None:
    """Write a number where one stands that may be a length: less than what follows it."""
    size = chance.choice((1, 2, 4, 4, 4, 8))
    order = chance.choice("<>")
    code = order + {1: "B", 2: "H", 4: "I", 8: "Q"}[size]
    for _ in range(60):
        at = _place(chance, content)
        if at + size > len(content):
            continue
        (found,) = struct.unpack_from(code, content, at)
        if 0 < found <= len(content):
            value = chance.choice((*_NUMBERS, len(content), found + 1, found - 1, found * 2))
            struct.pack_into(code, content, at, value & ((1 << 8 * size) - 1))
            return


def _drop(chance: Random, content: bytearray, kind: str) -> None:
    del content[_part(chance, content)]


def _repeat(chance: Random, content: bytearray, kind: str) -> None:
    part = _part(chance, content)
    piece = bytes(content[part])
    times = min(chance.choice((1, 2, 10, 1_000, 20_000)), 1 + 2_000_000 // (len(piece) + 1))
    content[part.start : part.start] = piece * times


def _swap(chance: Random, content: bytearray, kind: str) -> None:
    first, second = _part(chance, content, 512), _part(chance, content, 512)
    one, other = bytes(content[first]), bytes(content[second])
    if first.stop <= second.start:
        content[second], content[first] = one, other


def _insert(chance: Random, content: bytearray, kind: str) -> None:
    at = _place(chance, content)
    content[at:at] = chance.randbytes(chance.choice((1, 3, 16, 300)))


def _blank(chance: Random, content: bytearray, kind: str) -> None:
    part = _part(chance, content)
    content[part] = chance.choice((b"\0", b"\xff", b" ")) * (part.stop - part.start)


def _nest(chance: Random, content: bytearray, kind: str) -> None:
    at = _place(chance, content)
    content[at:at] = OPENINGS[kind] * chance.choice((3, 100, 2_500, 60_000))


def _spaces(chance: Random, content: bytearray, kind: str) -> None:
    at = _place(chance, content)
    by = chance.choice((b" ", b"\t", b"\n", b"\r", b"a", b"\0", b",", b"-", b".", b"&", b"<"))
    content[at:at] = by * chance.choice((50, 5_000, 300_000))


def _number(chance: Random, content: bytearray, kind: str) -> None:
    found = list(re.finditer(rb"\d+", content[:200_000]))
    if found:
        spot = chance.choice(found)
        content[spot.start() : spot.end()] = chance.choice(_WORDS)


def _word(chance: Random, content: bytearray, kind: str) -> None:
    at = _place(chance, content)
    content[at:at] = chance.choice(_WORDS)


_CHANGES: dict[str, Change] = {
    "cut": _cut, "flip": _flip, "overwrite": _overwrite, "lie": _lie, "lie again": _lie,
    "drop": _drop, "repeat": _repeat, "swap": _swap, "insert": _insert, "blank": _blank,
    "nest": _nest,
}  # fmt: skip
_TEXT_CHANGES: dict[str, Change] = {"spaces": _spaces, "number": _number, "word": _word}


# Kinds that pack something: what is inside is changed, and packed again as it should be.


def _sum_up(content: bytearray) -> None:
    """Write the right check sums into the chunks of a PNG."""
    at = 8
    while at + 12 <= len(content):
        (size,) = struct.unpack_from(">I", content, at)
        end = at + 8 + size
        if end + 4 > len(content):
            return
        struct.pack_into(">I", content, end, zlib.crc32(content[at + 4 : end]))
        at = end + 4


def _in_gzip(chance: Random, whole: bytes, kind: str) -> tuple[bytes, str]:
    inner, done = _changed(chance, gzip.decompress(whole), "lines" if kind == "gzip" else kind)
    return gzip.compress(inner, mtime=0), done


def _in_zstd(chance: Random, whole: bytes, kind: str) -> tuple[bytes, str]:
    import zstandard

    inner = zstandard.ZstdDecompressor().stream_reader(whole, read_across_frames=True).read()
    inner, done = _changed(chance, inner, "lines")
    return zstandard.ZstdCompressor().compress(inner), done


def _in_age(chance: Random, whole: bytes, kind: str) -> tuple[bytes, str]:
    import pyrage

    own = pyrage.x25519.Identity.from_str(IDENTITY)
    inner, done = _changed(chance, b'["case", "V-1000", "name", "x"]', "lines")
    return pyrage.encrypt(inner, [own.to_public()]), done


def _in_zip(chance: Random, whole: bytes, kind: str) -> tuple[bytes, str]:
    out, done = io.BytesIO(), ""
    with zipfile.ZipFile(io.BytesIO(whole)) as given:
        chosen = chance.choice(given.namelist())
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in given.namelist():
                content = given.read(name)
                if name == chosen:
                    content, done = _changed(chance, content, "page")
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue(), f"{chosen}: {done}"


_PACKED: dict[str, Callable[[Random, bytes, str], tuple[bytes, str]]] = {
    "gzip": _in_gzip,
    "warc": _in_gzip,
    "zstd": _in_zstd,
    "age": _in_age,
    "xlsx": _in_zip,
}
