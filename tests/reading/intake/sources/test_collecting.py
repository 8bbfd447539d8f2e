"""Collecting from files, pages and feeds: raw first, named troubles, nothing lost."""

import errno
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.intake.serving import Server, answer, serving
from vigil.reading.intake import lines
from vigil.reading.intake.archive import Archive
from vigil.reading.intake.fetching import Fetcher, Guard, LastFetches
from vigil.reading.intake.sources import Collected, Source, collect, collect_page
from vigil.reading.intake.sources.collecting import NEW_PAGES
from vigil.reading.intake.sources.csv_reports import read_table
from vigil.reading.intake.sources.feeds import ITEMS, BadFeedError, read_feed
from vigil.reading.records import Rejected

WORDS = (
    "The union leader was shot dead outside the warehouse on Monday night, police said. "
    "Two men on a motorcycle fled the scene, and no arrests have been made so far. "
)
PAGE = f"<html lang='en'><title>Union leader killed</title><article><p>{WORDS * 3}</p></article>"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture
def states(tmp_path: Path) -> LastFetches:
    return LastFetches(tmp_path / "states")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def fetcher_of(server: Server) -> Fetcher:
    return Fetcher(Guard(allowed=[("127.0.0.1", server.port)]), interval=0)


def parted(
    found: Iterator[Collected | Rejected],
) -> tuple[list[Collected], list[Rejected]]:
    every = list(found)
    return (
        [one for one in every if isinstance(one, Collected)],
        [one for one in every if isinstance(one, Rejected)],
    )


def source(kind: str, path: Path, **more: str) -> Source:
    return Source(name="test", kind=kind, path=path, **more)  # type: ignore[arg-type]


# Files


def test_lines_are_kept_raw_and_named(tmp_path: Path, archive: Archive) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": "1", "text": "a", "url": "https://e.org/1"}\nbroken\n'
                    '{"id": "3", "text": "c", "language": "pt", "outlet": "Own"}\n')  # fmt: skip
    found, [rejected] = parted(
        collect(source("jsonl", path, outlet="O", country="MEX", language="es"), archive)
    )
    assert [one.locator for one in found] == ["line 1", "line 3"]
    assert [one.report.language for one in found] == ["es", "pt"]
    assert [one.report.outlet for one in found] == ["O", "Own"]
    assert [one.report.country for one in found] == ["MEX", "MEX"]
    assert found[0].canonical_url == "https://e.org/1"
    assert {archive.get(one.raw_sha256) for one in found} == {path.read_bytes()}
    assert (rejected.source, rejected.line) == (str(path), 2)


def test_collecting_again_gives_the_same_and_adds_nothing(tmp_path: Path, archive: Archive) -> None:
    path = tmp_path / "in.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"id": "1", "text": "a"}\n'))
    first = list(collect(source("jsonl", path), archive))
    assert list(collect(source("jsonl", path), archive)) == first
    assert len(list(archive)) == 1


def test_a_missing_file_is_named(tmp_path: Path, archive: Archive) -> None:
    for kind in ("jsonl", "csv", "page", "feed", "folder"):
        [rejected] = collect(source(kind, tmp_path / "none"), archive)
        assert isinstance(rejected, Rejected)
        assert "none" in rejected.source


CSV = (
    'ID,Title,text,ignored,published,url\r\n'
    '1,First,"He said ""no"", and\r\nleft.",x,2024-05-07,https://e.org/1\r\n'
    '\r\n'
    '2,Second,Plain text,x,2999-01-01,\r\n'
    '3,Third,,x,,\r\n'
    '4,Fourth,Too many,x,,,extra\r\n'
    '5,Fifth,Short row\r\n'
    '5,Fifth,Short row\r\n'
)  # fmt: skip


def read_csv(
    tmp_path: Path, archive: Archive, content: bytes
) -> tuple[list[Collected], list[Rejected]]:
    path = tmp_path / "in.csv"
    path.write_bytes(content)
    return parted(collect(source("csv", path), archive))


def test_a_header_row_that_is_no_row_is_refused(tmp_path: Path, archive: Archive) -> None:
    found, [rejected] = read_csv(tmp_path, archive, b"id,te\rxt\n1,a\n")
    assert found == []
    assert (rejected.line, rejected.reason[:30]) == (1, "the header row is not a CSV ro")


def test_a_table_is_read_by_its_header(tmp_path: Path, archive: Archive) -> None:
    found, rejected = read_csv(tmp_path, archive, CSV.encode())
    assert [one.report.id for one in found] == ["1", "2", "5"]
    assert found[0].report.text == 'He said "no", and\r\nleft.'
    assert found[0].report.title == "First"
    assert found[0].report.url == "https://e.org/1"
    assert [one.locator for one in found] == ["line 2", "line 5", "line 8"]
    assert [(one.line, one.kept) for one in rejected] == [(5, True), (6, False), (7, False)]
    assert "7 fields, the header 6" in rejected[2].reason


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_a_byte_order_mark(
    tmp_path: Path, archive: Archive, separator: str
) -> None:
    content = f"id{separator}text{separator}title\n1{separator}Año, sí{separator}T\n"
    [one], rejected = read_csv(tmp_path, archive, b"\xef\xbb\xbf" + content.encode())
    assert (one.report.text, one.report.title) == ("Año, sí", "T")
    assert not rejected


@pytest.mark.parametrize(
    ("content", "line", "reason", "left"),
    [
        (b"", 1, "no column `id` and `text`", []),
        (b"number,words\n1,a\n", 1, "no column `id` and `text`", []),
        (b"id,words\n1,a\n", 1, "no column `text`", []),
        (b"id,text\n1,caf\xe9\n2,b\n", 2, "byte 0xe9 in line 2", ["2"]),
        (b"i\xe9d,text\n1,a\n", 1, "byte 0xe9 in line 1", []),
        (b'id,text\n1,"a"b\n2,b\n', 2, "not a CSV row", ["2"]),
        (b'id,text\n1,a\n2,"b\n3,c\n', 3, "not a CSV row (up to line 4)", ["1"]),
        ("id,text\n1,a\n".encode("utf-16"), 0, "UTF-16", []),
    ],
)
def test_a_bad_table_names_its_line(
    tmp_path: Path, archive: Archive, content: bytes, line: int, reason: str, left: list[str]
) -> None:
    found, [rejected] = read_csv(tmp_path, archive, content)
    assert [one.report.id for one in found] == left
    assert rejected.line == line
    assert reason in rejected.reason


def test_a_cut_table_gives_its_whole_rows(tmp_path: Path, archive: Archive) -> None:
    rows = b"".join(b"%d,text %d\n" % (n, n * 7919 % 104729) for n in range(5000))
    packed = gzip.compress(b"id,text\n" + rows)
    found, rejected = read_csv(tmp_path, archive, packed[: len(packed) // 2])
    assert len(found) > 1000
    assert "cut off" in rejected[-1].reason


def test_an_article_of_fifty_megabytes_in_a_table_is_refused(
    tmp_path: Path, archive: Archive
) -> None:
    content = b"id,text\n1," + b"word " * 10_000_000 + b"\n2,b\n"
    found, rejected = read_csv(tmp_path, archive, content)
    assert [one.report.id for one in found] == ["2"]
    assert rejected[0].line == 2
    assert "the limit is" in rejected[0].reason


@given(st.binary(max_size=200))
def test_any_table_is_answered(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("csv") / "in.csv"
    for written in (content, b"id,text\n" + content):
        path.write_bytes(written)
        for one in read_table(path):
            assert one.reason if isinstance(one, Rejected) else one[1].text.strip()


def test_a_folder_of_saved_pages(tmp_path: Path, archive: Archive) -> None:
    folder = tmp_path / "pages"
    (folder / "more").mkdir(parents=True)
    (folder / "b.html").write_text(PAGE)
    (folder / "more" / "a.HTM").write_text(
        PAGE.replace("<article>", "<link rel=canonical href='https://e.org/a'><article>")
    )
    (folder / "c.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (folder / "d.html.gz").write_bytes(gzip.compress(PAGE.encode())[:-20])
    (folder / "empty.html").touch()
    (folder / "big.html").write_bytes(b"<p>" + b"word " * 10_000_000)
    (folder / "notes.doc").write_text("not read")
    found, rejected = parted(collect(source("folder", folder, outlet="El Día"), archive))
    assert [one.report.id for one in found] == ["b.html", "c.html.gz", "https://e.org/a"]
    assert {one.report.title for one in found} == {"Union leader killed"}
    assert {one.report.outlet for one in found} == {"El Día"}
    assert archive.get(found[0].raw_sha256) == archive.get(found[1].raw_sha256) == PAGE.encode()
    assert [Path(one.source).name for one in rejected] == ["big.html", "d.html.gz", "empty.html"]


def test_a_folder_without_pages_says_so(tmp_path: Path, archive: Archive) -> None:
    [rejected] = collect(source("folder", tmp_path), archive)
    assert "no saved page" in str(rejected)


# The network


def test_without_a_network_it_says_so_and_goes_on(archive: Archive) -> None:
    for kind in ("feed", "page"):
        web = Source(name="x", kind=kind, url="https://example.org/")  # type: ignore[arg-type]
        [rejected] = collect(web, archive)
        assert "no network is used" in str(rejected)


def test_a_page_is_kept_raw_before_it_is_read(
    server: Server, archive: Archive, states: LastFetches
) -> None:
    server.paths["/a"] = answer(PAGE.encode(), etag='"1"')
    [one], rejected = parted(collect_page(f"{server.url}/a", archive, fetcher_of(server), states))
    assert not rejected
    assert one.report.text.startswith("The union leader was shot dead")
    assert one.report.id == one.report.url == one.canonical_url == f"{server.url}/a"
    assert one.report.language == "en"
    assert archive.get(one.raw_sha256) == PAGE.encode()
    assert archive.describe(one.raw_sha256).url == f"{server.url}/a"
    assert one.fetched_at == archive.describe(one.raw_sha256).fetched_at


def test_a_page_without_text_is_kept_all_the_same(server: Server, archive: Archive) -> None:
    server.paths["/a"] = answer(b"<html><script>app()</script></html>")
    [rejected] = collect_page(f"{server.url}/a", archive, fetcher_of(server))
    assert "holds no text" in str(rejected)
    assert len(list(archive)) == 1


def test_a_page_that_did_not_change_is_read_from_the_archive(
    server: Server, archive: Archive, states: LastFetches
) -> None:
    server.paths["/a"] = answer(PAGE.encode(), etag='"1"')
    first = list(collect_page(f"{server.url}/a", archive, fetcher_of(server), states))
    server.paths["/a"] = answer(status="304 Not Modified")
    again = list(collect_page(f"{server.url}/a", archive, fetcher_of(server), states))
    assert again == first
    assert server.requests[-1][1]["if-none-match"] == '"1"'


def test_a_page_inside_is_refused_by_name(archive: Archive, server: Server) -> None:
    [rejected] = collect_page("http://169.254.169.254/", archive, fetcher_of(server))
    assert "not a public address" in str(rejected)


def rss(items: str) -> bytes:
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>El Día</title>'
        f"<link>https://eldia.example.org/</link>{items}</channel></rss>"
    ).encode()


def item(link: str, title: str = "Título", summary: str = "", date: str = "") -> str:
    return (
        f"<item><title>{title}</title><link>{link}</link>"
        f"<description><![CDATA[{summary}]]></description><pubDate>{date}</pubDate></item>"
    )


def feed_of(server: Server) -> Source:
    return Source(name="f", kind="feed", url=f"{server.url}/rss", outlet="El Día", country="MEX")


def test_a_feed_gives_its_pages(server: Server, archive: Archive, states: LastFetches) -> None:
    server.paths["/rss"] = answer(
        rss(item("/a", date="Tue, 07 May 2024 10:00:00 GMT") + item(f"{server.url}/b")),
        content_type="application/rss+xml",
    )
    server.paths["/a"] = answer(PAGE.encode())
    server.paths["/b"] = answer(PAGE.replace("warehouse", "office").encode())
    found, rejected = parted(collect(feed_of(server), archive, fetcher_of(server), states))
    assert not rejected
    assert [one.report.url for one in found] == [f"{server.url}/a", f"{server.url}/b"]
    assert found[0].report.published.startswith("2024-05-07")
    assert {one.report.country for one in found} == {"MEX"}
    assert archive.get(found[0].raw_sha256) == PAGE.encode()


def test_a_second_run_gives_the_same_and_fetches_no_page_again(
    server: Server, archive: Archive, states: LastFetches
) -> None:
    server.paths["/rss"] = answer(rss(item("/a") + item("/b")), content_type="text/xml")
    server.paths["/a"] = server.paths["/b"] = answer(PAGE.encode())
    first = list(collect(feed_of(server), archive, fetcher_of(server), states))
    server.requests.clear()
    assert list(collect(feed_of(server), archive, fetcher_of(server), states)) == first
    assert server.asked() == ["/rss"]


def test_a_run_broken_off_loses_nothing(
    server: Server, archive: Archive, states: LastFetches
) -> None:
    server.paths["/rss"] = answer(rss(item("/a") + item("/b")), content_type="text/xml", etag='"1"')
    server.paths["/a"] = server.paths["/b"] = answer(PAGE.encode())
    broken_off = collect(feed_of(server), archive, fetcher_of(server), states)
    next(broken_off)
    broken_off.close()  # type: ignore[attr-defined]
    server.paths["/rss"] = answer(status="304 Not Modified")
    found, _ = parted(collect(feed_of(server), archive, fetcher_of(server), states))
    assert [one.report.url for one in found] == [f"{server.url}/a", f"{server.url}/b"]


def test_a_page_that_cannot_be_had_leaves_the_feeds_own_words(
    server: Server, archive: Archive
) -> None:
    server.paths["/rss"] = answer(
        rss(
            item("/gone", summary="<p>A <b>judge</b> was killed.</p><script>x</script>")
            + item("http://10.0.0.1/", summary="A mayor was killed.")
            + item("/empty", summary="A nurse was killed.")
            + item("/nothing")
            + item("javascript:alert(1)", summary="A driver was killed.")
        ),
        content_type="text/xml",
    )
    server.paths["/empty"] = answer(b"<html></html>")
    found, rejected = parted(collect(feed_of(server), archive, fetcher_of(server)))
    assert [one.report.text for one in found] == [
        "A judge was killed.",
        "A mayor was killed.",
        "A nurse was killed.",
        "A driver was killed.",
    ]
    assert [one.locator for one in found] == ["entry 1", "entry 2", "entry 3", "entry 5"]
    assert b"<rss" in archive.get(found[0].raw_sha256)
    assert [one.kept for one in rejected] == [True, True, True, False, True]
    assert "HTTP 404" in rejected[0].reason
    assert "10.0.0.1 is not a public address" in rejected[1].reason
    assert "/nothing" in rejected[3].reason


@pytest.mark.parametrize(
    "content",
    [b"<html><p>Not here any more</p></html>", b"", b"just words", b"<rss><channel>", b"<a><b></a>",
     b"\x00\x01\x02", b"{}", b'{"version": 5}', b"http://127.0.0.1/feed", b"<?xml version='1.0'?>"],
)  # fmt: skip
def test_what_is_no_feed_is_refused_plainly(
    server: Server, archive: Archive, content: bytes
) -> None:
    server.paths["/rss"] = answer(content, content_type="text/xml")
    found, _ = parted(collect(feed_of(server), archive, fetcher_of(server)))
    assert found == []
    assert server.asked() == ["/rss"]
    if not content.startswith(b"<rss"):
        [rejected] = collect(feed_of(server), archive, fetcher_of(server))
        assert "not a feed" in str(rejected)
        assert f"{server.url}/rss" in str(rejected)


def test_a_feed_file_is_read_without_a_network(tmp_path: Path, archive: Archive) -> None:
    path = tmp_path / "saved.xml"
    path.write_bytes(rss(item("https://e.org/1", "Judge killed", "A judge was killed.")))
    [one], [remark] = parted(collect(source("feed", path), archive))
    assert one.report.text == "A judge was killed."
    assert (one.report.id, one.report.title) == ("https://e.org/1", "Judge killed")
    assert remark.kept


def test_atom_and_json_feeds_are_feeds() -> None:
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><title>T</title>'
        b'<link href="https://e.org/1"/><summary>S</summary>'
        b"<updated>2024-05-07T10:00:00Z</updated></entry></feed>"
    )
    jsonfeed = json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [
            {"id": "1", "url": "https://e.org/1", "title": "T", "content_text": "S"}]}
    )  # fmt: skip
    for content in (atom, jsonfeed.encode()):
        [entry], total = read_feed(content)
        assert (entry.link, entry.title, entry.summary) == ("https://e.org/1", "T", "S")
        assert total == 1


def test_a_huge_feed_is_bounded(server: Server, archive: Archive) -> None:
    many = ITEMS + 50
    content = rss("".join(item(f"/{n}") for n in range(many)))
    entries, total = read_feed(content)
    assert (len(entries), total) == (ITEMS, many)
    server.paths["/rss"] = answer(content, content_type="text/xml")
    _, rejected = parted(collect(feed_of(server), archive, fetcher_of(server)))
    assert len(server.asked()) == 1 + NEW_PAGES
    reasons = " ".join(one.reason for one in rejected)
    assert f"it has {many} entries" in reasons
    assert f"{ITEMS - NEW_PAGES} further new pages wait" in reasons
    with pytest.raises(BadFeedError, match="the limit is"):
        read_feed(b"<rss>" + b" " * 11_000_000)


def test_entities_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}'
        '<!ENTITY file SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>t</title>'
        "<item><title>&l9;&file;</title><link>https://e.org/1</link></item></channel></rss>"
    )
    try:
        entries, _ = read_feed(bomb.encode())
    except BadFeedError:
        return
    assert all(len(entry.title) < 1000 and "root:" not in entry.title for entry in entries)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_refused(content: bytes) -> None:
    for written in (content, rss("<item>") + content, b"<rss><channel>" + content):
        try:
            entries, total = read_feed(written)
        except BadFeedError:
            continue
        assert total >= len(entries)


def test_a_full_disk_ends_the_run_and_is_no_fault_of_a_source(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        (tmp_path / "pages").mkdir(exist_ok=True)
        (tmp_path / "pages" / f"{number}.html").write_text(PAGE)

    def no_room(_number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = source("folder", tmp_path / "pages")
    with monkeypatch.context() as patch:
        patch.setattr(lines.os, "fsync", no_room)
        with pytest.raises(OSError, match="No space left"):
            list(collect(folder, archive))
    assert [path for path in archive.root.rglob("*") if path.is_file()] == []
    given, refused = parted(collect(folder, archive))
    assert (len(given), refused) == (2, [])
