"""A server on this machine that speaks the protocol of OpenAI, and misbehaves on request."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Handler", dict[str, Any]], None]
"""Answers one request, whose body it is given."""


@dataclass
class ModelServer:
    """Answers requests by the next of `answers`, the last of which stays."""

    port: int
    answers: list[Answer] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def next_answer(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Handler(BaseHTTPRequestHandler):
    """One request."""

    model: ModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.model.requests.append(body)
        self.model.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.model.paths.append(self.path)
        with contextlib.suppress(OSError):
            self.model.next_answer()(self, body)

    def do_GET(self) -> None:
        self.model.paths.append(self.path)
        self.send(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        pass

    def send(self, content: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content_type": "application/json", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextlib.contextmanager
def model_server(*answers: Answer) -> Iterator[ModelServer]:
    """Run a server on a free port of the loopback address."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    model = ModelServer(port=http.server_address[1], answers=list(answers))
    http.RequestHandlerClass = type("Bound", (Handler,), {"model": model})
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield model
    finally:
        model.stopping.set()
        http.shutdown()
        thread.join()
        http.server_close()


def saying(
    content: str | dict[str, Any] | None,
    finish: str | None = "stop",
    usage: tuple[int, int] | None = (2000, 100),
) -> Answer:
    """Answer with a completion of this content."""

    def answer(handler: Handler, body: dict[str, Any]) -> None:
        handler.send(completion(content, finish, usage))

    return answer


def completion(
    content: str | dict[str, Any] | None,
    finish: str | None = "stop",
    usage: tuple[int, int] | None = (2000, 100),
) -> bytes:
    text = json.dumps(content, ensure_ascii=False) if isinstance(content, dict) else content
    reply: dict[str, Any] = {
        "id": "c1",
        "object": "chat.completion",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text},
                "finish_reason": finish,
            }
        ],
    }
    if usage:
        reply["usage"] = {
            "prompt_tokens": usage[0],
            "completion_tokens": usage[1],
            "total_tokens": sum(usage),
        }
    return json.dumps(reply).encode()


def status(code: int, **headers: str) -> Answer:
    def answer(handler: Handler, body: dict[str, Any]) -> None:
        handler.send(b'{"error": {"message": "no"}}', code, **headers)

    return answer


def raw(content: bytes, **headers: str) -> Answer:
    def answer(handler: Handler, body: dict[str, Any]) -> None:
        handler.send(content, **headers)

    return answer


def reset(handler: Handler, body: dict[str, Any]) -> None:
    """Close the connection in the middle of an answer."""
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')
    handler.wfile.flush()
    handler.connection.close()


def silence(handler: Handler, body: dict[str, Any]) -> None:
    """Say nothing until the test is over."""
    handler.model.stopping.wait(10)


def drip(handler: Handler, body: dict[str, Any]) -> None:
    """Send a blank now and then, for ever."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.model.stopping.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def flood(handler: Handler, body: dict[str, Any]) -> None:
    """Send without end."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    while not handler.model.stopping.is_set():
        handler.wfile.write(b'{"choices": [' + b" " * 65536)


def quoted(value: str | int, quote: str) -> dict[str, Any]:
    return {"value": value, "quote": quote}


def victim(**given: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("name", "count", "age", "gender", "occupation", "outcome"))
    return empty | given


def account(event: dict[str, Any], *victims: dict[str, Any], **given: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("killed", "injured", "date", "place", "method"))
    return {"event": event, "victims": list(victims), **empty, **given}


def answered(*accounts: dict[str, Any]) -> dict[str, Any]:
    return {"accounts": list(accounts)}
