"""Reports from JSON Lines files (plain, gzip or Zstandard), one at a time.

One bad line costs that line only: it is answered as `Rejected`, with its number, and reading
goes on. The file is streamed; no more than one line of it is in memory.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from vigil.reading.intake.lines import (
    LINE_LIMIT,
    FileCut,
    FileLine,
    LineTooLong,
    read_lines,
    write_lines,
)
from vigil.reading.records import Rejected, Report

__all__ = ["BadReportError", "SeenReports", "read_numbered", "read_reports", "write_lines"]

TEXT_LIMIT = 2_000_000
"""Characters of one report. The longest real article is far below; a dump of a site is not."""


class _Wire(Struct, frozen=True):
    """A line as it may stand in a file: what is optional may also be null."""

    id: str
    text: str
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    published: str | None = None
    language: str | None = None
    country: str | None = None


class SeenReports:
    """Which reports one source has given so far, to know a repetition when it comes.

    It keeps a 64-bit hash of each report beside its id, not the report.
    """

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, int]] = {}

    def note(self, report: Report, line: int) -> int | None:
        """Remember a report; return 0 if it is new, and None if the very same one was seen before.

        Where the id had another content, return the line of that earlier report.
        """
        content = hash(msgspec.structs.astuple(report))
        earlier, at = self._seen.setdefault(report.id, (content, line))
        if at == line:
            return 0
        return None if earlier == content else at


def read_reports(path: Path | str) -> Iterator[Report | Rejected]:
    """Read reports from a JSON Lines file; "-" is standard input. Never raises for bad input.

    Compression is told by the first bytes, not by the name. A `Rejected` with `kept` set is a
    remark: the report it speaks of was given too. The same report twice is given once.
    """
    for found in read_numbered(path):
        yield found if isinstance(found, Rejected) else found[1]


def read_numbered(path: Path | str) -> Iterator[tuple[int, Report] | Rejected]:
    """Read as `read_reports` does, each report with the number of its line."""
    source, seen = str(path), SeenReports()
    for line in read_lines(path):
        try:
            report = decode_line(line)
        except BadReportError as problem:
            yield Rejected(source=source, line=line.number, reason=str(problem))
            continue
        if report is None:
            continue
        yield from admit(report, source, line.number, seen)


def admit(
    report: Report, source: str, line: int, seen: SeenReports
) -> Iterator[tuple[int, Report] | Rejected]:
    """Check what a decoded report says; give it, with remarks, or why it was refused."""
    try:
        report, remark = checked(report)
    except BadReportError as problem:
        yield Rejected(source=source, line=line, reason=str(problem))
        return
    earlier = seen.note(report, line)
    if earlier is None:
        return
    if remark:
        yield Rejected(source=source, line=line, reason=remark, kept=True)
    if earlier:
        reason = f'id "{report.id}" already stands in line {earlier} with other content; both kept'
        yield Rejected(source=source, line=line, reason=reason, kept=True)
    yield line, report


class BadReportError(ValueError):
    """A report that cannot be taken; its text is the reason, fit to show."""


def decode_line(line: FileLine) -> Report | None:
    """Decode one JSON line into a report; None for a blank line. Raises BadReportError."""
    match line.content:
        case FileCut(reason):
            raise BadReportError(reason)
        case LineTooLong(size):
            raise BadReportError(f"the line is {size:,} bytes long; the limit is {LINE_LIMIT:,}")
        case bytes(content):
            return _decode(content)


def _decode(content: bytes) -> Report | None:
    if not content.strip():
        return None
    try:
        wire = msgspec.json.decode(content.decode("utf-8-sig"), type=_Wire)
    except UnicodeDecodeError as error:
        byte = content[error.start]
        raise BadReportError(
            f"not valid UTF-8: byte 0x{byte:02x} at byte {error.start + 1} of the line; "
            "the text is not guessed at: convert the file first"
        ) from error
    except msgspec.ValidationError as error:
        raise BadReportError(str(error)) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadReportError(f"not JSON: {error}") from error
    return Report(
        id=wire.id,
        text=wire.text,
        url=wire.url or "",
        outlet=wire.outlet or "",
        title=wire.title or "",
        published=wire.published or "",
        language=wire.language or "",
        country=wire.country or "",
    )


def checked(report: Report) -> tuple[Report, str]:
    """Return the report with what cannot stand taken out, and a remark on it ("" if none).

    Raises BadReportError when the report cannot be taken at all.
    """
    if not report.id.strip():
        raise BadReportError("`id` is empty")
    if not report.text.strip():
        raise BadReportError(f'`text` is empty (id "{report.id}")')
    if len(report.text) > TEXT_LIMIT:
        raise BadReportError(
            f"`text` has {len(report.text):,} characters; the limit is {TEXT_LIMIT:,} "
            f'(id "{report.id}")'
        )
    published, remark = check_published(report.published)
    if published != report.published:
        report = msgspec.structs.replace(report, published=published)
    return report, remark


def check_published(value: str) -> tuple[str, str]:
    """Return a date of publication that can stand, or "", and a remark why it cannot.

    ISO 8601 dates, with or without a time, stand as they are; week dates and dates without
    hyphens are written out. Later than tomorrow cannot be: tomorrow can, east of Greenwich.
    """
    value = value.strip()
    if not value:
        return "", ""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return "", f'`published` "{value[:40]}" is not an ISO date; the report is kept without it'
    if moment.date() > _today() + timedelta(days=1):
        return "", f"`published` {value} lies in the future; the report is kept without it"
    return (value if _extended(value) else moment.date().isoformat()), ""


def _extended(value: str) -> bool:
    try:
        return date.fromisoformat(value[:10]).isoformat() == value[:10]
    except ValueError:
        return False


def _today() -> date:
    return datetime.now(UTC).date()
