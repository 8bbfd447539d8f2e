"""JSON Lines in and out: whatever is wrong with a line costs that line and says so."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.intake import lines
from vigil.reading.intake.report_files import TEXT_LIMIT, read_numbered, read_reports, write_lines
from vigil.reading.records import Rejected, Report

GOOD = {"id": "a", "text": "The mayor was shot in the square."}


def line(**fields: object) -> bytes:
    return json.dumps(GOOD | fields).encode() + b"\n"


def write(tmp_path: Path, content: bytes, name: str = "in.jsonl") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def read(tmp_path: Path, content: bytes) -> tuple[list[Report], list[Rejected]]:
    found = list(read_reports(write(tmp_path, content)))
    return (
        [one for one in found if isinstance(one, Report)],
        [one for one in found if isinstance(one, Rejected)],
    )


def test_every_field_is_read(tmp_path: Path) -> None:
    fields = {
        "id": "7",
        "url": "https://e.org/7",
        "outlet": "El Día",
        "title": "Título",
        "text": "Texto",
        "published": "2013-05-04",
        "language": "es",
        "country": "MEX",
    }
    reports, rejected = read(tmp_path, json.dumps(fields).encode())
    assert reports == [Report(**fields)]
    assert not rejected


def test_optional_fields_may_be_null_and_unknown_ones_are_passed_over(tmp_path: Path) -> None:
    reports, rejected = read(tmp_path, line(url=None, published=None, section="local"))
    assert reports == [Report(**GOOD)]
    assert not rejected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"id": "x", "text"\n', "not JSON"),
        (b"[1, 2]\n", "Expected `object`"),
        (b'{"text": "words"}\n', "`id`"),
        (b'{"id": "x"}\n', "`text`"),
        (b'{"id": 5, "text": "words"}\n', "$.id"),
        (b'{"id": "x", "text": ["words"]}\n', "$.text"),
        (b'{"id": "x", "text": "words", "title": 3}\n', "$.title"),
        (b'{"id": "x", "text": null}\n', "$.text"),
        (b'{"id": "x", "text": " \\n\\t"}\n', "`text` is empty"),
        (b'{"id": " ", "text": "words"}\n', "`id` is empty"),
        (b'{"id": "x", "text": "caf\xe9"}\n', "not valid UTF-8: byte 0xe9 at byte 25"),
        (b'{"id": "x", "text": "\\ud83d alone"}\n', "not JSON"),
        (b'{"a":' * 100_000 + b"\n", "not JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    reports, rejected = read(tmp_path, line(id="1") + content + line(id="3"))
    assert [report.id for report in reports] == ["1", "3"]
    [only] = rejected
    assert only.line == 2
    assert reason in only.reason
    assert not only.kept
    assert str(only).startswith(f"{tmp_path / 'in.jsonl'}:2: ")


def test_blank_lines_and_a_byte_order_mark_are_no_fault(tmp_path: Path) -> None:
    reports, rejected = read(tmp_path, b"\xef\xbb\xbf" + line(id="1") + b"\r\n\n" + line(id="4"))
    assert [report.id for report in reports] == ["1", "4"]
    assert not rejected


def test_utf16_is_refused_once_and_plainly(tmp_path: Path) -> None:
    content = (line() * 50).decode().encode("utf-16")
    reports, [rejected] = read(tmp_path, content)
    assert not reports
    assert "UTF-16" in rejected.reason


def test_a_missing_file_is_an_answer_not_a_crash(tmp_path: Path) -> None:
    [rejected] = read_reports(tmp_path / "none.jsonl")
    assert isinstance(rejected, Rejected)
    assert rejected.line == 0


def test_an_article_of_fifty_megabytes_is_refused(tmp_path: Path) -> None:
    huge = b'{"id": "huge", "text": "' + b"word " * 10_000_000 + b'"}\n'
    reports, [rejected] = read(tmp_path, line(id="1") + huge + line(id="3"))
    assert [report.id for report in reports] == ["1", "3"]
    assert rejected.line == 2
    assert "the limit is" in rejected.reason


def test_a_text_just_over_the_limit_is_refused_by_its_length(tmp_path: Path) -> None:
    content = line(id="ok", text="x" * TEXT_LIMIT) + line(id="no", text="x" * (TEXT_LIMIT + 1))
    [report], [rejected] = read(tmp_path, content)
    assert report.id == "ok"
    assert "2,000,001 characters" in rejected.reason


def test_a_date_in_the_future_is_emptied_and_the_report_kept(tmp_path: Path) -> None:
    [report], [remark] = read(tmp_path, line(published="2999-01-01"))
    assert report.published == ""
    assert remark.kept
    assert "2999-01-01 lies in the future" in remark.reason


@pytest.mark.parametrize(
    ("stated", "read_as", "remarked"),
    [
        ("2013-05-04", "2013-05-04", False),
        ("2013-05-04T23:10:00+02:00", "2013-05-04T23:10:00+02:00", False),
        ("2013-05-04 23:10", "2013-05-04 23:10", False),
        ("20130504", "2013-05-04", False),
        ("04/05/2013", "", True),
        ("2013-13-45", "", True),
        ("yesterday", "", True),
    ],
)
def test_dates(tmp_path: Path, stated: str, read_as: str, remarked: bool) -> None:
    [report], remarks = read(tmp_path, line(published=stated))
    assert report.published == read_as
    assert [remark.kept for remark in remarks] == [True] * remarked


def test_tomorrow_is_not_the_future_east_of_greenwich(tmp_path: Path) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    [report], remarks = read(tmp_path, line(published=tomorrow))
    assert report.published == tomorrow
    assert not remarks


def test_the_same_report_twice_is_given_once_and_silently(tmp_path: Path) -> None:
    reports, rejected = read(tmp_path, line() + line() + line(id="b"))
    assert [report.id for report in reports] == ["a", "b"]
    assert not rejected


def test_one_id_with_two_texts_is_named_and_both_are_kept(tmp_path: Path) -> None:
    reports, [remark] = read(tmp_path, line() + line(text="Another text."))
    assert [report.text for report in reports] == [GOOD["text"], "Another text."]
    assert remark.kept
    assert remark.line == 2
    assert "line 1" in remark.reason


def test_lines_are_numbered_as_they_stand_in_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, line(id="1") + b"\n" + b"broken\n" + line(id="4"))
    numbers = [one[0] for one in read_numbered(path) if not isinstance(one, Rejected)]
    assert numbers == [1, 4]


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    reports = [Report(id=str(n), text=f"Texto número {n} — “así”") for n in range(1000)]
    assert write_lines(tmp_path / name, reports) == 1000
    assert list(read_reports(tmp_path / name)) == reports
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
def test_the_same_records_make_the_same_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "other").mkdir()
    for folder in (tmp_path, tmp_path / "other"):
        write_lines(folder / name, [Report(**GOOD)])
    assert (tmp_path / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_a_failure_while_writing_leaves_the_old_file(tmp_path: Path) -> None:
    path = write(tmp_path, b"old\n", "out.jsonl")

    def failing() -> object:
        yield Report(**GOOD)
        raise RuntimeError("the reader broke")

    with pytest.raises(RuntimeError):
        write_lines(path, failing())  # type: ignore[arg-type]
    assert path.read_bytes() == b"old\n"
    assert [one.name for one in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_dash_is_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_lines("-", [Report(**GOOD)])
    assert msgspec.json.decode(capfdbinary.readouterr().out, type=Report) == Report(**GOOD)


def many() -> bytes:
    # Numbers that do not compress away, so that a cut falls in the middle of the lines.
    return b"".join(line(id=str(n), text=f"{n * 7919 % 104729:x} " * 20) for n in range(5000))


@pytest.mark.parametrize("compress", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_a_cut_stream_gives_every_whole_line_before_the_cut(tmp_path: Path, compress) -> None:  # type: ignore[no-untyped-def]
    packed = compress(many())
    found = list(read_reports(write(tmp_path, packed[: len(packed) * 2 // 3], "in.jsonl.gz")))
    *reports, rejected = found
    assert len(reports) > 1000
    assert [report.id for report in reports if isinstance(report, Report)] == [
        str(n) for n in range(len(reports))
    ]
    assert isinstance(rejected, Rejected)
    assert rejected.line == len(reports) + 1
    assert "cut off" in rejected.reason


def test_a_damaged_gzip_stream_is_named(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(many()))
    packed[len(packed) // 2] ^= 0xFF
    *_, last = read_reports(write(tmp_path, bytes(packed)))
    assert isinstance(last, Rejected)
    assert "damaged" in last.reason


@pytest.mark.parametrize("compress", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_compressed_parts_one_after_the_other_are_one_file(tmp_path: Path, compress) -> None:  # type: ignore[no-untyped-def]
    path = write(tmp_path, compress(line(id="1")) + compress(line(id="2")), "in.jsonl")
    assert [one.id for one in read_reports(path) if isinstance(one, Report)] == ["1", "2"]


def test_a_line_never_grows_beyond_its_limit_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "LINE_LIMIT", 100)
    splitter = lines._Splitter()
    for _ in range(1000):
        assert not list(splitter.feed(b"x" * 1000))
        assert sum(map(len, splitter._parts)) <= 100
    [long] = splitter.feed(b"\n")
    assert long.content == lines.LineTooLong(1_000_000)


@given(st.lists(st.binary(max_size=60)), st.integers(1, 50))
def test_lines_are_what_splitting_the_whole_would_give(parts: list[bytes], size: int) -> None:
    content = b"\n".join(part.replace(b"\n", b"") for part in parts)
    splitter = lines._Splitter()
    found = [
        line.content
        for start in range(0, len(content), size)
        for line in splitter.feed(content[start : start + size])
    ]
    found += [line.content for line in splitter.end()]
    assert found == content.removesuffix(b"\n").split(b"\n") * bool(content)


@given(st.binary(max_size=300))
def test_any_bytes_are_answered(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = write(tmp_path_factory.mktemp("any"), content)
    for found in read_reports(path):
        assert isinstance(found, Report | Rejected)


@given(st.text(min_size=1).filter(str.strip))
def test_any_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        return
    path = tmp_path_factory.mktemp("text") / "in.jsonl"
    write_lines(path, [Report(id="a", text=text)])
    [report] = read_reports(path)
    assert isinstance(report, Report)
    assert report.text == text
