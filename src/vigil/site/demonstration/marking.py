"""Write the mark of a demonstration into a file, in a way that its format allows. Pure.

What cannot hold a line (an array of numbers, a film, an archive) is left as it is: the header of
the answer says it.
"""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from xml.sax.saxutils import escape

from vigil.charts.text import isolated
from vigil.site.demonstration.picture_marks import marked_picture
from vigil.trust.demonstration.mark import PLAIN

KEY: Final = "demonstration"
"""The name under which JSON says it."""
_ROOT: Final = re.compile(rb"<(?![?!])[^>]+>")
"""The first tag of an XML document."""
_CELLS: Final = re.compile(rb"(<sheetData>)(.*?)(</sheetData>)", re.DOTALL)
_BIBTEX_ENTRY: Final = re.compile(rb"^@\w+\{[^,\n]+,", re.MULTILINE)
_BIBTEX_NOTE: Final = re.compile(rb"^\s*note = \{", re.MULTILINE)
_RIS_END: Final = re.compile(rb"^ER  -", re.MULTILINE)
_ROW_NUMBER: Final = re.compile(rb'<row r="(\d+)"')


def marked(content: bytes, media_type: str, sentence: str = PLAIN) -> bytes:
    """Return a whole file with the mark in it; unchanged where its format has no place for it.

    `sentence` is the mark in the language of the answer: pictures, which people read, carry it.
    """
    if PLAIN.encode() in content:
        return content
    if media_type in PICTURES and content:
        return PICTURES[media_type](content, sentence)
    mark = _MARKS.get(media_type)
    if mark is None:
        mark = _by_family(media_type)
    return mark(content) if mark and content else content


def marked_parts(parts: Iterator[bytes], media_type: str) -> Iterator[bytes]:
    """Yield a file that is written piece by piece, with the mark in it where its format allows."""
    if media_type == "text/csv":
        yield from parts
        yield _csv(b"")
        return
    if media_type.endswith("json"):
        first = next(parts, b"")
        yield first.replace(b"{", b"{" + _json_member() + b",", 1) if first[:1] == b"{" else first
    yield from parts


def _by_family(media_type: str) -> Callable[[bytes], bytes] | None:
    if media_type.endswith("+xml") or media_type == "application/xml":
        return _xml
    return _json if media_type.endswith("json") else None


def _json_member() -> bytes:
    return json.dumps(KEY).encode() + b":" + json.dumps(PLAIN).encode()


def _json(content: bytes) -> bytes:
    """Add a member: to an object itself, to each object of an array."""
    try:
        said: Any = json.loads(content)
    except ValueError:
        return content
    if isinstance(said, dict):
        said = {KEY: PLAIN, **said}
    elif isinstance(said, list):
        said = [{KEY: PLAIN, **one} if isinstance(one, dict) else one for one in said]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _csv(content: bytes) -> bytes:
    """Add a last row, so that the first one is still the header."""
    return content + PLAIN.encode() + b"\r\n"


def _after_first_line(words: bytes) -> Callable[[bytes], bytes]:
    def mark(content: bytes) -> bytes:
        first, end, rest = content.partition(b"\n")
        return first + end + words + (b"\r\n" if first.endswith(b"\r") else b"\n") + rest

    return mark


def _xml(content: bytes) -> bytes:
    root = _ROOT.search(content)
    at = root.start() if root else 0
    return content[:at] + b"<!-- " + PLAIN.encode() + b" -->\n" + content[at:]


def _inside(words: bytes) -> Callable[[bytes], bytes]:
    """Return what writes an element behind the first tag."""

    def mark(content: bytes) -> bytes:
        root = _ROOT.search(content)
        at = root.end() if root else 0
        return content[:at] + words + content[at:]

    return mark


def _text(content: bytes) -> bytes:
    return content.rstrip(b"\n") + b"\n\n" + PLAIN.encode() + b"\n"


def _bibtex(content: bytes) -> bytes:
    """Begin the note of each entry with it: a program that copies an entry copies its fields."""
    noted, notes = _BIBTEX_NOTE.subn(b"\\g<0>" + PLAIN.encode() + b" ", content)
    return (
        noted
        if notes
        else _BIBTEX_ENTRY.sub(b"\\g<0>\n  note = {" + PLAIN.encode() + b"},", content)
    )


def _ris(content: bytes) -> bytes:
    """Write a note at the end of each entry, before its last line."""
    return _RIS_END.sub(b"N1  - " + PLAIN.encode() + b"\r\n\\g<0>", content)


def _csl(content: bytes) -> bytes:
    """Begin the note of each entry with it."""
    try:
        entries: list[dict[str, Any]] = json.loads(content)
    except ValueError:
        return content
    said = [{**one, "note": f"{PLAIN} {one.get('note', '')}".strip()} for one in entries]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _drawing(content: bytes, sentence: str) -> bytes:
    """Write the sentence above a drawing."""
    words = escape(isolated(sentence)).encode()
    mark = b'<text x="4" y="12" font-size="10" fill="currentColor">' + words + b"</text>"
    return _inside(mark)(content)


def _workbook(content: bytes) -> bytes:
    """Add a last row to each sheet of a workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(out, "w") as marked_book:
        if any(PLAIN.encode() in book.read(name) for name in book.namelist()):
            return content
        for item in book.infolist():
            data = book.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                data = _CELLS.sub(_with_last_row, data)
            marked_book.writestr(item, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _with_last_row(found: re.Match[bytes]) -> bytes:
    number = max(map(int, _ROW_NUMBER.findall(found[2])), default=0) + 2
    cell = f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{PLAIN}</t></is></c></row>'
    return found[1] + found[2] + cell.encode() + found[3]


_SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PICTURES: Final[Mapping[str, Callable[[bytes, str], bytes]]] = {
    "image/svg+xml": _drawing,
    "image/png": marked_picture,
    "image/jpeg": marked_picture,
    "image/webp": marked_picture,
}
"""What marks each kind of picture, in the language of the answer."""
WHOLE: Final = frozenset({_SHEET, *PICTURES})
"""Types that are read whole to be marked, also when they are sent piece by piece."""
_MARKS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "text/csv": _csv,
    "text/plain": _text,
    "text/calendar": _after_first_line(b"X-WR-CALDESC:" + PLAIN.encode()),
    "text/vtt": _after_first_line(b"\nNOTE " + PLAIN.encode() + b"\n"),
    "application/atom+xml": _inside(b"<rights>" + PLAIN.encode() + b"</rights>"),
    "application/x-bibtex": _bibtex,
    "application/x-research-info-systems": _ris,
    "application/vnd.citationstyles.csl+json": _csl,
    _SHEET: _workbook,
}
