"""Reports from a CSV file with a header row (RFC 4180), a row at a time."""

import csv
from collections.abc import Iterator
from pathlib import Path

from vigil.reading.intake.lines import LINE_LIMIT, FileCut, LineTooLong, read_lines
from vigil.reading.intake.report_files import TEXT_LIMIT, SeenReports, admit
from vigil.reading.records import Rejected, Report

COLUMNS = ("id", "url", "outlet", "title", "text", "published", "language")
_REQUIRED = ("id", "text")

# The csv module's own limit (128 kB) is below a long article; there is one for all readers.
csv.field_size_limit(max(csv.field_size_limit(), TEXT_LIMIT + 1))


def read_table(path: Path) -> Iterator[tuple[int, Report] | Rejected]:
    """Read reports from a CSV file, each with the number of the line its row begins in.

    Columns are found by name in the header row: `id` and `text` must be there, `url`, `outlet`,
    `title`, `published` and `language` may be; others are passed over. Commas, semicolons and
    tabs are known as separators. The encoding is UTF-8. Never raises for bad input.
    """
    source, lines = str(path), _Lines(path)
    header = next(lines, "")
    if lines.trouble:
        yield Rejected(source=source, line=lines.number, reason=lines.trouble)
        return
    separator = max(",;\t", key=header.count)
    try:
        told = next(csv.reader([header], delimiter=separator), [])
    except csv.Error as error:
        yield Rejected(source=source, line=1, reason=f"the header row is not a CSV row: {error}")
        return
    names = [name.strip().lower() for name in told]
    missing = [name for name in _REQUIRED if name not in names]
    if missing:
        wanted = " and ".join(f"`{name}`" for name in missing)
        yield Rejected(source=source, line=1, reason=f"the header row has no column {wanted}")
        return
    yield from _rows(source, lines, separator, names)


class _Lines(Iterator[str]):
    """The file's lines as text; `trouble` is what was wrong with those given since `forget`."""

    def __init__(self, path: Path) -> None:
        self._lines = read_lines(path)
        self.number = 0
        self.trouble = ""

    def forget(self) -> None:
        self.trouble = ""

    def __next__(self) -> str:
        line = next(self._lines)
        self.number = line.number
        match line.content:
            case FileCut(reason):
                self.trouble = self.trouble or reason
                raise StopIteration
            case LineTooLong(size):
                self.trouble = f"a line of {size:,} bytes; the limit is {LINE_LIMIT:,}"
                return "\n"
            case bytes(content):
                return self._decoded(content) + "\n"

    def _decoded(self, content: bytes) -> str:
        encoding = "utf-8-sig" if self.number == 1 else "utf-8"
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            self.trouble = self.trouble or (
                f"not valid UTF-8: byte 0x{content[error.start]:02x} in line {self.number}; "
                "the text is not guessed at: convert the file first"
            )
            return content.decode(encoding, "replace")


def _rows(
    source: str, lines: _Lines, separator: str, names: list[str]
) -> Iterator[tuple[int, Report] | Rejected]:
    rows = csv.reader(lines, delimiter=separator, strict=True)
    seen = SeenReports()
    while True:
        begin = lines.number + 1
        lines.forget()
        try:
            row = next(rows, None)
        except csv.Error as error:
            end = f" (up to line {lines.number})" if lines.number > begin else ""
            yield Rejected(source=source, line=begin, reason=f"not a CSV row{end}: {error}")
            continue
        if lines.trouble:
            yield Rejected(source=source, line=begin, reason=lines.trouble)
            if row is not None:
                continue
        if row is None:
            return
        if not any(field.strip() for field in row):
            continue
        if len(row) > len(names):
            reason = f"the row has {len(row)} fields, the header {len(names)}"
            yield Rejected(source=source, line=begin, reason=reason)
            continue
        named = dict(zip(names, row, strict=False))
        report = Report(**{name: named.get(name, "").strip() for name in COLUMNS})
        yield from admit(report, source, begin, seen)
