"""Valid files of every kind that the product reads, small: what hostile files are made of."""

import gzip
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

KINDS = {
    "jpeg": 110, "png": 110, "gif": 90, "tiff": 110, "webp": 80, "pdf": 150,
    "mp4": 80, "m4a": 40, "webm": 50, "mkv": 50, "mp3": 40, "ogg": 50, "wav": 40,
    "xlsx": 200, "csv": 200, "captions": 80, "calendar": 60, "feed": 250, "page": 250,
    "lines": 110, "gzip": 100, "zstd": 100, "warc": 150, "age": 100,
}  # fmt: skip
"""Kinds of file, and how many hostile ones the long tail makes of each: 2,600 in all."""

PICTURES = ("jpeg", "png", "gif", "tiff", "webp")
MEDIA = ("mp4", "m4a", "webm", "mkv", "mp3", "ogg", "wav")
WORDS = "A reporter was shot dead on the road to the harbour on Thursday evening, police said. "
KEPT = (WORDS.encode() * 20, b"small")
"""What the archives hold."""
LARGEST = 60_000
"""Bytes of a valid file, so that a change is likely to hit what matters."""
IDENTITY = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
"""An example of the format's own documents. It opens nothing but these files."""


def made(kind: str, folder: Path) -> list[bytes]:
    """Make the valid files of a kind."""
    if kind in (*PICTURES, "pdf"):
        return _carriers(kind)
    if kind in MEDIA:
        return _media(kind)
    return [content for content in _MAKERS[kind](folder) if len(content) <= LARGEST]


def _carriers(kind: str) -> list[bytes]:
    from files.carriers import CARRIERS, marker

    named = [name for name in CARRIERS if name.startswith(f"{kind} ")]
    found = (CARRIERS[name](marker(1)) for name in named[:: max(1, len(named) // 10)])
    return [content for content in found if len(content) <= LARGEST]


def _media(kind: str) -> list[bytes]:
    from files.media_files import MEDIA_CARRIERS, media

    named = [name for name in MEDIA_CARRIERS if name.startswith(f"{kind} ")]
    found = [media(kind, seconds=1), *(MEDIA_CARRIERS[name]("x" * 13) for name in named[:2])]
    return [content for content in found if len(content) <= 4 * LARGEST]


def _workbooks(folder: Path) -> Iterator[bytes]:
    from datetime import date

    import xlsxwriter

    for cells, options in (("inline", {"constant_memory": True}), ("shared", {})):
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, options) as book:
            sheet = book.add_worksheet(cells)
            book.add_worksheet("Other").write(0, 0, "x")
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            sheet.write_row(0, 0, ["ID", "Name", "Day", "Lat", "Sum", "Country"])
            for row in range(1, 30):
                sheet.write_row(row, 0, [row, f"Señora {row} Ejemplo"])
                sheet.write_datetime(row, 2, date(2019, 3, row % 28 + 1), day)
                sheet.write_row(row, 3, [19.4326 + row])
                sheet.write_formula(row, 4, "=1+1", None, 2)
                sheet.write_string(row, 5, "México")
            if not options:
                sheet.merge_range(1, 6, 9, 6, "merged")
        yield out.getvalue()


def _tables(folder: Path) -> Iterator[bytes]:
    rows = "".join(f'{n},"Ejemplo, ""O""\nSeñora {n}",{n}/3/2019,{WORDS}\n' for n in range(40))
    text = "id,name,published,text\n" + rows
    yield from (text.encode(encoding) for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"))
    yield ("sep=;\r\n" + text.replace(",", ";")).encode()
    yield text.replace(",", "\t").encode()


def _captions(folder: Path) -> Iterator[bytes]:
    cues = "".join(
        f"{n}\n00:00:{n:02}.000 --> 00:00:{n:02}.900 line:90% align:start\n<v Ana>A &amp; {n}\n\n"
        for n in range(50)
    )
    yield f"WEBVTT - words\n\nNOTE nothing\n\n{cues}".encode()
    yield f"\ufeffWEBVTT\r\n\r\n{cues}".replace("\n", "\r\n").encode()


def _calendars(folder: Path) -> Iterator[bytes]:
    event = (
        "BEGIN:VEVENT\r\nUID:1@example.org\r\nDTSTAMP:20261129T120000Z\r\nDTSTART:20261130T120000Z\r\n"
        f"RRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:{WORDS}\r\nATTACH:http://127.0.0.1/\r\nEND:VEVENT\r\n"
    )
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n"
    yield f"{head}{event * 20}END:VCALENDAR\r\n".encode()


def _feeds(folder: Path) -> Iterator[bytes]:
    from reading.intake.fetching.journeys import FEEDS

    items = "".join(
        f"<item><title>t {n}</title><link>https://example.org/{n}</link>"
        f"<description>&lt;p&gt;{WORDS}&lt;/p&gt;</description>"
        "<pubDate>Thu, 05 Mar 2026 10:00:00 GMT</pubDate></item>"
        for n in range(30)
    )
    yield f'<rss version="2.0"><channel><title>f</title>{items}</channel></rss>'.encode()
    for feed in FEEDS[::5]:
        yield feed.replace("{at}", "http://127.0.0.1:9/").replace("{bare}", "127.0.0.1").encode()
    entries = [
        {"id": str(n), "url": f"https://example.org/{n}", "content_html": f"<p>{WORDS}</p>"}
        for n in range(30)
    ]
    about = {"version": "https://jsonfeed.org/version/1.1", "title": "f", "items": entries}
    yield json.dumps(about).encode()


def _pages(folder: Path) -> Iterator[bytes]:
    from reading.intake.fetching.journeys import PAGES

    head = (
        '<meta charset="{}"><title>A killing</title>'
        '<meta property="article:published_time" content="2026-03-05T10:00:00Z">'
        '<script type="application/ld+json">{{"@type":"NewsArticle",'
        '"datePublished":"2026-03-05","publisher":{{"name":"Diario"}}}}</script>'
    )
    body = f"<article><h1>Señora</h1>{f'<p>{WORDS * 3}</p>' * 12}<table><tr><td>1</table></article>"
    for encoding in ("utf-8", "iso-8859-1", "utf-16"):
        page = f"<!doctype html><html lang=es><head>{head.format(encoding)}</head><body>{body}"
        yield page.encode(encoding)
    for page in PAGES[::6]:
        yield page.replace("{at}", "http://127.0.0.1:9/").replace("{bare}", "127.0.0.1").encode()


def _lines(folder: Path) -> Iterator[bytes]:
    rows = (
        {"id": str(n), "text": WORDS, "url": f"https://example.org/{n}", "published": "2026-03-05"}
        for n in range(60)
    )
    yield "".join(json.dumps(row) + "\n" for row in rows).encode()


def _gzips(folder: Path) -> Iterator[bytes]:
    for content in _lines(folder):
        yield gzip.compress(content, mtime=0)
        yield gzip.compress(content[:999], mtime=0) + gzip.compress(content[999:], mtime=0)


def _zstds(folder: Path) -> Iterator[bytes]:
    import zstandard

    for content in _lines(folder):
        yield zstandard.ZstdCompressor(write_checksum=True).compress(content)
        yield zstandard.ZstdCompressor().compress(content[:999]) * 3


def _warcs(folder: Path) -> Iterator[bytes]:
    from vigil.reading.intake.archive import Archive, Origin

    archive = Archive(folder)
    web = Origin(
        url="https://example.org/",
        fetched_at="2026-03-05T10:00:00Z",
        media_type="text/html",
        status=200,
        reason="OK",
        headers=(("Content-Type", "text/html"), ("X-Y", "z" * 40)),
    )
    for content, origin in zip(KEPT, (web, Origin(url="file:///a.csv")), strict=True):
        yield archive.path(archive.put(content, origin)).read_bytes()


def _sealed(folder: Path) -> Iterator[bytes]:
    import pyrage

    own = pyrage.x25519.Identity.from_str(IDENTITY).to_public()
    other = pyrage.x25519.Identity.generate().to_public()
    whole = json.dumps(["case", "V-1000", "name", WORDS]).encode()
    yield pyrage.encrypt(whole + b" " * (-len(whole) % 256), [own])
    yield pyrage.encrypt(whole, [other, own])
    yield pyrage.encrypt(whole, [other])
    yield pyrage.encrypt(whole * 800, [own])


_MAKERS: dict[str, Callable[[Path], Iterator[bytes]]] = {
    "xlsx": _workbooks,
    "csv": _tables,
    "captions": _captions,
    "calendar": _calendars,
    "feed": _feeds,
    "page": _pages,
    "lines": _lines,
    "gzip": _gzips,
    "zstd": _zstds,
    "warc": _warcs,
    "age": _sealed,
}
