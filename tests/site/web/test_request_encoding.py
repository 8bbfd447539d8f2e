"""What a request says of its own encoding: nobody stops the server by it, or makes it break."""

import os
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

from processor import seconds_of_processor

pytestmark = pytest.mark.django_db

FORM = "multipart/form-data; boundary=b"


@pytest.fixture(scope="module")
def application() -> Iterator[Any]:
    before = os.umask(0o077)  # which loading it sets, and other tests look at
    from vigil.site.wsgi import application

    yield application
    os.umask(before)


def answer(application: Any, content_type: str, body: bytes = b"", query: str = "") -> int:
    """Return the status of an answer."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST" if body else "GET",
        "PATH_INFO": "/about/report-an-error/",
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    setup_testing_defaults(environ)
    came: list[int] = []
    response = application(environ, lambda status, _headers: came.append(int(status[:3])))
    b"".join(response)
    response.close()
    return came[0]


def test_an_encoding_that_takes_long_is_not_used(application: Any) -> None:
    """Punycode puts each sign in its place among all others: minutes for half a megabyte."""
    words = bytes(97 + n * 7 % 26 for n in range(600_000))
    part = b'--b\r\nContent-Disposition: form-data; name="ticket"\r\n\r\n%b\r\n--b--\r\n' % words
    with seconds_of_processor(10):
        assert answer(application, f"{FORM}; charset=punycode", part) == 403


@pytest.mark.parametrize("charset", ["zip", "hex", "undefined", "idna", "no-such", "utf-16"])
def test_an_encoding_that_is_none_breaks_nothing(application: Any, charset: str) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="ticket"\r\n\r\nX..\xff\r\n--b--\r\n'
    assert answer(application, f"{FORM}; charset={charset}", part) == 403
    assert answer(application, f"text/plain; charset={charset}", query="case=V-0001") == 200


@pytest.mark.parametrize(
    "said",
    [
        f"{FORM}; {'x' * 20_000}",
        "multipart/form-data; boundary*=undefined''b",
        "multipart/form-data; boundary*=no-such''b",
    ],
    ids=["long", "an encoding that refuses", "an encoding that is none"],
)
def test_a_kind_of_content_that_is_none_breaks_nothing(application: Any, said: str) -> None:
    assert answer(application, said, b"--b--\r\n") in (400, 403)
