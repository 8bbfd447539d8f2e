"""Texts with place names from JSON Lines files, one at a time; a bad line costs that line only."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from vigil.reading.intake.geocoding.toponyms import Document, Toponym, domain_of
from vigil.reading.intake.lines import LINE_LIMIT, FileCut, FileLine, LineTooLong, read_lines
from vigil.reading.records import Rejected


class _WireToponym(Struct, frozen=True):
    start: int
    end: int
    text: str | None = None


class _Wire(Struct, frozen=True):
    id: str
    text: str
    toponyms: list[_WireToponym]
    domain: str | None = None
    url: str | None = None


_DECODER = msgspec.json.Decoder(_Wire)


def read_documents(path: Path | str) -> Iterator[Document | Rejected]:
    """Read documents from a file, plain, .gz or .zst; "-" is standard input.

    Never raises for bad input. A `Rejected` with `kept` set is a remark on a document that is
    given all the same.
    """
    for line in read_lines(path):
        try:
            yield from _document(line, str(path))
        except _BadLineError as problem:
            yield Rejected(source=str(path), line=line.number, reason=str(problem))


class _BadLineError(ValueError):
    """A line that cannot be taken; its text is the reason, fit to show."""


def _document(line: FileLine, source: str) -> Iterator[Document | Rejected]:
    wire = _decoded(line)
    if wire is None:
        return
    if not wire.id.strip():
        raise _BadLineError("`id` is empty")
    toponyms = []
    for k, toponym in enumerate(wire.toponyms):
        if not 0 <= toponym.start < toponym.end <= len(wire.text):
            raise _BadLineError(
                f"`toponyms[{k}]` is {toponym.start} to {toponym.end} of a text of "
                f'{len(wire.text)} characters (id "{wire.id}")'
            )
        words = wire.text[toponym.start : toponym.end]
        if toponym.text is not None and toponym.text != words:
            reason = (
                f'`toponyms[{k}].text` is not what stands there ("{words[:40]}"); '
                f'the name as given is looked up (id "{wire.id}")'
            )
            yield Rejected(source=source, line=line.number, reason=reason, kept=True)
            words = toponym.text
        toponyms.append(Toponym(toponym.start, toponym.end, words))
    domain = domain_of(wire.domain or "", wire.url or "")
    yield Document(wire.id, wire.text, tuple(toponyms), domain)


def _decoded(line: FileLine) -> _Wire | None:
    match line.content:
        case FileCut(reason):
            raise _BadLineError(reason)
        case LineTooLong(size):
            raise _BadLineError(f"the line is {size:,} bytes long; the limit is {LINE_LIMIT:,}")
        case bytes(content):
            return _wire(content)


def _wire(content: bytes) -> _Wire | None:
    if not content.strip():
        return None
    try:
        return _DECODER.decode(content)
    except msgspec.ValidationError as problem:
        raise _BadLineError(str(problem).replace("$.", "")) from problem
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise _BadLineError(f"not JSON in UTF-8 ({problem})") from problem
