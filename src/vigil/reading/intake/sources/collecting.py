"""Collecting: from a source to reports, each with the raw bytes it was read from."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from vigil.reading.intake.archive import Archive, ArchiveError, Origin
from vigil.reading.intake.documents import SIZE_LIMIT, BadDocumentError, Document, read_document
from vigil.reading.intake.fetching import (
    FEED,
    PAGE,
    Fetched,
    Fetcher,
    FetchError,
    LastFetch,
    LastFetches,
)
from vigil.reading.intake.fetching.guard import parse
from vigil.reading.intake.lines import is_disk_full
from vigil.reading.intake.report_files import (
    BadReportError,
    check_published,
    checked,
    read_numbered,
)
from vigil.reading.intake.sources.config import Source
from vigil.reading.intake.sources.csv_reports import read_table
from vigil.reading.intake.sources.feeds import ITEMS, BadFeedError, Entry, read_feed
from vigil.reading.records import Rejected, Report

NEW_PAGES = 50
"""Pages of one feed that one run fetches; the others wait for the next run."""

_PAGES = (".html", ".htm", ".xhtml", ".txt", ".html.gz", ".htm.gz")


class Collected(Struct, frozen=True, kw_only=True):
    """A report, and where it lies in the archive.

    `locator` finds it in the raw content ("line 17"; "" when it is the whole). `fetched_at`
    (UTC) is "" for files, `canonical_url` what the page calls itself, or where it was found.
    """

    report: Report
    raw_sha256: str
    locator: str = ""
    fetched_at: str = ""
    canonical_url: str = ""


def collect(
    source: Source,
    archive: Archive,
    fetcher: Fetcher | None = None,
    states: LastFetches | None = None,
) -> Iterator[Collected | Rejected]:
    """Give everything a source has, one at a time; what is refused is named, the rest goes on.

    Without a `fetcher` nothing is fetched, and sources on the network say so. With `states` a
    page of a feed is fetched once, and later runs read it from the archive: a run that was
    broken off and repeated gives the same reports. Never raises for bad input, and OSError only
    where the disk is full.
    """
    try:
        for found in _given(source, archive, fetcher, states):
            yield found if isinstance(found, Rejected) else _completed(found, source)
    except (OSError, ArchiveError) as error:
        if is_disk_full(error):  # no fault of this source: the run ends, and is repeated later
            raise
        reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
        yield Rejected(source=source.where, line=0, reason=reason)
    except BadDocumentError as error:
        yield Rejected(source=source.where, line=0, reason=str(error))


def collect_page(
    url: str, archive: Archive, fetcher: Fetcher, states: LastFetches | None = None
) -> Iterator[Collected | Rejected]:
    """Fetch one page that a person named, and read it."""
    return collect(Source(name=url, kind="page", url=url), archive, fetcher, states)


def _given(
    source: Source, archive: Archive, fetcher: Fetcher | None, states: LastFetches | None
) -> Iterator[Collected | Rejected]:
    if source.path is None:
        if fetcher is None:
            yield Rejected(source=source.where, line=0, reason="not fetched: no network is used")
            return
        web = _Web(archive, fetcher, states)
        yield from web.feed(source) if source.kind == "feed" else web.page(source)
    elif source.kind == "jsonl" or source.kind == "csv":
        yield from _from_lines(source.path, source.kind, archive)
    elif source.kind == "folder":
        yield from _from_folder(source.path, archive)
    elif source.kind == "page":
        yield from _from_file(source.path, source.path.name, archive)
    else:
        content = _bounded(source.path)
        raw = archive.put(content, Origin(url=f"file:///{source.path.name}"))
        yield from _Web(archive, fetcher, states).entries(source.where, content, raw, "")


def _completed(found: Collected, source: Source) -> Collected:
    report = found.report
    defaults = {"outlet": source.outlet, "country": source.country, "language": source.language}
    filled = {
        name: value for name, value in defaults.items() if value and not getattr(report, name)
    }
    if source.outlet and source.kind not in ("jsonl", "csv"):
        # A page names itself now one way, now another; whoever lists the source knows better.
        filled["outlet"] = source.outlet
    if not filled:
        return found
    return msgspec.structs.replace(found, report=msgspec.structs.replace(report, **filled))


def _from_lines(path: Path, kind: str, archive: Archive) -> Iterator[Collected | Rejected]:
    raw = archive.put_file(path)
    for found in read_numbered(path) if kind == "jsonl" else read_table(path):
        if isinstance(found, Rejected):
            yield found
        else:
            line, report = found
            yield Collected(
                report=report,
                raw_sha256=raw,
                locator=f"line {line}",
                canonical_url=report.url,
            )


def _from_folder(folder: Path, archive: Archive) -> Iterator[Collected | Rejected]:
    paths = sorted(path for path in folder.rglob("*") if path.name.lower().endswith(_PAGES))
    if not paths:
        reason = f"no saved page in it ({', '.join(_PAGES)})"
        yield Rejected(source=str(folder), line=0, reason=reason)
    for path in paths:
        yield from _from_file(path, path.relative_to(folder).as_posix(), archive)


def _from_file(path: Path, name: str, archive: Archive) -> Iterator[Collected | Rejected]:
    try:
        content = _bounded(path)
        raw = archive.put(content, Origin(url=f"file:///{path.name}"))
        document = read_document(content, careful=True)
    except BadDocumentError as error:
        yield Rejected(source=str(path), line=0, reason=str(error))
        return
    except OSError as error:
        if is_disk_full(error):
            raise
        yield Rejected(source=str(path), line=0, reason=error.strerror or str(error))
        return
    report = _report(document, document.canonical_url or name, document.canonical_url)
    yield from _checked(
        Collected(report=report, raw_sha256=raw, canonical_url=document.canonical_url),
        str(path),
        document,
    )


def _bounded(path: Path) -> bytes:
    """Read a file, gunzipped if it is gzip. Raises BadDocumentError beyond SIZE_LIMIT."""
    with path.open("rb") as stream:
        head = stream.read(2)
    try:
        with gzip.open(path) if head == b"\x1f\x8b" else path.open("rb") as stream:
            content = stream.read(SIZE_LIMIT + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadDocumentError(f"the gzip stream is cut off or damaged ({error})") from error
    if len(content) > SIZE_LIMIT:
        raise BadDocumentError(f"it is larger than {SIZE_LIMIT:,} bytes")
    return content


def _report(document: Document, identity: str, url: str) -> Report:
    return Report(
        id=identity,
        text=document.text,
        url=url,
        outlet=document.outlet,
        title=document.title,
        published=document.published,
        language=document.language,
    )


def _checked(
    found: Collected, where: str, document: Document | None = None
) -> Iterator[Collected | Rejected]:
    remarks = document.remarks if document else ()
    try:
        report, remark = checked(found.report)
    except BadReportError as error:
        yield Rejected(source=where, line=0, reason=str(error))
        return
    for reason in filter(None, (*remarks, remark)):
        yield Rejected(source=where, line=0, reason=reason, kept=True)
    yield msgspec.structs.replace(found, report=report)


class _Web:
    """Pages and feeds of the network, read from the archive where they are already there."""

    def __init__(
        self, archive: Archive, fetcher: Fetcher | None, states: LastFetches | None
    ) -> None:
        self._archive = archive
        self._fetcher = fetcher
        self._states = states

    def page(self, source: Source) -> Iterator[Collected | Rejected]:
        try:
            content, state = self._fetched(source.url, PAGE, self._known(source.url))
        except FetchError as error:
            yield Rejected(source=source.where, line=0, reason=error.reason)
            return
        yield from self._read(source.where, content, state, None)

    def feed(self, source: Source) -> Iterator[Collected | Rejected]:
        try:
            content, state = self._fetched(source.url, FEED, self._known(source.url))
        except FetchError as error:
            yield Rejected(source=source.where, line=0, reason=error.reason)
            return
        yield from self.entries(state.final_url, content, state.sha256, state.fetched_at)

    def entries(
        self, where: str, content: bytes, raw: str, fetched_at: str
    ) -> Iterator[Collected | Rejected]:
        try:
            entries, total = read_feed(content)
        except BadFeedError as error:
            yield Rejected(source=where, line=0, reason=str(error))
            return
        if total > len(entries):
            reason = f"it has {total:,} entries; only the first {ITEMS} are looked at"
            yield Rejected(source=where, line=0, reason=reason, kept=True)
        done, fetched, waiting = set[str](), 0, 0
        for number, entry in enumerate(entries, 1):
            link = _resolved(entry.link, where)
            if link in done:
                continue
            if link:
                done.add(link)
            state = self._known(link)
            if state is None and link and self._fetcher is not None:
                if fetched == NEW_PAGES:
                    waiting += 1
                    continue
                fetched += 1
            in_feed = Collected(
                report=_report_of_entry(entry, link or f"{where}#{number}", link),
                raw_sha256=raw,
                locator=f"entry {number}",
                fetched_at=fetched_at,
                canonical_url=link,
            )
            yield from self._entry(where, link, state, in_feed)
        if waiting:
            reason = f"{waiting} further new pages wait for the next run"
            yield Rejected(source=where, line=0, reason=reason, kept=True)

    def _entry(
        self, where: str, link: str, state: LastFetch | None, in_feed: Collected
    ) -> Iterator[Collected | Rejected]:
        try:
            if state is not None:
                content = self._archive.get(state.sha256)
            elif link:
                content, state = self._fetched(link, PAGE, None)
            else:
                raise BadDocumentError("it has no link")
            # Made a list here, so that a page without text falls back on the feed's words too.
            found = list(self._read(link, content, state, in_feed.report))
        except (FetchError, BadDocumentError, ArchiveError) as error:
            yield from _fallback(where, in_feed, str(error))
            return
        if not any(isinstance(one, Collected) for one in found):
            reasons = "; ".join(one.reason for one in found if isinstance(one, Rejected))
            yield from _fallback(where, in_feed, reasons)
            return
        yield from found

    def _known(self, url: str) -> LastFetch | None:
        if self._states is None or not url:
            return None
        state = self._states.get(url)
        return state if state is not None and state.sha256 in self._archive else None

    def _fetched(
        self, url: str, accept: frozenset[str], known: LastFetch | None
    ) -> tuple[bytes, LastFetch]:
        if self._fetcher is None:
            raise BadDocumentError("not fetched: no network is used")
        answer = self._fetcher.fetch(url, accept=accept, state=known)
        if not isinstance(answer, Fetched):
            return self._archive.get(answer.state.sha256), answer.state
        origin = Origin(
            url=answer.final_url,
            fetched_at=answer.fetched_at,
            media_type=answer.media_type,
            status=answer.status,
            reason=answer.reason,
            headers=answer.headers,
        )
        state = LastFetch(
            url=url,
            final_url=answer.final_url,
            sha256=self._archive.put(answer.content, origin),
            fetched_at=answer.fetched_at,
            charset=answer.charset,
            etag=answer.etag,
            last_modified=answer.last_modified,
        )
        if self._states is not None:
            self._states.put(state)
        return answer.content, state

    def _read(
        self, where: str, content: bytes, state: LastFetch, entry: Report | None
    ) -> Iterator[Collected | Rejected]:
        try:
            document = read_document(
                content, url=state.final_url, charset=state.charset, careful=True
            )
        except BadDocumentError as error:
            yield Rejected(source=where, line=0, reason=str(error))
            return
        report = _report(document, state.url, state.final_url)
        if entry is not None:
            report = msgspec.structs.replace(
                report,
                title=report.title or entry.title,
                published=report.published or entry.published,
            )
        found = Collected(
            report=report,
            raw_sha256=state.sha256,
            fetched_at=state.fetched_at,
            canonical_url=document.canonical_url or state.final_url,
        )
        yield from _checked(found, where, document)


def _resolved(link: str, base: str) -> str:
    """Return an entry's link as an absolute address, or "" if it has none that can be fetched."""
    if not link:
        return ""
    try:
        remote = base.startswith(("http://", "https://"))
        url = parse(link, base if remote else "")
    except FetchError:
        return ""
    return str(url.href) if url.protocol in ("http:", "https:") else ""


def _report_of_entry(entry: Entry, identity: str, url: str) -> Report:
    published, _ = check_published(entry.published)
    return Report(id=identity, text=entry.summary, url=url, title=entry.title, published=published)


def _fallback(where: str, in_feed: Collected, reason: str) -> Iterator[Collected | Rejected]:
    link = in_feed.report.url or in_feed.locator
    if not in_feed.report.text:
        yield Rejected(source=where, line=0, reason=f"{link}: {reason}")
        return
    remark = f"{link}: {reason}; the feed's own words are taken"
    yield Rejected(source=where, line=0, reason=remark, kept=True)
    yield from _checked(in_feed, where)
