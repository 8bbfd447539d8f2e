"""A small server on this machine that answers as a test tells it to."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Behaviour = bytes | Callable[[socket.socket], None]


def answer(
    body: bytes = b"", status: str = "200 OK", length: int | None = None, **headers: str
) -> bytes:
    """An HTTP answer; underscores in header names stand for hyphens."""
    named = {"content_type": "text/html", "content_length": str(len(body))} | headers
    if length is not None:
        named["content_length"] = str(length)
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in named.items() if value]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1") + body


@dataclass
class Server:
    """Answers by path; without a robots.txt of its own it says 404 to that."""

    port: int
    paths: dict[str, Behaviour] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def asked(self) -> list[str]:
        """Paths that were asked for, robots.txt aside."""
        return [path for path, _ in self.requests if path != "/robots.txt"]

    def serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(10)
            head = b""
            while b"\r\n\r\n" not in head:
                part = connection.recv(65536)
                if not part:
                    return
                head += part
            first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
            path = first.split(" ")[1]
            headers = dict(line.lower().split(": ", 1) for line in lines)
            self.requests.append((path, headers))
            behaviour = self.paths.get(path, answer(status="404 Not Found"))
            if isinstance(behaviour, bytes):
                connection.sendall(behaviour)
            else:
                behaviour(connection)


@contextlib.contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Run a server on a free port of the loopback address."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.02)
    server = Server(port=listener.getsockname()[1])
    threads: list[threading.Thread] = []

    def secured(connection: socket.socket) -> None:
        try:
            wrapped = context.wrap_socket(connection, server_side=True) if context else connection
        except OSError:
            connection.close()
            return
        server.serve(wrapped)

    def accept() -> None:
        while not server.stopping.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _ = listener.accept()
                thread = threading.Thread(target=secured, args=(connection,))
                thread.start()
                threads.append(thread)

    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield server
    finally:
        server.stopping.set()
        acceptor.join()
        for thread in threads:
            thread.join()
        listener.close()
