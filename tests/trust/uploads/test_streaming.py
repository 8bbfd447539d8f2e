"""The whole of a file, a part of it, or a sentence in numbers why not (RFC 9110, 14)."""

from pathlib import Path
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from vigil.trust.models import Upload
from vigil.trust.uploads.streaming import (
    ByteRange,
    UnsatisfiableError,
    requested_range,
    stream_file,
)

CONTENT = bytes(range(256)) * 4
FILE: list[Path] = []


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", ByteRange(0, 1)),
        ("bytes=10-19", ByteRange(10, 20)),
        ("bytes=1000-", ByteRange(1000, 1024)),
        ("bytes=1000-99999", ByteRange(1000, 1024)),
        ("bytes=-24", ByteRange(1000, 1024)),
        ("bytes=-99999", ByteRange(0, 1024)),
        ("Bytes=5-5", ByteRange(5, 6)),
        ("bytes=5-4", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("bytes=a-b", None),
        ("", None),
    ],
)
def test_a_part_is_read_as_the_standard_says(header: str, part: ByteRange | None) -> None:
    assert requested_range(header, 1024) == part


@pytest.mark.parametrize("header", ["bytes=1024-", "bytes=2000-3000", "bytes=-0"])
def test_what_lies_behind_the_end_cannot_be_given(header: str) -> None:
    with pytest.raises(UnsatisfiableError):
        requested_range(header, 1024)


@given(st.text(max_size=40), st.integers(0, 5000))
def test_whatever_is_asked_a_part_lies_within_the_file(header: str, size: int) -> None:
    for asked in (header, f"bytes={header}"):
        try:
            part = requested_range(asked, size)
        except UnsatisfiableError:
            continue
        assert part is None or 0 <= part.first < part.end <= size


@pytest.fixture(scope="module", autouse=True)
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    FILE.append(tmp_path_factory.mktemp("media") / "item")
    FILE[-1].write_bytes(CONTENT)
    return FILE[-1]


def answer(restricted: bool = False, method: str = "get", **headers: str) -> HttpResponseBase:
    upload = Upload(pk=7, kind="mp4", sha256="ab" * 32, size=len(CONTENT))
    request = getattr(RequestFactory(), method)("/", headers=headers)
    return stream_file(request, upload, FILE[-1], name="item", restricted=restricted)


def said(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_whole_is_given_under_a_policy_that_lets_it_do_nothing() -> None:
    response = answer()
    assert response.status_code == 200
    assert said(response) == CONTENT
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Length"] == "1024"
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Disposition"] == 'inline; filename="item.mp4"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Cache-Control"] == "no-cache"
    assert answer(restricted=True)["Cache-Control"] == "no-store, private"


def test_a_part_is_given_as_such() -> None:
    response = answer(range="bytes=10-19")
    assert response.status_code == 206
    assert response["Content-Range"] == "bytes 10-19/1024"
    assert response["Content-Length"] == "10"
    assert said(response) == CONTENT[10:20]


def test_a_part_of_another_file_is_answered_with_the_whole() -> None:
    etag = answer()["ETag"]
    assert answer(range="bytes=0-1", **{"if-range": etag}).status_code == 206
    assert answer(range="bytes=0-1", **{"if-range": '"other"'}).status_code == 200


def test_behind_the_end_is_416() -> None:
    response = answer(range="bytes=5000-")
    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */1024"
    assert said(response) == b""


def test_who_holds_it_already_is_told_so_unless_it_is_restricted() -> None:
    etag = answer()["ETag"]
    assert answer(**{"if-none-match": f'"x", {etag}'}).status_code == 304
    assert answer(restricted=True, **{"if-none-match": etag}).status_code == 200


def test_head_gives_the_size_and_nothing_else() -> None:
    response = answer(method="head")
    assert response["Content-Length"] == "1024"
    assert said(response) == b""
