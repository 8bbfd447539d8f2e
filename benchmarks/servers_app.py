"""What the candidates of `servers` serve: a page that takes a few milliseconds, and a form.

The form keeps a line for what it was sent, as a database keeps a row, before it answers. Its body
must be as long as its header says: a body that broke off is not kept.
"""

import asyncio
import os
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

KEPT = os.environ.get("VIGIL_BENCH_KEPT", "")
WORK_SECONDS = 0.004
PAGE = b"<p>A page.</p>\n" * 500


def answer(path: str, length: int, body: bytes) -> tuple[int, bytes]:
    """Return status and body of the answer."""
    if path == "/healthz":
        return 200, b"ok\n"
    if path.startswith("/keep/"):
        if len(body) != length:
            return 400, b"broken off\n"
        time.sleep(0.02)
        file = os.open(KEPT, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, path.encode() + b"\n")
        os.close(file)
        return 200, b"kept\n"
    end = time.thread_time() + WORK_SECONDS
    while time.thread_time() < end:
        pass
    return 200, PAGE


def wsgi(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer by WSGI."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length) if length else b""
    status, page = answer(environ["PATH_INFO"], length, body)
    start(f"{status} OK", [("Content-Type", "text/html"), ("Content-Length", str(len(page)))])
    return [page]


async def asgi(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """Answer by ASGI; the work is done by a thread, as Django does it."""
    if scope["type"] != "http":
        return
    length = int(dict(scope["headers"]).get(b"content-length", b"0"))
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body += message.get("body", b"")
        more = message.get("more_body", False)
    status, page = await asyncio.to_thread(answer, scope["path"], length, bytes(body))
    headers = [(b"content-type", b"text/html"), (b"content-length", str(len(page)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": page})


def ours(port: int, processes: int) -> None:
    """Serve with `vigil serve`'s processes."""
    from vigil.cli.serving.processes import ServedSite
    from vigil.cli.serving.shedding import BusyPages

    class Served(ServedSite):
        def load(self) -> Any:
            return wsgi

        def busy_pages(self) -> BusyPages:
            return BusyPages()

    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    Served(listening, processes).run()


if __name__ == "__main__":
    ours(int(sys.argv[1]), int(sys.argv[2]))
