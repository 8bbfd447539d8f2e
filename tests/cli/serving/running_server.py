"""A server of these tests that runs in a thread, as it runs in a process."""

import socket
import threading
from collections.abc import Callable
from typing import Any

from vigil.cli.serving.connections import Server, server_on

PATIENCE = 10


class Running:
    """A server in a thread, whose slow answers wait until they are let go."""

    def __init__(self, listening: socket.socket | None = None) -> None:
        self.let_go, self.under_way = threading.Event(), threading.Semaphore(0)
        self.kept: list[bytes] = []
        """What was sent and kept."""
        self.open_ones: list[socket.socket] = []
        listening = listening or socket.create_server(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        self.server: Server = server_on(listening, self.answer)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()

    def answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        """Keep what is sent; wait where the address is that of something slow."""
        body = environ["wsgi.input"].read()
        if environ["PATH_INFO"].endswith("/slow"):
            self.under_way.release()
            self.let_go.wait(PATIENCE)
        if body:
            self.kept.append(body)
        page = b"healthy " + environ["REMOTE_ADDR"].encode()
        start("200 OK", [("Content-Length", str(len(page)))])
        return [page]

    def connect(self, said: bytes = b"") -> socket.socket:
        """Open a connection, and say something."""
        one = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        self.open_ones.append(one)
        one.sendall(said)
        return one

    def has_ended(self) -> bool:
        """Wait until the server has ended."""
        self.thread.join(PATIENCE)
        return not self.thread.is_alive()


def asking(path: str, *lines: str, method: str = "GET") -> bytes:
    """Return the bytes of a request."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", *lines, "", ""]).encode()


def answer_on(one: socket.socket) -> bytes:
    """Return everything that comes until the other end closes."""
    came = bytearray()
    while piece := one.recv(65536):
        came += piece
    return bytes(came)
