"""One request to one checked address, with every quantity bounded."""

import contextlib
import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from email.message import Message

import msgspec
from msgspec import Struct
from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from vigil.reading.intake.fetching.errors import FailedError, RefusedError
from vigil.reading.intake.fetching.guard import Target

_CHUNK = 64 * 1024
_ATTEMPTS = 3
"""Addresses of one host that are tried."""


class Limits(Struct, frozen=True, kw_only=True):
    """Bounds of one request: seconds to connect, between two bytes and in all; bytes of a body.

    `size` holds both on the wire and after decompression. `cut` asks for the first `size` bytes
    of a longer body instead of refusing it.
    """

    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    size: int = 10 * 1024 * 1024
    cut: bool = False

    def cut_at(self, size: int) -> "Limits":
        """Return the same limits for reading only the beginning of a body."""
        return msgspec.structs.replace(self, size=size, cut=True)


class HttpAnswer(Struct, frozen=True, kw_only=True):
    """What came back: the body only for status 200, its content coding undone."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    content: bytes

    def header(self, name: str) -> str:
        """Return a header's first value, or ""."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def content_type(self) -> tuple[str, str]:
        """Return the media type and the charset in lower case, each "" if not stated."""
        if not self.header("content-type"):
            return "", ""
        message = Message()
        message["content-type"] = self.header("content-type")
        return message.get_content_type(), message.get_content_charset("")


def send_request(
    target: Target, headers: dict[str, str], limits: Limits, body: bytes | None = None
) -> HttpAnswer:
    """Send a GET, or a POST of `body`, to one of the target's checked addresses; read the answer.

    The connection is made to the address itself, so that no second look at the name can lead
    elsewhere; TLS and the Host header keep the name. Nothing is taken from the environment's
    proxy variables. Raises FailedError or RefusedError.
    """
    deadline = time.monotonic() + limits.total
    try:
        connection = _connected(target, limits)
        with contextlib.closing(connection), _watchdog(connection, deadline) as expired:
            try:
                return _exchange(connection, target, headers, limits, body)
            finally:
                # A broken connection can look like the end of a body, so this is always asked.
                if expired.is_set():
                    raise FailedError(f"no whole answer within {limits.total:g} s")
    except TimeoutError as error:
        raise FailedError(f"{target.host} did not answer in time") from error
    except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        raise FailedError(f"{target.host}: {_told(error)}") from error


def _connected(target: Target, limits: Limits) -> HTTPConnection:
    trouble: Exception = FailedError(f"{target.host} has no address")
    for address in target.addresses[:_ATTEMPTS]:
        connection = _connection(target, address, limits)
        try:
            connection.connect()
        except (HTTPError, OSError) as error:
            connection.close()
            trouble = error
            continue
        connection.timeout = limits.read
        return connection
    raise trouble


def _connection(target: Target, address: str, limits: Limits) -> HTTPConnection:
    if not target.https:
        return HTTPConnection(address, target.port, timeout=limits.connect)
    return HTTPSConnection(
        address,
        target.port,
        timeout=limits.connect,
        server_hostname=target.host.strip("[]"),
        ssl_context=ssl.create_default_context(),
    )


@contextlib.contextmanager
def _watchdog(connection: HTTPConnection, deadline: float) -> Iterator[threading.Event]:
    """Break the connection at the deadline: timeouts between bytes do not stop a slow drip."""
    expired = threading.Event()
    sock = connection.sock

    def expire() -> None:
        expired.set()
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), expire)
    timer.daemon = True
    timer.start()
    try:
        yield expired
    finally:
        timer.cancel()


def _exchange(
    connection: HTTPConnection,
    target: Target,
    headers: dict[str, str],
    limits: Limits,
    body: bytes | None,
) -> HttpAnswer:
    connection.request(
        "GET" if body is None else "POST",
        target.path,
        body=body,
        headers={
            "Host": target.authority,
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **headers,
        },
        preload_content=False,
        decode_content=False,
    )
    # A body that is not read to its end holds the socket until the response is closed.
    with contextlib.closing(connection.getresponse()) as response:
        content = _body(response, limits) if response.status == 200 else b""
    return HttpAnswer(
        status=response.status,
        reason=response.reason or "",
        headers=tuple(response.headers.items()),
        content=content,
    )


def _body(response: HTTPResponse, limits: Limits) -> bytes:
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("gzip", "x-gzip"):
        parts = _gunzipped(response, limits)
    elif coding in ("", "identity"):
        parts = _on_the_wire(response, limits)
    else:
        raise FailedError(f'the body is coded as "{coding[:40]}", which was not asked for')
    content = bytearray()
    for part in parts:
        content += part
        if len(content) > limits.size:
            if limits.cut:
                break
            raise RefusedError(f"it is larger than {limits.size:,} bytes")
    return bytes(content[: limits.size])


def _on_the_wire(response: HTTPResponse, limits: Limits) -> Iterator[bytes]:
    stated = response.headers.get("content-length", "")
    if stated.isascii() and stated.isdigit() and int(stated) > limits.size and not limits.cut:
        raise RefusedError(f"it is {int(stated):,} bytes large; the limit is {limits.size:,}")
    size = 0
    while part := response.read1(_CHUNK, decode_content=False):
        size += len(part)
        if size > limits.size and not limits.cut:
            raise RefusedError(f"it is larger than {limits.size:,} bytes")
        yield part


def _gunzipped(response: HTTPResponse, limits: Limits) -> Iterator[bytes]:
    # Piece by piece, so that a bomb is dropped at the limit and not after it.
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
    begun = False
    for part in _on_the_wire(response, limits):
        data = part
        while data:
            begun = True
            try:
                yield decoder.decompress(data, _CHUNK)
            except zlib.error as error:
                raise FailedError("the compressed body is damaged") from error
            data = decoder.unconsumed_tail
            if decoder.eof:
                data = decoder.unused_data
                decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
                begun = False
    if begun:
        raise FailedError("the compressed body is cut off")


def _told(error: Exception) -> str:
    """Say an error in few words, without the objects' addresses that urllib3 prints."""
    if isinstance(error, ssl.SSLError):
        return f"no safe connection ({error.reason or 'TLS failed'})"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    cause = error.__cause__ or error.__context__
    if isinstance(cause, http.client.IncompleteRead):
        return "the body is cut off"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    return f"the answer could not be read ({type(error).__name__})"
