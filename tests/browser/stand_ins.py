"""Stand-ins on this machine for the services that streams come from, over TLS, under their names.

They send the framing headers that each service sends for its pages and for its players. What a
browser refuses, it refuses here.
"""

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser

from browser.conftest import ARGUMENTS, CHROMIUM
from deploy.behind_proxy import make_certificate

PLAYERS = (
    "/embed/",  # YouTube, Owncast
    "/video/",  # player.vimeo.com
    "/videos/embed/",
    "/e/",  # a service that we do not know
)
SAMEORIGIN = ("X-Frame-Options", "SAMEORIGIN")
FRAMING: dict[str, list[tuple[str, str]]] = {
    "www.youtube.com": [SAMEORIGIN],
    "youtu.be": [SAMEORIGIN],
    "vimeo.com": [("X-Frame-Options", "sameorigin")],
    "tube.hermanas.example": [("X-Frame-Options", "DENY")],
    "live.hermanas.example": [("Content-Security-Policy", "frame-ancestors 'self'")],
    "us02web.zoom.us": [SAMEORIGIN, ("Content-Security-Policy", "frame-ancestors 'self'")],
    "teams.microsoft.com": [
        ("Content-Security-Policy", "frame-ancestors 'self' teams.cloud.microsoft")
    ],
}
"""What services send with their pages; with players they send nothing that refuses a frame."""


@dataclass
class Services:
    """Stand-ins that answer at one port, and what they were asked."""

    folder: Path
    server: ThreadingHTTPServer
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    """Host, path and Referer of each request."""

    @property
    def port(self) -> int:
        """Where they answer."""
        return self.server.server_port

    @classmethod
    @contextmanager
    def opened(cls, folder: Path) -> Iterator["Services"]:
        """Let stand-ins answer, with files of `folder`, until they go away."""
        folder.mkdir(exist_ok=True)
        make_certificate(folder)
        server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
        made = cls(folder, server)
        server.RequestHandlerClass = _answering(made)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "site.crt", folder / "site.key")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield made
        made.go_away()
        thread.join()

    def go_away(self) -> None:
        """Answer nobody any more."""
        self.server.shutdown()
        self.server.server_close()


def _answering(services: Services) -> type[BaseHTTPRequestHandler]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host, path = self.headers["Host"].partition(":")[0], self.path.partition("?")[0]
            services.asked.append((host, self.path, self.headers.get("Referer", "")))
            if host.startswith("hls."):
                self.file(services.folder / path.rpartition("/")[2])
                return
            framed = path.startswith(PLAYERS) or "/embed" in path
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            for name, value in [] if framed else FRAMING.get(host, [SAMEORIGIN]):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(f"<title>{host}</title><p id=plays>{host} plays</p>".encode())

        def file(self, file: Path) -> None:
            self.send_response(200 if file.is_file() else 404)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            if file.is_file():
                self.wfile.write(file.read_bytes())

        def log_message(self, *args: object) -> None:
            """Write nothing."""

    return Answer


def finds_services(browser: Browser, hosts: Mapping[str, Services]) -> Browser:
    """Start a browser that finds these hosts ("*": every one) on this machine, and no other."""
    maps = [f"MAP {host} 127.0.0.1:{services.port}" for host, services in hosts.items()]
    rules = ", ".join([*maps, *([] if "*" in hosts else ["MAP * ~NOTFOUND"]), "EXCLUDE localhost"])
    arguments = [one for one in ARGUMENTS if "resolver" not in one]
    return browser.browser_type.launch(
        executable_path=CHROMIUM,
        args=[*arguments, f"--host-resolver-rules={rules}", "--ignore-certificate-errors"],
    )
