"""Requests that are too large: their words come through where strangers write, and nothing else."""

from collections.abc import Iterator

import pytest
from waitress.adjustments import Adjustments

from vigil.cli.serving.large_requests import (
    DRAINED_BYTES,
    KEPT_BYTES,
    LARGEST_RECORDING,
    RequestParser,
)

MOST = 16 * 1024 * 1024
PIECE = b"x" * (1024 * 1024)


_made: list[RequestParser] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Close what was received, as the server does."""
    yield
    while _made:
        _made.pop().close()


def parsed(path: str, size: int, *headers: str) -> RequestParser:
    parser = RequestParser(Adjustments(max_request_body_size=MOST))
    _made.append(parser)
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {size}", *headers]
    parser.received("\r\n".join([*lines, "", ""]).encode())
    return parser


@pytest.mark.parametrize("path", ["/mine/x/y/", "/es/mine/x/y/", "/bear-witness/"])
def test_of_a_form_of_strangers_the_beginning_is_kept(path: str) -> None:
    megabytes = 300
    parser = parsed(path, megabytes * len(PIECE))
    parser.received(b"words")
    for _n in range(megabytes):
        assert not parser.completed
        parser.received(PIECE)
    assert parser.completed
    assert parser.error is None
    body = parser.get_body_stream().read()
    assert body.startswith(b"words")
    assert len(body) == KEPT_BYTES == int(parser.headers["CONTENT_LENGTH"])
    assert parser.headers["VIGIL_CUT"] == "1"


def test_what_follows_belongs_to_the_next_request() -> None:
    parser = parsed("/fund/", MOST)
    for _n in range(MOST // len(PIECE) - 1):
        parser.received(PIECE)
    assert parser.received(PIECE + b"GET / HTTP/1.1") == len(PIECE)
    assert parser.received(b"GET / HTTP/1.1") == 0


@pytest.mark.parametrize(
    ("path", "size"),
    [("/desk/sheets/", MOST), ("/fundamental/", MOST), ("/fund/", DRAINED_BYTES + 1)],
)
def test_everywhere_else_it_is_refused(path: str, size: int) -> None:
    parser = parsed(path, size)
    assert parser.completed
    assert parser.error.code == 413


@pytest.mark.parametrize("path", ["/desk/programme/recordings/3/", "/es/desk/programme/run/3/"])
def test_recordings_may_be_larger(path: str) -> None:
    parser = parsed(path, LARGEST_RECORDING - 1)
    assert parser.error is None
    assert not parser.completed
    assert parsed(path, LARGEST_RECORDING).error.code == 413
    assert parsed("/desk/programme/recordings/", MOST).error.code == 413


def test_nobody_outside_says_that_it_was_cut() -> None:
    assert "VIGIL_CUT" not in parsed("/fund/", 5, "Vigil-Cut: 1").headers
