"""The raw archive keeps what came, once, whole, and proves it on the way out."""

import gzip
import io
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from vigil.reading.intake import lines
from vigil.reading.intake.archive import Archive, DamagedError, MissingError, Origin

PAGE = b"<html><p>The journalist was killed on her way home.</p></html>"
ANSWER = Origin(
    url="https://example.org/news?id=1",
    fetched_at="2026-11-25T01:02:03Z",
    media_type="text/html",
    status=200,
    reason="OK",
    headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Server", "x\r\ny: z")),
)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "data" / "archive")


def test_what_is_put_comes_back(archive: Archive) -> None:
    digest = archive.put(PAGE, ANSWER)
    assert archive.get(digest) == PAGE
    assert digest in archive
    assert list(archive) == [digest]
    assert archive.path(digest).relative_to(archive.root).as_posix() == (
        f"{digest[:2]}/{digest[2:4]}/{digest}.warc.gz"
    )
    kept = archive.describe(digest)
    assert (kept.url, kept.fetched_at, kept.size) == (ANSWER.url, ANSWER.fetched_at, len(PAGE))


def test_the_same_content_is_kept_once_and_as_it_was_first(archive: Archive) -> None:
    digest = archive.put(PAGE, ANSWER)
    before = archive.path(digest).stat()
    assert archive.put(PAGE, Origin(url="https://elsewhere.example.org/")) == digest
    assert archive.path(digest).stat().st_mtime_ns == before.st_mtime_ns
    assert archive.describe(digest).url == ANSWER.url


def test_a_stream_and_a_file_are_kept_like_bytes(archive: Archive, tmp_path: Path) -> None:
    content = os.urandom(3_000_000)
    path = tmp_path / "big file é.jsonl"
    path.write_bytes(content)
    digest = archive.put_file(path)
    assert archive.put_stream(io.BytesIO(content)) == digest == archive.put_file(path)
    assert archive.get(digest) == content
    assert archive.describe(digest).url == "file:///big%20file%20%C3%A9.jsonl"


def test_objects_concatenated_are_a_valid_warc(archive: Archive, tmp_path: Path) -> None:
    contents = [PAGE, b"", b"plain\r\n\r\nWARC/1.1\r\n", os.urandom(200_000)]
    digests = [archive.put(content, ANSWER) for content in contents[:2]]
    digests += [archive.put(content) for content in contents[2:]]
    whole = b"".join(archive.path(digest).read_bytes() for digest in digests)
    found = [
        (record.rec_type, record.rec_headers["WARC-Payload-Digest"], record.raw_stream.read())
        for record in ArchiveIterator(io.BytesIO(whole), check_digests="raise")
    ]
    kinds = ["response", "response", "resource", "resource"]
    assert found == [
        (kind, f"sha256:{digest}", content)
        for kind, digest, content in zip(kinds, digests, contents, strict=True)
    ]


def test_headers_say_what_is_stored_and_cannot_be_broken_out_of(archive: Archive) -> None:
    path = archive.path(archive.put(PAGE, ANSWER))
    with path.open("rb") as stream:
        record = next(ArchiveIterator(stream))
        assert record.http_headers["Content-Length"] == str(len(PAGE))
        assert record.http_headers["Content-Encoding"] is None
        assert record.http_headers["X-Archive-Orig-Content-Encoding"] == "gzip"
        assert record.http_headers["Server"] == "x y: z"
        assert record.content_stream().read() == PAGE


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "swap", "text", "header"])
def test_damage_is_never_handed_out(archive: Archive, damage: str) -> None:
    digest, other = archive.put(PAGE * 50, ANSWER), archive.put(b"other")
    path = archive.path(digest)
    content = path.read_bytes()
    spoiled = {
        "flip": content[:-60] + bytes([content[-60] ^ 0xFF]) + content[-59:],
        "cut": content[: len(content) // 2],
        "empty": b"",
        "swap": archive.path(other).read_bytes(),
        "text": b"not a WARC at all",
        "header": gzip.compress(
            gzip.decompress(content).replace(b"WARC-Target-URI", b"WARC-T\xff")
        ),
    }
    path.write_bytes(spoiled[damage])
    with pytest.raises(DamagedError, match=digest):
        archive.get(digest)
    assert [str(error)[:64] for error in archive.verify()] == [digest]


def test_what_is_not_there_is_said(archive: Archive) -> None:
    with pytest.raises(MissingError):
        archive.get("0" * 64)
    for wrong in ("../../etc/passwd", "A" * 64, "0" * 63, ""):
        with pytest.raises(ValueError, match="SHA-256"):
            archive.get(wrong)


def test_nothing_half_written_is_ever_in_place(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(descriptor: int) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(lines.os, "fsync", broken)
        patched.setattr(
            "vigil.reading.intake.archive.make_folder", lambda folder: folder.mkdir(parents=True)
        )
        with pytest.raises(OSError, match="no space"):
            archive.put(PAGE)
    assert not [path for path in archive.root.rglob("*") if path.is_file()]
    assert archive.get(archive.put(PAGE)) == PAGE


def test_content_is_synced_before_it_gets_its_name(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(lines.os, "fsync", lambda fd: (order.append("sync"), fsync(fd)))
    monkeypatch.setattr(
        Path, "replace", lambda self, target: (order.append("name"), replace(self, target))
    )
    archive.put(PAGE)
    at = order.index("name")
    assert order[at - 1] == "sync"
    assert order[at + 1] == "sync"


def test_what_a_killed_process_kept_is_made_sure_of(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    folder = archive.path(archive.put(PAGE)).parent
    synced: list[Path] = []
    monkeypatch.setattr("vigil.reading.intake.archive.sync_folder", synced.append)
    archive.put(PAGE)
    archive.put_file(path)
    assert synced == [folder, folder]
    os.utime(archive.path(archive.put(PAGE)), (0, 0))  # long ago: its name is on the disk by now
    synced.clear()
    archive.put(PAGE)
    assert synced == []


def test_an_object_is_plain_gzip(archive: Archive) -> None:
    packed = archive.path(archive.put(PAGE, ANSWER)).read_bytes()
    assert gzip.decompress(packed).startswith(b"WARC/1.1\r\n")


@settings(max_examples=30)  # each is synced to the disk
@given(content=st.binary(max_size=2000), url=st.text(max_size=50))
def test_any_bytes_and_any_address_are_kept(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, url: str
) -> None:
    archive = Archive(tmp_path_factory.mktemp("archive"))
    assert archive.get(archive.put(content, Origin(url=url))) == content
